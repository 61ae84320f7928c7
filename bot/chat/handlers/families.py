"""Every family of commands that are no acts on one ticket, typed or below a key: who knows the name does it."""

from bot.chat.handlers import (
    administration,
    archives,
    bulletins,
    charts,
    exports,
    figures,
    grouping,
    importing,
    overviews,
    scores,
)
from bot.chat.replies import Reply
from bot.chat.turn import Turn

FAMILIES = (
    administration,
    grouping,
    figures,
    charts,
    exports,
    scores,
    bulletins,
    archives,
    importing,
    overviews,
)


def command(turn: Turn, name: str, words: str) -> Reply | None:
    """What the command of that name does; None where it is of no family."""
    for family in FAMILIES:
        if (reply := family.command(turn, name, words)) is not None:
            return reply
    return None
