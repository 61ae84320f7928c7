"""Charts: from facts to what stands on them, and from that to marks that are all there and run into nothing."""

import asyncio
import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from io import BytesIO
from itertools import combinations
from pathlib import Path

import pytest
from PIL import Image

from bot.reports.charts import describe
from bot.reports.charts.chart import Chart, Panel, chart_of, plain
from bot.reports.charts.describe import short_percent
from bot.reports.charts.drawing import png
from bot.reports.charts.steps import HOUR, by_step, by_weekday_and_hour, steps_of
from bot.reports.charts.words import caption, in_words
from bot.reports.markup import CAPTION_LIMIT, MESSAGE_LIMIT, visible_length
from bot.reports.painters.charts import frame
from bot.reports.painters.charts.paint import lay_out, paint
from bot.reports.painters.charts.scale import scale_of
from bot.reports.pictures import Drawer
from bot.rules.periods import Period, day_of, month_of, quarter_of, year_of
from tests.reports import charts

TELEGRAMS_SIDES, TELEGRAMS_RATIO = 10_000, 20
FOLDER = os.environ.get("HOTLINE_PICTURES")
"""Where the pictures go when somebody wants them: `make chart-pictures` names docs/pictures."""
DECADE = Period(date(2017, 1, 1), date(2026, 12, 31))
HOSTILE = "很长的名字<b>" * 30 + "🏚️\u200d🔥\n\n\t\x00\u202e第二行"


def _hour(*moment: int) -> int:
    """An hour of Shanghai's time as the database counts it."""
    return int(datetime(*moment, tzinfo=UTC).timestamp()) // HOUR - 8  # type: ignore[arg-type]


SHAPES: dict[str, Callable[[], Chart]] = {
    "a month by day": charts.volume,
    "a month by day, thousands": lambda: charts.volume(a_day=4000),
    "a quarter by week": lambda: charts.volume(quarter_of(date(2026, 7, 1))),
    "a year by month": lambda: charts.volume(year_of(date(2026, 1, 1))),
    "ten years": lambda: charts.volume(DECADE, every=13),
    "three years": lambda: charts.volume(Period(date(2024, 1, 1), date(2026, 12, 31)), a_day=60, every=5),
    "seven months": lambda: charts.volume(Period(date(2026, 1, 5), date(2026, 8, 2)), a_day=60, every=2),
    "thirty years": lambda: charts.volume(Period(date(1997, 1, 1), date(2026, 12, 31)), every=29),
    "one day": lambda: charts.volume(day_of(date(2026, 10, 9))),
    "one unit": lambda: charts.lights(1),
    "five units": charts.lights,
    "forty units": lambda: charts.lights(40),
    "ninety units": lambda: charts.lights(90, 4000),
    "rates with a gap": charts.rates,
    "rates of one month": lambda: charts.rates(month_of(date(2026, 3, 1)), None),
    "rates of a year": lambda: charts.rates(Period(date(2025, 1, 1), date(2025, 12, 31)), None),
    "matters": charts.matters,
    "matters, one topic": lambda: charts.matters(1, 1),
    "matters, many topics": lambda: charts.matters(30),
    "matters, no topic": lambda: charts.matters(0),
    "hours": charts.hours,
    "hours of a busy office": lambda: charts.hours(year_of(date(2026, 1, 1)), 900),
}


def test_days_become_weeks_months_and_years_where_there_are_too_many() -> None:
    def labels(period: Period) -> tuple[str, list[str]]:
        steps = steps_of(period)
        return steps.each, [step.label for step in steps.steps]

    assert labels(charts.OCTOBER) == ("日", [str(day) for day in range(1, 32)])
    each, weeks = labels(quarter_of(date(2026, 7, 1)))
    assert (each, weeks[0], weeks[1], len(weeks)) == ("周", "7/1", "7/6", 14)
    assert labels(year_of(date(2026, 1, 1))) == ("月", [f"{month}月" for month in range(1, 13)])
    assert labels(DECADE) == ("年", [str(year) for year in range(2017, 2027)])


