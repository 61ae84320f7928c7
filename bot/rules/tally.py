"""What counts of one ticket: a few words that every figure is made of, and the sets of tickets it belongs to."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from json import dumps, loads
from typing import Literal, NamedTuple

from bot.rules.office_rules import Counted, Metric

Standing = Literal["", "in_time", "late", "open"]
"""How something owed stands: owed by nobody, done in time, done late or never, still open."""
SATISFIED = frozenset({"满意", "基本满意"})
ACCEPTED_BY_CALLER = frozenset({"满意", "基本满意", "认可"})
NOT_RATED = frozenset({"", "未评价", "其他"})
MAY_BE_UNTRUE = frozenset({"投诉", "求助"})
UNTRUE = "不属实"
SOLVED, UNSOLVED = "实际解决", "未解决"


class Owed(NamedTuple):
    """A duty as far as figures care. `is_open`: neither met nor overtaken by the end of the ticket."""

    rule: str
    due_at: datetime
    met_at: datetime | None
    is_open: bool


class Tally(NamedTuple):
    """What counts of a ticket; nothing in it names the ticket or a citizen, so that equal ones are counted together.

    `contact`, `finish`: how first contact and completion stand; `…_passed`: their limit is over by now. `outcome` is
    what the report says (处理结果), unless the caller denied it in the call-back. `satisfaction`, `contacted`: the
    caller's answers in the call-back, empty where nobody was asked. `recorded`: the unit's own record of satisfaction.
    `exempt`: why it is kept out of ratings (stored_call, not_assessed, objective), joined by commas.
    """

    unit_id: int | None = None
    first_unit_id: int | None = None
    co_unit_ids: tuple[int, ...] = ()
    kind: str = ""
    contact: str = ""
    finish: str = ""
    is_closed: bool = False
    outcome: str = ""
    satisfaction: str = ""
    contacted: str = ""
    finding: str = ""
    recorded: str = ""
    exempt: str = ""
    supervised: str = "否"
    contact_passed: bool = False
    finish_passed: bool = False


def written(tally: Tally) -> str:
    """The tally as kept: all of it but what passes with time."""
    return dumps(tally[:_KEPT], ensure_ascii=False, separators=(",", ":"))


@lru_cache(maxsize=65536)
def read(words: str, contact_passed: bool, finish_passed: bool) -> Tally:
    """A tally as kept, with whether its limits are over by now; that matters only while something is open."""
    unit_id, first_unit_id, co_unit_ids, *rest = loads(words)
    kept = Tally(unit_id, first_unit_id, tuple(co_unit_ids), *rest)
    return kept._replace(
        contact_passed=contact_passed and kept.contact == "open", finish_passed=finish_passed and kept.finish == "open"
    )


_KEPT = Tally._fields.index("contact_passed")


def standing_of(owed: Iterable[Owed]) -> tuple[Standing, datetime | None]:
    """How these duties stand taken together, and when the last of them is due: in time only where each one was."""
    known = tuple(owed)
    if not known:
        return "", None
    due_at = max(one.due_at for one in known)
    if any(_is_late(one) for one in known):
        return "late", due_at
    return ("open" if any(one.met_at is None for one in known) else "in_time"), due_at


def _is_late(one: Owed) -> bool:
    """Met too late, or never met before the ticket ended."""
    return one.met_at > one.due_at if one.met_at is not None else not one.is_open


@lru_cache(maxsize=65536)
def sets_of(tally: Tally) -> frozenset[Counted]:
    """The sets of tickets (a rulebook's words) that such a ticket belongs to."""
    late_contact, late_finish = tally.contact == "late", tally.finish == "late"
    untrue = tally.kind in MAY_BE_UNTRUE and tally.is_closed
    asked = bool(tally.satisfaction)
    recorded = tally.is_closed and tally.recorded not in NOT_RATED
    belongs: dict[Counted, bool] = {
        "accepted": True,
        "contact_owed": late_contact
        or tally.contact == "in_time"
        or (tally.contact == "open" and tally.contact_passed),
        "contacted_in_time": tally.contact == "in_time",
        "due": late_finish or tally.finish == "in_time" or (tally.finish == "open" and tally.finish_passed),
        "closed_in_time": tally.finish == "in_time",
        "closed": tally.is_closed,
        "solved": tally.is_closed and tally.outcome == SOLVED,
        "rated": asked,
        "satisfied": asked and tally.satisfaction in SATISFIED,
        "confirmed_contact": asked and tally.contacted == "是",
        "recorded": recorded,
        "recorded_satisfied": recorded and tally.recorded in ACCEPTED_BY_CALLER,
        "complaints_and_requests_closed": untrue,
        "found_untrue": untrue and tally.finding == UNTRUE,
        "supervised": tally.supervised not in ("", "否"),
    }
    return frozenset(name for name, holds in belongs.items() if holds)


def counts_in(tally: Tally, metric: Metric) -> tuple[bool, bool]:
    """Whether such a ticket is among those the metric counts, and among those it divides by (all, where it is no rate).

    A ticket that is counted but not divided by is counted in neither: a rate never exceeds the whole.
    """
    if not _exempt(tally).isdisjoint(metric.exempt):
        return False, False
    sets = sets_of(tally)
    whole = metric.of is None or metric.of in sets
    return whole and metric.share in sets, whole


def units_of(tally: Tally, co_handled: bool, first: bool = False) -> tuple[int | None, ...]:
    """Whose figures the ticket stands in: its unit's (or that it was first sent to), and its helpers' (主协办同责)."""
    lead = tally.first_unit_id if first else tally.unit_id
    return tuple(dict.fromkeys((lead, *tally.co_unit_ids))) if co_handled else (lead,)


def _exempt(tally: Tally) -> frozenset[str]:
    return frozenset(tally.exempt.split(",")) if tally.exempt else frozenset()
