"""What an office's document says, as data: the shapes that a rulebook file fills. Numbers live in the files only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import ClassVar, Literal

from bot.rules.bulletin_rules import Bulletin
from bot.rules.condition import ALWAYS, Condition
from bot.rules.decision_rules import Designation, DeskReview, Position, Request, Supervision
from bot.rules.limits import Limit, Reckoning, Span, read_span
from bot.rules.matching_rules import Matching
from bot.rules.office_hours import OfficeHours
from bot.rules.office_rules import FollowUp, Form, Metric
from bot.rules.report_rules import EvidenceRule, Findings, LogicTable, ReportRules, ReturnRules, SignatureRule
from bot.rules.scoring_rules import Scoring
from bot.rules.stages import Stage, read_stage
from bot.rules.thresholds import Attempts, Threshold
from bot.rules.vocabulary import BEFORE_APPROVAL, Hearer, Moment, Party, Urgency
from bot.rules.written import Written

DAY_SPANS = (Reckoning.WORKING_DAYS, Reckoning.NATURAL_DAYS)


@dataclass(frozen=True, slots=True)
class Light(Written):
    """A colour that a duty takes at the end of so many days while it is open."""

    light: Literal["warn", "yellow", "red"]
    within: str
    tell: tuple[Party, ...] = ()
    assumed: str | None = None
    limit: Limit = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "limit", _day_limit("within", self.within, self.assumed))


@dataclass(frozen=True, slots=True)
class Substitute(Written):
    """What a limit is counted from while the start that the document names is not on record."""

    starts: Moment
    assumed: str


@dataclass(frozen=True, slots=True)
class DutyRule(Written):
    """Who owes what by when. Entries that share an id are branches of one rule and must exclude each other.

    `nature`: "owed"; "target" warns but is never overdue; "window" is a chance that lapses into `afterwards`.
    `platform`: the limit that the upper platform prints "replaces" ours, or wins when earlier ("earlier_wins", G-8).
    `substitutes`: the first of them that is known. `unless`: moments after which there is no such duty (an approved
    extension puts another in its place). `after_the_end`: still owed when the ticket is over. `anew`: each unit has
    this limit for itself; it is counted from the latest start, and nothing that happened before that has met it.
    `ends_with_approval`: nobody can do it once the report is approved; undone it stays on record, owed no longer.
    """

    id: str
    name: str
    clause: str
    owed_by: Party
    starts: Moment
    ends: tuple[Moment, ...]
    limits: tuple[Limit, ...]
    ends_when: Literal["any", "all"] = "any"
    when: Condition = ALWAYS
    remind: tuple[str, ...] = ()
    tell: tuple[Party, ...] = ()
    nature: Literal["owed", "target", "window"] = "owed"
    platform: Literal["ignored", "replaces", "earlier_wins"] = "ignored"
    lights: tuple[Light, ...] = ()
    afterwards: str | None = None
    substitutes: tuple[Substitute, ...] = ()
    unless: tuple[Moment, ...] = ()
    after_the_end: bool = False
    anew: bool = False
    assumed: str | None = None
    stages: tuple[Stage, ...] = field(init=False, repr=False, compare=False, default=())
    is_daily: bool = field(init=False, repr=False, compare=False, default=False)
    asks_day_of_receipt: bool = field(init=False, repr=False, compare=False, default=False)
    ends_with_approval: bool = field(init=False, repr=False, compare=False, default=False)
    same_thing: str = field(init=False, repr=False, compare=False, default="")

    def __post_init__(self) -> None:
        spans = [limit.span for limit in self.limits]
        conditions = (self.when, *(limit.when for limit in self.limits))
        object.__setattr__(self, "is_daily", any(span and span.reckoning is Reckoning.DAILY for span in spans))
        object.__setattr__(self, "asks_day_of_receipt", any(each.asks_day_of_receipt() for each in conditions))
        # The reply to the caller is the field's: one more end that the desk cannot bring about.
        by_others = {"replied"} if self.owed_by == "desk" else frozenset[str]()
        object.__setattr__(self, "ends_with_approval", BEFORE_APPROVAL.issuperset({*self.ends} - by_others))
        object.__setattr__(self, "stages", tuple(read_stage(name) for name in self.remind))
        object.__setattr__(self, "same_thing", _same_thing(self, self.nature == "owed"))
        if self.nature != "owed" and "overdue" in self.remind:
            raise ValueError("目标和窗口没有“超时”，remind 里不应有 overdue")
        if (self.nature == "window") != (self.afterwards is not None):
            raise ValueError("窗口（nature = window）须用 afterwards 写明过期以后算什么，其他的不写")


@dataclass(frozen=True, slots=True)
class MarkRule(Written):
    """A moment at which others hear that something is still open, unless it has ended.

    `purpose`: an "escalation" is a day at whose end leaders hear of an open ticket (the 2- and 4-day marks); a
    "handover" is told as soon as the ticket lay so long before a unit that has not reacted, anew for every unit.
    `switched_on`: false where no document asks for it and the office has not turned it on. `anew`: as of a duty.
    """

    id: str
    name: str
    clause: str
    starts: Moment
    after: str
    ends: tuple[Moment, ...]
    tell: tuple[Hearer, ...]
    owed_by: Party = "unit"
    when: Condition = ALWAYS
    switched_on: bool = True
    purpose: Literal["escalation", "handover"] = "escalation"
    anew: bool = False
    assumed: str | None = None
    limits: tuple[Limit, ...] = field(init=False, repr=False, compare=False)
    asks_day_of_receipt: bool = field(init=False, repr=False, compare=False, default=False)
    same_thing: str = field(init=False, repr=False, compare=False, default="")
    ends_when: ClassVar[str] = "any"
    is_daily: ClassVar[bool] = False
    after_the_end: ClassVar[bool] = False
    ends_with_approval: ClassVar[bool] = False

    def __post_init__(self) -> None:
        if self.purpose == "handover":
            if self.starts != "dispatched":
                raise ValueError("purpose = handover（转告 B 角）只能从 dispatched 起算")
            object.__setattr__(self, "anew", True)
            object.__setattr__(self, "limits", (Limit(within=self.after),))
        elif "unit_second" in self.tell:
            raise ValueError("unit_second（另一名经办人）只用于 purpose = handover 的节点")
        else:
            object.__setattr__(self, "limits", (_day_limit("after", self.after, None),))
        object.__setattr__(self, "asks_day_of_receipt", self.when.asks_day_of_receipt())
        object.__setattr__(self, "same_thing", _same_thing(self, True))


@dataclass(frozen=True, slots=True)
class Reminding(Written):
    """What no document prescribes: who hears of an overdue duty, how long after, which tickets know no quiet hours.

    `day_before_tell`: who hears at "opening of day before" besides who owes it.
    """

    overdue_after_minutes: int
    overdue_tell: Mapping[Party, tuple[Party, ...]]
    day_before_tell: Mapping[Party, tuple[Party, ...]] = field(default_factory=dict)
    urgent: tuple[Urgency, ...] = ()
    urgent_tags: tuple[str, ...] = ()
    assumed: str | None = None
    overdue_after: timedelta = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.overdue_after_minutes < 0:
            raise ValueError("overdue_after_minutes 不能为负")
        object.__setattr__(self, "overdue_after", timedelta(minutes=self.overdue_after_minutes))


@dataclass(frozen=True, slots=True, eq=False)
class Rulebook(Written):
    """One office's document, identified by being itself. `over`: the moments after which a ticket owes nothing more.

    `acts`: the clause that decides who does an act, by the act's name in the workflow. `dispatch_principles`: the
    document's names for the reasons why a unit gets a ticket, in its order. `counts_as`: a moment that stands for
    another one here (where the desk makes the first contact, `first_contact` counts as `desk_contact`).
    """

    id: str
    name: str
    document: str
    version: str
    roles: Mapping[Party, str]
    hours: OfficeHours
    reminding: Reminding
    over: tuple[Moment, ...]
    day_end: Literal["23:59:59", "office_close"] = "23:59:59"
    duty: tuple[DutyRule, ...] = ()
    mark: tuple[MarkRule, ...] = ()
    threshold: tuple[Threshold, ...] = ()
    attempts: tuple[Attempts, ...] = ()
    acts: Mapping[str, str] = field(default_factory=dict)
    dispatch_principles: tuple[str, ...] = ()
    counts_as: Mapping[Moment, Moment] = field(default_factory=dict)
    report: ReportRules | None = None
    findings: Findings | None = None
    logic_table: LogicTable | None = None
    signature: tuple[SignatureRule, ...] = ()
    evidence: tuple[EvidenceRule, ...] = ()
    returns: ReturnRules | None = None
    bulletin: tuple[Bulletin, ...] = ()
    follow_up: tuple[FollowUp, ...] = ()
    metric: tuple[Metric, ...] = ()
    form: tuple[Form, ...] = ()
    designation: tuple[Designation, ...] = ()
    supervision: tuple[Supervision, ...] = ()
    request: tuple[Request, ...] = ()
    desk_review: DeskReview | None = None
    position: tuple[Position, ...] = ()
    scoring: Scoring | None = None
    matching: Matching | None = None


def _day_limit(key: str, span: str, assumed: str | None) -> Limit:
    read: Span = read_span(span)
    if read.reckoning not in DAY_SPANS:
        raise ValueError(f"{key} = “{span}”应以天计（working_days 或 natural_days）")
    return Limit(within=span, assumed=assumed)


def _same_thing(rule: DutyRule | MarkRule, owed: bool) -> str:
    """Equal for two rules by which the same party owes the same thing; a word, as a word keeps its hash."""
    return f"{rule.owed_by} {'owes' if owed else 'may'} {'|'.join(rule.ends)} tells {'|'.join(rule.tell)}"
