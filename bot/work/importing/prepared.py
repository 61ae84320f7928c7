"""A ticket made ready to be written: its columns, what happened before, its duties and alarms, as plain values.

All of it is thought out away from the database, also in another process; writing it takes no thinking any more.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.reports.markup import one_line
from bot.rules.alarms import plan_alarms
from bot.rules.calendar import CalendarGap
from bot.rules.duties import plan
from bot.rules.facts import Facts
from bot.work.importing.understanding import Understood
from bot.work.labels import FIELD_NAMES
from bot.work.offices import Law
from bot.work.reading import MOMENTS, column_of, digest_of_printed, printed
from storage.bulk import moment, structure

COLUMNS = tuple(name for name in FIELD_NAMES if name not in MOMENTS)
"""The ticket's columns that a row fills, in the order of `Prepared.columns`."""
DUTY = ("key", "rule", "owed_by", "starts_at", "due_at", "met_at", "provisional")
ALARM = ("key", "rule", "stage", "audience", "lane", "due_at", "fire_at")
EVENT = ("kind", "at", "data")
Values = list[Any]
# Made once, as almost every row needs them.
_UNKNOWN = tuple((name, column_of(name, None)) for name in COLUMNS)
_NO_TAGS, _NO_DATA, _DATA_OF_CLOSING = structure([]), structure({}), structure({"imported": True})
_DATA_OF_RECEIPT = {
    basis: structure({"basis": basis}) for basis in ("received_at", "platform_dispatched_at", "registered_at")
}


@dataclass(frozen=True, slots=True)
class Prepared:
    """One row, plain values throughout. Refused where `why` says so; the rest is empty then.

    `fields`: the values in their printed form. `events`, `duties`, `alarms`: rows as EVENT, DUTY and ALARM name them.
    """

    row: int
    number: str
    why: str = ""
    digest: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    columns: Values = field(default_factory=list)
    unit: str = ""
    closed: bool = False
    events: list[Values] = field(default_factory=list)
    duties: list[Values] = field(default_factory=list)
    alarms: list[Values] = field(default_factory=list)

    def as_values(self) -> Values:
        """Its values in order, for another process."""
        return [getattr(self, name) for name in self.__slots__]


def prepare(row: Understood, law: Law, now: datetime, zone: str) -> Prepared:
    """What would be written for this row if its number is new. `zone`: how this database's moments end."""
    if row.why:
        return Prepared(row.row, row.number, row.why)
    happened = _happened(row, now)
    fields = {name: printed(value) for name, value in row.values.items()}
    duties: list[Values] = []
    alarms: list[Values] = []
    if row.closed_at is None:
        try:
            duties, alarms = _planned(row.values, dict(happened), law, now, zone)
        except CalendarGap as gap:
            return Prepared(row.row, row.number, f"{gap}。")
    return Prepared(
        row.row,
        row.number,
        digest=digest_of_printed(fields),
        fields=fields,
        columns=_columns(row.values, zone),
        unit=row.unit,
        closed=row.closed_at is not None,
        events=[[kind, moment(at, zone), _data(kind, row)] for kind, at in happened],
        duties=duties,
        alarms=alarms,
    )


def _happened(row: Understood, now: datetime) -> list[tuple[str, datetime]]:
    """What had happened before we were told (see intake.register), but for our registration itself."""
    values = row.values
    said = [(name.removesuffix("_at"), values[name]) for name in MOMENTS if name in values and name != "received_at"]
    said.append(("received", values.get(_basis(values), row.closed_at or now)))
    return said + ([("closed", row.closed_at)] if row.closed_at else [])


def _basis(values: Mapping[str, Any]) -> str:
    known = [name for name in ("received_at", "platform_dispatched_at") if name in values]
    return known[0] if known else "registered_at"


def _data(kind: str, row: Understood) -> str:
    if kind == "received":
        return _DATA_OF_RECEIPT[_basis(row.values)]
    return _DATA_OF_CLOSING if kind == "closed" else _NO_DATA


def _columns(values: Mapping[str, Any], zone: str) -> Values:
    columns = {name: value if (value := values.get(name)) is not None else unknown for name, unknown in _UNKNOWN}
    columns["title"] = columns["title"] or one_line(columns["content"], 30)
    columns["tags"] = structure(columns["tags"]) if columns["tags"] else _NO_TAGS
    due = columns["platform_due_at"]
    columns["platform_due_at"] = moment(due, zone) if due is not None else None
    return list(columns.values())


def _planned(
    values: Mapping[str, Any], happened: Mapping[str, datetime], law: Law, now: datetime, zone: str
) -> tuple[list[Values], list[Values]]:
    moments = {**happened, "registered": now}
    facts = Facts(
        kind=values["kind"],
        urgency=column_of("urgency", values.get("urgency")),
        source=values.get("source") or None,
        complexity=values.get("complexity"),
        tags=frozenset(values.get("tags", ())),
        is_recheck=bool(values.get("is_recheck")),
        supervised=column_of("supervised", values.get("supervised")),
        has_contact=bool(values.get("phone")),
        platform_due_at=values.get("platform_due_at"),
        moments=moments,
        latest=moments,
    )
    duties = plan(facts, law.rulebook, law.calendar)
    alarms = plan_alarms(duties, law.rulebook, law.calendar)
    return (
        [
            [
                duty.key,
                duty.rule,
                duty.owed_by,
                moment(duty.starts_at, zone),
                moment(duty.due_at, zone),
                moment(duty.met_at, zone) if duty.met_at else None,
                duty.provisional,
            ]
            for duty in duties
        ],
        [
            [
                alarm.key,
                alarm.rule,
                alarm.stage,
                structure(list(alarm.audience)),
                alarm.lane,
                moment(alarm.due_at, zone),
                moment(alarm.fire_at, zone),
            ]
            for alarm in alarms
        ],
    )
