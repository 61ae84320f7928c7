"""What was made ready to be looked at, kept for the yes that mostly follows: nobody waits for the same work twice."""

import hashlib
import marshal
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from tempfile import TemporaryFile
from typing import IO

from bot.intake.preparing import SMALL, Task, made_ready
from bot.intake.rows import Opened
from bot.rules.outcome import Refused
from bot.work.importing.headings import Heading
from bot.work.importing.prepared import Prepared, prepared_anew

KEPT_FOR = timedelta(minutes=15)
MOST_ANEW = 10_000
"""How many rows are thought over again in this process; more go to processes of their own, as the first time."""


@dataclass(slots=True)
class _Kept:
    """`rows`: chunks as `marshal` writes them, in a file that has no name and goes with this process."""

    digest: bytes
    task: Task
    heading: Heading
    rows: IO[bytes]
    sizes: list[int] = field(default_factory=list)
    anew: int = 0

    def fits(self, digest: bytes, task: Task) -> bool:
        before = (self.digest, self.task.rulebook, self.task.days, self.task.zone)
        return before == (digest, task.rulebook, task.days, task.zone) and self.anew <= MOST_ANEW

    def write(self, chunk: Sequence[Prepared]) -> None:
        # `marshal` reads out of a file one value at a time, which takes ten times as long.
        self.sizes.append(self.rows.write(marshal.dumps([tuple(row) for row in chunk])))
        self.anew += sum(row.rests_on_now for row in chunk)

    def read(self, task: Task) -> Iterator[list[Prepared]]:
        with self.rows:
            self.rows.seek(0)
            for size in self.sizes:
                rows = (Prepared(*values) for values in marshal.loads(self.rows.read(size)))
                yield [prepared_anew(row, task.law, task.now, task.zone) if row.rests_on_now else row for row in rows]


class LookedAt:
    """The last table that was looked at to its end, until it is taken in, another one comes, or time has passed."""

    def __init__(self) -> None:
        self._kept: _Kept | None = None

    def look(self, data: bytes, task: Task) -> Opened | Refused:
        """As `made_ready`; a large table read to its end is kept."""
        self.forget()
        found = made_ready(data, task)
        if isinstance(found, Refused) or len(data) <= SMALL:
            return found
        return Opened(found.heading, self._keeping(found, _Kept(_digest(data), task, found.heading, TemporaryFile())))

    def take(self, data: bytes, task: Task) -> Opened | Refused:
        """As `made_ready`, out of what was kept where it is the same table under the same law."""
        kept, self._kept = self._kept, None
        if kept is None:
            return made_ready(data, task)
        if kept.fits(_digest(data), task):
            return Opened(kept.heading, kept.read(task))
        kept.rows.close()
        return made_ready(data, task)

    def forget(self, now: datetime | None = None) -> None:
        """Let go of what is kept; with `now`, only where it has become old."""
        if self._kept is not None and (now is None or now - self._kept.task.now > KEPT_FOR):
            self._kept.rows.close()
            self._kept = None

    def _keeping(self, found: Opened, kept: _Kept) -> Iterator[list[Prepared]]:
        chunks = found.chunks
        try:
            for chunk in chunks:
                kept.write(chunk)
                yield chunk
        except BaseException:
            kept.rows.close()
            raise
        finally:
            if isinstance(chunks, Generator):
                chunks.close()
        self._kept = kept


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()
