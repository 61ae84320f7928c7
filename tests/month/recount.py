"""A month's figures counted a second time, straight from what happened: no tally is read, nothing asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from fractions import Fraction
from typing import Any

from storage.tables import DutyRow, Event, Ticket
from tests.month.record import Record
from tests.month.working_days import shanghai

SINCE, UNTIL = shanghai(date(2026, 10, 1), time()), shanghai(date(2026, 11, 1), time())
UNDONE = frozenset({"sent_back", "signature_refused", "reopened"})
OF_THE_RESULT = frozenset({"report_submitted", "completed", "closed"})
"""What counts no more once the result was sent back; a caller who was called stays called."""
PLEASED, RECORDED_PLEASED = ("满意", "基本满意"), ("满意", "基本满意", "认可")
NOT_RATED = ("", "未评价", "其他")


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted of one ticket: each set of the documents that it belongs to, and by which moment."""

    units: tuple[int, ...]
    helped: tuple[int, ...]
    moments: dict[str, datetime | None]
    sets: frozenset[str]
    exempt: frozenset[str]
    outcome: str
    satisfaction: str


def counted_tickets(record: Record) -> list[Counted]:
    return [_counted(record, ticket) for ticket in record.tickets.values()]


def figure(record: Record, counted: Iterable[Counted], metric: dict[str, Any], unit_id: int | None) -> tuple[int, int]:
    """Numerator and denominator of a metric of the document, for a unit or for the whole office."""
    share, of, by = metric["share"], metric.get("of"), metric.get("by", "closed")
    numerator = denominator = 0
    for one in counted:
        moment = one.moments[by]
        if moment is None or not SINCE <= moment < UNTIL or one.exempt & set(metric.get("exempt", ())):
            continue
        if unit_id is not None and unit_id not in (*one.units, *(one.helped if metric.get("co_handled") else ())):
            continue
        if of is None or of in one.sets:
            denominator += 1
            numerator += share in one.sets
    return numerator, denominator


def scores(record: Record, counted: list[Counted]) -> dict[int, Fraction]:
    """Nanmatou's 附件2 for each unit: 5 + 10 + 25 + 30 + 30 points, without bonuses and deductions."""
    units = [number for number, unit in record.units.items() if unit.kind == "unit"]
    volumes = {unit: len(_of(counted, unit, "received")) for unit in units}
    most, least = max(volumes.values()), min(volumes.values())
    points = {}
    for unit in units:
        spread = Fraction(volumes[unit] - least, most - least) if most > least else Fraction(1)
        total = 5 * (Fraction(1, 2) + spread / 2)
        total += 10 * _share(_of(counted, unit, "due"), "closed_in_time", "due")
        closed = _of(counted, unit, "closed")
        total += 25 * _share(closed, "confirmed_contact", "rated")
        rated = [one for one in closed if "rated" in one.sets]
        total += 30 * _average([SOLVING.get(one.outcome or "未解决", 0) for one in rated])
        pleased = [PLEASING[one.satisfaction] for one in rated if "stored_call" not in one.exempt]
        points[unit] = total + 30 * _average(pleased)
    return points


SOLVING = {"实际解决": 100, "解释说明": 100, "参考备案": 70, "诉求过高": 0, "未解决": 0}
PLEASING = {"满意": 100, "基本满意": 80, "一般": 60, "不满意": 0}


def _of(counted: list[Counted], unit: int, by: str) -> list[Counted]:
    found = ((one, one.moments[by]) for one in counted if unit in (*one.units, *one.helped))
    return [one for one, moment in found if moment is not None and SINCE <= moment < UNTIL]


def _share(counted: list[Counted], share: str, of: str) -> Fraction:
    whole = [one for one in counted if of in one.sets]
    return Fraction(sum(share in one.sets for one in whole), len(whole)) if whole else Fraction(1)


def _average(percents: list[int]) -> Fraction:
    return Fraction(sum(percents), 100 * len(percents)) if percents else Fraction(1)


