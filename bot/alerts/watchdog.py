"""Ends the process when a part of it has stood still, so that its supervisor starts it again.

A thread of its own: an event loop that is stuck cannot notice that it is.
"""

import logging
import threading
import time
from collections.abc import Callable

STALLED_AFTER_SECONDS = 60.0
logger = logging.getLogger(__name__)


class Watchdog:
    """Every component that called `beat` once must go on calling, or `give_up` is called, once, with its name."""

    def __init__(
        self,
        give_up: Callable[[str], None],
        stalled_after: float = STALLED_AFTER_SECONDS,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._give_up = give_up
        self._stalled_after = stalled_after
        self._steady = steady
        self._beats: dict[str, float] = {}
        self._looked_at = steady()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)

    def beat(self, component: str) -> None:
        """This component has just done its round."""
        self._beats[component] = self._steady()

    def forget(self, component: str) -> None:
        """This component stops on purpose."""
        self._beats.pop(component, None)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()

    def look(self) -> str | None:
        """The component that has stood still too long, or None.

        If nobody looked for long, the whole process stood still: then everybody gets time to beat again.
        """
        now = self._steady()
        asleep, self._looked_at = now - self._looked_at > self._stalled_after / 2, now
        if asleep:
            self._beats = dict.fromkeys(self._beats, now)
        late = [name for name, at in list(self._beats.items()) if now - at > self._stalled_after]
        return late[0] if late else None

    def _watch(self) -> None:
        while not self._stopped.wait(self._stalled_after / 10):
            stalled = self.look()
            if stalled is not None:
                logger.critical("%s has stood still for more than %.0f s", stalled, self._stalled_after)
                self._give_up(stalled)
                return
