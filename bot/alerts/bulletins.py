"""A bulletin as its reader gets it, composed when it leaves; its files and previews, made on the way out."""

from datetime import datetime, timedelta

from sqlmodel import Session

from bot.alerts.composition import Composition, Obsolete, Papers, Say
from bot.alerts.drawing import of_markup
from bot.ports import Media
from bot.reports.markup import escape, fill
from bot.work import access, bulletin_files
from bot.work.bulletin_keys import file_keys
from bot.work.bulletin_text import in_words
from bot.work.bulletins import rule_of, would_say
from bot.work.offices import Offices
from storage import bulletins, outbox, staff
from storage.rows import id_of
from storage.tables import OutboxRow

ONE_SOUND_IN = timedelta(minutes=10)


def compose(session: Session, _offices: Offices, row: OutboxRow, now: datetime) -> Composition:
    """The bulletin with what of it concerns this reader; nothing for who has no post here any more."""
    bulletin = bulletins.bulletin(session, row.payload["bulletin_id"])
    if bulletin is None or bulletin.state == bulletins.WITHDRAWN:
        return Obsolete("通报已作废")
    person = staff.person(session, row.person_id) if row.person_id is not None else None
    if row.person_id is not None and (person is None or not access.roles(session, person, now)):
        return Obsolete("收信人已没有岗位")
    shown = in_words(bulletin, row.payload["places"], now)
    # Leaders hear one sound for all that comes at once; whatever follows waits to be looked at.
    silent = person is not None and outbox.was_pushed(session, id_of(person), now - ONE_SOUND_IN)
    instead = row.payload.get("instead")
    why = escape(f"{instead}还没有绑定，先发给受理方；在群里发 /bind 绑定。") if instead else ""
    html = f"{shown.html}\n\n{why}" if why else shown.html
    return Say(of_markup(html, file_keys(bulletin), silent=silent), None, "bulletin")


def file(session: Session, offices: Offices, row: OutboxRow, now: datetime) -> Composition:
    """The bulletin as a Word form still to be filled, or as a workbook, for somebody who may read it now."""
    bulletin = bulletins.bulletin(session, row.payload["bulletin_id"])
    person = staff.person(session, row.person_id) if row.person_id is not None else None
    if bulletin is None or person is None or not bulletin_files.may_read(session, person, bulletin, now):
        return Obsolete("收信人现在看不到这份通报")
    places = bulletin_files.places_of(session, person, bulletin, now)
    html = fill("<b>{title}</b>　{period}", title=bulletin.title, period=bulletin.content["period"])
    if row.payload["form"] == bulletin_files.EXCEL:
        content = bulletin_files.as_workbook(bulletin, offices, places)
        media = (Media("document", content=content, name=bulletin_files.file_name(bulletin, "xlsx")),)
        return Say(of_markup(html, media=media), None, "bulletin_file")
    papers = Papers(
        (bulletin_files.as_form(session, offices, bulletin, places, now),), bulletin_files.file_name(bulletin, "docx")
    )
    return Say(of_markup(html), None, "bulletin_file", papers=papers)


def preview(session: Session, offices: Offices, row: OutboxRow, now: datetime) -> Composition:
    """What a bulletin would say if it came out now; nothing of it is kept."""
    bulletin = rule_of(offices, row.office_id, row.payload["rule"])
    person = staff.person(session, row.person_id) if row.person_id is not None else None
    if bulletin is None or person is None or "desk" not in access.roles(session, person, now):
        return Obsolete("收信人现在不能预览")
    would = would_say(session, offices, row.office_id, bulletin, now)
    html = f"{escape('预览，现在还没有发出：')}\n\n{in_words(would, None, now).html}"
    return Say(of_markup(html), None, "bulletin_preview")
