"""How far an import is, in one message that changes every few seconds; and whether somebody wants it to stop."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress

from sqlmodel import Session

from bot.ports import Clock
from bot.work import notices
from bot.work.heard import Transactions
from bot.work.importing import runs, telling
from bot.work.importing.tally import MANY_ROWS, Tally
from storage.rows import id_of
from storage.tables import ImportRun, OutboxRow

EVERY_SECONDS = 3.0
LOOK_SECONDS = 0.3


class Progress:
    """Heard by the import between batches; its own task writes it down and says it."""

    def __init__(self, database: Transactions, clock: Clock, run_id: int, said: Callable[[], None]) -> None:
        self._database, self._clock, self._run_id, self._said = database, clock, run_id, said
        self._done = 0
        self._stopped = False
        self._task: asyncio.Task[None] | None = None

    async def begin(self) -> None:
        """The message, where the file is long enough to need one; and the watch."""
        await self._database.write(self._open)
        self._said()
        self._task = asyncio.create_task(self._watch())

    def heard(self, tally: Tally) -> None:
        self._done = tally.rows

    def is_stopped(self) -> bool:
        return self._stopped

    async def end(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _watch(self) -> None:
        told_at = time.monotonic()
        while not self._stopped:
            await asyncio.sleep(LOOK_SECONDS)
            self._stopped = await self._database.read(lambda session: runs.is_stopped(session, self._run_id))
            if time.monotonic() - told_at >= EVERY_SECONDS:
                told_at = time.monotonic()
                await self._database.write(self._tell)
                self._said()

    def _open(self, session: Session) -> None:
        run = session.get(ImportRun, self._run_id)
        assert run is not None
        outbox_id = None
        if run.total > MANY_ROWS:
            html, keys = telling.progress(0, run.total)
            row = notices.say(session, runs.sender_of(session, self._run_id), html, keys, self._clock.now())
            session.flush()
            outbox_id = id_of(row)
        runs.started(session, self._run_id, outbox_id)

    def _tell(self, session: Session) -> None:
        """In the place of the first message, once it has arrived."""
        run = session.get(ImportRun, self._run_id)
        assert run is not None
        if run.state != runs.RUNNING:
            return
        runs.progressed(session, self._run_id, self._done)
        first = session.get(OutboxRow, run.outbox_id) if run.outbox_id is not None else None
        if first is not None and first.message_id is not None:
            html, keys = telling.progress(self._done, run.total)
            now = self._clock.now()
            notices.say(session, runs.sender_of(session, self._run_id), html, keys, now, replaces=first.message_id)
