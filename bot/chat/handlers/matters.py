"""Whether tickets are about one matter, said by the desk; and the tickets of a matter, for whoever may see them."""

from bot.chat.handlers import sifting
from bot.chat.reading import numbers_in
from bot.chat.replies import NOTHING, Reply, alert
from bot.chat.turn import Turn
from bot.reports.markup import escape
from bot.work import matters, special
from bot.work.access import Ticket
from bot.work.card_keys import APART, SAME, SPECIAL

ALONE = "没有发现与工单{number}同一事项的其他工单。"


def repeats(turn: Turn, ticket: Ticket) -> Reply:
    """The tickets of the matter, as /all shows them."""
    if ticket.matter_id is None:
        turn.say(escape(ALONE.format(number=ticket.number)), ticket_id=ticket.id)
        return NOTHING
    return sifting.show_matter(turn, ticket.matter_id)


def same(turn: Turn, ticket: Ticket, words: str) -> Reply:
    """`/same 编号`: what was guessed is so; with further numbers: it is the same as these."""
    return _judge(turn, ticket, words, True)


def apart(turn: Turn, ticket: Ticket, words: str) -> Reply:
    """`/apart 编号`: what was guessed is not so; with further numbers: it is not the same as these."""
    return _judge(turn, ticket, words, False)


def draft(turn: Turn, ticket: Ticket, words: str) -> Reply:
    """A special bulletin about the threshold that the ticket's matter reached, drafted at the desk's word."""
    reached_id = int(words) if words.isascii() and words.isdecimal() and len(words) <= 18 else None
    return turn.tell(special.draft_at_desk(turn.session, turn.offices, turn.person_id, ticket, reached_id, turn.now))


def _judge(turn: Turn, ticket: Ticket, words: str, is_same: bool) -> Reply:
    numbers = numbers_in(words)
    if words.strip() and not numbers:
        return alert("请写另一张工单的完整编号。") if turn.pressed else _ask_number(turn)
    outcome = matters.answer(
        turn.session, turn.offices, turn.person_id, ticket.id or 0, same=is_same, numbers=numbers, now=turn.now
    )
    return turn.tell(outcome)


def _ask_number(turn: Turn) -> Reply:
    turn.say(escape("请写另一张工单的完整编号，如 /same 编号 另一编号。"))
    return NOTHING


SPOKEN = {SAME: same, APART: apart, SPECIAL: draft}
"""What the desk says of a ticket's matter, by button and by the command of the same name, with words behind it."""
