"""Giving a ticket back: the unit's application with its material, and the desk's way to the platform above."""

from collections.abc import Sequence
from typing import Any

from bot.chat.dialogues.desk_orders import other_units
from bot.chat.dialogues.dialogue import Choice, Dialogue, Scene, Slot, Slots, fixed, free, plainly
from bot.chat.dialogues.slots import sure, the_only, words
from bot.chat.turn import Turn
from bot.reports.markup import escape, fill
from bot.rules.report_rules import ReturnGround
from bot.rules.returns import PIECE_NAMES
from bot.rules.workflow import Act
from bot.work import returning
from bot.work.access import Ticket
from bot.work.acting import scene_of
from bot.work.outcome import Done, Refused


def _grounds(scene: Scene) -> tuple[ReturnGround, ...]:
    turn, ticket = scene.turn, scene.ticket
    assert ticket is not None
    return returning.grounds(scene_of(turn.session, turn.offices, turn.person, ticket, turn.now))


def _starts(turn: Turn, ticket: Ticket | None) -> dict[str, Any]:
    """Most documents know one ground only."""
    assert ticket is not None
    found = returning.grounds(scene_of(turn.session, turn.offices, turn.person, ticket, turn.now))
    return the_only("ground", [one.name for one in found])


def _ground_choices(scene: Scene) -> tuple[Choice, ...]:
    return tuple(Choice(str(place), one.name) for place, one in enumerate(_grounds(scene)))


def _ground_name(scene: Scene, code: str) -> str:
    return next(choice.text for choice in _ground_choices(scene) if choice.code == code)


def _preview(scene: Scene) -> str:
    """What will be handed in, with what is still missing and how to give it."""
    turn, slots = scene.turn, scene.slots
    missing = returning.missing(turn.session, turn.offices, turn.person_id, scene.ticket_id, slots, turn.now)
    lines = [fill("以“{ground}”申请退单", ground=slots["ground"]), fill("理由：{reason}", reason=slots["reason"])]
    lines += [fill("应转派：{target}", target=slots["target"])] if slots.get("target") else []
    lines.append(escape(f"还缺：{'、'.join(missing)}。{_how_to_give(missing)}" if missing else "材料齐了。"))
    return "\n".join(lines)


def _how_to_give(missing: Sequence[str]) -> str:
    """What was done is told on the card, what was made is sent here."""
    to_do = [PIECE_NAMES[piece] for piece in ("site_visit", "first_contact") if PIECE_NAMES[piece] in missing]
    first = "请先在卡片上登记现场查看、先行联系，" if to_do else ""
    files = "照片、录音、文件直接发到这里，" if len(to_do) < len(missing) else ""
    return f"{first}{files}齐了再点“再检查一遍”。"


def _slots(scene: Scene) -> tuple[Slot, ...]:
    asks_target = {one.name for one in _grounds(scene) if "target" in one.needs}
    last_day = returning.last_day_warning(scene.turn.session, scene.turn.offices, scene.ticket, scene.turn.now)

    def target_needed(slots: Slots) -> bool:
        return slots.get("ground") in asks_target

    def target_name(now: Scene, code: str) -> str:
        return next(choice.text for choice in other_units(now) if choice.code == code)

    slots = [
        Slot("ground", "退单情形", plainly("属于哪种情形？"), _ground_choices, pick=_ground_name, width=1),
        Slot(
            "target",
            "应转派的部门",
            plainly("应该由哪个部门办？点选，或者直接打出来。"),
            other_units,
            free(60, "应转派的部门"),
            target_name,
            needed=target_needed,
        ),
        words("reason", "退单理由", "为什么不是本部门的？请写明理由和依据。"),
    ]
    if last_day:
        slots.append(words("late_reason", "此时才退的原因", last_day))
    return (*slots, Slot("sure", "确认", _preview, fixed(Choice("yes", "提交", ("确认",), "primary")), exact=True))


def _apply(scene: Scene) -> Done | Refused:
    turn, slots = scene.turn, scene.slots
    return returning.apply_return(
        turn.session,
        turn.offices,
        turn.person_id,
        scene.ticket_id,
        ground=slots["ground"],
        reason=slots["reason"],
        target=slots.get("target", ""),
        late_reason=slots.get("late_reason", ""),
        now=turn.now,
    )


APPLY_RETURN = Dialogue(
    kind="apply_return",
    title="退单申请",
    act=Act.APPLY_RETURN,
    slots=_slots,
    complete=_apply,
    start=_starts,
    keeps_draft=True,
)


def _upward_names(turn: Turn, ticket: Ticket) -> list[str]:
    found = returning.grounds(scene_of(turn.session, turn.offices, turn.person, ticket, turn.now), by_desk=True)
    return [one.name for one in found] or ["退回上级平台"]


def _starts_upward(turn: Turn, ticket: Ticket | None) -> dict[str, Any]:
    assert ticket is not None
    return the_only("ground", _upward_names(turn, ticket))


def _upward_grounds(scene: Scene) -> tuple[Choice, ...]:
    assert scene.ticket is not None
    names = _upward_names(scene.turn, scene.ticket)
    return tuple(Choice(str(place), name) for place, name in enumerate(names))


def _upward_name(scene: Scene, code: str) -> str:
    return next(choice.text for choice in _upward_grounds(scene) if choice.code == code)


def _return_upward(scene: Scene) -> Done | Refused:
    turn, slots = scene.turn, scene.slots
    return returning.return_upward(
        turn.session,
        turn.offices,
        turn.person_id,
        scene.ticket_id,
        ground=slots["ground"],
        reason=slots["reason"],
        now=turn.now,
    )


RETURN_UPWARD = Dialogue(
    kind="return_upward",
    title="向上级平台退单",
    act=Act.RETURN_UPWARD,
    slots=lambda scene: (
        Slot("ground", "退单情形", plainly("属于哪种情形？"), _upward_grounds, pick=_upward_name, width=1),
        words("reason", "退单理由", "为什么要退回上级平台？应由哪里办？"),
        sure("确认向上级平台退单？", "确认退单"),
    ),
    complete=_return_upward,
    start=_starts_upward,
)
