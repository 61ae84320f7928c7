"""A button was pressed: every press is answered, whoever pressed and however old the button is."""

from bot.chat.dialogues import pressing
from bot.chat.handlers import (
    acts,
    administration,
    archives,
    charts,
    families,
    figures,
    lists,
    sifting,
)
from bot.chat.incoming import Pressed
from bot.chat.replies import Reply, alert
from bot.chat.turn import Turn
from bot.work.press import ActPress, AnswerPress, CommandPress, FilterPress, PagePress, decode

WORN_OUT = "这个按钮已经失效，请用最新的卡片。"


def hear(turn: Turn, heard: Pressed) -> Reply:
    match decode(heard.data):
        case ActPress(archives.TAKE, ticket_id):
            return archives.take(turn, ticket_id)
        case ActPress() as press:
            return acts.press(turn, press)
        case AnswerPress() as press:
            return pressing.hear(turn, press)
        case CommandPress() as press:
            return families.command(turn, press.command, press.words) or alert(WORN_OUT)
        case PagePress(which, page):
            return _page(turn, which, page)
        case FilterPress() as press:
            return sifting.press(turn, press)
    return alert(WORN_OUT)


def _page(turn: Turn, which: str, page: int) -> Reply:
    """Another page of a list, or another view of what is looked at."""
    if which == administration.STAFF:
        return administration.show_staff(turn, page)
    for family in (archives, figures, charts):
        if which.startswith(family.PAGE):
            return family.turn_page(turn, which, page)
    return lists.show(turn, which, page)
