"""getUpdates: long polling with confirmation, one poll at a time, and no hurry rewarded."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from typing import Any

from bot.playground import errors, limits
from bot.playground.errors import ApiError
from bot.playground.waking import Wake, woken_by
from bot.playground.wire import Parameters
from bot.playground.world import World

PARAMETERS = frozenset({"offset", "limit", "timeout", "allowed_updates"})
HASTE_SECONDS = 3
RUSH_SECONDS = 0.5
CONFLICT_PAUSE = 3.0


class Poller:
    """Answers getUpdates for the bot of one world, as the real server's queue does."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._current: Wake | None = None
        self._last_offset: int | None = None
        self._last_start = 0.0
        self._next_conflict = 0.0

    async def answer(self, parameters: Parameters, gone: Callable[[], Awaitable[object]]) -> list[dict[str, Any]]:
        """Updates from `offset` on; waits up to `timeout`. ApiError 409 when a newer call takes over.

        `gone` returns when the caller hung up; the answer is then nobody's and empty.
        """
        offset = parameters.integer("offset")
        limit = parameters.integer("limit", limits.POLL_UPDATES, 1, limits.POLL_UPDATES)
        timeout = parameters.integer("timeout", 0, 0, limits.POLL_SECONDS)
        self._remember_kinds(parameters)
        limit, timeout = self._slowed(offset, limit, timeout)
        batch = self._take(offset, limit)
        if batch or timeout == 0:
            return batch
        return await self._wait(max(offset, 0), limit, time.monotonic() + timeout, gone)

    async def _wait(
        self, offset: int, limit: int, until: float, gone: Callable[[], Awaitable[object]]
    ) -> list[dict[str, Any]]:
        hangup = asyncio.ensure_future(gone())
        with woken_by(self._world) as wake:
            older, self._current = self._current, wake
            if older is not None:
                older.ring()
            hangup.add_done_callback(lambda _: wake.ring())
            try:
                while not hangup.done():
                    if self._current is not wake:
                        await self._conflict()
                    batch = self._take(offset, limit)
                    if batch or time.monotonic() >= until:
                        return batch
                    await wake.wait(until - time.monotonic())
                return []
            finally:
                hangup.cancel()
                if self._current is wake:
                    self._current = None

    async def _conflict(self) -> None:
        """The first conflict is told at once, repeated ones after a pause."""
        now = time.monotonic()
        if now >= self._next_conflict:
            self._next_conflict = now + CONFLICT_PAUSE
        else:
            await asyncio.sleep(CONFLICT_PAUSE)
        raise ApiError(errors.CONFLICT)

    def _slowed(self, offset: int, limit: int, timeout: int) -> tuple[int, int]:
        """Asking again for the same offset at once is made to wait, and given one update only."""
        now = time.monotonic()
        repeated = self._world.short_poll_penalty and offset == self._last_offset
        since = now - self._last_start
        self._last_offset, self._last_start = offset, now
        if repeated and since < HASTE_SECONDS:
            timeout = max(timeout, HASTE_SECONDS)
        if repeated and since < RUSH_SECONDS:
            limit = 1
        return limit, timeout

    def _take(self, offset: int, limit: int) -> list[dict[str, Any]]:
        with self._world.lock:
            before = self._world.queue.pending()
            batch = self._world.queue.take(offset, limit)
            fewer = self._world.queue.pending() < before
        if fewer:
            with self._world.changing():
                pass
        return batch

    def _remember_kinds(self, parameters: Parameters) -> None:
        if not parameters.text("allowed_updates"):
            return
        try:
            kinds = json.loads(parameters.text("allowed_updates"))
        except ValueError:
            return
        if isinstance(kinds, list):
            self._world.queue.allowed = frozenset(map(str, kinds)) or None
