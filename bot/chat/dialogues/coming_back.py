"""Closed tickets that come back, results that go up, and explanations in writing."""

from datetime import datetime
from typing import Any

from bot.chat.dialogues.dialogue import Choice, Dialogue, Scene, Slot, fixed, free, plainly
from bot.chat.dialogues.slots import sure, the_only, when, words
from bot.chat.turn import Turn
from bot.rules.workflow import Act
from bot.work import following_up, reopening, uploading
from bot.work.access import Ticket
from bot.work.acting import scene_of
from bot.work.outcome import Done, Refused

RECHECK_REASONS = ("回访不满意", "市民不认可处置结果", "处置不到位")


def _upload(scene: Scene) -> Done | Refused:
    turn = scene.turn
    return uploading.upload(turn.session, turn.offices, turn.person_id, scene.ticket_id, now=turn.now)


UPLOAD = Dialogue(
    kind="upload",
    title="确认上传",
    act=Act.UPLOAD,
    slots=lambda scene: (sure("答复要点和录音都已上传上级平台并确认？", "已上传", "已确认"),),
    complete=_upload,
)


def _reopen(scene: Scene) -> Done | Refused:
    turn = scene.turn
    return reopening.reopen(
        turn.session, turn.offices, turn.person_id, scene.ticket_id, reason=scene.slots["reason"], now=turn.now
    )


REOPEN = Dialogue(
    kind="reopen",
    title="重新打开",
    act=Act.REOPEN,
    slots=lambda scene: (words("reason", "原因", "为什么要重新打开？请写一句，时限不重新计算。", longest=1000),),
    complete=_reopen,
)


def _recheck(scene: Scene) -> Done | Refused:
    turn, slots = scene.turn, scene.slots
    return reopening.recheck(
        turn.session,
        turn.offices,
        turn.person_id,
        scene.ticket_id,
        reason=slots["reason"],
        received_at=datetime.fromisoformat(slots["at"]),
        now=turn.now,
    )


RECHECK = Dialogue(
    kind="recheck",
    title="转为复核单",
    act=Act.RECHECK,
    slots=lambda scene: (
        Slot(
            "reason",
            "复核原因",
            plainly("因为什么复核？点选，或者直接打出来。"),
            fixed(*(Choice(one, one) for one in RECHECK_REASONS)),
            free(1000, "复核原因"),
            prose=True,
            width=1,
        ),
        when("at", "收单时间", "复核单什么时候收到的？"),
    ),
    complete=_recheck,
)


def _askable(scene: Scene) -> tuple[Choice, ...]:
    assert scene.ticket is not None
    rules = following_up.rules_of(scene.turn.offices.law(scene.ticket))
    return tuple(Choice(rule.id, rule.name) for rule in rules)


def _ask_follow_up(scene: Scene) -> Done | Refused:
    turn, slots = scene.turn, scene.slots
    return following_up.ask_follow_up(
        turn.session,
        turn.offices,
        turn.person_id,
        scene.ticket_id,
        rule_id=slots["rule"],
        note=slots["note"],
        now=turn.now,
    )


def _the_only_askable(turn: Turn, ticket: Ticket | None) -> dict[str, Any]:
    assert ticket is not None
    return the_only("rule", [rule.id for rule in following_up.rules_of(turn.offices.law(ticket))])


ASK_FOLLOW_UP = Dialogue(
    kind="ask_follow_up",
    title="要求书面说明",
    act=Act.ASK_FOLLOW_UP,
    slots=lambda scene: (
        Slot("rule", "事项", plainly("要求哪一项？"), _askable, width=1),
        words("note", "事由", "因为什么？请写明通报或问题的要点。"),
    ),
    complete=_ask_follow_up,
    start=_the_only_askable,
)


def _owed(scene: Scene) -> tuple[Choice, ...]:
    turn, ticket = scene.turn, scene.ticket
    assert ticket is not None
    now = scene_of(turn.session, turn.offices, turn.person, ticket, turn.now)
    return tuple(Choice(rule.id, rule.name) for rule in following_up.owed_by(turn.session, now))


def _the_only_owed(turn: Turn, ticket: Ticket | None) -> dict[str, Any]:
    assert ticket is not None
    now = scene_of(turn.session, turn.offices, turn.person, ticket, turn.now)
    return the_only("rule", [rule.id for rule in following_up.owed_by(turn.session, now)])


def _what_to_write(scene: Scene) -> str:
    turn, ticket = scene.turn, scene.ticket
    assert ticket is not None
    now = scene_of(turn.session, turn.offices, turn.person, ticket, turn.now)
    rule = next((one for one in following_up.owed_by(turn.session, now) if one.id == scene.slots.get("rule")), None)
    return plainly(f"请写{rule.name if rule else '说明'}，要写明：{'、'.join(rule.holds) if rule else ''}。")(scene)


def _follow_up(scene: Scene) -> Done | Refused:
    turn, slots = scene.turn, scene.slots
    return following_up.follow_up(
        turn.session,
        turn.offices,
        turn.person_id,
        scene.ticket_id,
        rule_id=slots["rule"],
        text=slots["text"],
        now=turn.now,
    )


FOLLOW_UP = Dialogue(
    kind="follow_up",
    title="书面说明",
    act=Act.FOLLOW_UP,
    slots=lambda scene: (
        Slot("rule", "事项", plainly("写哪一项？"), _owed, width=1),
        Slot("text", "内容", _what_to_write, read=free(2000, "内容"), prose=True),
    ),
    complete=_follow_up,
    start=_the_only_owed,
    keeps_draft=True,
)
