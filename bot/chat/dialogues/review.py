"""The desk reviews a report: text, files and the check's findings; passed on, or sent back with what it lacks."""

from typing import Any

from bot.chat.dialogues.dialogue import Choice, Dialogue, Scene, Slot, Slots, plainly
from bot.chat.dialogues.reading_report import GONE, report_of, show_whole, summary
from bot.chat.dialogues.signing import decided_twice, refused
from bot.chat.dialogues.slots import words
from bot.chat.turn import Turn
from bot.reports.markup import one_line
from bot.rules.workflow import Act
from bot.work import approval, report_reading
from bot.work.access import Ticket
from bot.work.outcome import Done, Refused

NO, AS_TICKED, LATER = "no", "ticked", "later."
ITEMS = "items"


def _decisions(scene: Scene) -> tuple[Choice, ...]:
    found = report_of(scene)
    if found is None:
        return ()
    text = found.sha256[:16]
    if scene.ticket is not None and approval.calls_back_first(scene.turn.offices.law(scene.ticket)):
        passed = [Choice(f"{LATER}{text}", "通过，先回访", ("通过", "审核通过"), "success")]
    else:
        at_once = Choice(text, "通过并上报", ("通过", "审核通过"), "success")
        passed = [at_once, Choice(f"{LATER}{text}", "通过，稍后上传", ("稍后上传",))]
    return (
        *passed,
        Choice(NO, "退回重办", ("退回", "不通过"), "danger"),
    )


def _items(scene: Scene) -> tuple[Choice, ...]:
    found = report_of(scene)
    return tuple(Choice(one.rule, one_line(one.excerpt, 30)) for one in found.findings) if found else ()


def _as_list(scene: Scene, code: str) -> list[str]:
    return [item for item in code.split(",") if item]


def _ticked(scene: Scene) -> list[str]:
    names = {choice.code: choice.text for choice in _items(scene)}
    return [names[item] for item in scene.slots.get(ITEMS, ()) if item in names]


def _reasons(scene: Scene) -> tuple[Choice, ...]:
    return (Choice(AS_TICKED, "就按勾选的问题退回"),) if _ticked(scene) else ()


def _slots(scene: Scene) -> tuple[Slot, ...]:
    has_items = bool(_items(scene))

    def ask(now: Scene) -> str:
        return summary(now, "审核通过吗？", with_findings=True)

    def asks_items(slots: Slots) -> bool:
        return has_items and refused(slots)

    reason = words("reason", "退回原因", "为什么退回？请写明要改什么。", longest=1000, needed=refused)
    decision = Slot("decision", "审核意见", ask, _decisions)
    return (
        *decided_twice(decision, "确认审核通过？", "确认通过"),
        Slot(
            ITEMS,
            "不合格项",
            plainly("哪些项不合格？预检发现的已勾选，可以增减。"),
            _items,
            pick=_as_list,
            needed=asks_items,
            several=True,
            width=1,
        ),
        Slot("reason", reason.label, reason.ask, _reasons, reason.read, needed=refused, prose=True, width=1),
    )


def _start(turn: Turn, ticket: Ticket | None) -> dict[str, Any]:
    """What the check found is ticked already."""
    assert ticket is not None
    found = report_reading.report_to_read(turn.session, turn.offices, turn.person, ticket, turn.now)
    return {f"{ITEMS}~": [one.rule for one in found.findings]} if found else {}


def _complete(scene: Scene) -> Done | Refused:
    turn, found = scene.turn, report_of(scene)
    if found is None:
        return Refused(GONE)
    if refused(scene.slots):
        reason = scene.slots["reason"]
        return approval.send_back(
            turn.session,
            turn.offices,
            turn.person_id,
            scene.ticket_id,
            reason="；".join(_ticked(scene)) if reason == AS_TICKED else reason,
            items=scene.slots.get(ITEMS, ()),
            now=turn.now,
        )
    decision: str = scene.slots["decision"]
    if not found.sha256.startswith(decision.removeprefix(LATER)):
        return approval.ANOTHER_TEXT
    return approval.approve(
        turn.session,
        turn.offices,
        turn.person_id,
        scene.ticket_id,
        report_id=found.report_id,
        uploaded=not decision.startswith(LATER),
        now=turn.now,
    )


REVIEW = Dialogue(
    kind="review",
    title="审核",
    act=Act.APPROVE,
    slots=_slots,
    complete=_complete,
    start=_start,
    opening=show_whole,
)
