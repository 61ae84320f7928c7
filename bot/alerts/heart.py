"""Writes that we are alive, and notices when we were not: after a crash, a stop, or a machine that stood still."""

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta

from bot.alerts.recovery import SHORTEST_OUTAGE, Outage, outage_before
from bot.ports import Clock
from bot.running.waking import Waker
from storage import heartbeats
from storage.database import UNAVAILABLE, Database

BEAT_SECONDS = 10.0
COMPONENT = "bot"
logger = logging.getLogger(__name__)


class Heart:
    """`first_beat` before anything else is planned, then `run` until `stop`."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        on_outage: Callable[[Outage], None] = lambda outage: None,
        beat_seconds: float = BEAT_SECONDS,
    ) -> None:
        self._database, self._clock, self._on_outage = database, clock, on_outage
        self._beat_seconds = beat_seconds
        self._waker = Waker()
        self._stopping = False

    async def first_beat(self) -> Outage | None:
        """The outage that ends now, if the last sign of life is old."""
        now = self._clock.now()
        outage = await self._database.read(lambda session: outage_before(session, now))
        await self._beat()
        return outage

    async def run(self) -> None:
        """Beat until stopped. A pause much longer than asked for means that the process stood still."""
        loop = asyncio.get_running_loop()
        while not self._stopping:
            before = loop.time()
            await self._waker.wait(self._beat_seconds)
            stood_still = timedelta(seconds=loop.time() - before)
            if stood_still > SHORTEST_OUTAGE:
                now = self._clock.now()
                logger.warning("the process stood still for %s", stood_still)
                self._on_outage(Outage(now - stood_still, now))
            try:
                await self._beat()
            except UNAVAILABLE as error:
                logger.warning("no heartbeat: %s", type(error).__name__)

    def stop(self) -> None:
        """End with a last beat."""
        self._stopping = True
        self._waker.wake()

    async def _beat(self) -> None:
        await self._database.write(lambda session: heartbeats.beat(session, COMPONENT, self._clock.now()))
