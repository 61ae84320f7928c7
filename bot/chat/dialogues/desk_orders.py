"""What the desk orders while a unit works: hurry, supervision, further units, a leader's word."""

from typing import Any

from bot.chat.dialogues.dialogue import Choice, Dialogue, Scene, Slot, plainly
from bot.chat.dialogues.slots import optional_words, the_only, words
from bot.chat.reading import Misread, tokens
from bot.chat.turn import Turn
from bot.reports.markup import one_line
from bot.rules.outcome import Refused
from bot.rules.workflow import Act
from bot.work import co_handling, designating, dispatch, listing, supervising
from bot.work.access import Ticket
from bot.work.acting import scene_of
from bot.work.card_view import named
from bot.work.outcome import Done

MANY_AT_ONCE = 30
EVERY_ONE = frozenset({"全部", "所有", "都催", "全催"})


def _urge(scene: Scene) -> Done | Refused:
    turn = scene.turn
    note = scene.slots.get("note", "")
    return supervising.urge(turn.session, turn.offices, turn.person_id, scene.ticket_id, note=note, now=turn.now)


URGE = Dialogue(
    kind="urge",
    title="催办",
    act=Act.URGE,
    slots=lambda scene: (optional_words("note", "催办的话", "催办时说一句什么？", "直接催办"),),
    complete=_urge,
)


def _to_urge(scene: Scene) -> tuple[Choice, ...]:
    turn = scene.turn
    found = listing.related(turn.session, turn.person, turn.now, [Act.URGE])[:MANY_AT_ONCE]
    return tuple(Choice(str(ticket.id), named(ticket), (ticket.number,)) for ticket in found)


def _named_to_urge(scene: Scene, said: str) -> list[int] | Misread:
    """`全部`, or the ends of several numbers."""
    offered = {choice.words[0]: int(choice.code) for choice in _to_urge(scene)}
    if said in EVERY_ONE:
        return list(offered.values())
    found: list[int] = []
    for end in tokens(said):
        meant = [ticket_id for number, ticket_id in offered.items() if number.endswith(end.lstrip("…"))]
        if len(meant) != 1:
            return Misread(f"没有看懂“{one_line(end, 20)}”是哪张工单，请写编号的后几位，用顿号隔开，或者回复“全部”。")
        found += meant
    return list(dict.fromkeys(found))


def picked(scene: Scene, codes: str) -> list[int]:
    """The ids behind several choices."""
    return [int(code) for code in codes.split(",") if code]


def _urge_many(scene: Scene) -> Done | Refused:
    turn, refused, done = scene.turn, [], 0
    for ticket_id in scene.slots["tickets"]:
        note = scene.slots.get("note", "")
        outcome = supervising.urge(turn.session, turn.offices, turn.person_id, ticket_id, note=note, now=turn.now)
        if isinstance(outcome, Refused):
            refused.append(f"{_ending(turn, ticket_id)}：{outcome.told()}")
        else:
            done += 1
    if not done:
        return Refused(refused[0] if refused else "没有选中工单。")
    return Done(f"已催办{done}张工单。" + (f"没有催办的：{'；'.join(refused[:3])}" if refused else ""))


def _ending(turn: Turn, ticket_id: int) -> str:
    ticket = turn.ticket(ticket_id)
    return f"…{ticket.number[-6:]}" if ticket is not None else "工单"


URGE_MANY = Dialogue(
    kind="urge_many",
    title="批量催办",
    slots=lambda scene: (
        Slot(
            "tickets",
            "工单",
            plainly("催办哪几张？点选后点“选好了”；也可以回复“全部”，或者几个编号的后几位，用顿号隔开。"),
            _to_urge,
            _named_to_urge,
            picked,
            several=True,
            width=1,
        ),
        optional_words("note", "催办的话", "催办时说一句什么？", "直接催办"),
    ),
    complete=_urge_many,
)


def _reasons(scene: Scene) -> tuple[Choice, ...]:
    assert scene.ticket is not None
    names = supervising.reasons(scene.turn.offices.law(scene.ticket))
    return tuple(Choice(str(place), name) for place, name in enumerate(names))


def _reason_name(scene: Scene, code: str) -> str:
    return next(choice.text for choice in _reasons(scene) if choice.code == code)


def _supervise(scene: Scene) -> Done | Refused:
    turn, slots = scene.turn, scene.slots
    return supervising.supervise(
        turn.session,
        turn.offices,
        turn.person_id,
        scene.ticket_id,
        reason=slots["reason"],
        note=slots.get("note", ""),
        now=turn.now,
    )


SUPERVISE = Dialogue(
    kind="supervise",
    title="督办",
    act=Act.SUPERVISE,
    slots=lambda scene: (
        Slot("reason", "督办情形", plainly("因为哪种情形督办？"), _reasons, pick=_reason_name, width=1),
        optional_words("note", "说明", "补充说明一句？", "不用说明"),
    ),
    complete=_supervise,
)


