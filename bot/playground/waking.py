"""A bridge from the world's changes, made in any thread, to a waiting coroutine."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot.playground.world import World


class Wake:
    """`ring` from any thread; `wait` in the loop where it was made."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._event = asyncio.Event()

    def ring(self) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._event.set)

    async def wait(self, seconds: float) -> None:
        """Return at the next ring, or after `seconds`."""
        try:
            await asyncio.wait_for(self._event.wait(), max(0.0, seconds))
        except TimeoutError:
            return
        self._event.clear()


@contextmanager
def woken_by(world: World) -> Iterator[Wake]:
    """A bell that rings after every change of the world, for as long as the block lasts."""
    wake = Wake()
    unwatch = world.watch(wake.ring)
    try:
        yield wake
    finally:
        unwatch()


async def until(world: World, condition: Callable[[], bool], seconds: float) -> bool:
    """Wait until `condition()` holds, at most `seconds` of real time; says whether it does."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    with woken_by(world) as wake:
        while not condition():
            if loop.time() >= end:
                return False
            await wake.wait(end - loop.time())
    return True
