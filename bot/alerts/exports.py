"""A file that the desk asked for, made at the moment it leaves, in the thread that reads the database."""

from datetime import datetime

from sqlmodel import Session

from bot.alerts.composition import Composition, Obsolete, Say
from bot.alerts.drawing import of_markup
from bot.ports import Media
from bot.reports.markup import fill
from bot.rules.periods import from_code
from bot.work import exporting
from bot.work.exporting import Wanted
from bot.work.offices import Offices
from storage import staff
from storage.tables import OutboxRow

NO_LONGER = Obsolete("收信人现在无权导出")


def compose(session: Session, offices: Offices, row: OutboxRow, now: datetime) -> Composition:
    """The file, if the person may still have it; a sentence where it would be too large to be sent."""
    person = staff.person(session, row.person_id) if row.person_id is not None else None
    if person is None or not exporting.may_export(session, person, now):
        return NO_LONGER
    wanted = Wanted(**row.payload)
    made = exporting.make(session, offices, person.office_id, wanted, now)
    period = from_code(wanted.period)
    what = f"{period.name if period else ''} {exporting.NAMES[wanted.what]}"
    if len(made.content) > exporting.LARGEST_SENT:
        told = "：文件超过聊天平台的 50 MB，请把时期缩短后再导出。"
        return Say(of_markup(fill("{what}{told}", what=what, told=told)))
    masked = "不脱敏：内含个人信息，请妥善保管、用完删除。" if wanted.plain else "已脱敏。"
    html = fill("<b>{what}</b>　{masked}", what=what, masked=masked)
    media = (Media("document", content=made.content, name=made.name),)
    return Say(of_markup(html, media=media), None, "export")
