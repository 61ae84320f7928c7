"""「这条是哪张工单的？」: words and files that came without a ticket wait in a draft until somebody says."""

from typing import Any

from bot.chat.dialogues.dialogue import Choice, Dialogue, Scene, Slot
from bot.chat.reading import Misread
from bot.chat.turn import Turn
from bot.reports.markup import fill, one_line
from bot.rules.workflow import Act
from bot.work import access, evidence, handling, listing, purposes
from bot.work.access import Ticket
from bot.work.card_view import named
from bot.work.evidence import KINDS, EvidenceItem
from bot.work.outcome import Done, Refused
from bot.work.provenance import OWN, kept_in

TEXTS, ITEMS = "texts", "items"
PROVENANCE, PROVENANCES = "provenance", "provenances"
"""Whose each file and each text is; of the texts in a list of their own, in the same order."""


def candidates(turn: Turn, with_files: bool) -> list[Ticket]:
    """The tickets that what was said may belong to."""
    return listing.related(turn.session, turn.person, turn.now, [Act.EVIDENCE if with_files else Act.NOTE])


def _choices(scene: Scene) -> tuple[Choice, ...]:
    said = " ".join(scene.slots.get(TEXTS, ()))
    found = sorted(candidates(scene.turn, bool(scene.slots.get(ITEMS))), key=lambda one: one.number not in said)
    return tuple(Choice(str(ticket.id), named(ticket), (ticket.number,)) for ticket in found)


def _question(scene: Scene) -> str:
    said = [f"“{one_line(text, 30)}”" for text in scene.slots.get(TEXTS, ())]
    kinds = [item["kind"] for item in scene.slots.get(ITEMS, ())]
    said += [f"{kinds.count(kind)}份{KINDS[kind]}" for kind in dict.fromkeys(kinds)]
    return fill("{what}\n<b>这条是哪张工单的？</b>点下面的按钮，或者打出编号、几个字。", what="、".join(said[-5:]))


def _read(scene: Scene, said: str) -> str | Misread:
    """A number, or words that only one ticket holds."""
    found = access.find(scene.turn.session, scene.turn.person, said, scene.turn.now)
    if len(found) == 1:
        return str(found[0].id)
    return Misread(f"有{len(found)}张工单符合，请写完整编号。" if found else "没有找到这张工单，请核对编号。")


def _slots(scene: Scene) -> tuple[Slot, ...]:
    return (Slot("ticket", "工单", _question, _choices, _read, width=1),)


def _complete(scene: Scene) -> Done | Refused:
    """Files first: whoever may give them may also write, so nothing stays half-done."""
    ticket = access.ticket_for(scene.turn.session, scene.turn.person, int(scene.slots["ticket"]), scene.turn.now)
    if isinstance(ticket, Refused):
        return ticket
    told: list[str] = []
    for kept in (*_give(scene, ticket), *_write(scene, ticket)):
        if isinstance(kept, Refused):
            return kept
        told.append(kept.told)
    return Done(f"工单{ticket.number}：{''.join(dict.fromkeys(filter(None, told)))}", ticket.id)


def _give(scene: Scene, ticket: Ticket) -> list[Done | Refused]:
    """Files of one purpose and one author are one act."""
    turn = scene.turn
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for item in scene.slots.get(ITEMS, ()):
        purpose = purposes.guess(turn.session, ticket, item["kind"], item.get("caption", ""))
        groups.setdefault((purpose, kept_in(item.get(PROVENANCE, {})).mark), []).append(item)
    return [
        evidence.give(
            turn.session,
            turn.offices,
            turn.person_id,
            ticket.id or 0,
            items=tuple(_item(item) for item in items),
            purpose=purpose,
            caption="\n".join(filter(None, (item.get("caption", "") for item in items))),
            provenance=kept_in(items[0].get(PROVENANCE, {})),
            now=turn.now,
        )
        for (purpose, _), items in groups.items()
    ]


def _write(scene: Scene, ticket: Ticket) -> list[Done | Refused]:
    turn = scene.turn
    kept = scene.slots.get(PROVENANCES, ())
    return [
        handling.note(
            turn.session,
            turn.offices,
            turn.person_id,
            ticket.id or 0,
            text=text,
            provenance=kept_in(kept[place]) if place < len(kept) else OWN,
            now=turn.now,
        )
        for place, text in enumerate(scene.slots.get(TEXTS, ()))
    ]


def _item(item: dict[str, Any]) -> EvidenceItem:
    return EvidenceItem(**{name: value for name, value in item.items() if name not in ("caption", PROVENANCE)})


UNFILED = Dialogue(
    kind="unfiled", title="归档这条消息", slots=_slots, complete=_complete, yields=True, purpose=lambda scene: None
)
