"""Counts and compares, a few at a time while the bot works, the tickets for which no act has done it."""

import asyncio
import logging
from collections.abc import Callable

from bot.ports import Clock
from bot.running.errors import place_of
from bot.running.pacing import BatchSize
from bot.work.catching_up import catch_up, is_behind
from bot.work.offices import Offices
from storage.database import UNAVAILABLE, Database

EVERY_SECONDS, REST_SECONDS = 15.0, 0.02
MOST_AT_ONCE = 50
logger = logging.getLogger(__name__)


class CatchingUp:
    """`run` as a background task. Whoever asks for a figure meanwhile has that of the tickets done so far."""

    def __init__(
        self, database: Database, clock: Clock, current: Callable[[], Offices], every_seconds: float = EVERY_SECONDS
    ) -> None:
        self._database, self._clock, self._current, self._every_seconds = database, clock, current, every_seconds
        self._size = BatchSize(1, MOST_AT_ONCE, clock.monotonic)

    async def run(self) -> None:
        """Look again and again until cancelled: a table may be taken in by another process."""
        while True:
            try:
                while await self.look():
                    await asyncio.sleep(REST_SECONDS)
            except UNAVAILABLE as error:
                logger.warning("tickets are counted and compared later: %s", place_of(error))
            except Exception as error:
                logger.error("tickets could not be counted and compared: %s", place_of(error))
            await asyncio.sleep(self._every_seconds)

    async def look(self) -> int:
        """How many tickets were done; a look that finds none writes nothing."""
        offices, now, most = self._current(), self._clock.now(), self._size.rows
        if not await self._database.read(lambda session: is_behind(session, offices)):
            return 0
        with self._size.measured(most):
            return await self._database.write(lambda session: catch_up(session, offices, most, now))
