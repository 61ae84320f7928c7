"""Asks the messenger for updates and keeps them; only what is on disk is confirmed, by asking for what follows it."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from bot.ports import Clock, Messenger, PermanentFailure, TemporaryFailure, UnknownOutcome
from bot.rules.lost_presses import PRESSES_LAST
from bot.running.errors import place_of
from bot.running.waking import Waker
from bot.work import heard
from bot.work.heard import UNAVAILABLE, Transactions

POLL_SECONDS = 25
"""With every timeout of a request on top, still well below what a watchdog takes for standing still."""
SHORTEST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
LEADING_SECONDS = 2.0
"""How long an answer to who leads holds."""

QUIET_SECONDS = 6 * 24 * 3600.0
"""After a week without updates their numbers start anew, anywhere: before that, all that wait are asked for."""

logger = logging.getLogger(__name__)


class Poller:
    """`run` until `stop`. `kept` is called after updates were written down.

    `asked` gets the inline queries, which are kept nowhere: each is worthless in half a minute and changes nothing.
    `on_silence` hears for how many seconds nothing was heard and kept, once it is again after a long time.
    `leads` says whether this process is the one that listens; it may block for a moment.
    """

    def __init__(
        self,
        database: Transactions,
        messenger: Messenger,
        clock: Clock,
        kept: Callable[[], None],
        *,
        asked: Callable[[Sequence[dict[str, Any]]], None] = lambda updates: None,
        on_silence: Callable[[float], None] = lambda seconds: None,
        leads: Callable[[], bool] = lambda: True,
        beat: Callable[[], None] = lambda: None,
        poll_seconds: int = POLL_SECONDS,
        shortest_pause: float = SHORTEST_PAUSE,
        long_silence: float = PRESSES_LAST.total_seconds(),
    ) -> None:
        self._database, self._messenger, self._clock = database, messenger, clock
        self._kept, self._asked, self._leads, self._beat = kept, asked, leads, beat
        self._on_silence, self._long_silence, self._answered_at = on_silence, long_silence, 0.0
        self._poll_seconds, self._shortest_pause = poll_seconds, shortest_pause
        self._pause = shortest_pause
        self._offset: int | None = None
        self._heard_at = clock.monotonic()
        self._waker = Waker()
        self._stopping = False
        self._leading, self._ask_who_leads_at = False, 0.0
        self._asking: asyncio.Task[list[dict[str, Any]]] | None = None

    async def run(self) -> None:
        """Listen until stopped."""
        self._answered_at = asyncio.get_running_loop().time()
        while not self._stopping:
            self._beat()
            if not await self._leads_now():
                self._answered_at = asyncio.get_running_loop().time()
                await self._waker.wait(LEADING_SECONDS)
            elif await self._ask():
                self._pause = self._shortest_pause
            else:
                self._beat()
                await self._waker.wait(self._pause)
                self._pause = min(2 * self._pause, LONGEST_PAUSE)

    def stop(self) -> None:
        """End now; what was asked for and not yet kept is not confirmed and comes again."""
        self._stopping = True
        self._waker.wake()
        if self._asking is not None:
            self._asking.cancel()

    async def _leads_now(self) -> bool:
        now = asyncio.get_running_loop().time()
        if now >= self._ask_who_leads_at:
            self._leading = await asyncio.to_thread(self._leads)
            self._ask_who_leads_at = now + LEADING_SECONDS
        return self._leading

    async def _ask(self) -> bool:
        """One round; False when it is better to pause before the next."""
        if self._clock.monotonic() - self._heard_at > QUIET_SECONDS:
            self._offset = None
        self._asking = asyncio.ensure_future(self._messenger.updates(self._offset, self._poll_seconds))
        try:
            updates = await self._asking
        except asyncio.CancelledError:
            if not self._stopping:
                raise
            return True
        except (TemporaryFailure, UnknownOutcome, PermanentFailure) as failure:
            logger.warning("updates cannot be fetched: %s", failure.reason)
            if isinstance(failure, TemporaryFailure) and failure.retry_after:
                self._pause = max(self._pause, failure.retry_after)
            return False
        if updates and not await self._keep(updates):
            return False
        self._note_hearing()
        return True

    def _note_hearing(self) -> None:
        """By steady time of this machine: a virtual clock that jumps makes nobody deaf."""
        now = asyncio.get_running_loop().time()
        silent, self._answered_at = now - self._answered_at, now
        if silent > self._long_silence:
            self._on_silence(silent)

    async def _keep(self, updates: Sequence[dict[str, Any]]) -> bool:
        queries = [update for update in updates if "inline_query" in update]
        said = [update for update in updates if "inline_query" not in update]
        try:
            if said:
                await self._keep_each_if_need_be(said)
        except UNAVAILABLE as error:
            # Not confirmed: the messenger keeps them for us until the database can.
            logger.warning("what was heard cannot be kept: %s", place_of(error))
            return False
        self._heard_at = self._clock.monotonic()
        if said:
            self._kept()
        if queries:
            self._asked(queries)
        before, self._offset = self._offset, next_offset(updates, self._offset)
        return self._offset != before

    async def _keep_each_if_need_be(self, updates: Sequence[dict[str, Any]]) -> None:
        """An update that is no data a database takes is given up by itself, or nobody would be heard any more."""
        try:
            await self._write(updates)
        except UNAVAILABLE:
            raise
        except Exception as error:
            if len(updates) == 1:
                logger.critical("update %s cannot be kept: %s", updates[0].get("update_id"), place_of(error))
                return
            for update in updates:
                await self._keep_each_if_need_be([update])

    async def _write(self, updates: Sequence[dict[str, Any]]) -> None:
        await self._database.write(partial(heard.keep, updates=updates, now=self._clock.now()))


def next_offset(updates: Sequence[dict[str, Any]], offset: int | None) -> int | None:
    """What to ask for after all of `updates` are kept; unchanged when none of them has a number."""
    numbers = [number for update in updates if isinstance(number := update.get("update_id"), int)]
    return max(numbers) + 1 if numbers else offset
