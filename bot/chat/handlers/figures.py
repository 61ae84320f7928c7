"""`/figures 城建办 上月`, `/ask 城建办上月满意率`: what is asked for, in words or by a key, and which view answers."""

from bot.chat.handlers import figure_views, scores
from bot.chat.handlers.figure_questions import asked, question_in, unit_meant
from bot.chat.handlers.figure_views import BETTER, DETAIL, OVERVIEW, PAGE, PARTS, RAISING, RANKING, SCORE, UNITS, View
from bot.chat.replies import NOTHING, Reply, alert
from bot.chat.turn import Turn
from bot.reports.markup import escape
from bot.rules.asked_figures import Question
from bot.rules.outcome import Refused
from bot.rules.periods import from_code
from bot.work import figures
from bot.work.figures import Reach

COMMANDS = ("figures", "ask")
WITHOUT_METRIC = (OVERVIEW, BETTER, RANKING, SCORE, RAISING)
IN_PRIVATE = "数据只在与我的私聊里看，请在私聊发 /figures。"
GONE = "这个按钮已经失效，请重新发 /figures。"
NO_METRICS = "本单位的规则书没有指标。"


def command(turn: Turn, name: str, words: str) -> Reply | None:
    """What /figures and /ask do; None for any other command."""
    if name not in COMMANDS:
        return None
    if (elsewhere := turn.only_in_private(IN_PRIVATE)) is not None:
        return elsewhere
    metrics = figures.metrics_of(turn.offices, turn.person.office_id)
    found = asked(turn, words, lambda said: _what_can_be_asked(turn, said), metrics)
    return found if isinstance(found, Reply) else _answer(turn, *found)


def spoken(turn: Turn, said: str) -> Reply | None:
    """The answer to words that ask for a metric by name, typed without a command; None where they ask nothing so."""
    seen = figures.reach(turn.session, turn.person, turn.now)
    if turn.where.in_group or isinstance(seen, Refused):
        return None
    found = question_in(turn, said, figures.metrics_of(turn.offices, turn.person.office_id))
    return _answer(turn, seen, found) if isinstance(found, Question) and found.metric else None


def turn_page(turn: Turn, which: str, page: int) -> Reply:
    """Another view, in the place of the one before."""
    if (elsewhere := turn.only_in_private(IN_PRIVATE)) is not None:
        return elsewhere
    view = _read(which)
    seen = figures.reach(turn.session, turn.person, turn.now)
    if isinstance(seen, Refused):
        return turn.tell(seen)
    metrics = figures.metrics_of(turn.offices, turn.person.office_id)
    if view is None or view.place > len(metrics) or (view.place == 0) != (view.what in WITHOUT_METRIC):
        return alert(GONE)
    return _show(turn, seen, view, page)


def _answer(turn: Turn, seen: Reach, wanted: Question) -> Reply:
    metrics = figures.metrics_of(turn.offices, turn.person.office_id)
    place = next((place for place, metric in enumerate(metrics, 1) if metric.id == wanted.metric), 0)
    unit_id = unit_meant(wanted, seen.home)
    what = UNITS if place and wanted.every_unit else DETAIL if place else OVERVIEW
    return _show(turn, seen, View(what, place, unit_id or 0, wanted.period))


def _show(turn: Turn, seen: Reach, view: View, page: int = 0) -> Reply:
    if refused := seen.refuses(view.unit_id or None):
        return turn.tell(refused)
    if not figures.metrics_of(turn.offices, turn.person.office_id):
        turn.answer(escape(NO_METRICS))
        return NOTHING
    match view.what:
        case "o":
            return figure_views.overview(turn, seen, view)
        case "d":
            return figure_views.detail(turn, seen, view)
        case "u":
            return figure_views.units(turn, seen, view)
        case "i":
            return figure_views.better(turn, seen, view)
        case "r" | "s" | "b":
            return scores.show(turn, seen, view)
    return figure_views.tickets(turn, seen, view, page) if view.what in PARTS else alert(GONE)


def _what_can_be_asked(turn: Turn, words: str) -> str:
    metrics = figures.metrics_of(turn.offices, turn.person.office_id)
    names = "、".join(metric.name for metric in metrics)
    example = next((metric.name for metric in metrics if metric.of is not None), "")
    return (
        f"没有看懂“{words}”。可以问：部门（不写就是全单位）、"
        f"时间（如本周、上月、三季度）和指标：{names}。如：/ask 上月{example}"
    )


def _read(which: str) -> View | None:
    """The view of a press; None for what nobody of ours drew."""
    parts = which.removeprefix(PAGE).split(".")
    if len(parts) != 4 or not all(part.isascii() and part.isdecimal() and len(part) < 10 for part in parts[1:3]):
        return None
    period = from_code(parts[3])
    return View(parts[0], int(parts[1]), int(parts[2]), period) if period is not None else None
