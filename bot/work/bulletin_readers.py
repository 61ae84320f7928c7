"""Who gets a bulletin: its readers by their posts, whoever stands in for them, the group, and whom nobody reaches."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from bot.rules.bulletin_rules import READER_NAMES, Bulletin, Reader
from bot.work.receivers import can_hear
from storage import chats, staff
from storage.rows import id_of
from storage.tables import Person, Unit

ROLES: dict[Reader, str] = {
    "desk": "desk",
    "handlers": "handler",
    "informants": "informant",
    "unit_heads": "unit_head",
    "branch_leaders": "branch_leader",
    "desk_branch_leader": "desk_branch_leader",
    "main_leader": "main_leader",
}
OF_UNITS: dict[Reader, str] = {
    "handlers": "unit",
    "unit_heads": "unit",
    "branch_leaders": "unit",
    "informants": "territory",
}
"""Readers of whom every unit (or territory) has its own."""


@dataclass(slots=True)
class Readers:
    """People by id with the places they answer for (None: they read all of it), groups, and who is missing."""

    people: dict[int, frozenset[int] | None] = field(default_factory=dict)
    groups: list[int] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def add(self, person: Person, places: frozenset[int] | None) -> None:
        """Somebody who reads for two units reads of both; who reads all once reads all."""
        known = self.people.get(id_of(person), frozenset())
        self.people[id_of(person)] = None if places is None or known is None else known | places


def readers_of(
    session: Session, office_id: str, bulletin: Bulletin, places: frozenset[int] | None, now: datetime
) -> Readers:
    """Everybody who gets this bulletin at `now`. `places`: the units it speaks of, where only those are concerned."""
    found = Readers()
    for reader in bulletin.audience:
        if reader == "office_group":
            found.groups += [group.chat_id for group in chats.groups(session, office_id) if group.unit_id is None]
        elif reader in OF_UNITS:
            for unit in _concerned(session, office_id, OF_UNITS[reader], places):
                _add_of_unit(session, found, reader, unit, own=bulletin.own_units, now=now)
        else:
            _add_of_office(session, found, office_id, reader, now)
    return found


def clerks_of(session: Session, office_id: str, now: datetime) -> list[Person]:
    """Who at the desk can hear, the deputies of those who are away among them."""
    return list(_hearers(staff.holders(session, office_id, ROLES["desk"]), session, now))


def _concerned(session: Session, office_id: str, kind: str, places: frozenset[int] | None) -> Iterable[Unit]:
    units = staff.active_units(session, office_id, kind)
    return units if places is None else [unit for unit in units if unit.id in places]


def _add_of_unit(session: Session, found: Readers, reader: Reader, unit: Unit, *, own: bool, now: datetime) -> None:
    """The first of the unit's people who can hear, the A before the B."""
    hearers = _hearers(staff.holders(session, unit.office_id, ROLES[reader], id_of(unit)), session, now)
    hearer = next(hearers, None)
    if hearer is None:
        found.missing.append(f"{unit.name}的{READER_NAMES[reader].removeprefix('各部门')}")
    else:
        found.add(hearer, frozenset({id_of(unit)}) if own else None)


def _add_of_office(session: Session, found: Readers, office_id: str, reader: Reader, now: datetime) -> None:
    hearers = list(_hearers(staff.holders(session, office_id, ROLES[reader]), session, now))
    for hearer in hearers:
        found.add(hearer, None)
    if not hearers:
        found.missing.append(READER_NAMES[reader])


def _hearers(people: Iterable[Person], session: Session, now: datetime) -> Iterator[Person]:
    """Each absent one replaced by the deputy, and only who can hear."""
    for person in people:
        hearer = staff.deputy_of(session, id_of(person), now) or person
        if can_hear(hearer):
            yield hearer
