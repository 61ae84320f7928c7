"""When an entry about a report applies: a closed set of questions about the report and its ticket, written as data."""

from dataclasses import dataclass, field
from typing import Literal

from bot.rules.aspects import Aspect
from bot.rules.condition import Condition
from bot.rules.report_case import PhoneKind, Piece, SiteVisit
from bot.rules.written import Written

Severity = Literal["block", "warn"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseCondition(Written):
    """When an entry about a report applies: every key that is given must hold; no key: always.

    `negative_finding`: the finding is of the class that the office counts as 不属实类. `reaches`: thresholds (by id)
    that the caller's repeats or the number of callers have reached. `given`: pieces that are all there; `missing`:
    pieces none of which is. `words`: at least one of these wordings stands in the text outside the longer
    `innocent` ones. `any_of` holds when one of
    its conditions does.
    """

    ticket: Condition = field(default_factory=Condition)
    fact: tuple[str, ...] = ()
    appeal: tuple[str, ...] = ()
    result: tuple[str, ...] = ()
    satisfaction: tuple[str, ...] = ()
    negative_finding: bool | None = None
    reached: bool | None = None
    phone_kind: tuple[PhoneKind, ...] = ()
    site_visit: tuple[SiteVisit, ...] = ()
    cannot_solve_in_time: bool | None = None
    reaches: tuple[str, ...] = ()
    given: tuple[Piece, ...] = ()
    missing: tuple[Piece, ...] = ()
    words: tuple[str, ...] = ()
    innocent: tuple[str, ...] = ()
    any_of: "tuple[CaseCondition, ...]" = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Written):
    """What every entry about a report tells: id and clause, how grave a breach is, and what to write instead.

    `aspects`: to which of the desk's eight a breach belongs, where the kind of check does not tell it right.
    """

    id: str
    name: str
    clause: str
    advice: str
    severity: Severity = "block"
    when: CaseCondition = field(default_factory=CaseCondition)
    assumed: str | None = None
    aspects: tuple[Aspect, ...] = ()
