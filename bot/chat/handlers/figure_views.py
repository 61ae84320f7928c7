"""Figures on the phone: all metrics of a unit, one with its definition and its tickets, units side by side."""

from dataclasses import dataclass, replace

from bot.chat.handlers.lists import PER_PAGE, keys_of, list_of
from bot.chat.replies import NOTHING, Reply
from bot.chat.turn import Turn
from bot.reports.markup import escape, fill
from bot.reports.moments import clock
from bot.reports.render import render
from bot.rules import periods
from bot.rules.calendar import local
from bot.rules.figures import Figure, definition
from bot.rules.improving import of_rates
from bot.rules.office_rules import Metric
from bot.rules.periods import Period
from bot.work import figures
from bot.work.chart_asking import MENU, Wanted
from bot.work.figures import Reach
from bot.work.keys import Key, in_rows, key, turns
from bot.work.press import CommandPress, PagePress

PAGE = "fg."
"""How a view of figures is named in a press: fg.<view>.<metric's place>.<unit or 0>.<period>."""
OVERVIEW, DETAIL, UNITS, BETTER = "o", "d", "u", "i"
RANKING, SCORE, RAISING = "r", "s", "b"
"""What the evaluation shows: every unit's score, one with its account, what would raise it."""
PARTS = {"c": "counted", "w": "whole", "m": "missing"}
"""The views that list tickets, by what part of the metric they are."""
MOST_LINES = 40


@dataclass(frozen=True, slots=True)
class View:
    """What is looked at: the metric's place in the rulebook (0 for none), the unit (0 for the office), the period."""

    what: str
    place: int
    unit_id: int
    period: Period

    def press(self, page: int = 0) -> PagePress:
        return PagePress(f"{PAGE}{self.what}.{self.place}.{self.unit_id}.{self.period.code}", page)


def span(turn: Turn, period: Period) -> str:
    """The period in words, with how far it has come where it is not over, and what is still being counted."""
    waiting = figures.uncounted(turn.session, turn.person.office_id)
    still = f"（刚导入的{waiting}件还在统计，稍后再看）" if waiting else ""
    if turn.now >= period.until:
        return period.name + still
    return f"{period.name}，截至{local(turn.now).month}月{local(turn.now).day}日 {clock(turn.now)}{still}"


def overview(turn: Turn, seen: Reach, view: View) -> Reply:
    metrics = figures.metrics_of(turn.offices, turn.person.office_id)
    found = figures.counted(turn.session, turn.person.office_id, metrics, view.unit_id or None, view.period, turn.now)
    values = {
        "title": f"{_name(turn, seen, view)} · 数据",
        "span": span(turn, view.period),
        "lines": [_line(figure, figure.metric.name) for figure in found],
        "below": "点一项看算法、依据和工单。",
    }
    keys = [
        key(f"{figure.metric.name} {figure.shown()}", replace(view, what=DETAIL, place=place).press())
        for place, figure in enumerate(found, 1)
    ]
    more = [key("怎样能提高", replace(view, what=BETTER).press())]
    more += [key("图表", Wanted(MENU, view.unit_id, view.period.code).press())]
    more += [key("导出", CommandPress("export"))] if turn.is_desk() else []
    turn.answer(render("cards/figures.html.j2", values), [*in_rows(keys, 2), more, times(turn, view)])
    return NOTHING


def detail(turn: Turn, seen: Reach, view: View) -> Reply:
    metric, figure = _counted(turn, view)
    before = replace(view, period=view.period.before())
    last = _counted(turn, before)[1]
    values = _values(turn, view, metric, figure, _name(turn, seen, view))
    values["before"] = f"上期（{before.period.name}）：{last.shown()}" + (
        f"（{last.fraction()}）" if last.fraction() else ""
    )
    keys = [*_parts(view, figure), *([to("各部门", view, UNITS)] if seen.every_unit and len(seen.units) > 1 else [])]
    below = [to("全部指标", replace(view, place=0), OVERVIEW), key("上一期", before.press())]
    turn.answer(render("cards/figure.html.j2", values), [*in_rows(keys, 2), below])
    return NOTHING


def units(turn: Turn, seen: Reach, view: View) -> Reply:
    """Every unit side by side, to who may see them all."""
    if not seen.every_unit:
        return turn.tell(figures.OTHER_UNIT)
    metric = _metric(turn, view)
    whole, ranked = figures.by_unit(turn.session, turn.person.office_id, metric, seen.units, view.period, turn.now)
    values = _values(turn, view, metric, whole, f"{_office(turn)} · 各部门")
    shown = ranked[:MOST_LINES]
    values["parts"] = [
        {**_line(figure, seen.units[figure.unit_id or 0]), "place": place} for place, figure in enumerate(shown, 1)
    ]
    keys = [to(seen.units[figure.unit_id or 0], replace(view, unit_id=figure.unit_id or 0), DETAIL) for figure in shown]
    back = [to(f"{_office(turn)}", replace(view, unit_id=0), DETAIL)]
    turn.answer(render("cards/figure.html.j2", values), [*in_rows(keys, 3), back])
    return NOTHING


