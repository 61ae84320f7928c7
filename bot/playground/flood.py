"""Telegram's documented sending limits, kept strictly: the real ones are softer and unspecified."""

import math
from collections import deque
from typing import Literal

from bot.playground.clock import VirtualClock

PRIVATE_BURST = 3
GROUP_MESSAGES = 20
GROUP_SECONDS = 60.0
OVERALL_MESSAGES = 30
OVERALL_SECONDS = 1.0

Mode = Literal["strict", "relaxed"]


class FloodControl:
    """Says how long a chat must wait. Counts on the virtual clock, as the bot under it paces itself by that."""

    def __init__(self, clock: VirtualClock, mode: Mode = "strict") -> None:
        self._clock = clock
        self.mode: Mode = mode
        self._private: dict[int, tuple[float, float]] = {}
        self._groups: dict[int, deque[float]] = {}
        self._overall: deque[float] = deque()

    def admit(self, chat_id: int, messages: int = 1) -> int:
        """Seconds to wait before sending `messages` to this chat; 0 admits and counts them."""
        if self.mode == "relaxed":
            return 0
        now = self._clock.monotonic()
        wait = max(self._chat_wait(chat_id, now), _window_wait(self._overall, now, OVERALL_MESSAGES, OVERALL_SECONDS))
        if wait > 0:
            return max(1, math.ceil(wait))
        for _ in range(messages):
            self._count(chat_id, now)
        return 0

    def _chat_wait(self, chat_id: int, now: float) -> float:
        if chat_id < 0:
            return _window_wait(self._groups.setdefault(chat_id, deque()), now, GROUP_MESSAGES, GROUP_SECONDS)
        left = self._left(chat_id, now)
        return 0.0 if left >= 1 else 1 - left

    def _count(self, chat_id: int, now: float) -> None:
        self._overall.append(now)
        if chat_id < 0:
            self._groups[chat_id].append(now)
        else:
            self._private[chat_id] = (self._left(chat_id, now) - 1, now)

    def _left(self, chat_id: int, now: float) -> float:
        """One message a second, and up to three saved up."""
        left, since = self._private.get(chat_id, (float(PRIVATE_BURST), now))
        return min(float(PRIVATE_BURST), left + now - since)


def _window_wait(sent: deque[float], now: float, most: int, seconds: float) -> float:
    while sent and sent[0] <= now - seconds:
        sent.popleft()
    return 0.0 if len(sent) < most else sent[len(sent) - most] + seconds - now
