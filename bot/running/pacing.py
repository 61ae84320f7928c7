"""How much work one transaction takes at a time, so that nobody waits for it longer than is bearable."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

BEARABLE_SECONDS = 0.02


class BatchSize:
    """`rows` grows and shrinks with how long the last ones took, by `steady` seconds that never go back."""

    def __init__(self, fewest: int, most: int, steady: Callable[[], float] = time.monotonic) -> None:
        self._fewest, self._most, self._steady = fewest, most, steady
        self.rows = fewest

    @contextmanager
    def measured(self, rows: int) -> Iterator[None]:
        """Around the transaction that writes so many rows."""
        begun = self._steady()
        yield
        took = self._steady() - begun
        fitting = int(rows * BEARABLE_SECONDS / max(took, 0.0001))
        # Slowly up, quickly down: one lucky batch proves nothing.
        self.rows = max(self._fewest, min(self._most, fitting, self.rows * 2))
