"""A table of tickets that the desk sends, and `/import`: stop it, go on with it, fetch what was not taken in."""

from bot.chat.incoming import Attachment
from bot.chat.replies import NOTHING, Reply
from bot.chat.turn import Turn
from bot.reports.markup import escape
from bot.rules.outcome import Refused
from bot.work import notices
from bot.work.importing import runs, telling
from bot.work.outcome import Done

HOW = (
    "要导入工单，请直接发送 .xlsx、.xls 或 .csv 表格，我先核对再导入。"
    "正在导入时可以发：/import 停止。中断后接着导入：/import 继续。取没有导入的行：/import 明细"
)
RECEIVED = "收到表格，正在核对……"
NOTHING_REFUSED = Refused("没有可以取的明细：最近的导入没有漏掉任何一行。")


def table(turn: Turn, heard: Attachment) -> Reply:
    """Keep the file in mind; it is looked at next, and its sender is shown what was understood."""
    refused = runs.begin(turn.session, turn.person, heard.file_id, turn.now)
    turn.say(escape(refused.told() if refused else RECEIVED))
    return NOTHING


def command(turn: Turn, name: str, words: str) -> Reply | None:
    """What `/import` and the keys under an import's messages do; None for any other command."""
    if name != telling.COMMAND:
        return None
    what, _, rest = words.strip().partition(" ")
    match what:
        case telling.STOP:
            return turn.tell(runs.stop(turn.session, turn.person, turn.now) or Done("正在停下，已经登记的保留。"))
        case telling.RESUME:
            return turn.tell(runs.resume(turn.session, turn.person, turn.now) or Done("接着导入，已登记的不会重复。"))
        case telling.ROWS:
            return _refused_rows(turn, rest.strip())
    turn.say(escape(HOW if turn.is_desk() else runs.NOT_THE_DESK.told()))
    return NOTHING


def _refused_rows(turn: Turn, number: str) -> Reply:
    run_id = int(number) if number.isascii() and number.isdecimal() and len(number) <= 9 else None
    run = runs.with_refused_rows(turn.session, turn.person, turn.now, run_id)
    if run is None:
        return turn.tell(NOTHING_REFUSED)
    notices.show_refused_rows(turn.session, turn.person, run.id or 0, turn.now)
    return NOTHING
