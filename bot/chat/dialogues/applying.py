"""A unit applies for more time, a stored call, a ticket kept out of the assessment."""

from collections.abc import Callable
from datetime import date
from typing import Any

from bot.chat import reading_days
from bot.chat.dialogues.dialogue import Choice, Dialogue, Scene, Slot, Slots, free, plainly
from bot.chat.dialogues.slots import the_only
from bot.chat.reading import Misread
from bot.chat.turn import Turn
from bot.reports.markup import escape
from bot.reports.moments import SHANGHAI
from bot.rules.requests import EXTENSION
from bot.rules.workflow import Act
from bot.work import applying
from bot.work.access import Ticket
from bot.work.acting import scene_of
from bot.work.outcome import Done, Refused


def _rules(scene: Scene) -> tuple[Choice, ...]:
    turn, ticket = scene.turn, scene.ticket
    assert ticket is not None
    rules = applying.rules_for(turn.session, scene_of(turn.session, turn.offices, turn.person, ticket, turn.now))
    return tuple(Choice(rule.id, rule.name) for rule in rules)


def _kind_of(scene: Scene, rule_id: str) -> str:
    assert scene.ticket is not None
    rules = scene.turn.offices.law(scene.ticket).rulebook.request
    return next((rule.kind for rule in rules if rule.id == rule_id), "")


def _grounds(scene: Scene) -> tuple[Choice, ...]:
    assert scene.ticket is not None
    rules = scene.turn.offices.law(scene.ticket).rulebook.request
    rule = next((one for one in rules if one.id == scene.slots.get("rule")), None)
    return tuple(Choice(str(place), name) for place, name in enumerate(rule.grounds if rule else ()))


def _ground_name(scene: Scene, code: str) -> str:
    assert scene.ticket is not None
    rules = scene.turn.offices.law(scene.ticket).rulebook.request
    return next(rule.grounds[int(code)] for rule in rules if rule.id == scene.slots["rule"])


def read_day(scene: Scene, said: str) -> str | Misread:
    """A day to come, kept as ISO 8601."""
    at = reading_days.ends(said, scene.turn.now)
    return at if isinstance(at, Misread) else at.astimezone(SHANGHAI).date().isoformat()


def _named(question: str) -> Callable[[Scene], str]:
    """The question behind what is applied for: where there is no choice, nobody has read that yet."""

    def ask(scene: Scene) -> str:
        chosen = next((choice.text for choice in _rules(scene) if choice.code == scene.slots.get("rule")), "")
        return escape(f"{chosen}：{question}" if chosen else question)

    return ask


def _slots(scene: Scene) -> tuple[Slot, ...]:
    def extends(slots: Slots) -> bool:
        return _kind_of(scene, slots.get("rule", "")) == EXTENSION

    def has_choice(slots: Slots) -> bool:
        return len(_grounds(scene)) > 1

    return (
        Slot("rule", "申请事项", plainly("申请什么？"), _rules, width=1),
        Slot("ground", "理由类别", plainly("是哪一种理由？"), _grounds, pick=_ground_name, needed=has_choice, width=1),
        Slot("until", "延期到", _named("延期到哪一天？如“12月5日”“下周五”。"), read=read_day, needed=extends),
        Slot("reason", "申请理由", _named("请写明情况和理由。"), read=free(2000, "申请理由"), prose=True),
    )


def _apply(scene: Scene) -> Done | Refused:
    turn, slots = scene.turn, scene.slots
    return applying.apply(
        turn.session,
        turn.offices,
        turn.person_id,
        scene.ticket_id,
        rule_id=slots["rule"],
        ground=slots.get("ground") or _ground_name(scene, "0"),
        reason=slots["reason"],
        until=date.fromisoformat(slots["until"]) if "until" in slots else None,
        now=turn.now,
    )


def _starts(turn: Turn, ticket: Ticket | None) -> dict[str, Any]:
    """What can be applied for, where there is no choice."""
    assert ticket is not None
    rules = applying.rules_for(turn.session, scene_of(turn.session, turn.offices, turn.person, ticket, turn.now))
    return the_only("rule", [rule.id for rule in rules])


APPLY = Dialogue(
    kind="apply", title="申请", act=Act.APPLY, slots=_slots, complete=_apply, start=_starts, keeps_draft=True
)
