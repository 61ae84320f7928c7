"""Tickets that a platform pushes as JSON: their fields under our names or the platforms', and what became of each."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.intake.importing import FileImport, Result
from bot.intake.preparing import Task
from bot.intake.rows import Opened
from bot.rules.outcome import Refused
from bot.work.heard import Transactions
from bot.work.importing.headings import Heading, column_of
from bot.work.importing.prepared import Prepared, prepare
from bot.work.importing.taking_in import Author
from bot.work.importing.telling import named
from bot.work.importing.understanding import OWN, of_fields
from bot.work.labels import FIELD_NAMES
from bot.work.offices import Offices
from bot.work.reading import read
from bot.work.written_moment import Problem

CALLED = {"type": "kind"}
"""Fields that the command line calls otherwise."""
OTHERWISE = {ours: name for name, ours in CALLED.items()}
CHUNK = 50
MOST = 20_000
NOT_JSON = Refused("不是 JSON。")
NO_TICKETS = Refused("应为一张工单（对象），或工单的列表。")
TOO_MANY = Refused(f"一次最多{MOST}张。")
SOURCE = "http"
RESULTS = {"new": "registered", "known": "known", "changed": "changed"}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one ticket, in one of its fields (empty: in all of it)."""

    index: int
    field: str
    why: str


@dataclass(slots=True)
class Pushed:
    """What came in: the fields of each ticket as text, what the sender calls them, and the faults of its shape."""

    tickets: list[dict[str, str]]
    names: list[dict[str, str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def faulty(self) -> set[int]:
        return {fault.index for fault in self.faults}


def pushed(body: bytes) -> Pushed | Refused:
    """The tickets in a request's body, or why it holds none."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return NOT_JSON
    given = said if isinstance(said, list) else [said]
    if not given or not all(isinstance(one, dict) for one in given):
        return NO_TICKETS
    if len(given) > MOST:
        return TOO_MANY
    found = Pushed([])
    for index, one in enumerate(given):
        found.tickets.append(_fields(one, index, found.faults))
        found.names.append({known: name for name in one if (known := _field(name)) is not None})
    return found


def _fields(one: Mapping[str, Any], index: int, faults: list[Fault]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for name, value in one.items():
        known = _field(name)
        text = _text(known or "", value)
        if known is None:
            faults.append(Fault(index, name[:40], "没有这个字段。"))
        elif text is None:
            faults.append(Fault(index, name, "要写成文字、数字、true 或 false。"))
        elif fields.get(known, text) != text:
            faults.append(Fault(index, name, "和另一个字段意思相同，写的却不一样。"))
        else:
            fields[known] = text
    return fields


def _field(name: str) -> str | None:
    """Our field of that name, in our own words or a platform's."""
    ours = CALLED.get(name, name)
    return ours if ours in FIELD_NAMES or ours in OWN else column_of(name)


def _text(known: str, value: Any) -> str | None:
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case str():
            return value.strip()
        case int() | float():
            return str(value)
        case list() if known == "tags" and all(isinstance(tag, str) for tag in value):
            return "；".join(value)
    return None


def of_content(found: Pushed, now: datetime) -> None:
    """Add what is wrong with the contents of each ticket whose shape was right, field by field."""
    for index, fields in enumerate(found.tickets):
        if index in found.faulty:
            continue
        row = of_fields(index, fields, now)
        if row.why:
            for name, sentence in _faults(fields, row.why):
                found.faults.append(Fault(index, found.names[index].get(name, OTHERWISE.get(name, name)), sentence))


def _faults(fields: Mapping[str, str], why: str) -> Iterator[tuple[str, str]]:
    """The sentences of a refusal, each behind the field that it speaks of."""
    by_sentence: dict[str, str] = {}
    for name, text in fields.items():
        value = read(name, text) if name in FIELD_NAMES and text else None
        if isinstance(value, Problem):
            by_sentence[value.said] = name
    for sentence in why.split("　"):
        yield by_sentence.get(sentence) or _spoken_of(sentence), sentence


def _spoken_of(sentence: str) -> str:
    """The field whose name a sentence begins with, or names as missing."""
    said = sentence.removeprefix("缺少")
    names = [*FIELD_NAMES, *OWN]
    return next((name for name in names if said.startswith((named(name), f"诉求{named(name)}"))), "")


async def take_in(
    database: Transactions, offices: Offices, office_id: str, found: Pushed, now: datetime
) -> tuple[Result, list[str]]:
    """Take in every ticket without a fault; what became of each of all of them, in order."""
    fine = [index for index in range(len(found.tickets)) if index not in found.faulty]

    def ready(_body: bytes, task: Task) -> Opened:
        return Opened(Heading(0, (), ()), _chunks(found.tickets, fine, task))

    author = Author(office_id, None, SOURCE)
    work = FileImport(database, offices, author, b"", now, ready, names_each=True)
    result = await work.run()
    assert isinstance(result, Result)
    ended: dict[int, str] = {}
    for row, _, why in result.tally.refused:
        found.faults.append(Fault(row, "", why))
        ended[row] = "refused"
    for index in fine:
        number = str(read("number", found.tickets[index]["number"]))
        ended.setdefault(index, RESULTS[result.tally.by_number.get(number, "known")])
    return result, [ended.get(index, "refused") for index in range(len(found.tickets))]


def _chunks(tickets: Sequence[Mapping[str, str]], fine: Sequence[int], task: Task) -> Iterator[list[Prepared]]:
    for start in range(0, len(fine), CHUNK):
        rows = [of_fields(index, tickets[index], task.now) for index in fine[start : start + CHUNK]]
        yield [prepare(row, task.law, task.now, task.zone) for row in rows]
