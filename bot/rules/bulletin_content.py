"""What a bulletin tells: which tickets stand under which of its headings, and what of it concerns one reader."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.rules.bulletin_rules import LISTS, PART_NAMES, Bulletin, Part
from bot.rules.calendar import local, midnight
from bot.rules.office_rules import Counted
from bot.rules.periods import Period
from bot.rules.tally import UNSOLVED

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Known:
    """A ticket as bulletins see it; nothing in it names a citizen.

    `places`: the units that handle it and its territory. `due_at`, `duty`: when the soonest of what is owed is due, and
    what it is. `received`, `closed`: whether that happened in the bulletin's days. `sets`, `outcome`: as figures count
    it. `progress`: what was reported of it today, None where nothing was.
    """

    ticket_id: int
    number: str
    matter: str
    unit: str
    places: tuple[int, ...]
    state: str
    is_open: bool
    received_at: datetime
    due_at: datetime | None = None
    duty: str = ""
    tags: frozenset[str] = frozenset()
    received: bool = False
    closed: bool = False
    sets: frozenset[Counted] = frozenset()
    outcome: str = ""
    progress: str | None = None
    owes_daily: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line under a heading, and the same as cells of a table. `places`: whom it concerns; empty: everybody."""

    words: str
    cells: tuple[str, ...] = ()
    places: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its lines. `part` is empty for what the desk writes itself."""

    heading: str
    part: str = ""
    lines: tuple[Line, ...] = ()

    @property
    def is_list(self) -> bool:
        return self.part in LISTS

    @property
    def to_write(self) -> bool:
        return not self.part


def listed(part: Part, bulletin: Bulletin, about: Period, now: datetime, known: Iterable[Known]) -> list[Known]:
    """The tickets that stand under this heading, the soonest due first, then the oldest."""
    wanted = _WANTED[part]
    found = [one for one in known if wanted(one, bulletin, about, now)]
    return sorted(found, key=lambda one: (one.due_at is None, one.due_at or one.received_at, one.ticket_id))


def sections_of(bulletin: Bulletin, told: Mapping[Part, Sequence[Line]]) -> tuple[Section, ...]:
    """The headings in the rulebook's order: first what is told out of the facts, then what the desk writes."""
    parts = tuple(Section(PART_NAMES[part], part, tuple(told[part])) for part in bulletin.parts)
    return (*parts, *(Section(name) for name in bulletin.writes))


def of_places(sections: Iterable[Section], places: Collection[int]) -> tuple[Section, ...]:
    """What concerns whoever answers for these units or territories; a list of others' tickets becomes empty."""
    return tuple(
        replace(
            section,
            lines=tuple(line for line in section.lines if not line.places or not set(places).isdisjoint(line.places)),
        )
        for section in sections
    )


def has_news(sections: Iterable[Section], reminds: str = "") -> bool:
    """Whether there is anything to hear: a line of a list, something written, or a reminder."""
    return bool(reminds) or any(section.lines for section in sections)


def _is_tagged(one: Known, bulletin: Bulletin) -> bool:
    return one.is_open and not one.tags.isdisjoint(bulletin.tags)


_WANTED: Mapping[str, Callable[[Known, Bulletin, Period, datetime], bool]] = {
    "open": lambda one, _, about, now: one.is_open and one.received_at < min(about.until, now),
    "overdue": lambda one, _, __, now: one.is_open and one.due_at is not None and one.due_at < now,
    "due_today": lambda one, _, __, now: one.is_open and one.due_at is not None and now <= one.due_at < _end(now),
    "unsolved": lambda one, _, __, ___: one.closed and one.outcome == UNSOLVED,
    "unsatisfied": lambda one, _, __, ___: one.closed and "rated" in one.sets and "satisfied" not in one.sets,
    "not_contacted": lambda one, _, __, ___: (
        one.received and "contact_owed" in one.sets and "contacted_in_time" not in one.sets
    ),
    "tagged": lambda one, bulletin, _, __: _is_tagged(one, bulletin),
    "not_reported": lambda one, bulletin, _, __: _is_tagged(one, bulletin) and one.owes_daily and one.progress is None,
}


def _end(now: datetime) -> datetime:
    return midnight(local(now).date() + ONE_DAY)
