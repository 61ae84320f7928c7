"""From facts to charts: volume, rates by month, matters, hours and weekdays, lights by unit. Pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from bot.reports.board import LIGHT_WORDS, Row
from bot.reports.charts.chart import Chart, Heading, Panel, panel, plain
from bot.reports.charts.steps import Hours, by_step, by_weekday_and_hour, month_label, steps_of
from bot.reports.moments import WEEKDAYS
from bot.rules.figures import PERCENT, Figure
from bot.rules.periods import Period
from bot.rules.scoring import displayed

TITLES: Mapping[str, str] = {
    "volume": "每日工单量",
    "lights": "各部门的灯",
    "rates": "各月指标",
    "matters": "反映最多的事项",
    "hours": "来单时段热力图",
}
"""Every chart by its code, as it is headed."""
MOST_RATES, MOST_TOPICS, MOST_KINDS, MOST_UNITS = 6, 15, 6, 40
NO_KIND, OTHER, OTHER_UNITS, NO_LIGHT = "没有写类别", "其他", "其余部门合计", "无灯"
HOURS = tuple(str(hour) for hour in range(24))
WEEKEND = 5


@dataclass(frozen=True, slots=True)
class Counted:
    """A name with how many tickets it has."""

    name: str
    number: int


@dataclass(frozen=True, slots=True)
class MonthOfFigures:
    """The figures of one month, every metric in the same order."""

    month: Period
    figures: tuple[Figure, ...]


def volume(heading: Heading, period: Period, received: Hours, closed: Hours, today: date) -> Chart:
    """How many tickets came and how many were closed, day by day, or in longer steps where that would be too many.

    Of what is still to come after `today` nothing is known, which is no nought.
    """
    steps = steps_of(period)
    labels = [step.label for step in steps.steps]
    panels = []
    for name, hours, tone in (("收到", received, "main"), ("办结", closed, "second")):
        numbers = by_step(steps, hours)
        made = panel(name, list(zip(labels, numbers, strict=True)), tone)
        known = [step.period.first <= today for step in steps.steps]
        panels.append(
            replace(
                made,
                name=f"{name} {sum(numbers)}张",
                values=tuple(value if has else None for value, has in zip(made.values, known, strict=True)),
                shown=tuple(shown if has else "" for shown, has in zip(made.shown, known, strict=True)),
            )
        )
    title = f"每{steps.each}工单量"
    return _chart("volume", "columns", heading, tuple(panels), title=title)


def with_data(months: Sequence[MonthOfFigures]) -> list[MonthOfFigures]:
    """The months from the first one on that has a number; at least the last."""
    known = list(months)
    while len(known) > 1 and not any(figure.out_of for figure in known[0].figures):
        known = known[1:]
    return known


def rates(heading: Heading, months: Sequence[MonthOfFigures]) -> Chart:
    """Each rate month by month; the months before the first one with a number are left out."""
    known = with_data(months)
    labels = tuple(month_label(one.month, known[place - 1].month if place else None) for place, one in enumerate(known))
    metrics = [figure.metric for figure in known[0].figures][:MOST_RATES] if known else []
    panels = tuple(
        _rate(labels, [one.figures[place] for one in known]) for place, metric in enumerate(metrics) if metric.of
    )
    return replace(_chart("rates", "lines", heading, panels), percent=True)


def matters(heading: Heading, kinds: Sequence[Counted], topics: Sequence[Counted], tickets: int) -> Chart:
    """The most frequent topics and the kinds, with how many of all tickets each is."""
    panels = [_bars("事由", [one for one in _most(topics) if one.number][:MOST_TOPICS], tickets, "main")]
    folded = _folded(kinds, MOST_KINDS)
    panels.append(_bars("诉求类别", folded, tickets, "second"))
    return _chart("matters", "bars", heading, tuple(one for one in panels if one.labels))


def hours(heading: Heading, received: Hours) -> Chart:
    """In which hours of which weekdays the tickets come."""
    rows = by_weekday_and_hour(received)
    panels = tuple(
        panel(WEEKDAYS[place], list(zip(HOURS, row, strict=True)), "second" if place >= WEEKEND else "main")
        for place, row in enumerate(rows)
    )
    return _chart("hours", "heat", heading, panels)


def lights(heading: Heading, codes: Sequence[str], rows: Sequence[Row]) -> Chart:
    """Each unit's open tickets by light, the most pressing first. `codes` name the lights in the order of the rows."""
    loudest = sorted(rows, key=lambda row: ([-number for number in row.lights], row.name))
    names = [row.name for row in loudest]
    panels = []
    for place, code in enumerate(codes):
        panels.append(_light(LIGHT_WORDS[code], code, names, [row.lights[place] for row in loudest]))
    dark = [row.total - sum(row.lights) for row in loudest]
    if any(dark):
        panels.append(_light(NO_LIGHT, "none", names, dark))
    return replace(_chart("lights", "side_by_side", heading, tuple(panels)), none="没有未办结的工单")


