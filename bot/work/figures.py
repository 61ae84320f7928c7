"""Figures for whoever may see them: counted now, for an office and its units, with the tickets behind each number."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.rules import figures, tally
from bot.rules.figures import Counts, Figure
from bot.rules.office_rules import CountedBy, Metric
from bot.rules.outcome import Refused
from bot.rules.periods import Period
from bot.rules.tally import Tally
from bot.work import access
from bot.work.listing import Entry, entry_of_all
from bot.work.offices import Offices
from storage import matters, sieve, staff, tallies
from storage.rows import id_of
from storage.tables import Person, Unit
from storage.tallies import Among

SEE_EVERY_UNIT = frozenset({"desk", "branch_leader", "desk_branch_leader", "main_leader", "administrator"})
SEE_THEIR_OWN = frozenset({"handler", "unit_head"})
SEE_THE_OFFICE = frozenset({"unit_head"})
NOT_FOR_YOU = Refused("数据由受理方、各部门和各级领导查看。")
OTHER_UNIT = Refused("您只能看本部门的数据。")
ONLY_YOURS = Refused("全单位的数据由受理方、部门负责人和各级领导查看；您可以看本部门的。")


@dataclass(frozen=True, slots=True)
class Reach:
    """Whose figures a person may see: these units by id and name, and the office's own or not."""

    units: Mapping[int, str]
    office: bool
    every_unit: bool

    def refuses(self, unit_id: int | None) -> Refused | None:
        if unit_id is None:
            return None if self.office else ONLY_YOURS
        return None if unit_id in self.units else OTHER_UNIT

    @property
    def home(self) -> int | None:
        """What is meant where nothing is said: the office, or the unit of whoever sees only that."""
        return None if self.office else next(iter(self.units), None)

    @property
    def own(self) -> int | None:
        """The same where units are looked at: the office for who sees every unit, the own unit for everybody else."""
        return None if self.every_unit else next(iter(self.units), None)


@dataclass(frozen=True, slots=True)
class Behind:
    """One page of the tickets behind a number. `total`: all of them; `seen`: those this person may open."""

    entries: tuple[Entry, ...]
    total: int
    seen: int
    page: int
    last: int


def reach(session: Session, person: Person, now: datetime) -> Reach | Refused:
    """What figures this person may see; nobody else but staff of the office has any."""
    held = access.roles(session, person, now)
    every_unit = bool(held & SEE_EVERY_UNIT)
    if not every_unit and not held & SEE_THEIR_OWN:
        return NOT_FOR_YOU
    units = units_of(session, person.office_id)
    scope = access.scope_of(session, person, now)
    seen = {unit: one.name for unit, one in units.items() if every_unit or unit in scope.unit_ids}
    return Reach(seen, every_unit or bool(held & SEE_THE_OFFICE), every_unit)


def units_of(session: Session, office_id: str) -> dict[int, Unit]:
    """The handling units, those closed meanwhile too: their tickets still count."""
    return {id_of(unit): unit for unit in staff.units(session, office_id) if unit.kind == "unit"}


def metrics_of(offices: Offices, office_id: str) -> tuple[Metric, ...]:
    """What the office measures, by its present rulebook."""
    return offices.present_law(office_id).rulebook.metric


def uncounted(session: Session, office_id: str) -> int:
    """How many tickets came in otherwise than by an act and are not in any figure yet."""
    return matters.waiting_number(session, office_id)


def counts_of(
    session: Session, office_id: str, moments: Iterable[CountedBy], period: Period, now: datetime
) -> dict[CountedBy, Counts]:
    """Equal tickets of the period with how many they are, for each moment that decides about the period."""
    return {moment: _counted(session, _among(office_id, moment, period), now) for moment in moments}


def counted(
    session: Session, office_id: str, metrics: Sequence[Metric], unit_id: int | None, period: Period, now: datetime
) -> list[Figure]:
    """These metrics of a unit, or of the office."""
    found = counts_of(session, office_id, figures.moments_of(metrics), period, now)
    return figures.figures_of(metrics, unit_id, found)


def by_unit(
    session: Session, office_id: str, metric: Metric, units: Iterable[int], period: Period, now: datetime
) -> tuple[Figure, list[Figure]]:
    """The office's figure and those of its units, the best first."""
    counts = counts_of(session, office_id, (metric.by,), period, now)[metric.by]
    parts = figures.whole_and_parts(metric, counts)
    own = [parts.get(unit) or figures.figure_of(metric, unit, {}) for unit in units]
    return parts[None], figures.ranked(own)


def behind(
    session: Session,
    offices: Offices,
    person: Person,
    metric: Metric,
    unit_id: int | None,
    period: Period,
    part: str,
    page: int,
    per_page: int,
    now: datetime,
) -> Behind:
    """A page of the tickets behind a number (`part`: counted | whole | missing), the newest first."""
    total = _size(figures.figure_of(metric, unit_id, _all(session, person, metric, period, now)), part)
    scope = access.scope_of(session, person, now)
    among = Among(person.office_id, metric.by, period.since, period.until, scope)
    found = [
        ticket_id
        for ticket_id, kept in tallies.streamed(session, among, now)
        if figures.is_meant(metric, unit_id, part, tally.read(*kept))
    ]
    last = max(0, len(found) - 1) // per_page
    page = min(max(page, 0), last)
    shown = sieve.by_ids(session, found[page * per_page : (page + 1) * per_page])
    duties = sieve.duties_of(session, [id_of(ticket) for ticket in shown])
    entries = tuple(entry_of_all(offices, ticket, duties[id_of(ticket)], now) for ticket in shown)
    return Behind(entries, total, len(found), page, last)


def _all(session: Session, person: Person, metric: Metric, period: Period, now: datetime) -> Counts:
    return counts_of(session, person.office_id, (metric.by,), period, now)[metric.by]


def _counted(session: Session, among: Among, now: datetime) -> Counts:
    counts: Counter[Tally] = Counter()
    for kept, number in tallies.counted(session, among, now):
        counts[tally.read(*kept)] += number
    return counts


def _among(office_id: str, moment: CountedBy, period: Period) -> Among:
    return Among(office_id, moment, period.since, period.until)


def _size(figure: Figure, part: str) -> int:
    if part == "counted" or figure.out_of is None:
        return 0 if part == "missing" else figure.counted
    return figure.out_of if part == "whole" else figure.missing
