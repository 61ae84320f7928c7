"""The office's board as a picture: a row for each unit, a column for each light and state, the most urgent below."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PIL.Image import Image

from bot.reports.board import LIGHT_WORDS
from bot.reports.painters.canvas import (
    BAND,
    BAND_INK,
    BAND_PALE,
    FAINT_INK,
    INK,
    LIGHTS,
    PALE_INK,
    PANEL,
    RULE,
    STRIPE,
    Canvas,
)

Values = Mapping[str, Any]
WIDTH, MARGIN, PAD = 1440, 36, 28
BAND_HEIGHT, HEAD, LINE, GAP = 148, 74, 60, 28
URGENT_HEAD, URGENT_LINE = 72, 84
NAME_ROOM, TOTAL_ROOM = 250, 104
TITLE, SUBTITLE, HEADING, NUMBER, WORDS, SMALL = 46, 26, 24, 30, 28, 23
PILL_HEIGHT, PILL_LEAST, LIGHT = 42, 58, 11
EMPTY = "·"


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the columns of numbers stand: the middle of each."""

    total: float
    lights: tuple[float, ...]
    states: tuple[float, ...]


def paint(figures: Values) -> Image:
    """The whole picture, as high as its rows need."""
    table = HEAD + LINE * (len(figures["rows"]) + 1) + PAD // 2
    urgent = URGENT_HEAD + URGENT_LINE * max(1, len(figures["urgent"])) + PAD // 2
    top = BAND_HEIGHT + GAP
    canvas = Canvas(WIDTH, top + table + GAP + urgent + MARGIN)
    _band(canvas, figures)
    canvas.box(MARGIN, top, WIDTH - MARGIN, top + table, PANEL, 18)
    _table(canvas, figures, top)
    below = top + table + GAP
    canvas.box(MARGIN, below, WIDTH - MARGIN, below + urgent, PANEL, 18)
    _urgent(canvas, figures["urgent"], below)
    return canvas.image


def _band(canvas: Canvas, figures: Values) -> None:
    canvas.box(0, 0, WIDTH, BAND_HEIGHT, BAND)
    left = MARGIN + PAD
    scope = f" · {figures['scope']}" if figures["scope"] else ""
    title = canvas.cut(f"{figures['office']}{scope}", TITLE, WIDTH * 0.6)
    canvas.words(left, 56, title, TITLE, BAND_INK, weight=0.6)
    canvas.words(left, 110, f"12345 工单看板　{figures['at']}", SUBTITLE, BAND_PALE)
    right = WIDTH - MARGIN - PAD
    canvas.words(right, 58, str(figures["totals"]["total"]), 64, BAND_INK, anchor="rm", weight=0.8)
    canvas.words(right, 112, "未办结", SUBTITLE, BAND_PALE, anchor="rm")
    _summary(canvas, figures, right - 190)


def _summary(canvas: Canvas, figures: Values, right: float) -> None:
    """The lights of the whole office beside its total."""
    for light, count in reversed(list(zip(figures["lights"], figures["totals"]["lights"], strict=True))):
        canvas.words(right, 60, str(count), 42, BAND_INK, anchor="rm", weight=0.5)
        canvas.light(right - canvas.width(str(count), 42) - 22, 62, 12, LIGHTS[light])
        canvas.words(right, 112, LIGHT_WORDS[light], SMALL, BAND_PALE, anchor="rm")
        right -= 122


