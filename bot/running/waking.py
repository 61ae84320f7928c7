"""Something to wait for that may be called from any thread, and may be called before anybody waits."""

import asyncio
from contextlib import suppress


class Waker:
    """`wake` ends the present or the next `wait`. Belongs to the event loop that waits."""

    def __init__(self) -> None:
        self._called = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def wake(self) -> None:
        """From the loop's own thread or any other."""
        loop = self._loop
        if loop is None or loop is _running_loop():
            self._called.set()
        elif not loop.is_closed():
            loop.call_soon_threadsafe(self._called.set)

    async def wait(self, seconds: float) -> None:
        """Until somebody calls, or for `seconds` of real time."""
        self._loop = asyncio.get_running_loop()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._called.wait(), max(0.0, seconds))
        self._called.clear()


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
