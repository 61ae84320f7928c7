"""`/charts 热力图 城建办 上月`: which chart of whom and when, in words or by keys; the picture follows on its own."""

import re
from dataclasses import replace

from bot.chat.handlers.figure_questions import asked, question_in, unit_meant
from bot.chat.replies import NOTHING, Reply, alert
from bot.chat.turn import Turn
from bot.reports.markup import fill, one_line
from bot.rules import periods
from bot.rules.asked_figures import NotUnderstood
from bot.rules.calendar import local
from bot.rules.outcome import Refused
from bot.work import chart_asking
from bot.work.chart_asking import MENU, NAMES, PAGE, UNITS, WORDS, Wanted
from bot.work.figures import Reach
from bot.work.keys import Key, Rows, in_rows, key

COMMAND = "charts"
IN_PRIVATE = "图表只在与我的私聊里看，请在私聊发 /charts。"
GONE = "这个按钮已经失效，请重新发 /charts。"
CHARTS_WORD = "图表"
MOST_UNITS = 60
_CALLED = {word: code for code, words in WORDS.items() for word in words}
# A word alone is no question when it may be what a ticket is about.
_SPOKEN = re.compile(rf"(?:{CHARTS_WORD}|热力图|来单时段热力图|各部门的灯|红绿灯|各月指标|每日工单量)(?:\s|$)")


def command(turn: Turn, name: str, words: str) -> Reply | None:
    """What /charts does; None for any other command."""
    if name != COMMAND:
        return None
    if (elsewhere := turn.only_in_private(IN_PRIVATE)) is not None:
        return elsewhere
    code, rest = _chart_in(one_line(words, 200))
    found = asked(turn, rest, _what_can_be_asked)
    if isinstance(found, Reply):
        return found
    seen, question = found
    wanted = Wanted(code or MENU, unit_meant(question, seen.own) or 0, question.period.code)
    return _menu(turn, seen, wanted) if not code else _ask(turn, wanted)


def spoken(turn: Turn, text: str) -> Reply | None:
    """The same for words that begin with the name of a chart; None for any others."""
    said = text.strip()
    if _SPOKEN.match(said) is None or "\n" in said or isinstance(question_in(turn, _chart_in(said)[1]), NotUnderstood):
        return None
    return command(turn, COMMAND, said)


def turn_page(turn: Turn, which: str, page: int) -> Reply:
    """A chart's key, or one that chooses the time or the unit in the place of the message before."""
    if (elsewhere := turn.only_in_private(IN_PRIVATE)) is not None:
        return elsewhere
    wanted = _read(which)
    if wanted is None:
        return alert(GONE)
    if wanted.code in NAMES:
        return _ask(turn, wanted)
    seen = chart_asking.allowed(turn.session, turn.person, wanted, turn.now)
    if isinstance(seen, Refused):
        return turn.tell(seen)
    # Below a picture there are no words to be changed: there the choice is a message of its own.
    return _menu(replace(turn, replaces=None) if page else turn, seen, wanted)


def _ask(turn: Turn, wanted: Wanted) -> Reply:
    told = chart_asking.ask(turn.session, turn.person, wanted, turn.now)
    # Who typed sees the picture come; who pressed gets the press answered.
    return turn.tell(told) if turn.pressed or isinstance(told, Refused) else NOTHING


def _menu(turn: Turn, seen: Reach, wanted: Wanted) -> Reply:
    if refused := seen.refuses(wanted.unit_id or None):
        return turn.tell(refused)
    span = wanted.span
    office = turn.offices.office(turn.person.office_id).name
    html = fill(
        "<b>{whose} · 图表</b>\n{span}\n\n点一幅图；下面可以换时期、换部门。也可以直接发，如：/charts 热力图 上月",
        whose=seen.units.get(wanted.unit_id, "") if wanted.unit_id else office,
        span=span.name if span else "",
    )
    if wanted.code == UNITS:
        turn.answer(html, _units(seen, wanted, office))
        return NOTHING
    keys = [
        key(name, replace(wanted, code=code).press()) for code, name in NAMES.items() if _offered(seen, wanted, code)
    ]
    others = [key("换部门", replace(wanted, code=UNITS).press())] if len(seen.units) + seen.office > 1 else []
    turn.answer(html, [*in_rows(keys, 3), *in_rows([*_times(turn, wanted), *others], 3)])
    return NOTHING


def _offered(seen: Reach, wanted: Wanted, code: str) -> bool:
    return code != "lights" or seen.every_unit or bool(wanted.unit_id)


def _units(seen: Reach, wanted: Wanted, office: str) -> Rows:
    menu = replace(wanted, code=MENU)
    whole = [key(office, replace(menu, unit_id=0).press())] if seen.office else []
    units = [key(name, replace(menu, unit_id=unit).press()) for unit, name in list(seen.units.items())[:MOST_UNITS]]
    return [*([whole] if whole else []), *in_rows(units, 3)]


def _times(turn: Turn, wanted: Wanted) -> list[Key]:
    """The times that are asked for most, but for the one that is chosen."""
    today = local(turn.now).date()
    month, quarter = periods.month_of(today), periods.quarter_of(today)
    known = {"本月": month, "上月": month.before(), "本季度": quarter, "上季度": quarter.before()}
    known |= {"今年": periods.year_of(today), "去年": periods.year_of(today).before()}
    menu = replace(wanted, code=MENU)
    return [
        key(name, replace(menu, period=period.code).press())
        for name, period in known.items()
        if period.code != wanted.period
    ]


def _chart_in(words: str) -> tuple[str, str]:
    """The chart that the words name, the longest name first, and what else they say."""
    for word in sorted(_CALLED, key=len, reverse=True):
        if word in words:
            return _CALLED[word], words.replace(word, " ", 1).replace(CHARTS_WORD, " ").replace("图", " ")
    return "", words.replace(CHARTS_WORD, " ")


def _what_can_be_asked(words: str) -> str:
    return f"没有看懂“{words}”。可以写图（{'、'.join(NAMES.values())}）、部门和时间，如：/charts 热力图 上月"


def _read(which: str) -> Wanted | None:
    """The chart of a press; None for what nobody of ours drew."""
    code, *rest = which.removeprefix(PAGE).split(".")
    if code not in (*NAMES, MENU, UNITS) or len(rest) != 2:
        return None
    unit, period = rest
    is_number = unit.isascii() and unit.isdecimal() and len(unit) < 10
    wanted = Wanted(code, int(unit), period) if is_number else None
    return wanted if wanted is not None and wanted.span is not None else None
