"""Clocks for tests in which no time passes."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class StandingClock:
    """`at`, all the while."""

    at: datetime

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return 0.0
