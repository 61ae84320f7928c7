"""A group bound from inside: `/bind`, `/bind 城建办`, `/unbind`."""

from bot.chat.incoming import Incoming, Text
from bot.chat.replies import NOTHING, Reply
from bot.chat.turn import Turn
from bot.reports.markup import escape
from bot.rules.outcome import Refused
from bot.work import groups

BIND, UNBIND = "bind", "unbind"
IN_A_GROUP = "这个命令要在群里发：把我拉进群，再在群里发 /bind 或 /bind 部门名。"


def asks_to_bind(heard: Incoming) -> bool:
    """Whether this asks to make the group it was said in one of ours: the one thing heard in an unknown group."""
    if not isinstance(heard, Text):
        return False
    return heard.text.partition(" ")[0].partition("@")[0].strip().lower() == f"/{BIND}"


def command(turn: Turn, name: str, words: str) -> Reply | None:
    """What the two commands do; None for any other."""
    if name not in (BIND, UNBIND):
        return None
    if not turn.where.in_group:
        turn.say(escape(IN_A_GROUP))
        return NOTHING
    if name == UNBIND:
        return _unbind(turn)
    outcome = groups.bind_here(turn.session, turn.person, turn.where.chat_id, words.strip(), turn.now)
    if isinstance(outcome, Refused):
        return _refuse(turn, outcome)
    turn.say_here(escape(outcome.told))
    return NOTHING


def _unbind(turn: Turn) -> Reply:
    outcome = groups.unbind(turn.session, turn.person, turn.where.chat_id, turn.now)
    if isinstance(outcome, Refused):
        return _refuse(turn, outcome)
    turn.say(escape(outcome.told))
    return Reply(leave_chat=turn.where.chat_id)


def _refuse(turn: Turn, refused: Refused) -> Reply:
    """In private: a group that is not ours hears nothing, and one that nobody bound is left."""
    turn.say(escape(refused.told()))
    known = groups.is_known(turn.session, turn.where.chat_id)
    return NOTHING if known else Reply(leave_chat=turn.where.chat_id)
