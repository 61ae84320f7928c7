"""What has to be attached to an act, and how far the attempts to reach a caller have come."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.rules.calendar import local, midnight
from bot.rules.examination import examine
from bot.rules.report_case import ReportCase
from bot.rules.report_rules import EvidencePurpose
from bot.rules.rulebook import Rulebook
from bot.rules.thresholds import Attempts, counting

ACTS = ("first_contact", "site_visit", "report")
"""The acts to which a rulebook asks for evidence, in the order of a ticket's life."""


@dataclass(frozen=True, slots=True)
class NeededEvidence:
    """So many pieces of evidence of one purpose, and the rule (by id) with the clause that asks for them."""

    purpose: EvidencePurpose
    name: str
    at_least: int
    clause: str
    rule: str


@dataclass(frozen=True, slots=True)
class EvidenceStanding(NeededEvidence):
    """The same, with how many pieces there are."""

    given: int

    @property
    def is_missing(self) -> bool:
        return self.given < self.at_least


@dataclass(frozen=True, slots=True)
class Tries:
    """How often a caller was tried in vain.

    `counted`: the attempts far enough apart, earliest first. `remaining`: how many are still owed. `next_at`: the
    earliest moment at which another one counts; None once there are enough, or while there was none.
    """

    counted: tuple[datetime, ...]
    remaining: int
    next_at: datetime | None

    @property
    def enough(self) -> bool:
        return self.remaining == 0


def needed(rulebook: Rulebook, act: str, case: ReportCase) -> tuple[NeededEvidence, ...]:
    """Everything that must be attached to this act (by its name in the workflow) on this ticket."""
    examination = examine(case, rulebook)
    wanted = {attempts.id: attempts.at_least for attempts in rulebook.attempts}
    return tuple(
        NeededEvidence(rule.purpose, rule.name, wanted[rule.attempts] if rule.attempts else 1, rule.clause, rule.id)
        for rule in rulebook.evidence
        if rule.act == act and examination.holds(rule.when)
    )


def standing(rulebook: Rulebook, case: ReportCase, given: Mapping[str, int]) -> tuple[EvidenceStanding, ...]:
    """What must lie beside the report when it is reviewed, for whichever act it was asked; each purpose once.

    `given` counts the pieces there are of each purpose.
    """
    found: dict[EvidencePurpose, EvidenceStanding] = {}
    for need in (need for act in ACTS for need in needed(rulebook, act, case)):
        known = found.get(need.purpose)
        if known is None or known.at_least < need.at_least:
            pieces = given.get(need.purpose, 0)
            found[need.purpose] = EvidenceStanding(
                need.purpose, need.name, need.at_least, need.clause, need.rule, pieces
            )
    return tuple(found.values())


def missing(needs: Iterable[NeededEvidence], given: Mapping[str, int]) -> tuple[str, ...]:
    """What is still to be attached, in Chinese, where `given` counts the pieces there are of each purpose."""
    return tuple(
        need.name if need.at_least == 1 else f"{need.name}（还差 {need.at_least - given.get(need.purpose, 0)} 份）"
        for need in needs
        if given.get(need.purpose, 0) < need.at_least
    )


def tries(attempts: Attempts, tried_at: Iterable[datetime]) -> Tries:
    """Where the attempts to reach a caller stand, by the office's number and spacing of them."""
    counted = counting(attempts, tried_at)
    remaining = max(0, attempts.at_least - len(counted))
    return Tries(counted, remaining, _next(attempts, counted) if counted and remaining else None)


def _next(attempts: Attempts, counted: tuple[datetime, ...]) -> datetime:
    """Far enough after the last attempt, and then, if that is no new slot of the day, when the next new one begins."""
    soonest = max(counted) + timedelta(minutes=attempts.minutes_apart)
    used = {attempts.slot_of(moment) for moment in counted}
    if not attempts.slots or attempts.slot_of(soonest) not in (used | {None}):
        return soonest
    unused = [begins for place, (begins, _) in enumerate(attempts.slot_minutes) if place not in used]
    days = (midnight(local(soonest).date() + timedelta(days=number)) for number in range(2))
    begins = (day + timedelta(minutes=minute) for day in days for minute in unused)
    return next(moment for moment in begins if moment >= soonest)
