"""One row of a table as a ticket, or everything that is wrong with it. Nothing is guessed."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from bot.reports.moments import SHANGHAI
from bot.work.importing.headings import SheetRow
from bot.work.labels import is_nothing, meaning, usual_name, words
from bot.work.reading import LONGEST, MOMENTS, Value, not_yet, read, readable
from bot.work.written_moment import END_OF_DAY, Problem, as_platforms_print, read_moment

DATES = frozenset({*MOMENTS, "platform_due_at", "closed_at"})
OWN = ("status", "closed_at", "unit")
"""Columns that only a table has; the rest are a ticket's fields."""
ALIKE = frozenset({"kind", "urgency", "complexity", "source", "supervised", "is_recheck", "tags", "caller"})
"""Fields whose words come again and again, read once each."""
FIRST_DAY = {1900: datetime(1899, 12, 30, tzinfo=UTC), 1904: datetime(1904, 1, 1, tzinfo=UTC)}
"""Day zero of a spreadsheet's numbered days, in its two ways of counting."""
NOTHING: Mapping[str, Any] = {}
_SERIAL = re.compile(r"[2-6]\d{4}(?:\.\d+)?")
"""The numbers of the days from 1954 to 2091 (2095 in the other way of counting)."""


class Understood(NamedTuple):
    """A row as read. `why` holds every fault; a row with one is refused whole.

    `values`: the ticket's fields, read out of `cells`; `closed_at`: when a ticket that is over was closed; `unit`: who
    had it, by name.
    """

    row: int
    number: str
    cells: Mapping[str, str] = NOTHING
    values: Mapping[str, Any] = NOTHING
    closed_at: datetime | None = None
    unit: str = ""
    why: str = ""


def understood(row: SheetRow, now: datetime, epoch: int = 1900) -> Understood:
    """The ticket of a row. `epoch`: from which year on the table numbers its days where it left dates as numbers."""
    raw_number = row.cells.get("number", "")
    if row.fault:
        return Understood(row.number, _number(raw_number), why=row.fault)
    cells = row.cells
    for name in DATES:
        if name in cells and _SERIAL.fullmatch(cells[name]):
            cells = {**cells, name: _unnumbered(cells[name], epoch)}
    own = {name: cells.get(name, "") for name in OWN}
    cells = {name: cell for name, cell in cells.items() if name not in own}
    kept = [f"{name}：{cell}" for name, cell in row.others.items()]
    if own["unit"]:
        kept.append(f"{usual_name('import', 'unit')}：{own['unit']}")
    if kept:
        cells["content"] = "\n".join(filter(None, (cells.get("content", ""), *kept)))
    values, problems = readable(cells, _read)
    closed_at, more = _closing(own, values, now)
    faults = [*problems, *not_yet(values, now), *more]
    number = values["number"] if "number" in values else _number(raw_number)
    return Understood(row.number, number, cells, values, closed_at, own["unit"], "　".join(faults))


def of_fields(number: int, fields: Mapping[str, str], now: datetime) -> Understood:
    """A ticket whose fields are named already (one that came as data)."""
    return understood(SheetRow(number, {name: text for name, text in fields.items() if text}, {}), now)


def _number(raw: str) -> str:
    value = read("number", raw) if raw else ""
    return value if isinstance(value, str) else ""


def _read(name: str, raw: str) -> Value | Problem:
    """As `read`, with the plainest forms of each field taken as they are: almost every cell has one of them."""
    if name in ALIKE:
        return _read_once(name, raw)
    plainly = PLAINLY.get(name)
    value = plainly(raw) if plainly is not None else raw if _is_plain(name, raw) else None
    return read(name, raw) if value is None else value


def _is_plain(name: str, raw: str) -> bool:
    return len(raw) <= LONGEST[name] and raw.isprintable()


def _plain_number(raw: str) -> str | None:
    return raw if 8 <= len(raw) <= 40 and raw.isascii() and raw.isdigit() else None


def _plain_phone(raw: str) -> str | None:
    return raw if len(raw) == 11 and raw.isascii() and raw.isdigit() and "13" <= raw[:2] <= "19" else None


PLAINLY: Mapping[str, Callable[[str], Value]] = {
    **dict.fromkeys((*MOMENTS, "platform_due_at"), as_platforms_print),
    "number": _plain_number,
    "phone": _plain_phone,
}


@lru_cache(maxsize=4096)
def _read_once(name: str, raw: str) -> Value | Problem:
    return read(name, raw)


def _unnumbered(cell: str, epoch: int) -> str:
    """A day that the spreadsheet left as its number (46346.3784722) as the moment it stands for."""
    moment = FIRST_DAY[epoch] + timedelta(seconds=round(float(cell) * 86_400))
    return f"{moment:%Y-%m-%d %H:%M:%S}" if "." in cell else f"{moment:%Y-%m-%d}"


def _closing(own: Mapping[str, str], values: Mapping[str, Any], now: datetime) -> tuple[datetime | None, list[str]]:
    """When the ticket was closed, if it is over; and what does not fit."""
    status, said = own["status"], own["closed_at"]
    state = _state(status)
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


@lru_cache(maxsize=256)
def _state(status: str) -> str | None:
    """Over or not, as a status says; empty where it says nothing, None for a word that nobody knows."""
    return "" if is_nothing(status) else meaning("status", status)


def _misfits(closed_at: datetime, values: Mapping[str, Any], now: datetime) -> list[str]:
    name = usual_name("import", "closed_at")
    earliest = max((values[moment] for moment in MOMENTS if moment in values), default=None)
    # A bare day means its end, which today still lies ahead.
    if closed_at > now and closed_at.astimezone(SHANGHAI).date() > now.astimezone(SHANGHAI).date():
        return [f"{name}晚于现在，请核对。"]
    return [f"{name}早于派单时间，请核对。"] if earliest is not None and closed_at < earliest else []


def _statuses() -> list[str]:
    return [usual_name("status", word) for word in words("status")]
