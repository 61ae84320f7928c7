"""Wall time against steady time: a clock that was set forward or back is noticed before anything is planned by it."""

from dataclasses import dataclass
from datetime import datetime

from bot.ports import Clock

MOST_DRIFT_SECONDS = 60.0


@dataclass(slots=True)
class Drift:
    """Remembers both clocks as they were at the last look."""

    wall: datetime
    steady: float

    @classmethod
    def of(cls, clock: Clock) -> "Drift":
        return cls(clock.now(), clock.monotonic())

    def jump(self, clock: Clock) -> float:
        """Seconds by which the wall clock was set since the last look, 0 when it only ran; looks anew."""
        wall, steady = clock.now(), clock.monotonic()
        seconds = (wall - self.wall).total_seconds() - (steady - self.steady)
        self.wall, self.steady = wall, steady
        return seconds if abs(seconds) > MOST_DRIFT_SECONDS else 0.0
