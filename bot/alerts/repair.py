"""What an outage has spoilt without a trace, put right once for each outage."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from sqlmodel import Session

from bot.alerts.recovery import Outage
from bot.ports import Clock
from bot.running.errors import place_of
from storage.database import Database


class Work(Protocol):
    """Writes what puts things right and returns how much it was; a transaction of its own."""

    def __call__(self, session: Session, outage: Outage, now: datetime) -> int: ...


logger = logging.getLogger(__name__)


class Repair:
    """`after` an outage that ends now, or `soon` after one noticed in the middle of other work."""

    def __init__(
        self, database: Database, clock: Clock, works: Sequence[Work], wake_sender: Callable[[], None]
    ) -> None:
        self._database, self._clock, self._works, self._wake_sender = database, clock, works, wake_sender
        self._done_until: datetime | None = None
        self._under_way: asyncio.Future[None] | None = None

    async def after(self, outage: Outage) -> None:
        """The same outage may be noticed by the heart and by the poller: only the first counts."""
        if self._done_until is not None and outage.began < self._done_until:
            return
        self._done_until = now = self._clock.now()
        for work in self._works:
            try:
                count = await self._database.write(partial(work, outage=outage, now=now))
            except Exception as error:
                # A courtesy: everybody finds what is open by /my, and nobody waits with the start for this.
                logger.error("what an outage spoilt is not put right: %s", place_of(error))
                continue
            if count:
                logger.warning("%s buttons may have been pressed in vain and are offered again", count)
                self._wake_sender()

    def soon(self, outage: Outage) -> None:
        """The same beside what is going on; from the event loop's thread."""
        self._under_way = asyncio.ensure_future(self.after(outage))

    def silence(self, seconds: float) -> None:
        """The messenger could not be heard for so long, up to now."""
        now = self._clock.now()
        self.soon(Outage(now - timedelta(seconds=seconds), now))
