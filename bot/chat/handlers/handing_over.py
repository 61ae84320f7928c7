"""`/handover` and `/board`: how things stand, as a list to hand over and as a picture."""

from bot.chat.replies import NOTHING, Reply
from bot.chat.turn import Turn
from bot.reports.markup import escape
from bot.rules.calendar import local
from bot.rules.outcome import Refused
from bot.work import board, notices
from bot.work.handover import handover, in_words, keys_of


def show(turn: Turn) -> Reply:
    """The list as things are now, in private."""
    view = handover(turn.session, turn.offices, turn.person, turn.now)
    if view.is_empty:
        turn.say(escape("现在没有要交接的工单。"))
    else:
        turn.say(in_words(view, local(turn.now).date(), turn.now), keys_of(view))
    return NOTHING


def board_of(turn: Turn) -> Reply:
    """The figures of this moment; their picture follows."""
    found = board.board(turn.session, turn.offices, turn.person, turn.now)
    if isinstance(found, Refused):
        return turn.tell(found)
    notices.show_board(turn.session, turn.person, found.figures(), turn.now)
    return NOTHING
