"""Replays a ticket under a rulebook: as its events happen one by one, who is told what and when, and what gets late."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from bot.rules.alarms import Alarm, plan_alarms
from bot.rules.calendar import CHINA, Calendar, local
from bot.rules.catch_up import settle
from bot.rules.duties import Duty, plan
from bot.rules.facts import Facts
from bot.rules.rulebook import Rulebook

NEVER = datetime.max.replace(tzinfo=CHINA)


@dataclass(frozen=True, slots=True)
class Replayed:
    """A ticket as it went in the end, from that row of a table.

    `watched`: the moments of which somebody kept record, happened or not.
    """

    number: str
    facts: Facts
    watched: frozenset[str] = frozenset()
    row: int = 0


class Told(NamedTuple):
    """One party hears of one duty. `if_not_done`: nobody kept record of whether the duty was discharged before."""

    at: datetime
    party: str
    stage: str
    rule: str
    name: str
    ticket: str
    due_at: datetime
    provisional: bool
    if_not_done: bool


class Late(NamedTuple):
    """A duty not discharged when it was due. `if_not_done`: as far as anybody kept record."""

    due_at: datetime
    ticket: str
    rule: str
    name: str
    owed_by: str
    met_at: datetime | None
    provisional: bool
    if_not_done: bool


@dataclass(slots=True)
class _Walk:
    """How far a replay has come: what has been told, and which alarms need no more telling."""

    ticket: Replayed
    told: list[Told] = field(default_factory=list)
    over: set[tuple[str, str, datetime]] = field(default_factory=set)

    def tell(self, alarm: Alarm, duty: Duty, at: datetime) -> None:
        self.over.add(_identity(alarm))
        unknown = _is_unwatched(duty, self.ticket)
        for party in dict.fromkeys(alarm.audience):
            self.told.append(
                Told(
                    at, party, alarm.stage, duty.rule, duty.name, self.ticket.number, alarm.due_at,
                    duty.provisional, unknown,
                )
            )  # fmt: skip


def rehearse(ticket: Replayed, rulebook: Rulebook, calendar: Calendar) -> tuple[Told, ...]:
    """Everything said about the ticket, in order, if everybody acted exactly when the record says.

    An alarm fires when it is planned for, unless something that happened before has ended it. Raises CalendarGap.
    """
    walk = _Walk(ticket)
    moments = sorted({local(at) for at in ticket.facts.moments.values()})
    for at, until in zip(moments, [*moments[1:], NEVER], strict=True):
        _step(walk, at, until, rulebook, calendar)
    return tuple(sorted(walk.told))


def late(ticket: Replayed, rulebook: Rulebook, calendar: Calendar) -> tuple[Late, ...]:
    """The duties that were not discharged when they were due, soonest due first; targets, windows and marks apart."""
    ended = min((local(at) for name, at in ticket.facts.moments.items() if name in rulebook.over), default=None)
    found = [
        Late(
            duty.due_at, ticket.number, duty.rule, duty.name, duty.owed_by, duty.met_at, duty.provisional,
            _is_unwatched(duty, ticket),
        )
        for duty in plan(ticket.facts, rulebook, calendar)
        if not (duty.is_mark or duty.soft or duty.light)
        if (duty.met_at or ended or NEVER) > duty.due_at
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.due_at, one.rule)))


def _step(walk: _Walk, at: datetime, until: datetime, rulebook: Rulebook, calendar: Calendar) -> None:
    """From one event to the next: first what that event finds already due, then what comes due meanwhile."""
    duties = {duty.key: duty for duty in plan(_known_at(walk.ticket.facts, at), rulebook, calendar)}
    alarms = [
        alarm
        for alarm in plan_alarms(duties.values(), rulebook, calendar)
        if _identity(alarm) not in walk.over and not _is_unknown_handover(duties[alarm.key], walk.ticket)
    ]
    for verdict_at, alarm in (*_missed(alarms, at, calendar), *_coming(alarms, at)):
        if verdict_at is None:
            walk.over.add(_identity(alarm))
        elif verdict_at < until:
            walk.tell(alarm, duties[alarm.key], verdict_at)


def _missed(alarms: Iterable[Alarm], at: datetime, calendar: Calendar) -> Iterator[tuple[datetime | None, Alarm]]:
    """What was due before it could be planned is settled as after a downtime: the latest stage of a duty speaks."""
    past = [alarm for alarm in alarms if alarm.fire_at <= at]
    for key in dict.fromkeys(alarm.key for alarm in past):
        for verdict in settle([alarm for alarm in past if alarm.key == key], None, at, calendar):
            speaks_at = verdict.until if verdict.end == "waits" else at
            yield (speaks_at if verdict.end in ("speaks", "waits") else None), verdict.alarm


def _coming(alarms: Iterable[Alarm], at: datetime) -> Iterator[tuple[datetime, Alarm]]:
    return ((alarm.fire_at, alarm) for alarm in alarms if alarm.fire_at > at)


def _known_at(facts: Facts, at: datetime) -> Facts:
    return replace(facts, moments={name: moment for name, moment in facts.moments.items() if moment <= at})


def _identity(alarm: Alarm) -> tuple[str, str, datetime]:
    return alarm.key, alarm.stage, alarm.due_at


def _is_unknown_handover(duty: Duty, ticket: Replayed) -> bool:
    """Where nobody kept record of acceptances, nothing is known of who did not react."""
    return duty.is_handover and "accepted" not in ticket.watched


def _is_unwatched(duty: Duty, ticket: Replayed) -> bool:
    return ticket.watched.isdisjoint(duty.source.ends)
