"""Counts, in small portions while the bot works, tickets of which nothing is counted yet: after an upgrade."""

import asyncio
import logging
from collections.abc import Callable
from functools import partial

from bot.running.errors import place_of
from bot.work import planning
from bot.work.offices import Offices
from storage.database import UNAVAILABLE, Database

PORTION = 50
REST_SECONDS, PAUSE_SECONDS = 0.2, 30.0
logger = logging.getLogger(__name__)


class Tallier:
    """`run` as a background task; it ends by itself once everything is counted, for every act counts its own."""

    def __init__(self, database: Database, current: Callable[[], Offices], rest: float = REST_SECONDS) -> None:
        self._database, self._current, self._rest = database, current, rest

    async def run(self) -> None:
        """Count until nothing is left to be counted."""
        for office_id in self._current().entries:
            while await self._portion(office_id):
                await asyncio.sleep(self._rest)

    async def _portion(self, office_id: str) -> bool:
        """Count some tickets of an office; whether more may be left."""
        count = partial(planning.catch_up, offices=self._current(), office_id=office_id, most=PORTION)
        try:
            missing = await self._database.read(partial(planning.is_behind, office_id=office_id))
            return missing and bool(await self._database.write(count))
        except UNAVAILABLE as error:
            logger.warning("tickets are counted later: %s", place_of(error))
            await asyncio.sleep(PAUSE_SECONDS)
            return True
