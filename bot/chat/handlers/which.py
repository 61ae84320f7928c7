"""Words that name no ticket: asked which one they belong to, never guessed."""

from collections.abc import Iterable

from bot.chat.dialogues import engine
from bot.chat.dialogues.unfiled import PROVENANCES, TEXTS, UNFILED, candidates
from bot.chat.replies import NOTHING, Reply
from bot.chat.turn import Turn
from bot.reports.markup import escape, one_line
from bot.work.access import Ticket
from bot.work.provenance import Provenance


def may_be_told_of(turn: Turn, named: Iterable[Ticket]) -> bool:
    """Whether each of these tickets is one that words may be kept for."""
    known = {ticket.id for ticket in candidates(turn, with_files=False)}
    return all(ticket.id in known for ticket in named)


def ask_which(turn: Turn, text: str, provenance: Provenance) -> Reply:
    """Keep the words and ask; what was said just before and waits as well comes along."""
    if not candidates(turn, with_files=False):
        words = f"没有找到和“{one_line(text, 20)}”有关的工单。请发工单编号，或者发 /my 看手上的工单。"
        turn.say(escape(words))
        return NOTHING
    floor = engine.with_floor(turn)
    waiting = floor.slots if floor and floor.kind == UNFILED.kind else {}
    start = {
        TEXTS: [*waiting.get(TEXTS, ()), text],
        PROVENANCES: [*waiting.get(PROVENANCES, ()), provenance.data()],
        "messages": [*waiting.get("messages", ()), turn.where.message_id],
    }
    return engine.begin(turn, UNFILED, None, start=start)