def _counted(record: Record, ticket: Ticket) -> Counted:
    story = record.events[ticket.id or 0]
    report = next(iter(reversed(record.reports[ticket.id or 0])), None)
    answers = _answers(story)
    contact, _ = _standing(record, ticket, "contacted_in_time")
    finish, finish_due = _standing(record, ticket, "closed_in_time")
    outcome = report.outcome if report else "实际解决" if answers.get("solved") else ""
    outcome = "未解决" if answers.get("solved") is False else outcome
    closed = ticket.state == "closed"
    unit, helpers = _units(story)
    may_be_untrue = closed and ticket.kind in ("投诉", "求助")
    told = {
        "accepted": True,
        "contact_owed": contact in ("in_time", "late"),
        "contacted_in_time": contact == "in_time",
        "due": finish in ("in_time", "late"),
        "closed_in_time": finish == "in_time",
        "closed": closed,
        "solved": closed and outcome == "实际解决",
        "rated": bool(answers),
        "satisfied": answers.get("satisfied") in PLEASED,
        "confirmed_contact": answers.get("contacted") is True,
        "recorded": closed and report is not None and report.satisfaction not in NOT_RATED,
        "recorded_satisfied": closed and report is not None and report.satisfaction in RECORDED_PLEASED,
        "complaints_and_requests_closed": may_be_untrue,
        "found_untrue": may_be_untrue and report is not None and report.finding == "不属实",
    }
    received = [event.at for event in story if event.kind == "received"]
    ended = [event.at for event in story if event.kind == "closed"]
    granted = {one.kind for one in record.requests[ticket.id or 0] if one.state == "granted"} if answers else set()
    return Counted(
        units=(unit,) if unit else (),
        helped=tuple(helpers),
        moments={"received": received[-1], "due": finish_due, "closed": max(ended) if closed else None},
        sets=frozenset(name for name, holds in told.items() if holds),
        exempt=frozenset(granted),
        outcome=outcome,
        satisfaction=str(answers.get("satisfied") or ""),
    )


def _answers(story: list[Event]) -> dict[str, Any]:
    """What the caller said when last reached in this life of the ticket."""
    told: dict[str, Any] = {}
    for event in story:
        if event.kind == "rechecked":
            told = {}
        elif event.kind == "called_back" and event.data.get("reached"):
            told = event.data
    return told


def _units(story: list[Event]) -> tuple[int | None, list[int]]:
    """Who handles it in the end, and who helps."""
    unit, helpers = None, []
    for event in story:
        if event.kind in ("dispatched", "designated"):
            unit = event.data.get("unit_id", unit)
            helpers = list(event.data.get("co_unit_ids", helpers if event.kind == "designated" else ()))
        elif event.kind == "joined":
            helpers += [one for one in event.data["unit_ids"] if one not in helpers]
        elif event.kind in ("return_granted",):
            unit, helpers = None, []
    return unit, helpers


def _standing(record: Record, ticket: Ticket, share: str) -> tuple[str, datetime | None]:
    """How what the metric of this share looks at stands: in_time | late | open, empty where nothing is owed."""
    metrics = [metric for metric in record.document["metric"] if metric["share"] == share]
    counted = {rule for metric in metrics for rule in metric.get("duties", ())}
    owed = [duty for duty in record.duties[ticket.id or 0] if duty.rule in counted and duty.key == duty.rule]
    if not owed:
        return "", None
    standings = {_stands(record, ticket, duty) for duty in owed}
    stands = "late" if "late" in standings else "open" if "open" in standings else "in_time"
    return stands, max(duty.due_at for duty in owed)


def _stands(record: Record, ticket: Ticket, duty: DutyRow) -> str:
    rules = [rule for rule in record.document["duty"] if rule["id"] == duty.rule]
    ends = {kind for rule in rules for kind in rule["ends"]}
    ends |= {kind for kind, meant in record.document.get("counts_as", {}).items() if meant in ends}
    done = _done_at(record.events[ticket.id or 0], ends)
    if done is not None:
        return "in_time" if done <= duty.due_at else "late"
    over = ticket.state == "closed"
    return "late" if over or duty.due_at <= record.until else "open"


def _done_at(story: list[Event], ends: set[str]) -> datetime | None:
    """When it was first done since it was last undone."""
    done = None
    for event in story:
        if event.kind == "rechecked" or (event.kind in UNDONE and ends & OF_THE_RESULT):
            done = None
        elif event.kind in ends:
            done = min(done, event.at) if done is not None else event.at
    return done
