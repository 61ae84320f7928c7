"""Which thresholds the tickets of one matter reach, counted around one of them."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.rules.calendar import local
from bot.rules.thresholds import Threshold

ABOUT_CALLER = frozenset({"same_caller_same_matter", "unsolved_repeats", "signed_untrue_forms"})
"""What is counted of one caller's tickets only."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A ticket of the matter as thresholds see it. `caller`: empty where unknown; `at`: when the citizen called."""

    ticket_id: int
    caller: str
    at: datetime
    accepted_at: datetime | None = None
    solved: bool = False
    signed_untrue: bool = False


@dataclass(frozen=True, slots=True)
class Reach:
    """A threshold that is reached. `count`: tickets, or callers where callers are counted; `day`: of a daily count."""

    threshold: Threshold
    ticket_ids: tuple[int, ...]
    count: int
    day: str = ""


def reached(thresholds: Iterable[Threshold], this: Counted, members: Collection[Counted]) -> tuple[Reach, ...]:
    """What the matter of `this` reaches with it. `members`: its tickets, `this` among them."""
    return tuple(
        reach for threshold in thresholds if (reach := _reach(threshold, this, members)).count >= threshold.at_least
    )


def _reach(threshold: Threshold, this: Counted, members: Collection[Counted]) -> Reach:
    if not _counts(threshold, this):
        return Reach(threshold, (), 0)
    counted = [one for one in members if _counts(threshold, one) and _of_caller(threshold, one, this)]
    windows = list(_windows(threshold, this, counted))
    best = max(windows, key=lambda window: (_number(threshold, window), window[-1].at, window[-1].ticket_id))
    ids = tuple(sorted(one.ticket_id for one in best))
    return Reach(threshold, ids, _number(threshold, best), _day(threshold, best[-1]))


def _counts(threshold: Threshold, one: Counted) -> bool:
    match threshold.counts:
        case "same_kind_accepted":
            return one.accepted_at is not None
        case "unsolved_repeats":
            return not one.solved
        case "signed_untrue_forms":
            return one.signed_untrue
    return True


def _of_caller(threshold: Threshold, one: Counted, this: Counted) -> bool:
    if threshold.counts not in ABOUT_CALLER:
        return True
    return one.ticket_id == this.ticket_id or (bool(this.caller) and one.caller == this.caller)


def _windows(threshold: Threshold, this: Counted, counted: list[Counted]) -> Iterator[list[Counted]]:
    """Every stretch of the threshold's length that ends with a ticket and holds `this`, in order of time."""
    ordered = sorted(counted, key=lambda one: (_moment(threshold, one), one.ticket_id))
    for last in ordered:
        since = threshold.reaches_back_to(_moment(threshold, last))
        until = (_moment(threshold, last), last.ticket_id)
        window = [
            one
            for one in ordered
            if (since is None or _moment(threshold, one) >= since) and (_moment(threshold, one), one.ticket_id) <= until
        ]
        if this in window:
            yield window


def _moment(threshold: Threshold, one: Counted) -> datetime:
    return one.accepted_at if threshold.counts == "same_kind_accepted" and one.accepted_at else one.at


def _number(threshold: Threshold, window: list[Counted]) -> int:
    """Tickets, or callers; unknown callers are one together, as nobody can tell them apart."""
    if threshold.counts == "callers_of_same_matter":
        return len({one.caller for one in window})
    return len(window)


def _day(threshold: Threshold, last: Counted) -> str:
    return local(_moment(threshold, last)).date().isoformat() if threshold.days == 1 else ""
