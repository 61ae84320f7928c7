"""What a completion report is made of, as questions in the order in which they are asked (YC-2.3.3, 2.4.2, 2.4.3)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.rules.report_templates import ReportTemplate
from bot.rules.rulebook import Rulebook
from bot.work.report_facts import NOT_REACHED, UNSOLVED

Slots = Mapping[str, Any]
SOLVED = "实际解决"
NOT_RATED = "未评价"
SATISFACTIONS = ("满意", "不满意", "认可", NOT_RATED)
"""Where the office's document prints none."""
RESULT = "是否解决"
"""How the annexes call the outcome."""
LONGEST = 1500


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What decides which questions a report needs: the kind of ticket, its office's tables, how often it came."""

    rulebook: Rulebook
    kind: str
    has_contact: bool = True
    repeat_count: int = 1
    is_recheck: bool = False
    distinct_callers: int = 1
    template: ReportTemplate | None = None

    def is_negative(self, finding: str | None) -> bool:
        """Whether the finding is of the 不属实类 (附件3)."""
        return self.rulebook.findings is not None and self.rulebook.findings.is_negative(finding)

    @property
    def satisfactions(self) -> tuple[str, ...]:
        """What the citizen can have said to the result, as the office's forms print it."""
        own = self.rulebook.report.satisfactions if self.rulebook.report else ()
        return (*own, *(() if NOT_RATED in own else (NOT_RATED,))) if own else SATISFACTIONS

    @property
    def is_mass(self) -> bool:
        """Whether as many citizens came with the same matter as the document counts (YC-2.3.6.2)."""
        counted = [rule for rule in self.rulebook.threshold if rule.counts == "callers_of_same_matter"]
        return any(self.distinct_callers >= rule.at_least for rule in counted)

    @property
    def is_repeated(self) -> bool:
        """Whether the same citizen came with the same matter as often as the document counts (YC-2.3.6.1)."""
        counted = [rule for rule in self.rulebook.threshold if rule.counts == "same_caller_same_matter"]
        return any(self.repeat_count >= rule.at_least for rule in counted)

    def asks_for(self, piece: str) -> bool:
        """Whether the office's document wants this piece of some report."""
        required = self.rulebook.report.required if self.rulebook.report else ()
        return any(piece in need.pieces for element in required for need in element.needs)

    @property
    def asks_appeal(self) -> bool:
        """Whether an appeal verdict is asked for at all: only for 投诉 and 求助 (§6.2)."""
        return self.rulebook.logic_table is not None and self.kind in self.rulebook.logic_table.asks_appeal


def always(slots: Slots, facts: ReportFacts) -> bool:
    return True


def never(slots: Slots, facts: ReportFacts) -> bool:
    return False


