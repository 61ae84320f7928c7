"""What every entry of a rulebook file has in common, and how its small words (clock times, spans) are read."""

import re
from typing import ClassVar

CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


class Written:
    """Base of the entries of a rulebook file: a key that nobody knows is a fault, not a remark."""

    __slots__ = ()
    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}


def minute_of_day(clock: str) -> int:
    """ "17:00" → 1020. ValueError, in Chinese, for what is no time of day."""
    read = CLOCK.fullmatch(clock)
    if read is None:
        raise ValueError(f"“{clock}”不是一天里的时刻，应写成 17:00 这样")
    return int(read[1]) * 60 + int(read[2])
