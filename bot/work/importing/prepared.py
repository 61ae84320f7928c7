"""A ticket made ready to be written: its columns, what happened before, its duties and alarms, as plain values.

All of it is thought out away from the database, also in another process; writing it takes no thinking any more.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from bot.reports.markup import one_line
from bot.rules.alarms import Alarm, plan_alarms
from bot.rules.calendar import CalendarGap
from bot.rules.duties import Duty, plan
from bot.rules.facts import Facts
from bot.work.importing.headings import SheetRow
from bot.work.importing.understanding import Understood, understood
from bot.work.labels import FIELD_NAMES
from bot.work.law import Law
from bot.work.planning import is_kept
from bot.work.reading import MOMENTS, column_of, digest_of, printed, readable
from storage.forms import moment, structure

COLUMNS = tuple(name for name in FIELD_NAMES if name not in MOMENTS)
"""The ticket's columns that a row fills, in the order of `Prepared.columns`."""
DUTY = ("key", "rule", "owed_by", "starts_at", "due_at", "met_at", "provisional")
ALARM = ("key", "rule", "stage", "audience", "lane", "due_at", "fire_at")
EVENT = ("kind", "at", "data")
Values = Sequence[Any]
NOTHING: Mapping[str, str] = {}
# Made once, as almost every row needs them.
_UNKNOWN = tuple((name, column_of(name, None)) for name in COLUMNS)
_BEFORE = tuple((name, name.removesuffix("_at")) for name in MOMENTS if name != "received_at")
_WRITTEN_MOMENTS = (*MOMENTS, "platform_due_at")
_NO_TAGS, _NO_DATA, _DATA_OF_CLOSING = structure([]), structure({}), structure({"imported": True})
_DATA_OF_RECEIPT = {
    basis: structure({"basis": basis}) for basis in ("received_at", "platform_dispatched_at", "registered_at")
}


class Prepared(NamedTuple):
    """One row, plain values throughout. Refused where `why` says so; the rest is empty then.

    `cells`: what the row says, by field. `events`, `duties`, `alarms`: rows as EVENT, DUTY and ALARM name them.
    (A tuple: made by the ten thousand a second, and handed from one process to another.)
    """

    row: int
    number: str
    why: str = ""
    digest: str = ""
    cells: Mapping[str, str] = NOTHING
    columns: Values = ()
    unit: str = ""
    closed: bool = False
    events: Sequence[Values] = ()
    duties: Sequence[Values] = ()
    alarms: Sequence[Values] = ()

    @property
    def rests_on_now(self) -> bool:
        """Whether it would be another at another moment: what is owed may begin with the ticket's coming in."""
        return not self.why and not self.closed

    @property
    def fields(self) -> dict[str, str]:
        """What the row says, in its printed form: asked for only where a known ticket is compared."""
        return {name: printed(value) for name, value in readable(self.cells)[0].items()}


def prepare(row: Understood, law: Law, now: datetime, zone: str) -> Prepared:
    """What would be written for this row if its number is new. `zone`: how this database's moments end."""
    if row.why:
        return Prepared(row.row, row.number, row.why)
    values = row.values
    happened = _happened(row, now)
    moments = {name: moment(values[name], "") for name in _WRITTEN_MOMENTS if name in values}
    duties: Sequence[Values] = ()
    alarms: Sequence[Values] = ()
    if row.closed_at is None:
        try:
            duties, alarms = _planned(values, dict(happened), law, now, zone)
        except CalendarGap as gap:
            return Prepared(row.row, row.number, f"{gap}。")
    return Prepared(
        row.row,
        row.number,
        "",
        digest_of(values, moments),
        row.cells,
        _columns(values, moments, zone),
        row.unit,
        row.closed_at is not None,
        _events(row, happened, moments, zone),
        duties,
        alarms,
    )


def prepared_anew(row: Prepared, law: Law, now: datetime, zone: str) -> Prepared:
    """An open ticket's row made ready again at another moment."""
    return prepare(understood(SheetRow(row.row, dict(row.cells), {}), now)._replace(unit=row.unit), law, now, zone)


def _happened(row: Understood, now: datetime) -> list[tuple[str, datetime]]:
    """What had happened before we were told (see intake.register), but for our registration itself."""
    values = row.values
    said = [(kind, values[name]) for name, kind in _BEFORE if name in values]
    said.append(("received", values.get(_basis(values), row.closed_at or now)))
    if row.closed_at is not None:
        said.append(("closed", row.closed_at))
    return said


def _events(
    row: Understood, happened: Sequence[tuple[str, datetime]], moments: Mapping[str, str], zone: str
) -> list[Values]:
    """The same as rows; `moments` holds what was written of them already."""
    basis = _basis(row.values)
    events: list[Values] = []
    for kind, at in happened:
        written = moments.get(basis if kind == "received" else f"{kind}_at")
        events.append((kind, written + zone if written else moment(at, zone), _data(kind, basis)))
    return events


def _basis(values: Mapping[str, Any]) -> str:
    if "received_at" in values:
        return "received_at"
    return "platform_dispatched_at" if "platform_dispatched_at" in values else "registered_at"


def _data(kind: str, basis: str) -> str:
    if kind == "received":
        return _DATA_OF_RECEIPT[basis]
    return _DATA_OF_CLOSING if kind == "closed" else _NO_DATA


def _columns(values: Mapping[str, Any], moments: Mapping[str, str], zone: str) -> Values:
    """Of every column, what the row says or what stands there while nothing is known."""
    said = {
        **values,
        "title": values.get("title") or one_line(values.get("content", ""), 30),
        "tags": structure(values["tags"]) if values.get("tags") else _NO_TAGS,
    }
    if "platform_due_at" in moments:
        said["platform_due_at"] = moments["platform_due_at"] + zone
    return tuple([said.get(name, unknown) for name, unknown in _UNKNOWN])


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
    return [_duty(duty, zone) for duty in duties if is_kept(duty)], [_alarm(alarm, zone) for alarm in alarms]


def _duty(duty: Duty, zone: str) -> Values:
    starts_at, due_at = moment(duty.starts_at, zone), moment(duty.due_at, zone)
    met_at = moment(duty.met_at, zone) if duty.met_at else None
    return duty.key, duty.rule, duty.owed_by, starts_at, due_at, met_at, duty.provisional


def _alarm(alarm: Alarm, zone: str) -> Values:
    audience = structure(list(alarm.audience))
    due_at, fire_at = moment(alarm.due_at, zone), moment(alarm.fire_at, zone)
    return alarm.key, alarm.rule, alarm.stage, audience, alarm.lane, due_at, fire_at
