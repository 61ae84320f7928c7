"""Compares tickets that were never compared with others: those of before, and those that came in by the thousand."""

import logging
from collections.abc import Callable

from bot.ports import Clock
from bot.running.errors import place_of
from bot.running.waking import Waker
from bot.work.comparing_later import catch_up, is_behind
from bot.work.offices import Offices
from storage.database import UNAVAILABLE, Database

EVERY_SECONDS = 15.0
AT_ONCE = 50
"""Tickets compared in one transaction, so that nobody who speaks meanwhile waits for long."""
logger = logging.getLogger(__name__)


class MatterWatch:
    """`run` as a background task; `wake` when tickets were brought in."""

    def __init__(
        self, database: Database, clock: Clock, current: Callable[[], Offices], every_seconds: float = EVERY_SECONDS
    ) -> None:
        self._database, self._clock, self._current, self._every_seconds = database, clock, current, every_seconds
        self._waker = Waker()

    def wake(self) -> None:
        self._waker.wake()

    async def run(self) -> None:
        """Look again and again until cancelled."""
        while True:
            try:
                while await self.look():
                    pass
            except UNAVAILABLE as error:
                logger.warning("tickets could not be compared: %s", place_of(error))
            except Exception as error:
                # Whoever needs the counts has those of the tickets compared so far; the next look tries again.
                logger.error("tickets could not be compared: %s", place_of(error))
            await self._waker.wait(self._every_seconds)

    async def look(self) -> int:
        """How many tickets were compared; a look that finds none writes nothing."""
        offices, now = self._current(), self._clock.now()
        if not await self._database.read(lambda session: is_behind(session, offices)):
            return 0
        return await self._database.write(lambda session: catch_up(session, offices, AT_ONCE, now))
