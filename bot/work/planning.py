"""Duties and alarms follow the facts: after every act they are planned anew, and only the difference is written."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from bot.rules.alarms import Alarm, plan_alarms
from bot.rules.duties import Duty, plan
from bot.work import tallying
from bot.work.facts import facts_from
from bot.work.offices import Offices
from storage import tickets
from storage.rows import id_of
from storage.tables import AlarmRow, DutyRow, Event, Ticket

WAITING, OBSOLETE = "waiting", "obsolete"
QUIET_UNTIL = "quiet_until"


def duties_of(session: Session, offices: Offices, ticket: Ticket) -> tuple[Duty, ...]:
    """Every duty and mark of the ticket as the rules see it now, met or not."""
    return _planned(offices, ticket, tickets.events(session, id_of(ticket)))


def _planned(offices: Offices, ticket: Ticket, story: Iterable[Event]) -> tuple[Duty, ...]:
    law = offices.law(ticket)
    return tuple(plan(facts_from(ticket, story), law.rulebook, law.calendar))


def replan(session: Session, offices: Offices, ticket: Ticket, now: datetime) -> None:
    """Bring the ticket's duties and waiting alarms in line with what has happened to it."""
    law = offices.law(ticket)
    # Read once: what was flushed a moment ago is in it, and nothing below adds to it.
    story = tickets.events(session, id_of(ticket))
    duties = _planned(offices, ticket, story)
    quiet_until = quiet_until_of(story)
    planned = plan_alarms(duties, law.rulebook, law.calendar)
    _write_duties(session, ticket, duties)
    _write_alarms(session, ticket, duties, [one for one in planned if is_told(one.fire_at, quiet_until)], now)
    tallying.write(session, offices, ticket, duties, story)


def quiet_until_of(events: Iterable[Event]) -> datetime | None:
    """Of a ticket that came in with many others: the moment up to which its alarms were told by their summary."""
    for event in events:
        if event.kind == "registered" and QUIET_UNTIL in event.data:
            return datetime.fromisoformat(event.data[QUIET_UNTIL])
    return None


def is_told(fire_at: datetime, quiet_until: datetime | None) -> bool:
    """Whether an alarm of this moment is told by itself."""
    return quiet_until is None or fire_at > quiet_until


def _write_duties(session: Session, ticket: Ticket, duties: Iterable[Duty]) -> None:
    """Kept is what is owed and what was met; what the ticket's end overtook is on no list any more (the rules know)."""
    known = {row.key: row for row in tickets.duties(session, id_of(ticket))}
    for duty in filter(is_kept, duties):
        row = known.pop(duty.key, None) or DutyRow(
            office_id=ticket.office_id,
            ticket_id=id_of(ticket),
            key=duty.key,
            rule=duty.rule,
            owed_by=duty.owed_by,
            starts_at=duty.starts_at,
            due_at=duty.due_at,
        )
        row.rule, row.owed_by = duty.rule, duty.owed_by
        row.starts_at, row.due_at = duty.starts_at, duty.due_at
        row.met_at, row.provisional = duty.met_at, duty.provisional
        session.add(row)
    for row in known.values():
        session.delete(row)
    session.flush()


def is_kept(duty: Duty) -> bool:
    return duty.is_open or duty.met_at is not None


def _write_alarms(
    session: Session, ticket: Ticket, duties: Iterable[Duty], planned: Iterable[Alarm], now: datetime
) -> None:
    """End what is no longer planned, wake what is planned again, insert what is new; what has fired stays fired."""
    known = {(row.key, row.stage, row.due_at): row for row in tickets.alarms(session, id_of(ticket))}
    for alarm in planned:
        row = known.pop((alarm.key, alarm.stage, alarm.due_at), None)
        if row is None:
            session.add(_new_alarm(ticket, alarm))
        elif row.state in (WAITING, OBSOLETE):
            _keep_waiting(session, row, alarm)
    by_key = {duty.key: duty for duty in duties}
    for row in known.values():
        if row.state == WAITING:
            row.state, row.ended_at, row.reason = OBSOLETE, now, _why_over(row, by_key.get(row.key))
            session.add(row)
    session.flush()


def _new_alarm(ticket: Ticket, alarm: Alarm) -> AlarmRow:
    return AlarmRow(
        office_id=ticket.office_id,
        ticket_id=id_of(ticket),
        key=alarm.key,
        rule=alarm.rule,
        stage=alarm.stage,
        audience=list(alarm.audience),
        lane=alarm.lane,
        due_at=alarm.due_at,
        fire_at=alarm.fire_at,
    )


def _keep_waiting(session: Session, row: AlarmRow, alarm: Alarm) -> None:
    """A duty that was discharged and is owed again (a report sent back) has its alarms again."""
    row.audience, row.lane, row.fire_at = list(alarm.audience), alarm.lane, alarm.fire_at
    row.state, row.ended_at, row.reason = WAITING, None, ""
    session.add(row)


def _why_over(row: AlarmRow, duty: Duty | None) -> str:
    if duty is None:
        return "情况变化，此项不再适用"
    if duty.met_at is not None:
        return "已完成"
    if not duty.is_open:
        return "工单已了结"
    return "时限已变更" if duty.due_at != row.due_at else "提醒安排已变更"
