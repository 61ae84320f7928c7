"""`/archive 2026-11`, `/archive 编号`: the archives of closed tickets, listed page by page, one press sends one."""

import re
from dataclasses import asdict
from functools import partial

from bot.chat.replies import NOTHING, Reply, alert
from bot.chat.turn import Turn
from bot.reports.markup import escape, one_line
from bot.reports.render import render
from bot.rules.calendar import local
from bot.rules.outcome import Refused
from bot.work import archives
from bot.work.archives import Entry, Listed
from bot.work.keys import Rows, in_rows, key, turns
from bot.work.press import ActPress, PagePress

COMMAND, TAKE = "archive", "archive"
PAGE = "archive."
"""How a page of the list is named in a press; the month follows, or the end of a number behind a `#`."""
PER_PAGE, MOST_MONTHS = 8, 6
IN_PRIVATE = "归档包只在与我的私聊里查看，请在私聊发 /archive。"
GONE = "这个按钮已经失效，请重新发 /archive。"
NOTHING_THERE = "没有找到归档包。工单办结、材料都存到本机以后会自动归档。"
HOW = "用法：/archive、/archive 2026-11、/archive 编号"
_MONTH = re.compile(r"(?:(?P<year>\d{4})\s*[-年/.]\s*)?(?P<month>\d{1,2})\s*月?")
_NUMBER = re.compile(r"[0-9A-Za-z\-]{4,40}")


def command(turn: Turn, name: str, words: str) -> Reply | None:
    """What /archive does; None for any other command."""
    if name != COMMAND:
        return None
    if (elsewhere := turn.only_in_private(IN_PRIVATE)) is not None:
        return elsewhere
    said = " ".join(words.split())
    month = _month(turn, said)
    if said and not month and not _NUMBER.fullmatch(said):
        turn.say(escape(HOW))
        return NOTHING
    if not month and said:
        found = archives.listed(turn.session, turn.person, turn.now, word=said, per_page=PER_PAGE)
        if isinstance(found, Listed) and found.total == 1 and found.entries[0].made_at is not None:
            return take(turn, found.entries[0].ticket_id)
    return _show(turn, month, "" if month else said)


def turn_page(turn: Turn, which: str, page: int) -> Reply:
    """Another page, in the place of the one before."""
    if (elsewhere := turn.only_in_private(IN_PRIVATE)) is not None:
        return elsewhere
    chosen = which.removeprefix(PAGE)
    month, number = ("", chosen[1:]) if chosen.startswith("#") else (chosen, "")
    if (month and not _month(turn, month)) or (number and not _NUMBER.fullmatch(number)):
        return alert(GONE)
    return _show(turn, month, number, page)


def take(turn: Turn, ticket_id: int) -> Reply:
    """Send one archive to the person's private chat."""
    if (elsewhere := turn.only_in_private(IN_PRIVATE)) is not None:
        return elsewhere
    return turn.tell(archives.take(turn.session, turn.person, ticket_id, turn.now))


def _show(turn: Turn, month: str, number: str, page: int = 0) -> Reply:
    found = archives.listed(turn.session, turn.person, turn.now, month=month, word=number, page=page, per_page=PER_PAGE)
    if isinstance(found, Refused):
        return turn.tell(found)
    if not found.entries:
        turn.answer(escape(NOTHING_THERE), _months(found, month))
        return NOTHING
    values = {
        "title": f"归档 · {month}" if month else "归档",
        "total": found.total,
        "first": found.page * PER_PAGE,
        "entries": [_line(one) for one in found.entries],
        "now": turn.now,
    }
    html = render("cards/archives.html.j2", values)
    which = f"{PAGE}#{number}" if number else f"{PAGE}{month}"
    pages = turns(found.page, found.last, partial(PagePress, which))
    turn.answer(html, [*_taking(found), *pages, *_months(found, month)])
    return NOTHING


def _line(one: Entry) -> dict[str, object]:
    return {**asdict(one), "size": archives.in_megabytes(one.size)}


def _taking(found: Listed) -> Rows:
    made = [one for one in found.entries if one.made_at is not None]
    return in_rows([key(f"取 …{one.number[-6:]}", ActPress(TAKE, one.ticket_id, one.revision)) for one in made], 3)


def _months(found: Listed, month: str) -> Rows:
    others = [one for one in found.months if one != month][:MOST_MONTHS]
    keys = [key(one, PagePress(f"{PAGE}{one}", 0)) for one in others] if len(found.months) > 1 or month else []
    return in_rows([*keys, *([key("全部月份", PagePress(PAGE, 0))] if month else [])], 3)


def _month(turn: Turn, said: str) -> str:
    """`2026-11`, `2026年11月`, or `11月` of the last twelve months; empty where no month is meant."""
    found = _MONTH.fullmatch(one_line(said, 20))
    if found is None or not 1 <= int(found["month"]) <= 12 or not (found["year"] or said.endswith("月")):
        return ""
    today, month = local(turn.now), int(found["month"])
    year = int(found["year"]) if found["year"] else today.year - (month > today.month)
    return f"{year:04d}-{month:02d}"
