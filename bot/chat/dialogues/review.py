"""The desk reviews a report: text, files and the eight pre-checks; passed on, or sent back with what it lacks."""

from typing import Any

from bot.chat.dialogues.dialogue import Choice, Dialogue, Scene, Slot, Slots, free, plainly
from bot.chat.dialogues.reading_report import GONE, report_of, show_whole, summary
from bot.chat.dialogues.signing import AGAIN, NO, decided_twice, refused
from bot.chat.dialogues.slots import words
from bot.chat.reading import Misread
from bot.chat.turn import Turn
from bot.reports.markup import cut, escape, fill, one_line
from bot.rules.workflow import Act
from bot.work import approval, report_reading, second_review
from bot.work.access import Ticket
from bot.work.outcome import Done, Refused
from bot.work.report_reading import Item

AS_TICKED, LATER = "ticked", "later."
ITEMS, CODES, WORDS = "items", "codes", "words"
LONGEST_KEY, LONGEST_TICKED = 38, 1200


def _decisions(scene: Scene) -> tuple[Choice, ...]:
    found = report_of(scene)
    if found is None:
        return ()
    text = found.sha256[:16]
    if found.signed_next:
        passed = [Choice(f"{LATER}{text}", f"通过，报{found.signed_next}签批", ("通过", "审核通过"), "success")]
    elif scene.ticket is not None and approval.calls_back_first(scene.turn.offices.law(scene.ticket)):
        passed = [Choice(f"{LATER}{text}", "通过，先回访", ("通过", "审核通过"), "success")]
    else:
        at_once = Choice(text, "通过并上报", ("通过", "审核通过"), "success")
        passed = [at_once, Choice(f"{LATER}{text}", "通过，稍后上传", ("稍后上传",))]
    return (
        *passed,
        *_second(scene),
        Choice(NO, "退回重办", ("退回", "不通过"), "danger"),
    )


def _second(scene: Scene) -> tuple[Choice, ...]:
    """A second review is offered where the document knows one."""
    assert scene.ticket is not None
    review = scene.turn.offices.law(scene.ticket).rulebook.desk_review
    if review is None or review.again is None:
        return ()
    return (Choice(AGAIN, review.again.name, ("再次审核", "不能确定")),)


def _in_doubt(slots: Slots) -> bool:
    return slots.get("decision") == AGAIN


def _items(scene: Scene) -> tuple[Choice, ...]:
    found = report_of(scene)
    return tuple(Choice(one.code, one_line(one.words, LONGEST_KEY)) for one in found.items) if found else ()


def _as_chosen(scene: Scene, code: str) -> dict[str, Any]:
    return {CODES: [item for item in code.split(",") if item]}


def _in_words(scene: Scene, said: str) -> dict[str, Any] | Misread:
    """Whoever writes at once what is to be changed need not be asked again; what is ticked stays ticked."""
    words = free(approval.LONGEST_REASON)(scene, said)
    return words if isinstance(words, Misread) else {CODES: scene.slots.get(f"{ITEMS}~", []), WORDS: words}


def _needs_reason(slots: Slots) -> bool:
    return refused(slots) and not slots.get(ITEMS, {}).get(WORDS)


def _ticked(scene: Scene) -> list[Item]:
    found = report_of(scene)
    return [one for one in found.items if one.code in scene.slots.get(ITEMS, {}).get(CODES, ())] if found else []


def _reasons(scene: Scene) -> tuple[Choice, ...]:
    return (Choice(AS_TICKED, "就按勾选的问题退回"),) if _ticked(scene) else ()


def _ask_reason(scene: Scene) -> str:
    ticked = "；".join(one.words for one in _ticked(scene))
    if not ticked:
        return escape("为什么退回？请写明要改什么。")
    return fill(
        "将按这些退回：{ticked}\n\n<b>还要补充的，请写下来；没有就直接点下面。</b>", ticked=cut(ticked, LONGEST_TICKED)
    )


def _reason(scene: Scene) -> str:
    """What was ticked, and whatever was added in words."""
    said = scene.slots.get(ITEMS, {}).get(WORDS) or scene.slots["reason"]
    added = "" if said == AS_TICKED else said
    room = approval.LONGEST_REASON - len(added) - 1
    ticked = "；".join(one.words for one in _ticked(scene))
    return "；".join(filter(None, (cut(ticked, room) if room > 0 else "", added)))


def _slots(scene: Scene) -> tuple[Slot, ...]:
    found = report_of(scene)
    has_items = found is not None and found.offers_items

    def ask(now: Scene) -> str:
        return summary(now, "审核通过吗？", with_checks=True)

    def asks_items(slots: Slots) -> bool:
        return has_items and refused(slots)

    reason = words("reason", "退回原因", "", longest=approval.LONGEST_REASON, needed=_needs_reason)
    decision = Slot("decision", "审核意见", ask, _decisions)
    return (
        *decided_twice(decision, "确认审核通过？", "确认通过"),
        Slot(
            ITEMS,
            "不合格项",
            plainly("哪些项不合格？预审不合格的已勾选，可以增减；也可以直接写下要改什么。"),
            _items,
            read=_in_words,
            pick=_as_chosen,
            needed=asks_items,
            several=True,
            width=1,
        ),
        words(
            "doubt",
            "不能确定的地方",
            "哪里不能确定？请写明要再核对什么。",
            longest=second_review.LONGEST_DOUBT,
            needed=_in_doubt,
        ),
        Slot("reason", reason.label, _ask_reason, _reasons, reason.read, needed=_needs_reason, prose=True, width=1),
    )


def _start(turn: Turn, ticket: Ticket | None) -> dict[str, Any]:
    """What fails is ticked already."""
    assert ticket is not None
    found = report_reading.report_in_question(turn.session, turn.offices, turn.person, ticket, turn.now)
    return {f"{ITEMS}~": [one.code for one in found.items if one.ticked]} if found else {}


def _complete(scene: Scene) -> Done | Refused:
    turn, found = scene.turn, report_of(scene)
    if found is None:
        return Refused(GONE)
    if refused(scene.slots):
        ticked = _ticked(scene)
        return approval.send_back(
            turn.session,
            turn.offices,
            turn.person_id,
            scene.ticket_id,
            reason=_reason(scene),
            items=list(dict.fromkeys(code for one in ticked for code in (one.code, *one.rules))),
            now=turn.now,
        )
    if _in_doubt(scene.slots):
        return second_review.review_again(
            turn.session,
            turn.offices,
            turn.person_id,
            scene.ticket_id,
            report_id=found.report_id,
            doubt=scene.slots["doubt"],
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
