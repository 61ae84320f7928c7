"""What the page must hear about, numbered so that it can catch up."""

from collections import deque
from typing import Any

KEPT = 20_000


class EventLog:
    """The latest page events. Guarded by the world's lock."""

    def __init__(self) -> None:
        self._events: deque[dict[str, Any]] = deque(maxlen=KEPT)
        self.last = 0

    def add(self, kind: str, **fields: Any) -> None:
        self.last += 1
        self._events.append({"seq": self.last, "kind": kind, **fields})

    def after(self, number: int) -> list[dict[str, Any]]:
        missed = self.last - number
        return list(self._events)[-missed:] if missed > 0 else []