NO_MORE = "（不再协办）"


def units_to_choose(scene: Scene) -> tuple[Choice, ...]:
    """Every unit of the office that takes tickets."""
    units, _ = dispatch.choices(scene.turn.session, scene.turn.person.office_id)
    return tuple(Choice(str(unit.id), unit.name) for unit in units)


def _units_to_join(scene: Scene) -> tuple[Choice, ...]:
    """Units that may help, then those that do and may be let go: theirs are the codes below zero."""
    helping = set(scene.ticket.co_unit_ids) if scene.ticket else set()
    leaving = (one for one in units_to_choose(scene) if int(one.code) in helping)
    return (*other_units(scene), *(Choice(f"-{one.code}", f"{one.text}{NO_MORE}") for one in leaving))


def _joining_named(scene: Scene, said: str) -> list[int]:
    """`平安办`；`平安办不再协办`."""
    sign = -1 if NO_MORE.strip("（）") in said else 1
    return [sign * unit_id for unit_id in units_named(scene, said)]


def other_units(scene: Scene) -> tuple[Choice, ...]:
    """Every unit but the one that leads and those that help already."""
    ticket = scene.ticket
    taken = {str(one) for one in (ticket.unit_id, *ticket.co_unit_ids)} if ticket else set[str]()
    return tuple(choice for choice in units_to_choose(scene) if choice.code not in taken)


def units_named(scene: Scene, said: str) -> list[int]:
    """Units by their names, in any order."""
    return [int(choice.code) for choice in units_to_choose(scene) if choice.text in said]


def _join(scene: Scene) -> Done | Refused:
    turn, slots = scene.turn, scene.slots
    joining = [one for one in slots["units"] if one > 0]
    leaving = [-one for one in slots["units"] if one < 0]
    about = (turn.session, turn.offices, turn.person_id, scene.ticket_id)
    said = {"reason": slots["reason"], "now": turn.now}
    released = co_handling.release(*about, unit_ids=leaving, **said) if leaving else None
    if isinstance(released, Refused) or (released is not None and not joining):
        return released
    joined = co_handling.join(*about, unit_ids=joining, **said)
    if isinstance(joined, Refused) or released is None:
        return joined
    return Done(f"{released.told}{joined.told}", scene.ticket_id)


JOIN = Dialogue(
    kind="join",
    title="共同处置",
    act=Act.JOIN,
    slots=lambda scene: (
        Slot("units", "协办部门", plainly("请哪些部门协办？"), _units_to_join, _joining_named, picked, several=True),
        words("reason", "理由", "为什么这样安排、各做什么？请写一两句。"),
    ),
    complete=_join,
)


def _occasions(scene: Scene) -> tuple[Choice, ...]:
    turn, ticket = scene.turn, scene.ticket
    assert ticket is not None
    rules = designating.occasions(scene_of(turn.session, turn.offices, turn.person, ticket, turn.now))
    return tuple(Choice(rule.id, rule.name) for rule in rules)


def _ask_designation(scene: Scene) -> Done | Refused:
    turn, slots = scene.turn, scene.slots
    return designating.ask_designation(
        turn.session,
        turn.offices,
        turn.person_id,
        scene.ticket_id,
        rule_id=slots["occasion"],
        note=slots.get("note", ""),
        now=turn.now,
    )


def _the_only_occasion(turn: Turn, ticket: Ticket | None) -> dict[str, Any]:
    assert ticket is not None
    rules = designating.occasions(scene_of(turn.session, turn.offices, turn.person, ticket, turn.now))
    return the_only("occasion", [rule.id for rule in rules])


ASK_DESIGNATION = Dialogue(
    kind="ask_designation",
    title="报请领导指定",
    act=Act.ASK_DESIGNATION,
    slots=lambda scene: (
        Slot("occasion", "情形", plainly("属于哪种情形？"), _occasions, width=1),
        optional_words("note", "说明", "向领导说明一句？可以写建议由谁承办。", "不用说明"),
    ),
    complete=_ask_designation,
    start=_the_only_occasion,
)


def _designate(scene: Scene) -> Done | Refused:
    turn, slots = scene.turn, scene.slots
    return designating.designate(
        turn.session,
        turn.offices,
        turn.person_id,
        scene.ticket_id,
        unit_id=int(slots["unit"]),
        note=slots.get("note", ""),
        now=turn.now,
    )


DESIGNATE = Dialogue(
    kind="designate",
    title="指定承办",
    act=Act.DESIGNATE,
    slots=lambda scene: (
        Slot("unit", "承办部门", plainly("指定哪个部门承办？"), units_to_choose),
        optional_words("note", "批示", "批示怎么写？", "不写批示"),
    ),
    complete=_designate,
)
