"""What a reminder says besides the duty itself: who has not reacted, what has lapsed, for whom its reader stands in."""

from datetime import datetime

from sqlmodel import Session

from bot.rules.alarms import LAPSED
from bot.rules.duties import Duty
from bot.rules.rulebook import DutyRule
from bot.work.receivers import standing_in
from bot.work.standing_in import why_they_hear
from storage import staff
from storage.rows import id_of
from storage.tables import OutboxRow, Person, Ticket


def remarks(
    session: Session, ticket: Ticket, duty: Duty, row: OutboxRow, person: Person | None, now: datetime
) -> tuple[str, ...]:
    """The sentences, without their full stop, in the order in which they are read."""
    if person is None:
        return ()
    party = str(row.payload.get("party", ""))
    said = []
    if duty.is_handover:
        said.append(nobody_accepted(session, ticket, party, person, now))
    elif row.payload.get("stage") == LAPSED:
        said.append(lapsed(duty))
    if party:
        said.append(why_they_hear(session, ticket, party, person, now, row.payload.get("passed_over", ())))
    return tuple(sentence for sentence in said if sentence)


def nobody_accepted(session: Session, ticket: Ticket, party: str, reader: Person, now: datetime) -> str:
    """`A角张三未接单，请B角接单` for the other handler; `城建办张三、李四均未接单` for whoever is above them."""
    handlers = [person for person, _ in standing_in(session, ticket, "unit", now)]
    seconds = standing_in(session, ticket, "unit_second", now) if party == "unit_second" else []
    own = next((person for person, hearer in seconds if hearer.id == reader.id), None)
    if own is not None:
        others = "、".join(_post(session, ticket, one) + one.name for one in handlers if one.id != own.id)
        return f"{others}未接单，请{_post(session, ticket, own)}接单"
    unit = staff.unit(session, ticket.unit_id) if ticket.unit_id is not None else None
    names = "、".join(person.name for person in handlers)
    return f"{unit.name if unit else ''}{names}{'均' if len(handlers) > 1 else ''}未接单"


def lapsed(duty: Duty) -> str:
    """`非职责范围申请退单的时限已过（二（二）2），视作接收`"""
    afterwards = duty.source.afterwards if isinstance(duty.source, DutyRule) else ""
    return f"{duty.name}的时限已过（{duty.clause}）" + (f"，{afterwards}" if afterwards else "")


def _post(session: Session, ticket: Ticket, person: Person) -> str:
    """Which of the unit's pair this handler is."""
    posts = staff.posts(session, id_of(person))
    rank = next((post.rank for post in posts if post.role == "handler" and post.unit_id == ticket.unit_id), 1)
    return "A角" if rank == 1 else "B角"
