"""When an office works."""

from dataclasses import dataclass
from itertools import pairwise

from bot.rules.written import Written, minute_of_day


@dataclass(frozen=True, slots=True)
class OfficeHours(Written):
    """When an office works, as "HH:MM"; `lunch` is the pause in which work minutes do not run, if there is one."""

    opens: str
    closes: str
    lunch: tuple[str, str] | None = None
    assumed: str | None = None

    def __post_init__(self) -> None:
        points = [point for stretch in self.stretches() for point in stretch]
        if any(later <= earlier for earlier, later in pairwise(points)):
            raise ValueError("办公时间应依次为上班、午休开始、午休结束、下班，后一个晚于前一个")

    def stretches(self) -> tuple[tuple[int, int], ...]:
        """The one or two stretches of a day in which work minutes run, in minutes from midnight."""
        points = [minute_of_day(clock) for clock in (self.opens, *(self.lunch or ()), self.closes)]
        return tuple(zip(points[::2], points[1::2], strict=True))
