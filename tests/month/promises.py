"""What must hold after a month, whatever happened in it; each function lists where it does not."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from storage.tables import Event, OutboxRow
from tests.month.record import Record
from tests.month.working_days import CLOSES, OPENS, day_of, shanghai, works

ENDED = frozenset({"sent", "folded", "obsolete"})
TAKEN_BACK = frozenset(
    {
        "sent_back", "signature_refused", "reopened", "rechecked", "dispatched", "designated", "called_back",
        "return_granted", "return_refused", "request_refused", "corrected", "received",
    }
)  # fmt: skip
"""After these something done before may be owed again."""
A_LITTLE = timedelta(minutes=15)
LEADERS_OF_ALL = frozenset({"main_leader", "administrator"})


def broken(record: Record) -> list[str]:
    """Every breach of every promise, in words."""
    return [f"{promise.__name__}: {breach}" for promise in PROMISES for breach in promise(record)]


def everything_said(record: Record) -> Iterator[str]:
    """Every row of the outbox that might have left by now has left or been ended with a reason."""
    for row in record.outbox:
        if row.state not in ENDED and row.not_before <= record.until:
            yield f"row {row.id} ({row.kind}) is {row.state}: {row.reason}"


def closed_is_over(record: Record) -> Iterator[str]:
    """Nothing waits to be told about a closed ticket."""
    for alarm in record.alarms.values():
        if alarm.state == "waiting" and record.tickets[alarm.ticket_id].state == "closed":
            yield f"alarm {alarm.key} {alarm.stage} of a closed ticket waits"
    late = [alarm for alarm in record.alarms.values() if alarm.state == "waiting" and alarm.fire_at <= record.until]
    yield from (f"alarm {alarm.key} {alarm.stage} of ticket {alarm.ticket_id} never fired" for alarm in late)


def told_once(record: Record) -> Iterator[str]:
    """Nobody hears the same stage of the same duty twice."""
    heard: Counter[tuple[object, ...]] = Counter()
    for row in record.outbox:
        alarm = record.alarms.get(row.alarm_id or 0)
        if alarm is not None and row.state == "sent":
            heard[row.ticket_id, alarm.key, alarm.stage, alarm.due_at, row.person_id] += 1
    yield from (f"{key} was told {times} times" for key, times in heard.items() if times > 1)


def not_told_in_vain(record: Record) -> Iterator[str]:
    """No reminder of what was done already; what is owed every day, or is several things, is left out."""
    ends: dict[str, set[str]] = defaultdict(set)
    for rule in (*record.document.get("duty", ()), *record.document.get("mark", ())):
        ends[rule["id"]] |= set(rule["ends"])
    # One id may stand for several entries of a document; what one of them leaves open, all do.
    for rule in record.document.get("duty", ()):
        daily = any(limit.get("on") == "every_day" for limit in rule["limits"])
        if rule.get("ends_when") == "all" or daily:
            ends[rule["id"]] = set()
    for row in record.outbox:
        if row.kind == "reminder" and row.state == "sent" and row.ticket_id is not None:
            told = record.text_of(row)
            alarm = record.alarms[row.alarm_id or 0]
            done = _done(record.events[row.ticket_id], ends[alarm.rule], told.at) if told else None
            if done is not None:
                yield f"{alarm.key} {alarm.stage} of ticket {row.ticket_id} told after {done.kind} at {done.at}"


def _done(story: list[Event], ends: set[str], told_at: datetime) -> Event | None:
    done = None
    for event in story:
        if event.kind in ends and event.recorded_at < told_at:
            done = event
        elif event.kind in TAKEN_BACK and event.recorded_at <= told_at:
            done = None
    return done


def only_the_concerned(record: Record) -> Iterator[str]:
    """A ticket's card goes to the desk, to those at whose units it was, to their leaders, and to nobody else."""
    held: dict[int, set[tuple[str, int | None]]] = defaultdict(set)
    for post in record.posts:
        held[post.person_id].add((post.role, post.unit_id))
    for row in record.outbox:
        if row.ticket_id is None or row.state != "sent" or row.person_id is None:
            continue
        places = _places(record.events[row.ticket_id])
        if not any(
            role in LEADERS_OF_ALL or unit_id in places or _is_desk(record, unit_id)
            for role, unit_id in held[row.person_id]
        ):
            yield f"{record.people[row.person_id].name} was told of ticket {row.ticket_id} ({row.kind})"


def _is_desk(record: Record, unit_id: int | None) -> bool:
    return unit_id is not None and record.units[unit_id].kind == "desk"


def _places(story: list[Event]) -> set[int]:
    places: set[int] = set()
    for event in story:
        for name in ("unit_id", "territory_id"):
            places |= {event.data[name]} if event.data.get(name) else set()
        places |= set(event.data.get("co_unit_ids", ())) | set(event.data.get("unit_ids", ()))
    return places


def groups_without_citizens(record: Record) -> Iterator[str]:
    """No name and no phone of a citizen in a group; no phone anywhere but where it was asked for."""
    names = {ticket.caller for ticket in record.tickets.values() if ticket.caller}
    phones = {ticket.phone for ticket in record.tickets.values() if ticket.phone}
    for told in record.told:
        if told.chat_id < 0 and told.html:
            secrets = [secret for secret in (*names, *phones) if secret in told.html]
            yield from (f"a group read {secret}: {told.html[:80]}" for secret in secrets)
        elif "1380000" in told.html:
            yield f"a phone was told to {told.chat_id}: {told.html[:80]}"


def quiet_at_night(record: Record) -> Iterator[str]:
    """Outside office hours nobody is reminded of what is not urgent; a digest may come a little after they close.

    What a document wants every day is reminded of on days of rest too, in the hours of a working day.
    """
    reminding = record.document["reminding"]
    daily = {
        duty["id"]
        for duty in record.document["duty"]
        if any(limit.get("on") == "every_day" for limit in duty.get("limits", ()))
    }
    for row in record.outbox:
        told = record.text_of(row) if row.kind in ("reminder", "escalation") and row.state == "sent" else None
        if told is None or row.ticket_id is None:
            continue
        ticket = record.tickets[row.ticket_id]
        grave = not set(ticket.tags).isdisjoint(reminding.get("urgent_tags", ()))
        if ticket.urgency not in reminding["urgent"] and not grave and not _in_hours(told.at, _rule(row) in daily):
            yield f"{row.payload['key']} {row.payload['stage']} of ticket {ticket.id} told at {told.at}"


def _rule(row: OutboxRow) -> str:
    return str(row.payload["key"]).partition(":")[0]


def _in_hours(at: datetime, every_day: bool) -> bool:
    day = day_of(at)
    return (every_day or works(day)) and shanghai(day, OPENS) <= at <= shanghai(day, CLOSES) + A_LITTLE


PROMISES = (
    everything_said,
    closed_is_over,
    told_once,
    not_told_in_vain,
    quiet_at_night,
    only_the_concerned,
    groups_without_citizens,
)
