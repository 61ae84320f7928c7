"""Who may manage people and units: the office's administrator, and only for the own office."""

from datetime import datetime

from sqlmodel import Session

from bot.work.outcome import Refused
from bot.work.parties import roles
from storage import staff, tickets
from storage.rows import id_of
from storage.tables import Person, Unit

ADMINISTRATOR = "administrator"
NOT_ADMINISTRATOR = Refused("人员和单位只能由本单位的管理员管理。")
NO_SUCH_PERSON = Refused("本单位没有这个人，请核对姓名。")
NO_SUCH_UNIT = Refused("本单位没有这个部门或片区，请核对名称。")
LAST_ADMINISTRATOR = Refused("这是最后一位能进入系统的管理员，停下来就没有人能管理了。请先让另一位管理员绑定账号。")


def administrator(session: Session, actor_id: int, now: datetime) -> Person | Refused:
    """The acting person, if they manage their office now."""
    actor = staff.person(session, actor_id)
    if actor is None or not actor.active or ADMINISTRATOR not in roles(session, actor, now):
        return NOT_ADMINISTRATOR
    return actor


def colleague(session: Session, actor: Person, person_id: int) -> Person | Refused:
    """Somebody of the same office with access; another office's people do not exist."""
    person = staff.person(session, person_id)
    if person is None or not person.active or person.office_id != actor.office_id:
        return NO_SUCH_PERSON
    return person


def both(session: Session, actor_id: int, person_id: int, now: datetime) -> tuple[Person, Person] | Refused:
    """The acting administrator and the person it is about."""
    actor = administrator(session, actor_id, now)
    if isinstance(actor, Refused):
        return actor
    person = colleague(session, actor, person_id)
    return person if isinstance(person, Refused) else (actor, person)


def own_unit(session: Session, actor: Person, unit_id: int) -> Unit | Refused:
    """A unit of the same office that is not closed."""
    unit = staff.unit(session, unit_id)
    return unit if unit and unit.active and unit.office_id == actor.office_id else NO_SUCH_UNIT


def is_last_administrator(session: Session, person: Person) -> bool:
    """Whether without this person nobody with a chat of their own would manage the office."""
    holders = staff.holders(session, person.office_id, ADMINISTRATOR)
    others = [other for other in holders if other.id != person.id and other.chat_id is not None]
    return any(holder.id == person.id for holder in holders) and not others


def note(session: Session, actor: Person, what: str, now: datetime, person: Person | None = None) -> None:
    """Write down who did it, and to whom."""
    by = f"by person {id_of(actor)}"
    subject = person.id if person else actor.id
    tickets.audit(session, now, what, office_id=actor.office_id, person_id=subject, detail=by)
