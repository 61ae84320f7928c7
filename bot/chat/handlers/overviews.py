"""What shows many tickets at once: all of them sifted, the list to hand over, the office's board."""

from bot.chat.handlers import handing_over, sifting
from bot.chat.replies import Reply
from bot.chat.turn import Turn


def command(turn: Turn, name: str, words: str) -> Reply | None:
    """The overview that is called so; None where none is."""
    match name:
        case "all":
            return sifting.show_all(turn, words)
        case "handover":
            return handing_over.show(turn)
        case "board":
            return handing_over.board_of(turn)
    return None