def _light(name: str, tone: str, names: Sequence[str], numbers: Sequence[int]) -> Panel:
    """Units beyond the most that are shown are one line: a number without a bar, which would dwarf the others."""
    shown = panel(f"{name} {sum(numbers)}", list(zip(names, numbers, strict=True))[:MOST_UNITS], tone)
    if len(names) <= MOST_UNITS:
        return shown
    return replace(
        shown,
        labels=(*shown.labels, OTHER_UNITS),
        values=(*shown.values, None),
        shown=(*shown.shown, str(sum(numbers[MOST_UNITS:]))),
    )


def _chart(code: str, form: str, heading: Heading, panels: tuple[Panel, ...], title: str = "") -> Chart:
    return Chart(
        code=code,
        form=form,  # type: ignore[arg-type]
        title=plain(title or TITLES[code]),
        whose=plain(heading.whose),
        period=plain(heading.period),
        panels=panels,
        notes=tuple(plain(note, 240) for note in heading.notes),
        source=plain(heading.source),
    )


def _rate(labels: tuple[str, ...], figures: Sequence[Figure]) -> Panel:
    last, metric = figures[-1], figures[-1].metric
    return Panel(
        name=plain(metric.name),
        labels=labels,
        values=tuple(None if one.rate is None else float(one.rate * PERCENT) for one in figures),
        shown=tuple("" if one.rate is None else short_percent(one.rate) for one in figures),
        tone="second" if metric.fewer_is_better else "main",
        target=None if metric.target_percent is None else float(metric.target_percent),
        fraction=last.fraction() if last.out_of else "",
    )


def short_percent(rate: Fraction) -> str:
    """`96.4%`; never 100% or 0% unless it is exactly that."""
    if rate in (0, 1):
        return f"{int(rate * PERCENT)}%"
    shown = displayed(rate * PERCENT, 1)
    return {"100.0": "99.9", "0.0": "0.1"}.get(shown, shown) + "%"


def _bars(name: str, counted: Sequence[Counted], tickets: int, tone: str) -> Panel:
    made = panel(name, [(one.name or NO_KIND, one.number) for one in counted], tone)
    shares = [Fraction(one.number, tickets) if tickets else Fraction(0) for one in counted]
    return replace(
        made,
        shown=tuple(
            f"{one.number}（{short_percent(min(share, Fraction(1)))}）"
            for one, share in zip(counted, shares, strict=True)
        ),
    )


def _most(counted: Sequence[Counted]) -> list[Counted]:
    return sorted(counted, key=lambda one: (-one.number, one.name))


def _folded(counted: Sequence[Counted], most: int) -> list[Counted]:
    known = [one for one in _most(counted) if one.number]
    if len(known) <= most:
        return known
    return [*known[: most - 1], Counted(OTHER, sum(one.number for one in known[most - 1 :]))]
