"""`/export 工单 上月`: tickets or figures as a file, for the desk, in private."""

from bot.chat.dialogues import engine
from bot.chat.dialogues.exporting import EXPORT
from bot.chat.replies import Reply
from bot.chat.turn import Turn
from bot.work import drafts, exporting

COMMAND = "export"
IN_PRIVATE = "导出只在与我的私聊里做，请在私聊发 /export。"


def command(turn: Turn, name: str, words: str) -> Reply | None:
    """Open the dialogue, answered as far as the words go; None for any other command."""
    if name != COMMAND:
        return None
    if (elsewhere := turn.only_in_private(IN_PRIVATE)) is not None:
        return elsewhere
    if not exporting.may_export(turn.session, turn.person, turn.now):
        return turn.tell(exporting.NOT_FOR_YOU)
    drafts.cancel_all(turn.session, turn.person, turn.now, EXPORT.kind)
    return engine.begin(turn, EXPORT, None, words)
