"""A file of any kind as a table of tickets, made ready row by row, in whatever process this runs."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.reports.moments import SHANGHAI
from bot.rules.outcome import Refused
from bot.spreadsheets.reader import Limits, Unreadable, epoch_of, is_workbook, rows_of
from bot.work.importing.headings import Heading, SheetRow, below, heading_of
from bot.work.importing.prepared import Prepared, prepare
from bot.work.importing.text_rows import LARGEST, TOO_LARGE, BrokenOff, rows_of_text
from bot.work.importing.understanding import understood
from bot.work.law import Law

CHUNK = 200
"""How many rows are handed on together."""
MOST_ROWS = 300_000
LIMITS = Limits(memory=2 * 1024**3, processor=60, patience=180.0, most_rows=MOST_ROWS + 1)
TOO_MANY = Refused(f"表格超过{MOST_ROWS}行，请分成几份再发。")


@dataclass(frozen=True, slots=True)
class Share:
    """Which chunks of a file this process makes ready: every `of`-th, beginning with number `place`."""

    place: int = 0
    of: int = 1


WHOLE = Share()


@dataclass(frozen=True, slots=True)
class Opened:
    """A file whose heading was understood. `chunks` raise BrokenOff where the file cannot be read to its end."""

    heading: Heading
    chunks: Iterator[list[Prepared]]


def opened(data: bytes, law: Law, now: datetime, zone: str, share: Share = WHOLE) -> Opened | Refused:
    """The tickets in a file, as they would be written under this law; or why it is no table of tickets."""
    if len(data) > LARGEST:
        return TOO_LARGE
    epoch = 1900
    if is_workbook(data):
        rows: Iterator[list[str]] | Refused = _of_workbook(data)
        epoch = epoch_of(data)
    else:
        rows = rows_of_text(data)
    if isinstance(rows, Refused):
        return rows
    try:
        found = heading_of(rows)
    except BrokenOff as broken:
        return broken.refused
    if isinstance(found, Refused):
        return found
    heading, following = found
    return Opened(heading, _ready(_of_share(heading, following, share), law, now, zone, epoch))


def _of_workbook(data: bytes) -> Iterator[list[str]]:
    try:
        yield from rows_of(data, LIMITS)
    except Unreadable as fault:
        raise BrokenOff(fault.refused) from None


def _of_share(heading: Heading, rows: Iterator[tuple[int, Sequence[str]]], share: Share) -> Iterator[list[SheetRow]]:
    """The rows that are this process's, in chunks by their numbers; an empty chunk keeps its place."""
    mine = below(heading, rows, lambda number: number // CHUNK % share.of == share.place)
    following = share.place
    chunk: list[SheetRow] = []
    for row in mine:
        if row.number > MOST_ROWS + heading.row:
            raise BrokenOff(TOO_MANY)
        while row.number // CHUNK > following:
            yield chunk
            chunk, following = [], following + share.of
        chunk.append(row)
    yield chunk


def _ready(
    chunks: Iterable[list[SheetRow]], law: Law, now: datetime, zone: str, epoch: int
) -> Iterator[list[Prepared]]:
    # In the zone of what is written: moments of one zone are compared ten times faster.
    now = now.astimezone(SHANGHAI)
    for chunk in chunks:
        yield [prepare(understood(row, now, epoch), law, now, zone) for row in chunk]
