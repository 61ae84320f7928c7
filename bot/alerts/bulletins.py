"""A bulletin as its reader gets it, composed when it leaves; and its files, made on the way out."""

from datetime import datetime

from sqlmodel import Session

from bot.alerts.composition import Composition, Obsolete, Say
from bot.alerts.drawing import of_markup
from bot.work import access
from bot.work.bulletin_keys import file_keys
from bot.work.bulletin_text import in_words
from bot.work.offices import Offices
from storage import bulletins, staff
from storage.tables import OutboxRow


def compose(session: Session, _offices: Offices, row: OutboxRow, now: datetime) -> Composition:
    """The bulletin with what of it concerns this reader; nothing for who has no post here any more."""
    bulletin = bulletins.bulletin(session, row.payload["bulletin_id"])
    if bulletin is None or bulletin.state == bulletins.WITHDRAWN:
        return Obsolete("通报已作废")
    person = staff.person(session, row.person_id) if row.person_id is not None else None
    if row.person_id is not None and (person is None or not access.roles(session, person, now)):
        return Obsolete("收信人已没有岗位")
    shown = in_words(bulletin, row.payload["places"], now)
    return Say(of_markup(shown.html, file_keys(bulletin)), None, "bulletin")
