"""When a part of the ticker's round need look at its tables, so that a round in which nothing changed costs nothing."""

from datetime import datetime, timedelta

from bot.work.offices import Offices

LOOK_EVERY = timedelta(minutes=5)


class NowAndThen:
    """Time to look: at first, every few minutes, when the clock was set back, when other offices are in force, and at
    the moment that was known to come."""

    def __init__(self) -> None:
        self._looked_at: datetime | None = None
        self._offices: Offices | None = None
        self._next_at: datetime | None = None

    def is_time(self, offices: Offices, now: datetime) -> bool:
        """Whether to look."""
        if self._looked_at is None or offices is not self._offices:
            return True
        if self._next_at is not None and self._next_at <= now:
            return True
        return not self._looked_at <= now < self._looked_at + LOOK_EVERY

    def looked(self, offices: Offices, now: datetime, next_at: datetime | None = None) -> None:
        """What was found is on disk; `next_at`: when something is known to fall due."""
        self._looked_at, self._offices, self._next_at = now, offices, next_at
