"""One row of a table as a ticket, or everything that is wrong with it. Nothing is guessed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from bot.reports.moments import SHANGHAI
from bot.work.importing.headings import SheetRow
from bot.work.labels import is_nothing, meaning, usual_name, words
from bot.work.reading import MOMENTS, Value, not_yet, read, readable
from bot.work.written_moment import END_OF_DAY, Problem, read_moment

DATES = frozenset({*MOMENTS, "platform_due_at", "closed_at"})
OWN = ("status", "closed_at", "unit")
"""Columns that only a table has; the rest are a ticket's fields."""
ALIKE = frozenset({"kind", "urgency", "complexity", "source", "supervised", "is_recheck", "tags"})
"""Fields of few different words, read once each."""
FIRST_DAY = {1900: datetime(1899, 12, 30, tzinfo=UTC), 1904: datetime(1904, 1, 1, tzinfo=UTC)}
"""Day zero of a spreadsheet's numbered days, in its two ways of counting."""
_SERIAL = re.compile(r"[2-6]\d{4}(?:\.\d+)?")
"""The numbers of the days from 1954 to 2091 (2095 in the other way of counting)."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A row as read. `why` holds every fault; a row with one is refused whole.

    `values`: the ticket's fields; `closed_at`: when a ticket that is over was closed; `unit`: who had it, by name.
    """

    row: int
    number: str
    values: dict[str, Any] = field(default_factory=dict)
    closed_at: datetime | None = None
    unit: str = ""
    why: str = ""


def understood(row: SheetRow, now: datetime, epoch: int = 1900) -> Understood:
    """The ticket of a row. `epoch`: from which year on the table numbers its days where it left dates as numbers."""
    raw_number = row.cells.get("number", "")
    if row.fault:
        return Understood(row.number, _number(raw_number), why=row.fault)
    cells = {name: _unnumbered(name, cell, epoch) for name, cell in row.cells.items()}
    own = {name: cells.pop(name, "") for name in OWN}
    kept = [f"{name}：{cell}" for name, cell in row.others.items()]
    if own["unit"]:
        kept.append(f"{usual_name('import', 'unit')}：{own['unit']}")
    if kept:
        cells["content"] = "\n".join(filter(None, (cells.get("content", ""), *kept)))
    values, problems = readable(cells, _read)
    closed_at, more = _closing(own, values, now)
    faults = [*problems, *not_yet(values, now), *more]
    return Understood(row.number, _number(raw_number), values, closed_at, own["unit"], "　".join(faults))


def of_fields(number: int, fields: Mapping[str, str], now: datetime) -> Understood:
    """A ticket whose fields are named already (one that came as data)."""
    return understood(SheetRow(number, {name: text for name, text in fields.items() if text}, {}), now)


def _number(raw: str) -> str:
    value = read("number", raw) if raw else ""
    return value if isinstance(value, str) else ""


def _read(name: str, raw: str) -> Value | Problem:
    return _read_once(name, raw) if name in ALIKE else read(name, raw)


@lru_cache(maxsize=4096)
def _read_once(name: str, raw: str) -> Value | Problem:
    return read(name, raw)


def _unnumbered(name: str, cell: str, epoch: int) -> str:
    """A day that the spreadsheet left as its number (46346.3784722) as the moment it stands for."""
    if name not in DATES or not _SERIAL.fullmatch(cell):
        return cell
    moment = FIRST_DAY[epoch] + timedelta(seconds=round(float(cell) * 86_400))
    return f"{moment:%Y-%m-%d %H:%M:%S}" if "." in cell else f"{moment:%Y-%m-%d}"


def _closing(own: Mapping[str, str], values: Mapping[str, Any], now: datetime) -> tuple[datetime | None, list[str]]:
    """When the ticket was closed, if it is over; and what does not fit."""
    status, said = own["status"], own["closed_at"]
    state = meaning("status", status) if status and not is_nothing(status) else ""
    if state is None:
        return None, [f"状态「{status[:20]}」不在名单里，应为：{'、'.join(_statuses())}等。"]
    if state == "open" or (not state and is_nothing(said)):
        return None, []
    if is_nothing(said):
        return None, ["状态是已经办结，但没有结案时间。"]
    at = read_moment(said, usual_name("import", "closed_at"), bare_day=END_OF_DAY)
    if isinstance(at, Problem):
        return None, [at.said]
    return at, _misfits(at, values, now)


def _misfits(closed_at: datetime, values: Mapping[str, Any], now: datetime) -> list[str]:
    name = usual_name("import", "closed_at")
    earliest = max((values[moment] for moment in MOMENTS if moment in values), default=None)
    # A bare day means its end, which today still lies ahead.
    if closed_at > now and closed_at.astimezone(SHANGHAI).date() > now.astimezone(SHANGHAI).date():
        return [f"{name}晚于现在，请核对。"]
    return [f"{name}早于派单时间，请核对。"] if earliest is not None and closed_at < earliest else []


def _statuses() -> list[str]:
    return [usual_name("status", word) for word in words("status")]
