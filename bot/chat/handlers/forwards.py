"""Words that somebody passed on: never a command nor an answer of their own, kept with the mark whose they were."""

from bot.chat.dialogues import engine
from bot.chat.handlers import lists, taking_in
from bot.chat.handlers.which import ask_which
from bot.chat.incoming import Forward, Text
from bot.chat.reading import numbers_in
from bot.chat.replies import NOTHING, Reply
from bot.chat.turn import Turn
from bot.reports.markup import fill
from bot.rules.outcome import Refused
from bot.work import access, handling
from bot.work.access import Ticket
from bot.work.provenance import Provenance


def hear(turn: Turn, heard: Text, forward: Forward) -> Reply:
    """A platform's text is taken in; a message of a bot leads to the tickets it speaks of; the rest is a note."""
    said = heard.text.strip()
    named = _named_in(turn, said)
    if named and (forward.from_bot or numbers_in(said) == [said]):
        lists.show_these(turn, named)
        return NOTHING
    if turn.is_desk() and (pasted := taking_in.paste(turn, heard.text, engine.with_floor(turn))) is not None:
        return pasted
    provenance = turn.provenance(forward)
    ticket = named[0] if len(named) == 1 else _spoken_of_now(turn)
    return _keep(turn, ticket, said, provenance) if ticket else ask_which(turn, said, provenance)


def _keep(turn: Turn, ticket: Ticket, text: str, provenance: Provenance) -> Reply:
    kept = handling.note(
        turn.session,
        turn.offices,
        turn.person_id,
        ticket.id or 0,
        text=text,
        provenance=provenance,
        now=turn.now,
    )
    if isinstance(kept, Refused):
        return turn.tell(kept)
    turn.say(fill("工单 <code>{number}</code>：{told}", number=ticket.number, told=kept.told), ticket_id=ticket.id)
    return NOTHING


def _named_in(turn: Turn, text: str) -> list[Ticket]:
    """The person's own tickets whose whole number stands in a text."""
    found = {
        ticket.id: ticket
        for number in numbers_in(text)
        for ticket in access.find(turn.session, turn.person, number, turn.now)
        if ticket.number == number
    }
    return list(found.values())


def _spoken_of_now(turn: Turn) -> Ticket | None:
    """The ticket of the dialogue under way: what is passed on in the middle of it belongs there, as files do."""
    floor = engine.with_floor(turn)
    return turn.ticket(floor.ticket_id) if floor is not None else None
