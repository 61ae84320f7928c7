"""A leader reads the exact text and says yes, twice, or no, with a reason."""

from dataclasses import replace

from bot.chat.dialogues.dialogue import Choice, Dialogue, Scene, Slot, Slots, fixed, plainly
from bot.chat.dialogues.reading_report import GONE, report_of, show_whole, summary
from bot.chat.dialogues.slots import words
from bot.rules.workflow import Act
from bot.work import approval, sending_forms
from bot.work.card_keys import act_key
from bot.work.keys import Rows
from bot.work.outcome import Done, Refused

NO, AGAIN = "no", "again"
"""Back to the unit; or, from the desk, a second review."""


def _decisions(scene: Scene) -> tuple[Choice, ...]:
    """The yes carries the hash of the text it is said to."""
    found = report_of(scene)
    if found is None:
        return ()
    return (
        Choice(found.sha256[:16], "同意", ("签批同意",), "success"),
        Choice(NO, "退回", ("不同意",), "danger"),
    )


def refused(slots: Slots) -> bool:
    return slots.get("decision") == NO


def agreed(slots: Slots) -> bool:
    return "decision" in slots and slots["decision"] not in (NO, AGAIN)


def evidence_key(scene: Scene) -> Rows:
    """The files, one press away from the question."""
    return [[act_key(scene.ticket, Act.SHOW_EVIDENCE, text="看材料")]] if scene.ticket else []


def decided_twice(decision: Slot, confirmed: str, button: str) -> tuple[Slot, Slot]:
    """A decision about the report beside its files, and for a yes the question whether it is meant."""
    asked = replace(decision, beside=evidence_key, revisable=False)
    yes = fixed(Choice("yes", button, ("确认",), "success"))
    return asked, Slot("sure", "确认", plainly(confirmed), yes, needed=agreed, exact=True)


def _slots(scene: Scene) -> tuple[Slot, ...]:
    def ask(now: Scene) -> str:
        return summary(now, "同意这份报告吗？", with_checks=False)

    decision = Slot("decision", "签批意见", ask, _decisions)
    return (
        *decided_twice(decision, "确认签批同意？签批后记入您的姓名和时间。", "确认同意"),
        words("reason", "退回原因", "为什么退回？请写明要改什么。", longest=1000, needed=refused),
    )


def _complete(scene: Scene) -> Done | Refused:
    turn, found = scene.turn, report_of(scene)
    if found is None:
        return Refused(GONE)
    if refused(scene.slots):
        return approval.refuse_signature(
            turn.session,
            turn.offices,
            turn.person_id,
            scene.ticket_id,
            report_id=found.report_id,
            reason=scene.slots["reason"],
            now=turn.now,
        )
    if not found.sha256.startswith(scene.slots["decision"]):
        return approval.ANOTHER_TEXT
    return approval.sign(
        turn.session,
        turn.offices,
        turn.person_id,
        scene.ticket_id,
        report_id=found.report_id,
        sha256=found.sha256,
        now=turn.now,
    )


def _opening(scene: Scene) -> None:
    """The form on which the signature stands comes before the question."""
    show_whole(scene)
    turn = scene.turn
    if scene.ticket is not None:
        sending_forms.send_to_sign(turn.session, turn.offices, turn.person, scene.ticket, turn.now)


SIGN = Dialogue(kind="sign", title="签批", act=Act.SIGN, slots=_slots, complete=_complete, opening=_opening)