def no_choices(slots: Slots, facts: ReportFacts) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing a report says. `choices` limits the answer unless it is empty; what is not `needed` is skipped.

    `answer`: "choice" of `choices`, free "text", or a "moment" (kept as ISO 8601; `choices` do instead).
    """

    name: str
    label: str
    question: str
    needed: Callable[[Slots, ReportFacts], bool] = always
    choices: Callable[[Slots, ReportFacts], tuple[str, ...]] = no_choices
    answer: Literal["choice", "text", "moment"] = "text"


def findings(slots: Slots, facts: ReportFacts) -> tuple[str, ...]:
    table = facts.rulebook.findings
    return table.options(facts.kind) if table else ()


def appeals(slots: Slots, facts: ReportFacts) -> tuple[str, ...]:
    table = facts.rulebook.logic_table
    return table.appeals if table else ()


def outcomes(slots: Slots, facts: ReportFacts) -> tuple[str, ...]:
    """The outcomes that can go with the finding and the appeal verdict given; what never fits is not offered."""
    table = facts.rulebook.logic_table
    if table is None:
        return _results_of_a_form(facts.rulebook)
    rows = [
        row
        for row in table.row
        if facts.kind in row.kinds
        and slots.get("finding") in row.facts
        and (not row.appeals or slots.get("appeal") in row.appeals)
    ]
    possible = {outcome for row in rows for outcome in (*row.fits, *row.doubtful)}
    return tuple(outcome for outcome in table.results if outcome in possible or not rows)


def _results_of_a_form(rulebook: Rulebook) -> tuple[str, ...]:
    """An office without a table of relations may still print the results on one of its forms (BZ-F2)."""
    return next((tuple(form.choices[RESULT]) for form in rulebook.form if RESULT in form.choices), ())


def _has_findings(slots: Slots, facts: ReportFacts) -> bool:
    """Nobody is asked to choose where the document gives no choice (Beizhan; 信访 elsewhere)."""
    return bool(findings(slots, facts))


def _has_outcomes(slots: Slots, facts: ReportFacts) -> bool:
    return bool(outcomes(slots, facts))


def _is_dissatisfied(slots: Slots, facts: ReportFacts) -> bool:
    """A recheck comes of a citizen who was not satisfied; some offices want to read why (SJ-3.3.4)."""
    return slots.get("satisfaction") == "不满意" or (facts.is_recheck and facts.asks_for("dissatisfaction_reason"))


def _must_show_duty(slots: Slots, facts: ReportFacts) -> bool:
    """What was owed was done, where the citizen is not satisfied or an untrue matter comes again (SJ-3.3.1, 3.3.5)."""
    untrue_again = facts.is_repeated and facts.is_negative(slots.get("finding"))
    return facts.asks_for("duty_performed_confirmed") and (slots.get("satisfaction") == "不满意" or untrue_again)


def _rests_on_policy(slots: Slots, facts: ReportFacts) -> bool:
    """What was not solved is explained by a document; some offices want one in every report (SJ-3.2.2)."""
    return slots.get("outcome") != SOLVED or facts.asks_for("basis_docs")


def _unsolved(slots: Slots, facts: ReportFacts) -> bool:
    return slots.get("outcome") == UNSOLVED


def _reachable(slots: Slots, facts: ReportFacts) -> bool:
    return facts.has_contact


def _was_told(slots: Slots, facts: ReportFacts) -> bool:
    return facts.has_contact and slots.get("reply_at") != NOT_REACHED


SLOTS: tuple[Slot, ...] = (
    Slot("finding", "事实认定", "核实下来，市民反映的情况怎样？", _has_findings, findings, "choice"),
    Slot(
        "appeal",
        "诉求认定",
        "市民的诉求怎样认定？",
        lambda slots, facts: facts.asks_appeal,
        appeals,
        "choice",
    ),
    Slot("outcome", "处理结果", "处理结果是哪一种？", _has_outcomes, outcomes, "choice"),
    Slot(
        "basis",
        "认定依据",
        "请写明依据和结论，例如「不存在……」「不符合……（文件名、条款）」。",
        lambda slots, facts: facts.is_negative(slots.get("finding")),
    ),
    Slot(
        "talked_how",
        "沟通方式",
        "怎样和来电人沟通的？",
        _was_told,
        lambda slots, facts: ("电话沟通", "面谈"),
        "choice",
    ),
    Slot("verified_with", "核实单位", "经哪里核实的？如居委、街道、相关的民政业务系统。"),
    Slot("main_facts", "主要事实", "信访人反映的主要事实是什么？"),
    Slot("reasons", "信访人的理由", "信访人的理由是什么？"),
    Slot("demands", "具体请求", "信访人的具体请求是什么？有几项就一项一行。"),
    Slot("verification", "核实情况", "向市民和现场核实到了什么？"),
    Slot("process", "办理过程", "办理的主要过程是怎样的？"),
    Slot("measures", "处置措施和结果", "做了什么、结果怎样？请写已经落实的措施。"),
    Slot("policy", "政策依据", "根据哪个文件、哪一条？没有文件的写工作流程或制度。", _rests_on_policy),
    Slot(
        "conforms",
        "是否符合规定",
        "来电人的诉求符合规定吗？",
        always,
        lambda slots, facts: ("符合", "不符合"),
        "choice",
    ),
    Slot("judgement", "处理意见", "对每一项请求是否支持？有几项就一项一行。"),
    Slot("opinion", "本单位处理意见", "对来电事项的处理意见是什么？", lambda slots, facts: facts.is_recheck),
    Slot("review_organ", "复查机关", "不服本意见的，向哪个上一级行政机关申请复查？"),
    Slot("plan", "后续解决计划", "暂时无法解决：下一步的解决计划是什么？", _unsolved),
    Slot("time_node", "大致时限", "大致什么时候能解决？请写明日期。", _unsolved),
    Slot(
        "previous_handling",
        "前期处理情况",
        "同一件事反映过多次：请写明前期处理情况。",
        lambda slots, facts: facts.is_repeated or facts.is_mass,
    ),
    Slot(
        "background",
        "背景介绍",
        "多人反映同一件事：请介绍背景。",
        lambda slots, facts: facts.is_mass,
    ),
    Slot(
        "ticket_list",
        "工单号列表",
        "请列出同一件事的工单号。",
        lambda slots, facts: facts.is_mass,
    ),
    Slot(
        "reply_at",
        "答复时间",
        "什么时候把结果答复市民的？",
        _reachable,
        lambda slots, facts: (NOT_REACHED,),
        "moment",
    ),
    Slot(
        "satisfaction",
        "市民反馈",
        "市民对办理质量和结果的反馈是？",
        _was_told,
        lambda slots, facts: facts.satisfactions,
        "choice",
    ),
    Slot(
        "feedback",
        "不满意的原因",
        "市民为什么不满意？做了哪些解释？",
        _is_dissatisfied,
    ),
    Slot("replied_by", "答复人", "是谁答复市民的？", never),
    Slot(
        "reply_how",
        "答复方式",
        "怎样答复市民的？",
        never,
        lambda slots, facts: ("电话", "书面", "约谈"),
        "choice",
    ),
    Slot(
        "accepted",
        "来电人是否接受",
        "来电人接受吗？",
        never,
        lambda slots, facts: ("接受", "不接受"),
        "choice",
    ),
    Slot("duty_performed", "履职情况", "是否已履职到位？请写明依据。", _must_show_duty),
    Slot("responsible_person", "具体责任人", "具体责任人是谁？"),
    Slot("contact_phone", "联系电话", "责任人的联系电话是？"),
    Slot("reply_points", "答复要点", "答复要点（供热线话务员答复市民）？", never),
    Slot("explanation", "情况说明", "请用一句话说明上面提示的情况。", never),
)
"""In the order of asking. The reply points are the measures unless somebody words them otherwise; an explanation is
asked for only when the check of the text warns."""
SLOT: Mapping[str, Slot] = {slot.name: slot for slot in SLOTS}
COMMON = (
    "finding", "appeal", "outcome", "basis", "verification", "process", "measures", "plan", "time_node",
    "previous_handling", "reply_at", "satisfaction", "feedback", "duty_performed", "responsible_person",
    "contact_phone",
)  # fmt: skip
"""What is asked where the office names no template."""
WRITTEN = tuple(slot.name for slot in SLOTS if slot.answer == "text")
"""What somebody words."""
BY_THE_WAY = ("reply_points", "explanation")
"""Belong to every report and are never asked by themselves."""
