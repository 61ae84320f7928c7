"""The people, units and posts that an administrator chooses from."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.work.administration.posts import in_words
from bot.work.administration.rights import ADMINISTRATOR
from bot.work.parties import roles
from bot.work.roster import KIND_NAMES
from storage import staff
from storage.rows import id_of
from storage.tables import Person


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose: `id` stands for it in buttons, `name` is what people type."""

    id: str
    name: str


def people(session: Session, office_id: str, *, bound: bool | None = None) -> list[Option]:
    """Everybody with access; `bound` says whether only those with an account, or without one."""
    found = [person for person in staff.people(session, office_id) if person.active]
    return [_option(one) for one in found if bound is None or (one.chat_id is not None) == bound]


def units(session: Session, office_id: str, kinds: Collection[str] = tuple(KIND_NAMES)) -> list[Option]:
    """The units of these kinds that are not closed."""
    found = staff.active_units(session, office_id)
    return [Option(str(id_of(unit)), unit.name) for unit in found if unit.kind in kinds]


def posts_of(session: Session, person_id: int) -> list[Option]:
    """The posts of one person, in words."""
    return [Option(str(id_of(post)), in_words(session, post)) for post in staff.posts(session, person_id)]


def name_of(session: Session, person_id: int) -> str:
    person = staff.person(session, person_id)
    return person.name if person else ""


def person_named(session: Session, office_id: str, name: str) -> int | None:
    """The id of somebody with access, by the full name."""
    person = staff.person_by_name(session, office_id, name)
    return id_of(person) if person is not None and person.active else None


def manages(session: Session, person: Person, now: datetime) -> bool:
    """Whether this person is an administrator now."""
    return ADMINISTRATOR in roles(session, person, now)


def _option(person: Person) -> Option:
    return Option(str(id_of(person)), person.name)
