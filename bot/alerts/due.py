"""Alarms whose moment has come become outbox rows: who hears of which duty, decided anew for everything missed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from sqlmodel import Session

from bot.alerts.gathering import digest_moment
from bot.alerts.lapses import let_lapse
from bot.alerts.limits import SendRules
from bot.alerts.recovery import Outage
from bot.rules.alarms import Alarm
from bot.rules.catch_up import Verdict, settle
from bot.rules.workflow import State
from bot.work import unit_groups
from bot.work.offices import Offices
from bot.work.receivers import receivers
from bot.work.redrawing import stale_cards
from storage import alarms, chats, outbox, tickets
from storage.rows import id_of
from storage.tables import AlarmRow, DutyRow, OutboxRow, Person, Ticket

LEADERS = frozenset({"unit_head", "unit_branch_leader", "territory_branch_leader", "desk_branch_leader", "main_leader"})
"""They hear as digests of what others owe; of what they owe themselves they are reminded like anybody."""

MOST_AT_ONCE = 500


class Listener(NamedTuple):
    """Somebody who must hear, for which party, and whether as a leader: of what others owe."""

    person: Person
    party: str
    as_leader: bool


Receivers = Callable[[Session, Ticket, str, datetime], list[Person]]


@dataclass(frozen=True, slots=True)
class TickResult:
    """What one round of planning did: alarms by their end, rows written, and whether more alarms are due."""

    fired: int = 0
    folded: int = 0
    obsolete: int = 0
    postponed: int = 0
    unheard: int = 0
    rows: int = 0
    more: bool = False


def plan_due(
    session: Session,
    offices: Offices,
    now: datetime,
    *,
    outage: Outage | None = None,
    hears: Receivers = receivers,
    rules: SendRules | None = None,
    most: int = MOST_AT_ONCE,
    only: int | None = None,
) -> TickResult:
    """End about `most` due alarms, all those of a ticket together, and write what they say; run again while `more`.

    Safe to repeat: an alarm ends once, and its rows are keyed by alarm and person. `only` plans one ticket.
    """
    found = alarms.tickets_due(session, now, most) if only is None else [only]
    let_lapse(session, offices, found, now)
    due = alarms.due_of(session, found, now)
    batch = _Batch(session, now, outage, hears, rules or SendRules())
    known, duties = alarms.tickets(session, found), alarms.duties(session, found)
    by_duty = attrgetter("ticket_id", "key")
    for (ticket_id, key), of_one in groupby(sorted(due, key=by_duty), key=by_duty):
        ticket, duty, rows = known[ticket_id], duties.get((ticket_id, key)), list(of_one)
        verdicts = settle([_alarm(row) for row in rows], _why_over(ticket, duty), now, offices.law(ticket).calendar)
        for row, verdict in zip(rows, verdicts, strict=True):
            batch.end(ticket, duty, row, verdict)
    return batch.write(more=len(due) >= most)


def _why_over(ticket: Ticket, duty: DutyRow | None) -> str | None:
    if duty is None:
        return "情况变化，此项不再适用"
    if duty.met_at is not None:
        return "已完成"
    return "工单已了结" if ticket.state == State.CLOSED else None


def _alarm(row: AlarmRow) -> Alarm:
    return Alarm(row.key, row.rule, row.stage, tuple(row.audience), row.lane, row.due_at, row.fire_at)


@dataclass(slots=True)
class _Batch:
    """The endings and rows of one transaction, gathered first and written together."""

    session: Session
    now: datetime
    outage: Outage | None
    hears: Receivers
    rules: SendRules
    endings: list[tuple[int, str, str]] = field(default_factory=list)
    postponed: int = 0
    rows: list[OutboxRow] = field(default_factory=list)
    heard: dict[tuple[object, ...], list[Person]] = field(default_factory=dict)
    digests: dict[int, datetime] = field(default_factory=dict)
    grouped: dict[int, bool] = field(default_factory=dict)
    spoken: dict[int, tuple[Ticket, int]] = field(default_factory=dict)

    def end(self, ticket: Ticket, duty: DutyRow | None, row: AlarmRow, verdict: Verdict) -> None:
        if verdict.end == "speaks" and duty is not None:
            self._speak(ticket, duty, row)
        elif verdict.end == "waits" and verdict.until is not None:
            alarms.postpone(self.session, id_of(row), verdict.until)
            self.postponed += 1
        else:
            state = alarms.FOLDED if verdict.end == "folded" else alarms.OBSOLETE
            self.endings.append((id_of(row), state, verdict.reason))

    def write(self, more: bool) -> TickResult:
        # What stood on the ticket's cards ("还剩…") was true when they were drawn.
        outbox.put(self.session, [*self.rows, *stale_cards(self.session, self.spoken.values(), self.now)])
        alarms.end(self.session, self.endings, self.now)
        states = [state for _, state, _ in self.endings]
        return TickResult(
            fired=states.count(alarms.FIRED),
            folded=states.count(alarms.FOLDED),
            obsolete=states.count(alarms.OBSOLETE),
            postponed=self.postponed,
            unheard=states.count(alarms.UNDELIVERABLE),
            rows=len(self.rows),
            more=more,
        )

    def _speak(self, ticket: Ticket, duty: DutyRow, row: AlarmRow) -> None:
        listeners = self._listeners(ticket, row.audience, duty)
        if not listeners:
            self.endings.append((id_of(row), alarms.UNDELIVERABLE, "没有可送达的收信人"))
            tickets.audit(
                self.session, self.now, "nobody_reachable",
                office_id=ticket.office_id, ticket_id=ticket.id, detail=row.key,
            )  # fmt: skip
            return
        if row.stage == "overdue" and self._has_group(ticket.unit_id):
            unit_groups.show(self.session, ticket, self.now, "有事项超时")
        self.rows += [self._row(ticket, row, listener) for listener in listeners]
        self.spoken[id_of(ticket)] = ticket, id_of(row)
        self.endings.append((id_of(row), alarms.FIRED, "、".join(listener.person.name for listener in listeners)))

    def _listeners(self, ticket: Ticket, audience: Sequence[str], duty: DutyRow) -> list[Listener]:
        """Everybody who must hear, each once."""
        found: dict[int, Listener] = {}
        leading = {party: party in LEADERS and party != duty.owed_by for party in audience}
        for party in sorted(leading, key=lambda party: leading[party]):
            for person in self._people(ticket, party):
                found.setdefault(id_of(person), Listener(person, party, leading[party]))
        return list(found.values())

    def _people(self, ticket: Ticket, party: str) -> list[Person]:
        """Who hears for a party depends on the ticket's place and its handler only: asked once per batch."""
        place = (ticket.office_id, ticket.unit_id, ticket.territory_id, ticket.handler_id, party)
        if place not in self.heard:
            self.heard[place] = self.hears(self.session, ticket, party, self.now)
        return self.heard[place]

    def _has_group(self, unit_id: int | None) -> bool:
        """Whether the unit has a group of its own: asked once per batch."""
        if unit_id is not None and unit_id not in self.grouped:
            self.grouped[unit_id] = chats.group_of_unit(self.session, unit_id) is not None
        return unit_id is not None and self.grouped[unit_id]

    def _row(self, ticket: Ticket, alarm: AlarmRow, listener: Listener) -> OutboxRow:
        person, party, as_leader = listener
        payload = {"key": alarm.key, "rule": alarm.rule, "stage": alarm.stage, "party": party}
        payload["due_at"] = alarm.due_at.isoformat()
        if self.outage is not None and self.outage.covers(alarm.fire_at):
            payload["outage"] = self.outage.words()
        return OutboxRow(
            dedupe_key=f"alarm:{alarm.id}:{person.id}",
            office_id=ticket.office_id,
            person_id=person.id,
            ticket_id=ticket.id,
            alarm_id=alarm.id,
            kind="escalation" if as_leader else "reminder",
            lane=alarm.lane,
            payload=payload,
            created_at=self.now,
            not_before=self._digest(id_of(person)) if as_leader else self.now,
        )

    def _digest(self, person_id: int) -> datetime:
        if person_id not in self.digests:
            self.digests[person_id] = digest_moment(self.session, person_id, self.now, self.rules)
        return self.digests[person_id]
