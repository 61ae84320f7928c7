"""What decides about a ticket's limits, in one tap each; and the relation that an informant chooses."""

from typing import Any

from bot.chat.dialogues.dialogue import Choice, Dialogue, Scene, Slot, plainly
from bot.chat.dialogues.slots import says
from bot.chat.dialogues.understanding import PLEASE_CHOOSE
from bot.chat.reading import Misread, tokens
from bot.reports.markup import fill
from bot.rules.workflow import Act
from bot.work import classifying
from bot.work.classifying import CLASSES, SWITCHES
from bot.work.outcome import Done, Refused
from bot.work.report_slots import SLOT, ReportFacts

TAGS, WHAT, ADDED = "tags", "what", "added"
YES, NO = "yes", "no"


def _choices(scene: Scene) -> tuple[Choice, ...]:
    """Every class that the ticket is not in yet; a code says which column takes which value."""
    ticket = scene.ticket
    assert ticket is not None
    classes = [
        Choice(f"{name}.{place}", value if name != "supervised" else f"{label}：{value}")
        for name, (label, values) in CLASSES.items()
        for place, value in enumerate(values)
        if getattr(ticket, name) != value
    ]
    switches = [
        Choice(f"{name}.{NO if getattr(ticket, name) else YES}", f"{label}：{'否' if getattr(ticket, name) else '是'}")
        for name, label in SWITCHES.items()
    ]
    return (Choice(TAGS, "标签…", ("标签",)), *classes, *switches)


def _question(scene: Scene) -> str:
    ticket = scene.ticket
    assert ticket is not None
    now = "、".join(filter(None, (ticket.kind, ticket.urgency, ticket.complexity or "", *ticket.tags)))
    return fill("<code>{number}</code> 现在是：{now}。改成什么？", number=ticket.number, now=now)


def _known_tags(scene: Scene) -> tuple[Choice, ...]:
    """The tags that the office's rules speak of, and those the ticket has."""
    ticket = scene.ticket
    assert ticket is not None
    names = dict.fromkeys((*ticket.tags, *classifying.tags_of(scene.turn.offices.law(ticket))))
    return tuple(Choice(str(place), name, (name,)) for place, name in enumerate(names))


def _picked_tags(scene: Scene, codes: str) -> list[str]:
    names = {choice.code: choice.text for choice in _known_tags(scene)}
    return [names[code] for code in codes.split(",") if code in names]


def _read_tags(scene: Scene, said: str) -> list[str] | Misread:
    return tokens(said) or Misread("标签不能是空的。")


def _read_what(scene: Scene, said: str) -> str | Misread:
    """`涉稳`、`标签：涉稳 扬言`: tags by their names are added to those that the ticket has."""
    words = [word for word in tokens(said.replace("标签", " ").replace("：", " ").replace(":", " ")) if word]
    known = {choice.text for choice in _known_tags(scene)}
    return f"{ADDED}.{' '.join(words)}" if words and known.issuperset(words) else PLEASE_CHOOSE


def _slots(scene: Scene) -> tuple[Slot, ...]:
    return (
        Slot(WHAT, "分类", _question, _choices, _read_what, width=3),
        Slot(
            TAGS,
            "标签",
            plainly("有哪些标签？点选，或者直接打出来，用空格隔开。"),
            _known_tags,
            _read_tags,
            _picked_tags,
            needed=says(WHAT, TAGS),
            several=True,
        ),
    )


def _complete(scene: Scene) -> Done | Refused:
    turn, slots = scene.turn, scene.slots
    return classifying.classify(
        turn.session, turn.offices, turn.person_id, scene.ticket_id, values=_values(scene, slots), now=turn.now
    )


def _values(scene: Scene, slots: Any) -> dict[str, Any]:
    name, _, code = slots[WHAT].partition(".")
    if name == ADDED and scene.ticket is not None:
        return {TAGS: list(dict.fromkeys((*scene.ticket.tags, *code.split())))}
    if name == TAGS:
        return {TAGS: slots[TAGS]}
    return {name: CLASSES[name][1][int(code)] if name in CLASSES else code == YES}


CLASSIFY = Dialogue(kind="classify", title="分类", act=Act.CLASSIFY, slots=_slots, complete=_complete)


def _finding_slots(scene: Scene) -> tuple[Slot, ...]:
    ticket = scene.ticket
    assert ticket is not None
    facts = classifying.finding_facts(scene.turn.session, scene.turn.offices, ticket)
    return tuple(_as_asked(name, facts) for name in ("finding", "appeal", "outcome"))


def _as_asked(name: str, facts: ReportFacts) -> Slot:
    wanted = SLOT[name]

    def choices(scene: Scene) -> tuple[Choice, ...]:
        return tuple(Choice(text, text) for text in wanted.choices(scene.slots, facts))

    return Slot(name, wanted.label, plainly(wanted.question), choices, needed=lambda slots: wanted.needed(slots, facts))


def _choose(scene: Scene) -> Done | Refused:
    turn, slots = scene.turn, scene.slots
    return classifying.choose_finding(
        turn.session,
        turn.offices,
        turn.person_id,
        scene.ticket_id,
        finding=slots["finding"],
        appeal=slots.get("appeal", ""),
        outcome=slots.get("outcome", ""),
        now=turn.now,
    )


CHOOSE_FINDING = Dialogue(
    kind="choose_finding", title="选定认定关系", act=Act.CHOOSE_FINDING, slots=_finding_slots, complete=_choose
)
