"""One file taken in: looked at, or written batch by batch, so that nobody else waits longer than for one batch."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeVar

from sqlalchemy.exc import IntegrityError

from bot.intake.preparing import Task, made_ready, task_of
from bot.intake.rows import Opened
from bot.rules.outcome import Refused
from bot.running.pacing import BatchSize
from bot.work.heard import UNAVAILABLE, Transactions
from bot.work.importing.amending import amend
from bot.work.importing.headings import Heading
from bot.work.importing.prepared import Prepared
from bot.work.importing.taking_in import Author, Outcome, look, take_in
from bot.work.importing.tally import FEW, MANY_ROWS, InOneFile, Tally, count_wanted
from bot.work.importing.text_rows import BrokenOff
from bot.work.offices import Offices

T = TypeVar("T")
TRIES, WAIT_SECONDS = 20, 0.5
FEWEST, MOST = 100, 400
"""Rows of one transaction."""
BREATH_SECONDS = 0.002
CLOSING_TRIES, CLOSING_SECONDS = 100, 0.05


@dataclass(slots=True)
class Result:
    """What became of a file. `broken`: why it was not read to its end; what came before that counts."""

    heading: Heading
    tally: Tally
    broken: Refused | None = None
    stopped: bool = False

    @classmethod
    def nothing(cls) -> "Result":
        """Of a file that could not be read at all."""
        return cls(Heading(0, (), ()), Tally())


def never() -> bool:
    return False


class FileImport:
    """A file of tickets for one office. `told` hears how many rows are done; `stop` is asked between batches."""

    def __init__(
        self,
        database: Transactions,
        offices: Offices,
        author: Author,
        data: bytes,
        now: datetime,
        ready: Callable[[bytes, Task], Opened | Refused] = made_ready,
        *,
        names_each: bool = False,
    ) -> None:
        self._database, self._offices, self._author = database, offices, author
        self._data, self._now, self._ready = data, now, ready
        self._size, self._names_each = BatchSize(FEWEST, MOST), names_each

    async def look(self) -> Result | Refused:
        """What an import would do; nothing is written."""
        found = await self._open()
        if isinstance(found, Refused):
            return found
        tally, in_one_file = Tally(), InOneFile()

        async def count(rows: Sequence[Prepared]) -> None:
            seen = await self._database.read(lambda session: look(session, self._offices, self._author.office_id, rows))
            tally.add(seen)
            count_wanted(tally, seen.amended)

        return await self._through(found, tally, in_one_file, count, lambda _: None, never)

    async def run(
        self, told: Callable[[Tally], None] = lambda _: None, stop: Callable[[], bool] = never
    ) -> Result | Refused:
        """Take everything in that can be; safe to repeat, as what is known is known."""
        found = await self._open()
        if isinstance(found, Refused):
            return found
        first, rest, few = await asyncio.to_thread(_begun, found.chunks)
        tally, in_one_file = Tally(names_each=self._names_each), InOneFile()
        quiet = not few or await self._new_of(first) > FEW

        async def write(rows: Sequence[Prepared]) -> None:
            await self._write(rows, tally, quiet=quiet)

        chunks = Opened(found.heading, _chained(first, rest))
        return await self._through(chunks, tally, in_one_file, write, told, stop)

    async def _open(self) -> Opened | Refused:
        task = await self._database.read(
            lambda session: task_of(session, self._offices, self._author.office_id, self._now)
        )
        return await asyncio.to_thread(self._ready, self._data, task)

    async def _new_of(self, chunks: Sequence[Sequence[Prepared]]) -> int:
        rows = [row for chunk in chunks for row in chunk]
        seen = await self._database.read(lambda session: look(session, self._offices, self._author.office_id, rows))
        return len(seen.new)

    async def _through(
        self,
        found: Opened,
        tally: Tally,
        in_one_file: InOneFile,
        do: Callable[[Sequence[Prepared]], Awaitable[None]],
        told: Callable[[Tally], None],
        stop: Callable[[], bool],
    ) -> Result:
        result = Result(found.heading, tally)
        chunks = found.chunks
        coming = _next_of(chunks)
        try:
            while (chunk := await coming) is not None:
                # The next rows are made ready while these are written.
                coming = _next_of(chunks)
                await do(in_one_file.sift(tally, chunk))
                told(tally)
                if stop():
                    result.stopped = True
                    break
        except BrokenOff as broken:
            result.broken = broken.refused
        finally:
            await asyncio.gather(coming, return_exceptions=True)
            await asyncio.to_thread(_close, chunks)
        return result

    async def _write(self, rows: Sequence[Prepared], tally: Tally, *, quiet: bool) -> None:
        start = 0
        while start < len(rows):
            some = rows[start : start + self._size.rows]
            start += len(some)
            with self._size.measured(len(some)):
                outcome = await self._surely(
                    partial(take_in, offices=self._offices, author=self._author, rows=some, now=self._now, quiet=quiet)
                )
            tally.add(outcome)
            await self._amend(outcome, tally)

    async def _amend(self, outcome: Outcome, tally: Tally) -> None:
        for row, ticket_id, _ in outcome.amended:
            tally.amended(
                row,
                await self._surely(
                    partial(
                        amend, offices=self._offices, author=self._author, row=row, ticket_id=ticket_id, now=self._now
                    )
                ),
            )

    async def _surely(self, work: Callable[..., T]) -> T:
        """A transaction done however often it takes: the database may be busy, or somebody faster with a number."""
        for _ in range(TRIES):
            try:
                return await self._database.write(work)
            except IntegrityError:
                await asyncio.sleep(BREATH_SECONDS)
            except UNAVAILABLE:
                await asyncio.sleep(WAIT_SECONDS)
        return await self._database.write(work)


def _next_of(chunks: Iterator[list[Prepared]]) -> "asyncio.Future[list[Prepared] | None]":
    """The next rows, being made ready; None at the end."""
    return asyncio.ensure_future(asyncio.to_thread(next, chunks, None))


def _begun(chunks: Iterator[list[Prepared]]) -> tuple[list[list[Prepared]], Iterator[list[Prepared]], bool]:
    """The first rows, the rest, and whether the first are all and few."""
    first: list[list[Prepared]] = []
    try:
        while sum(map(len, first)) <= MANY_ROWS:
            first.append(next(chunks))
    except StopIteration:
        return first, chunks, True
    except BrokenOff as broken:
        return first, _broken(broken), False
    return first, chunks, False


def _broken(broken: BrokenOff) -> Iterator[list[Prepared]]:
    """What is left of a file that broke off: to be told where it would have gone on."""
    yield from ()
    raise broken


def _chained(first: Sequence[list[Prepared]], rest: Iterator[list[Prepared]]) -> Iterator[list[Prepared]]:
    try:
        yield from first
        yield from rest
    finally:
        _close(rest)


def _close(chunks: Iterator[list[Prepared]]) -> None:
    """End whatever makes the rest ready; another thread may still be waiting for the next of it."""
    if not isinstance(chunks, Generator):
        return
    for _ in range(CLOSING_TRIES):
        try:
            chunks.close()
        except ValueError:
            time.sleep(CLOSING_SECONDS)
        else:
            return
