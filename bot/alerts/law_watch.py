"""Brings new holidays, an office's own days and a rulebook's first day into force while the bot runs."""

import logging
from collections.abc import Callable
from functools import partial

from bot.ports import Clock
from bot.running.errors import place_of
from bot.running.waking import Waker
from bot.work.offices import Offices, ReadLaw, is_up_to_date, reopened
from bot.work.recalculating import Moved, open_ticket_ids, recalculate, tell_desks
from storage.database import UNAVAILABLE, Database

EVERY_SECONDS = 10.0
AT_ONCE = 50
"""Tickets planned anew in one transaction, so that nobody who speaks meanwhile waits for long."""
WHY = "工作日安排有更新"
logger = logging.getLogger(__name__)


class LawWatch:
    """`run` as a background task. `use` puts other offices in the place of those that `current` answers."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        read_law: ReadLaw,
        current: Callable[[], Offices],
        use: Callable[[Offices], None],
        every_seconds: float = EVERY_SECONDS,
    ) -> None:
        self._database, self._clock, self._read_law = database, clock, read_law
        self._current, self._use, self._every_seconds = current, use, every_seconds
        self._waker = Waker()

    async def run(self) -> None:
        """Look again and again until cancelled."""
        while True:
            try:
                await self.look()
            except UNAVAILABLE as error:
                logger.warning("the days on record could not be read: %s", place_of(error))
            except Exception as error:
                # The law as it was stays in force: better yesterday's dates than none.
                logger.error("the changed law could not be opened: %s", place_of(error))
            await self._waker.wait(self._every_seconds)

    async def look(self) -> bool:
        """Whether something changed and is in force now."""
        now = self._clock.now()
        if await self._database.read(lambda session: is_up_to_date(session, self._current(), now)):
            return False
        offices = await self._database.write(lambda session: reopened(session, self._current(), self._read_law, now))
        if offices is None:
            return False
        self._use(offices)
        logger.info("the law has changed, open tickets are planned anew")
        await self._replan(offices)
        return True

    async def _replan(self, offices: Offices) -> None:
        """Whoever changed the days has planned the tickets; an act may have planned one by the old law since."""
        moved: list[Moved] = []
        ids = await self._database.read(lambda session: open_ticket_ids(session, offices))
        for place in range(0, len(ids), AT_ONCE):
            some = partial(recalculate, offices=offices, ticket_ids=ids[place : place + AT_ONCE], now=self._clock.now())
            moved += (await self._database.write(some)).moved
        if moved:
            await self._database.write(lambda session: tell_desks(session, moved, WHY, self._clock.now()))
