"""A clock that can be moved forward, so that a deadline in three days can be seen now."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class VirtualClock:
    """Real time plus an offset, or standing still when `frozen`; wall and steady time always move together.

    Never goes back: the bot under it may rely on time that only grows.
    """

    def __init__(self, start: datetime | None = None, frozen: bool = False) -> None:
        self._lock = threading.Lock()
        self._frozen = frozen
        self._real_start = time.monotonic()
        self._start = _aware(start) if start is not None else datetime.now(UTC)
        self._skipped = 0.0
        self._callbacks: list[Callable[[], object]] = []

    @property
    def frozen(self) -> bool:
        """True when only `advance` and `jump_to` move it."""
        return self._frozen

    @property
    def offset_seconds(self) -> float:
        """How far this clock is ahead of the machine's."""
        return (self.now() - datetime.now(UTC)).total_seconds()

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        with self._lock:
            return self._start + timedelta(seconds=self._elapsed())

    def monotonic(self) -> float:
        """Seconds since some fixed moment, jumps included; only differences mean anything."""
        with self._lock:
            return self._real_start + self._elapsed()

    def advance(self, seconds: float) -> None:
        """Move forward by `seconds` (ValueError when negative) and tell the subscribers, in this thread."""
        if seconds < 0:
            raise ValueError("a clock cannot go back")
        with self._lock:
            self._skipped += seconds
            callbacks = list(self._callbacks)
        for callback in callbacks:
            callback()

    def jump_to(self, moment: datetime) -> None:
        """Move forward to `moment` (aware); ValueError when that lies in the past."""
        self.advance((_aware(moment) - self.now()).total_seconds())

    def subscribe(self, callback: Callable[[], object]) -> Callable[[], None]:
        """Call `callback` after every jump; returns the way to stop that."""
        with self._lock:
            self._callbacks.append(callback)

        def unsubscribe() -> None:
            with self._lock:
                if callback in self._callbacks:
                    self._callbacks.remove(callback)

        return unsubscribe

    def _elapsed(self) -> float:
        return self._skipped + (0.0 if self._frozen else time.monotonic() - self._real_start)


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(UTC)
