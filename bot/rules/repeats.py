"""How often a matter has come up: by the same caller, and by how many callers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.rules.calendar import local
from bot.rules.thresholds import Threshold


@dataclass(frozen=True, slots=True)
class Call:
    """One ticket about a matter: when it came, and whose it is (any key that tells callers apart; empty: unknown)."""

    caller: str
    at: datetime


def repeat_count(this: Call, earlier: Iterable[Call], threshold: Threshold) -> int:
    """How often this caller has come with the matter within the threshold's days, this time included."""
    if not this.caller:
        return 1
    return 1 + sum(call.caller == this.caller for call in _within(this, earlier, threshold))


def distinct_callers(this: Call, earlier: Iterable[Call], threshold: Threshold) -> int:
    """How many callers have come with the matter within the threshold's days; unknown ones count as one together."""
    return len({this.caller, *(call.caller for call in _within(this, earlier, threshold))})


def _within(this: Call, earlier: Iterable[Call], threshold: Threshold) -> list[Call]:
    last, first = local(this.at).date(), threshold.reaches_back_to(this.at)
    return [call for call in earlier if local(call.at).date() <= last and (first is None or call.at >= first)]
