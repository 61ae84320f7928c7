"""What an office follows up, measures and fills in: the shapes that a rulebook file fills."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from bot.rules.case_condition import CaseCondition
from bot.rules.limits import Span, read_span
from bot.rules.report_case import Piece
from bot.rules.vocabulary import Party
from bot.rules.written import Written

Occasion = Literal[
    "problem_published",
    "assessment_at_risk",
    "neglect_or_danger",
    "unsatisfied_call_back",
    "unanswered",
    "grave_threat",
    "notice",
]
"""What calls for a follow-up: the platform above publishes a problem ticket; one may cost the yearly assessment; a duty
was neglected or there is danger; a call-back found the caller unsatisfied; nobody answered; somebody threatens;
a notice names the unit."""

FormOf = Literal["ticket", "report", "request", "letter"]
RequestKind = Literal["return", "return_upward", "extension", "stored_call", "not_assessed", "objective", "follow_up"]
"""The kinds of request that a form can go with, as in rules/requests.py."""

Counted = Literal[
    "accepted",
    "contact_owed",
    "contacted_in_time",
    "due",
    "closed_in_time",
    "closed",
    "solved",
    "rated",
    "satisfied",
    "complaints_and_requests_closed",
    "found_untrue",
    "confirmed_contact",
    "recorded",
    "recorded_satisfied",
    "supervised",
]
"""Sets of tickets that a metric counts, or divides by one another."""

SET_NAMES: Mapping[Counted, str] = MappingProxyType(
    {
        "accepted": "受理的工单",
        "contact_owed": "到时须先行联系的工单",
        "contacted_in_time": "在时限内先行联系的工单",
        "due": "到期应办结的工单",
        "closed_in_time": "按时办结的工单",
        "closed": "已结案的工单",
        "solved": "实际解决的工单",
        "rated": "回访得到评价的工单",
        "satisfied": "回访满意、基本满意的工单",
        "complaints_and_requests_closed": "已结案的投诉、求助",
        "found_untrue": "认定不属实的投诉、求助",
        "confirmed_contact": "回访确认已先行联系的工单",
        "recorded": "承办单位记有市民评价的工单",
        "recorded_satisfied": "承办单位记为满意、认可的工单",
        "supervised": "督办的工单",
    }
)
"""The sets as staff read them: a metric's definition is made of these words."""

OF_DUTIES = frozenset({"contacted_in_time", "closed_in_time"})
"""The sets of which a metric must name the duties; copies of older rulebooks name none and count nothing there."""

CountedBy = Literal["received", "due", "closed"]
"""Which moment of a ticket puts it in a period."""
COUNTED_BY_NAMES: Mapping[CountedBy, str] = MappingProxyType(
    {"received": "按收单时间归入时期", "due": "按到期时间归入时期", "closed": "按结案时间归入时期"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp(Written):
    """What is owed beyond the ticket itself: an explanation in writing, a rectification, a check, a visit.

    `tags`: tickets that always ask for it; `occasion`: what else does. `signed_by` and then `informs`, in order.
    `within` as in a limit ("5 working_days"), empty where the document gives no time.
    """

    id: str
    name: str
    clause: str
    by: tuple[Party, ...]
    holds: tuple[str, ...]
    occasion: Occasion | None = None
    tags: tuple[str, ...] = ()
    signed_by: tuple[Party, ...] = ()
    informs: tuple[Party, ...] = ()
    within: str | None = None
    assumed: str | None = None
    span: Span | None = field(init=False, repr=False, compare=False, default=None)

    def __post_init__(self) -> None:
        if self.occasion is None and not self.tags:
            raise ValueError("须用 occasion 或 tags 写明何时需要")
        if self.within is not None:
            object.__setattr__(self, "span", read_span(self.within))


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric(Written):
    """The tickets of `share`, among those of `of` where it is a rate; `target_percent` where the document sets one.

    `by`: which moment puts a ticket in a period. `duties`: the rules whose limits decide what is in time. `exempt`:
    what was granted for a ticket that is then left out. `co_handled`: it counts for the units that help as for the lead
    (主协办同责). `also`: what else people call it. `fewer_is_better`: as of tickets found untrue.
    """

    id: str
    name: str
    clause: str
    share: Counted
    of: Counted | None = None
    by: CountedBy = "closed"
    duties: tuple[str, ...] = ()
    exempt: tuple[Literal["stored_call", "not_assessed", "objective"], ...] = ()
    co_handled: bool = False
    also: tuple[str, ...] = ()
    fewer_is_better: bool = False
    target_percent: int | None = None
    assumed: str | None = None

    def __post_init__(self) -> None:
        if self.duties and self.share not in OF_DUTIES:
            raise ValueError("duties 只用于 contacted_in_time、closed_in_time")
        if self.target_percent is not None and not 0 <= self.target_percent <= 100:
            raise ValueError("target_percent 应在 0 与 100 之间")
        if self.target_percent is not None and self.of is None:
            raise ValueError("target_percent 只用于比率，须写 of")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form(Written):
    """A form or template of the office: its fields in order, the boxes to tick, the running text with ［slots］.

    `of`: what it is filled from, as a Word `file`; None: it is only looked up. A "letter" is written by the desk, its
    text by the template `words` below templates/reports.
    `requests`, `rules`: the kinds of request, and the entries (by id) such a request rests on, that it goes with.
    `piece`: which piece of a report it is; filled by the bot and signed with the report, it need not be handed in.
    `signed_by`: who signs on it; `sent_to`: who is sent it unasked, with the question to sign, or on `sent_on`.
    """

    id: str
    name: str
    clause: str
    fields: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    text: str = ""
    of: FormOf | None = None
    file: str = ""
    words: str = ""
    piece: Piece | None = None
    when: CaseCondition = field(default_factory=CaseCondition)
    requests: tuple[RequestKind, ...] = ()
    rules: tuple[str, ...] = ()
    signed_by: tuple[Party, ...] = ()
    sent_to: tuple[Party, ...] = ()
    sent_on: Literal["registered"] | None = None
    assumed: str | None = None

    def __post_init__(self) -> None:
        for name in (*self.required, *self.choices):
            if name not in self.fields:
                raise ValueError(f"“{name}”不在 fields 里")
        if (self.of is None) != (not self.file):
            raise ValueError("of 和 file 须同时写明：从什么填写，用哪个 Word 文件")
        if (self.of == "letter") != bool(self.words):
            raise ValueError("函（of = letter）须用 words 写明正文的文字模板，其他的不写")
        if (self.of == "request") != bool(self.requests):
            raise ValueError("随申请的表单（of = request）须用 requests 写明随哪种申请，其他的不写")