def test_steps_cover_every_day_once() -> None:
    for period in (charts.OCTOBER, quarter_of(date(2026, 7, 1)), year_of(date(2028, 1, 1)), DECADE):
        parts = [step.period for step in steps_of(period).steps]
        assert sum((part.last - part.first).days + 1 for part in parts) == (period.last - period.first).days + 1


def test_an_hour_belongs_to_the_day_it_is_in_shanghai() -> None:
    hours = {_hour(2026, 10, 1, 0): 2, _hour(2026, 10, 1, 23): 3, _hour(2026, 10, 31, 23): 5}
    numbers = by_step(steps_of(charts.OCTOBER), hours)
    assert (numbers[0], numbers[1], numbers[30], sum(numbers)) == (5, 0, 5, 10)
    thursday, saturday = by_weekday_and_hour(hours)[3], by_weekday_and_hour(hours)[5]
    assert (thursday[0], thursday[23], sum(thursday), saturday[23]) == (2, 3, 5, 5)


def test_days_to_come_are_not_noughts() -> None:
    chart = describe.volume(charts.heading(), charts.OCTOBER, {_hour(2026, 10, 1, 9): 1}, {}, date(2026, 10, 3))
    received, closed = chart.panels
    assert (received.name, closed.name) == ("收到 1张", "办结 0张")
    assert received.shown == ("1", "0", "0", *([""] * 28))
    assert received.values[3:] == (None,) * 28


def test_a_rate_is_rounded_but_never_up_to_all_or_down_to_nothing() -> None:
    shown = [short_percent(Fraction(*of)) for of in ((1, 1), (0, 5), (9999, 10000), (1, 100_000), (2, 3))]
    assert shown == ["100%", "0%", "99.9%", "0.1%", "66.7%"]


def test_a_month_without_data_is_a_gap_and_months_before_the_first_are_left_out() -> None:
    chart = charts.rates(gap=0)
    assert chart.panels[0].labels[0] == "26年2月"
    chart = charts.rates(gap=4)
    first = chart.panels[0]
    assert (first.labels[0], first.values[4], first.shown[4]) == ("26年1月", None, "")
    assert chart.panels[1].target == 100


def test_units_stand_with_the_most_pressing_first_and_those_beyond_forty_as_one() -> None:
    chart = charts.lights(90)
    reds = chart.panels[0].values[:-1]
    assert list(reds) == sorted(reds, reverse=True)
    assert (len(reds), chart.panels[0].labels[-1]) == (40, describe.OTHER_UNITS)
    green = chart.panels[2]
    assert green.name == f"绿灯 {sum(map(int, green.shown))}"
    assert green.values[-1] is None


def test_topics_stand_by_number_and_few_kinds_become_one() -> None:
    kinds = [describe.Counted(f"类{place}", place + 1) for place in range(9)]
    chart = describe.matters(charts.heading(), kinds, [describe.Counted("油烟", 1), describe.Counted("噪音", 2)], 45)
    topics, of_kinds = chart.panels
    assert (topics.labels, topics.shown) == (("噪音", "油烟"), ("2（4.4%）", "1（2.2%）"))
    assert (of_kinds.labels[0], of_kinds.labels[-1], of_kinds.values[-1]) == ("类8", "其他", 10)


@pytest.mark.parametrize("shape", SHAPES)
def test_no_words_run_into_others_or_off_the_picture(shape: str) -> None:
    chart = SHAPES[shape]()
    sheet, height = lay_out(chart)
    for words in sheet.words:
        left, top, right, bottom = words.box
        assert min(left, top) >= 0, words
        assert right <= frame.WIDTH - frame.MARGIN + 1, words
        assert bottom <= height, words
    boxes = [(*words.box, words.text) for words in sheet.words]
    for (left, top, right, bottom, one), (a, b, c, d, other) in combinations(boxes, 2):
        assert right <= a or c <= left or bottom <= b or d <= top, (one, other)
    assert frame.WIDTH >= 1080
    assert frame.WIDTH + height < TELEGRAMS_SIDES
    assert height < TELEGRAMS_RATIO * frame.WIDTH