def tickets(turn: Turn, seen: Reach, view: View, page: int) -> Reply:
    """The tickets behind a number, as far as this person may open them."""
    metric = _metric(turn, view)
    found = figures.behind(
        turn.session,
        turn.offices,
        turn.person,
        metric,
        view.unit_id or None,
        view.period,
        PARTS[view.what],
        page,
        PER_PAGE,
        turn.now,
    )
    title = f"{metric.name} · {_part_name(metric, view.what)} · {_name(turn, seen, view)} · {view.period.name}"
    back = [to("返回", view, DETAIL)]
    if not found.entries:
        none = "没有这样的工单。" if not found.total else f"有{found.total}张，都不是您经手的工单，不能打开。"
        turn.answer(fill("<b>{title}</b>\n\n{none}", title=title, none=none), [back])
        return NOTHING
    html = list_of(turn, title, found.entries, found.seen, found.page * PER_PAGE)
    if found.seen < found.total:
        html += fill("\n共{total}张，您能打开的{seen}张。", total=found.total, seen=found.seen)
    turn.answer(html, [*keys_of(found.entries), *turns(found.page, found.last, view.press), back])
    return NOTHING


def better(turn: Turn, seen: Reach, view: View) -> Reply:
    """What keeps the rates down, the most first."""
    metrics = figures.metrics_of(turn.offices, turn.person.office_id)
    found = figures.counted(turn.session, turn.person.office_id, metrics, view.unit_id or None, view.period, turn.now)
    changes = of_rates(found)
    title = f"{_name(turn, seen, view)} · 怎样能提高"
    lines = [fill("<b>{title}</b>\n{span}\n", title=title, span=span(turn, view.period))]
    lines += [escape(f"{place}. {change.told}") for place, change in enumerate(changes, 1)]
    lines += [] if changes else [escape("各项都已做到，或者还没有数据。")]
    keys = []
    for change in changes:
        place = next(place for place, metric in enumerate(metrics, 1) if metric.id == change.about)
        what = "c" if metrics[place - 1].fewer_is_better else "m"
        keys.append(to(f"看{metrics[place - 1].name}的工单", replace(view, place=place), what))
    turn.answer("\n".join(lines), [*in_rows(keys, 2), [to("返回", view, OVERVIEW)]])
    return NOTHING


def _values(turn: Turn, view: View, metric: Metric, figure: Figure, whose: str) -> dict[str, object]:
    rules = {rule.id: rule for rule in turn.offices.present_law(turn.person.office_id).rulebook.duty}
    return {
        **_line(figure, metric.name),
        "title": f"{whose} · {metric.name}",
        "below_target": figure.is_below_target,
        "span": span(turn, view.period),
        "definition": definition(metric),
        "clause": metric.clause,
        "assumed": metric.assumed,
        "rules": [f"{rules[rule].name}（{rules[rule].clause}，{rule}）" for rule in metric.duties if rule in rules],
        "before": "",
        "parts": [],
    }


def _line(figure: Figure, name: str) -> dict[str, object]:
    return {
        "name": name,
        "shown": figure.shown(),
        "fraction": figure.fraction(),
        "below": figure.is_below_target,
        "target": figure.metric.target_percent,
    }


def _parts(view: View, figure: Figure) -> list[Key]:
    """The keys that open the tickets behind the numbers."""
    if figure.out_of is None:
        return [to(f"工单 {figure.counted}张", view, "c")]
    names = {code: _part_name(figure.metric, code) for code in PARTS}
    numbers = {"c": figure.counted, "w": figure.out_of, "m": figure.missing}
    return [to(f"{names[code]} {numbers[code]}张", view, code) for code in PARTS]


def _part_name(metric: Metric, code: str) -> str:
    if metric.of is None:
        return "全部"
    return {"c": "计入的", "w": "应计的", "m": "没有计入的"}[code]


def _counted(turn: Turn, view: View) -> tuple[Metric, Figure]:
    metric = _metric(turn, view)
    office_id, unit_id = turn.person.office_id, view.unit_id or None
    (figure,) = figures.counted(turn.session, office_id, [metric], unit_id, view.period, turn.now)
    return metric, figure


def _metric(turn: Turn, view: View) -> Metric:
    return figures.metrics_of(turn.offices, turn.person.office_id)[view.place - 1]


def times(turn: Turn, view: View) -> list[Key]:
    """The same for the times that are asked for most; an evaluation knows no weeks."""
    today = local(turn.now).date()
    month = periods.month_of(today)
    known = {"本月": month, "上月": month.before(), "本周": periods.week_of(today), "今年": periods.year_of(today)}
    if view.what in (RANKING, SCORE, RAISING):
        del known["本周"]
    return [key(name, replace(view, period=period).press()) for name, period in known.items() if period != view.period]


def to(text: str, view: View, what: str) -> Key:
    return key(text, replace(view, what=what).press())


def _name(turn: Turn, seen: Reach, view: View) -> str:
    return seen.units.get(view.unit_id, "") if view.unit_id else _office(turn)


def _office(turn: Turn) -> str:
    return turn.offices.office(turn.person.office_id).name
