"""What a completion report is made of, as questions in the order in which they are asked (YC-2.3.3, 2.4.2, 2.4.3)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from bot.reports.markup import clean
from bot.rules.rulebook import Rulebook
from bot.work.report_facts import NOT_REACHED, UNSOLVED
from bot.work.written_moment import Problem, read_moment

Slots = Mapping[str, Any]
NOT_RATED = "未评价"
SATISFACTIONS = ("满意", "不满意", "认可", NOT_RATED)
RESULT = "是否解决"
"""How the annexes call the outcome."""
LONGEST = 1500
FEWEST_DIGITS = 5


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What decides which questions a report needs: the kind of ticket, its office's tables, how often it came."""

    rulebook: Rulebook
    kind: str
    has_contact: bool = True
    repeat_count: int = 1
    is_recheck: bool = False

    def is_negative(self, finding: str | None) -> bool:
        """Whether the finding is of the 不属实类 (附件3)."""
        return self.rulebook.findings is not None and self.rulebook.findings.is_negative(finding)

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
    Slot("verification", "核实情况", "向市民和现场核实到了什么？"),
    Slot("process", "办理过程", "办理的主要过程是怎样的？"),
    Slot("measures", "处置措施和结果", "做了什么、结果怎样？请写已经落实的措施。"),
    Slot("plan", "后续解决计划", "暂时无法解决：下一步的解决计划是什么？", _unsolved),
    Slot("time_node", "大致时限", "大致什么时候能解决？请写明日期。", _unsolved),
    Slot(
        "previous_handling",
        "前期处理情况",
        "同一市民多次反映同一件事：请写明前期处理情况。",
        lambda slots, facts: facts.is_repeated,
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
        lambda slots, facts: SATISFACTIONS,
        "choice",
    ),
    Slot(
        "feedback",
        "不满意的原因",
        "市民为什么不满意？做了哪些解释？",
        _is_dissatisfied,
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


def empty_slots(slots: Slots, facts: ReportFacts) -> tuple[Slot, ...]:
    """What still has to be asked, in order. An answer that its choices no longer offer counts as empty."""
    return tuple(slot for slot in SLOTS if slot.needed(slots, facts) and not _answered(slot, slots, facts))


def read_answer(name: str, raw: str, slots: Slots, facts: ReportFacts) -> str | Problem:
    """An answer as the slot keeps it, or one sentence saying why it makes no sense."""
    slot, text = SLOT[name], clean(raw)
    offered = slot.choices(slots, facts)
    if not text:
        return Problem(f"{slot.label}是空的，请填写。")
    if text in offered:
        return text
    if slot.answer == "choice":
        return Problem(f"{slot.label}请选择：{'、'.join(offered)}。")
    if slot.answer == "moment":
        moment = read_moment(text, slot.label)
        return moment if isinstance(moment, Problem) else moment.isoformat()
    if name == "contact_phone" and sum(character.isdigit() for character in text) < FEWEST_DIGITS:
        return Problem("没有看懂联系电话，请写号码，如“021-60000000”。")
    return text if len(text) <= LONGEST else Problem(f"{slot.label}超过{LONGEST}字，请缩短。")


def impossible_answer(slots: Slots, now: datetime, first_contact_at: datetime | None) -> Problem | None:
    """The reply cannot lie ahead, nor before the first word with the citizen."""
    try:
        replied = datetime.fromisoformat(slots["reply_at"])
    except (KeyError, TypeError, ValueError):
        return None
    if replied > now:
        return Problem("答复时间不能晚于现在。")
    if first_contact_at is not None and replied < first_contact_at.replace(second=0, microsecond=0):
        return Problem("答复时间不能早于先行联系时间。")
    return None


def _answered(slot: Slot, slots: Slots, facts: ReportFacts) -> bool:
    value = slots.get(slot.name)
    return bool(value) and (slot.answer != "choice" or value in slot.choices(slots, facts))