@pytest.mark.parametrize("shape", SHAPES)
def test_every_number_is_written_on_its_mark(shape: str) -> None:
    chart = SHAPES[shape]()
    written = [words.text for words in lay_out(chart)[0].words]
    for panel in chart.panels:
        for value, shown in zip(panel.values, panel.shown, strict=True):
            assert not value or shown in written, shown


@pytest.mark.parametrize("code", charts.samples())
def test_nothing_counted_is_said_in_place_of_an_empty_plot(code: str) -> None:
    chart = charts.samples()[code]
    none = tuple(replace(panel, values=(None if chart.percent else 0.0,) * len(panel.values)) for panel in chart.panels)
    for empty in (replace(chart, panels=none), replace(chart, panels=())):
        said = [words.text for words in lay_out(empty)[0].words]
        assert chart.none in said
        assert f"{chart.none}。" in caption(empty)
        assert paint(empty.figures()).width == frame.WIDTH


@pytest.mark.parametrize("code", charts.samples())
def test_a_chart_comes_out_of_the_child_as_a_picture_that_is_not_blank(code: str) -> None:
    drawn = asyncio.run(png(Drawer(20), charts.samples()[code]))
    picture = Image.open(BytesIO(drawn))
    assert (picture.format, picture.width) == ("PNG", frame.WIDTH)
    colours = {colour for _, colour in picture.convert("RGB").getcolors(1_000_000) or ()}
    assert len(colours) > 50
    if FOLDER:
        Path(FOLDER, f"chart-{code}.png").write_bytes(drawn)


def test_hostile_words_become_one_line_without_signs_that_have_no_shape() -> None:
    assert plain("a🏚️\u200d\x00\u202e\nb\tc") == "a b c"
    assert len(plain(HOSTILE)) <= 60
    panel = charts.matters().panels[0]
    hostile = replace(
        charts.matters(),
        title=plain(HOSTILE),
        whose=plain(HOSTILE),
        period=plain(HOSTILE),
        panels=(replace(panel, name=plain(HOSTILE), labels=tuple(plain(f"{HOSTILE}{n}") for n in panel.labels)),),
        notes=(plain(HOSTILE, 240),) * 3,
        source=plain(HOSTILE),
    )
    sheet, height = lay_out(hostile)
    assert all(words.box[2] <= frame.WIDTH and words.box[3] <= height for words in sheet.words)
    assert "&lt;b&gt;" in caption(hostile)
    assert paint(hostile.figures()).height == height


@pytest.mark.parametrize("shape", SHAPES)
def test_the_words_of_a_chart_fit_a_message_and_a_caption(shape: str) -> None:
    chart = SHAPES[shape]()
    assert visible_length(caption(chart)) <= CAPTION_LIMIT
    assert visible_length(in_words(chart)) <= MESSAGE_LIMIT
    assert in_words(chart).startswith("图没有画出来")
    assert chart.panels[0].name in in_words(chart)


def test_a_chart_survives_being_kept_as_plain_values() -> None:
    for chart in charts.samples().values():
        assert chart_of(json.loads(json.dumps(chart.figures()))) == chart


def test_what_makes_no_chart_is_refused() -> None:
    with pytest.raises(ValueError, match="as many values"):
        Panel("", ("a",), (), ())
    with pytest.raises(ValueError, match="not negative"):
        Panel("", ("a",), (float("nan"),), ("",))
    with pytest.raises(ValueError, match="at most"):
        Panel("", ("a",) * 61, (1.0,) * 61, ("1",) * 61)
    with pytest.raises(ValueError, match="no form"):
        replace(charts.volume(), form="pie")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="share their labels"):
        replace(charts.matters(), form="columns")


@pytest.mark.parametrize("largest", [0, 1, 3, 4, 5, 9, 10, 35, 99, 101, 250, 999, 1001, 123_456])
def test_an_axis_begins_at_nought_and_holds_the_largest_at_round_numbers(largest: int) -> None:
    scale = scale_of(largest)
    assert scale.lines[0] == 0
    assert max(largest, 1) <= scale.top <= max(2 * largest, 2)
    assert len(scale.lines) <= 5
    assert all(line == int(line) for line in scale.lines)
