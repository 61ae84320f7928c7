"""Answers inline queries at once, out of what can be read: they change nothing and are worthless in half a minute."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.chat.incoming import Asked, asked_in
from bot.ports import Clock, Messenger, Offer, PermanentFailure, TemporaryFailure, UnknownOutcome
from bot.running.errors import place_of
from bot.work.heard import Transactions

AT_ONCE = 2
"""So many look into the database side by side; everybody else's reading must not wait for people who type."""
WORTHLESS_AFTER = 20.0
"""Seconds after which the messenger would hardly still take the answer."""
DRAIN_SECONDS = 3.0
logger = logging.getLogger(__name__)


class Answerer:
    """`hear` what was asked; each person has one answer under way, and of what they typed since only the last counts.

    `offer` runs inside a reading transaction.
    """

    def __init__(
        self,
        database: Transactions,
        messenger: Messenger,
        clock: Clock,
        offer: Callable[[Session, Asked, datetime], Offer],
    ) -> None:
        self._database, self._messenger, self._clock, self._offer = database, messenger, clock, offer
        self._asked: dict[int, tuple[Asked, float]] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._room = asyncio.Semaphore(AT_ONCE)

    def hear(self, updates: Sequence[Mapping[str, Any]]) -> None:
        """Begin to answer; from the event loop's thread."""
        heard_at = asyncio.get_running_loop().time()
        for update in updates:
            asked = asked_in(update)
            if asked is None:
                continue
            self._asked[asked.sender_id] = asked, heard_at
            if asked.sender_id not in self._tasks:
                self._tasks[asked.sender_id] = asyncio.create_task(self._work(asked.sender_id))

    async def drain(self) -> None:
        """Let what is under way end."""
        self._asked.clear()
        if self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=DRAIN_SECONDS)

    async def _work(self, sender_id: int) -> None:
        try:
            while sender_id in self._asked:
                async with self._room:
                    found = self._asked.pop(sender_id, None)
                    if found is not None and asyncio.get_running_loop().time() - found[1] < WORTHLESS_AFTER:
                        await self._answer(found[0])
        finally:
            del self._tasks[sender_id]

    async def _answer(self, asked: Asked) -> None:
        now = self._clock.now()
        try:
            offer = await self._database.read(lambda session: self._offer(session, asked, now))
            await self._messenger.offer(asked.query_id, offer)
        except (TemporaryFailure, UnknownOutcome, PermanentFailure) as failure:
            logger.info("an offer was not taken: %s", failure.reason)
        except Exception as error:
            # Whoever typed types on; what was typed may name a citizen and is not repeated.
            logger.error("an inline query cannot be answered: %s", place_of(error))
