"""Updates waiting for the bot: numbered, confirmed by offset, forgotten when old."""

import random
from collections import deque
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from bot.playground import limits
from bot.playground.clock import VirtualClock

UNASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
FAR_AHEAD = 10
FIRST_ID = 100_000_001


@dataclass(frozen=True, slots=True)
class Waiting:
    id: int
    body: dict[str, Any]
    expires: float


class UpdateQueue:
    """What one bot has not confirmed yet. Not thread-safe by itself: the world's lock guards it."""

    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock
        self._waiting: deque[Waiting] = deque()
        self._next_id = FIRST_ID
        self._last_put = clock.monotonic()
        self._random = random.Random(12345)
        self.allowed: frozenset[str] | None = None
        self.repeats: list[Waiting] = []
        self.duplicate_next = 0
        self.poison: set[int] = set()

    def wants(self, kind: str) -> bool:
        """Whether the bot asked for this kind of update in its last call that named any."""
        return kind in self.allowed if self.allowed is not None else kind not in UNASKED

    def put(self, kind: str, content: dict[str, Any], lifetime: float = limits.UPDATE_SECONDS) -> int | None:
        """Queue one update; None when the bot did not ask for its kind."""
        return self.put_raw({kind: content}, lifetime) if self.wants(kind) else None

    def put_raw(self, content: dict[str, Any], lifetime: float = limits.UPDATE_SECONDS) -> int:
        """Queue an update as it stands, even one that no client understands."""
        now = self._clock.monotonic()
        if now - self._last_put > 7 * 24 * 3600:
            self._next_id = self._random.randint(1_000_001, 1 << 29)
        self._last_put = now
        update_id, self._next_id = self._next_id, self._next_id + 1
        self._waiting.append(Waiting(update_id, {"update_id": update_id, **content}, now + lifetime))
        return update_id

    def take(self, offset: int, limit: int) -> list[dict[str, Any]]:
        """Confirm everything before `offset` and return what follows; a negative one keeps only the last so many."""
        self._expire()
        if offset < 0:
            while len(self._waiting) > -offset:
                self._waiting.popleft()
        elif offset <= self._next_id + FAR_AHEAD:
            while self._waiting and self._waiting[0].id < offset:
                self._forget(self._waiting.popleft())
        repeats, self.repeats = self.repeats, []
        return [waiting.body for waiting in islice(chain(repeats, self._waiting), limit)]

    def pending(self) -> int:
        """How many updates the bot has not confirmed."""
        self._expire()
        return len(self._waiting) + len(self.repeats)

    def clear(self) -> None:
        self._waiting.clear()
        self.repeats.clear()

    def _forget(self, waiting: Waiting) -> None:
        if self.duplicate_next > 0:
            self.duplicate_next -= 1
            self.repeats.append(waiting)

    def _expire(self) -> None:
        now = self._clock.monotonic()
        if any(waiting.expires <= now for waiting in self._waiting):
            self._waiting = deque(waiting for waiting in self._waiting if waiting.expires > now)
