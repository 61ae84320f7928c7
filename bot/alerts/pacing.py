"""Not more than Telegram allows: per private chat, per group and overall. Decides over the seconds it is given.

A sending counts from its answer on: the server saw it before that, so its own count can only be kinder than ours.
"""

from collections import deque
from dataclasses import dataclass, field

from bot.alerts.limits import Pace

ALL_PAUSED_WITHIN = 5.0
"""A second chat told to wait within these seconds means that the limit hit is the overall one."""


@dataclass(slots=True)
class _Window:
    """At most `most` in any `seconds`, those still under way included."""

    most: int
    seconds: float
    under_way: int = 0
    ended: deque[float] = field(default_factory=deque)

    def ready_in(self, now: float) -> float:
        while self.ended and self.ended[0] <= now - self.seconds:
            self.ended.popleft()
        excess = self.under_way + len(self.ended) - self.most
        if excess < 0:
            return 0.0
        return self.ended[excess] + self.seconds - now if excess < len(self.ended) else self.seconds


@dataclass(slots=True)
class _Bucket:
    """`per_second` on average, a few at once after a rest. Nothing flows in while a sending is under way."""

    per_second: float
    burst: int
    left: float = 0.0
    since: float = 0.0

    def ready_in(self, now: float) -> float:
        return max(0.0, (1 - self._left(now)) / self.per_second)

    def take(self, now: float) -> None:
        self.left, self.since = self._left(now) - 1, now

    def _left(self, now: float) -> float:
        return min(float(self.burst), self.left + (now - self.since) * self.per_second)


class Pacing:
    """When the next message may leave for a chat. All moments are seconds of one steady clock."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._overall = _window(pace.overall_per_second, 1.0)
        self._groups: dict[int, _Window] = {}
        self._private: dict[int, _Bucket] = {}
        self._paused: dict[int, float] = {}
        self._all_paused = 0.0
        self._last_told_to_wait: tuple[int, float] | None = None

    def ready_in(self, chat_id: int, now: float) -> float:
        """Seconds until this chat may be sent something; 0 when now. The overall limit counts too."""
        own: _Window | _Bucket = self._group(chat_id) if chat_id < 0 else self._bucket(chat_id, now)
        paused = max(self._paused.get(chat_id, 0.0), self._all_paused) - now
        return max(own.ready_in(now), self._overall.ready_in(now), paused)

    def begin(self, chat_id: int, now: float) -> None:
        """A sending to this chat starts."""
        self._overall.under_way += 1
        if chat_id < 0:
            self._group(chat_id).under_way += 1
        else:
            self._bucket(chat_id, now).take(now)

    def end(self, chat_id: int, now: float, *, counted: bool = True) -> None:
        """That sending was answered or given up; not `counted` when nothing had to be sent after all."""
        windows = [self._overall, self._group(chat_id)] if chat_id < 0 else [self._overall]
        for window in windows:
            window.under_way -= 1
            if counted:
                window.ended.append(now)
        if chat_id >= 0:
            bucket = self._bucket(chat_id, now)
            bucket.since, bucket.left = (now, bucket.left) if counted else (bucket.since, bucket.left + 1)

    def told_to_wait(self, chat_id: int, seconds: float, now: float) -> None:
        """Telegram named a waiting time: for this chat, and for all when a second chat is told so soon after."""
        self._paused[chat_id] = max(self._paused.get(chat_id, 0.0), now + seconds)
        last = self._last_told_to_wait
        if last and last[0] != chat_id and now - last[1] <= ALL_PAUSED_WITHIN:
            self._all_paused = max(self._all_paused, now + seconds)
        self._last_told_to_wait = (chat_id, now)

    def _group(self, chat_id: int) -> _Window:
        return self._groups.setdefault(chat_id, _window(self._pace.group_per_minute, 60.0))

    def _bucket(self, chat_id: int, now: float) -> _Bucket:
        fresh = _Bucket(self._pace.chat_per_second, self._pace.chat_burst, float(self._pace.chat_burst), now)
        return self._private.setdefault(chat_id, fresh)


def _window(most: float, seconds: float) -> _Window:
    """A whole number of messages, also for rates such as one in two seconds."""
    whole = max(1, int(most))
    return _Window(whole, seconds * whole / most)
