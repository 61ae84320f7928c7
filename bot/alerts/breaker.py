"""While nobody accepts connections, one message at a time tries whether that has changed; the others wait unspent."""

import math
from dataclasses import dataclass


@dataclass(slots=True)
class Breaker:
    """Decides over the seconds it is given. The waiting time doubles from `first` up to `most` seconds."""

    first: float
    most: float
    failures: int = 0
    probe_at: float = 0.0
    probing: bool = False

    @property
    def is_open(self) -> bool:
        """Whether connections were refused at last."""
        return self.failures > 0

    def ready_in(self, now: float) -> float:
        """Seconds until something may be tried; endless while a probe is under way."""
        if self.probing:
            return math.inf
        return max(0.0, self.probe_at - now) if self.is_open else 0.0

    def begin(self) -> None:
        self.probing = self.is_open

    def refused(self, now: float) -> None:
        """Nobody accepted the connection."""
        wait = min(self.most, self.first * 2**self.failures)
        self.failures = min(self.failures + 1, 30)
        self.probe_at, self.probing = now + wait, False

    def answered(self) -> None:
        """Somebody is there again, whatever the answer was."""
        self.failures, self.probing = 0, False

    def untried(self) -> None:
        """The message that was to try needed no connection after all."""
        self.probing = False