def _table(canvas: Canvas, figures: Values, top: float) -> None:
    columns = _columns(len(figures["lights"]), len(figures["states"]))
    middle = top + HEAD / 2 + 4
    canvas.words(MARGIN + PAD, middle, "部门", HEADING, PALE_INK)
    canvas.words(columns.total, middle, "未办结", HEADING, PALE_INK, anchor="mm")
    for x, light in zip(columns.lights, figures["lights"], strict=True):
        word = LIGHT_WORDS[light]
        half = canvas.width(word, HEADING) / 2
        canvas.light(x - half - 4, middle + 1, LIGHT, LIGHTS[light])
        canvas.words(x + LIGHT + 4, middle, word, HEADING, PALE_INK, anchor="mm")
    for x, state in zip(columns.states, figures["states"], strict=True):
        canvas.words(x, middle, state, HEADING, PALE_INK, anchor="mm")
    y = top + HEAD
    for place, row in enumerate(figures["rows"]):
        if place % 2 == 0:
            canvas.box(MARGIN + 10, y, WIDTH - MARGIN - 10, y + LINE, STRIPE, 10)
        _row(canvas, figures["lights"], row, columns, y + LINE / 2)
        y += LINE
    canvas.rule(MARGIN + PAD, WIDTH - MARGIN - PAD, y, "#c9d3df")
    _row(canvas, figures["lights"], figures["totals"], columns, y + LINE / 2, weight=0.6)


def _row(canvas: Canvas, lights: Sequence[str], row: Values, columns: _Columns, y: float, weight: float = 0) -> None:
    room = columns.total - TOTAL_ROOM / 2 - MARGIN - PAD
    canvas.words(MARGIN + PAD, y, canvas.cut(row["name"], WORDS, room), WORDS, weight=weight)
    canvas.words(columns.total, y, str(row["total"]), NUMBER, INK, anchor="mm", weight=weight or 0.3)
    for x, light, count in zip(columns.lights, lights, row["lights"], strict=True):
        if count:
            _pill(canvas, x, y, str(count), LIGHTS[light])
        else:
            canvas.words(x, y, EMPTY, NUMBER, FAINT_INK, anchor="mm")
    for x, count in zip(columns.states, row["states"], strict=True):
        canvas.words(x, y, str(count or EMPTY), NUMBER, INK if count else FAINT_INK, anchor="mm", weight=weight)


def _pill(canvas: Canvas, x: float, y: float, text: str, colour: str) -> None:
    half = max(PILL_LEAST, canvas.width(text, NUMBER) + 28) / 2
    canvas.box(x - half, y - PILL_HEIGHT / 2, x + half, y + PILL_HEIGHT / 2, colour, PILL_HEIGHT / 2)
    canvas.words(x, y, text, NUMBER, PANEL, anchor="mm", weight=0.4)


def _urgent(canvas: Canvas, tickets: Sequence[Values], top: float) -> None:
    left, right = MARGIN + PAD, WIDTH - MARGIN - PAD
    canvas.words(left, top + URGENT_HEAD / 2 + 4, "最急的工单", WORDS, weight=0.6)
    y = top + URGENT_HEAD
    if not tickets:
        canvas.words(left, y + URGENT_LINE / 2, "没有快到期的工单", WORDS, PALE_INK)
    for place, ticket in enumerate(tickets):
        if place:
            canvas.rule(left, right, y, RULE)
        upper, lower = y + 28, y + 60
        canvas.light(left + 14, y + URGENT_LINE / 2 + 2, 14, LIGHTS[ticket["light"]])
        due = canvas.cut(ticket["due"], WORDS, 520)
        canvas.words(right, upper, due, WORDS, LIGHTS["red"] if ticket["late"] else INK, anchor="rm", weight=0.3)
        room = right - canvas.width(due, WORDS) - left - 44 - 40
        canvas.words(left + 44, upper, canvas.cut(ticket["matter"], WORDS, room), WORDS)
        canvas.words(left + 44, lower, ticket["number"], SMALL, PALE_INK)
        canvas.words(right, lower, canvas.cut(ticket["where"], SMALL, 700), SMALL, PALE_INK, anchor="rm")
        y += URGENT_LINE


def _columns(lights: int, states: int) -> _Columns:
    """Lights a little wider than states: they hold pills."""
    total = MARGIN + PAD + NAME_ROOM + TOTAL_ROOM / 2
    room = WIDTH - MARGIN - PAD / 2 - total - TOTAL_ROOM / 2
    part = room / (lights * 1.15 + states)
    left = total + TOTAL_ROOM / 2
    of_lights = tuple(left + part * 1.15 * (place + 0.5) for place in range(lights))
    left += part * 1.15 * lights
    return _Columns(total, of_lights, tuple(left + part * (place + 0.5) for place in range(states)))
