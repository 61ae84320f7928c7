"""Bars from the left with their numbers: below each other with names of their own, or side by side for shared names."""

from bot.reports.charts.chart import Chart, Panel
from bot.reports.painters.canvas import FAINT_INK, INK, RULE
from bot.reports.painters.charts import frame
from bot.reports.painters.charts.marks import TONES, Block, Dot, Line, Sheet, Words, cut, width

ROW, PAD = 60, 16
WORDS = 30
NAMES_AT_MOST, NAMES_BESIDE = 400, 320
BAR = 34
SHORTEST = 4
NUMBER_GAP = 12
COLUMN_GAP = 26


def lay_out(sheet: Sheet, chart: Chart) -> None:
    """Panels below each other; all bars of a panel on one scale."""
    for panel in chart.panels:
        top = frame.panel(sheet, frame.HEAD + ROW * len(panel.labels) + PAD)
        frame.name(sheet, top, panel)
        _panel(sheet, panel, top + frame.HEAD)


def _panel(sheet: Sheet, panel: Panel, top: float) -> None:
    names = min(NAMES_AT_MOST, max(width(label, WORDS) for label in panel.labels)) + 20
    left = frame.LEFT + names
    numbers = max(width(shown, WORDS) for shown in panel.shown) + NUMBER_GAP
    largest = max((value or 0 for value in panel.values), default=0) or 1
    for place, (label, value, shown) in enumerate(zip(panel.labels, panel.values, panel.shown, strict=True)):
        middle = top + ROW * (place + 0.5)
        sheet.add(Words(left - 20, middle, cut(label, WORDS, names - 20), WORDS, INK, "r"))
        length = max(SHORTEST, (frame.RIGHT - left - numbers) * (value or 0) / largest)
        sheet.add(Block((left, middle - BAR / 2, left + length, middle + BAR / 2), TONES[panel.tone], 3))
        sheet.add(Words(left + length + NUMBER_GAP, middle, shown, WORDS, INK, "l", 0.3))


def lay_out_side_by_side(sheet: Sheet, chart: Chart) -> None:
    """A column for each panel, a row for each name: a light is told by its place, its word and its colour."""
    rows = chart.panels[0].labels
    top = frame.panel(sheet, frame.HEAD + ROW * len(rows) + PAD)
    left = frame.LEFT + min(NAMES_BESIDE, max(width(label, WORDS) for label in rows)) + 20
    for place, label in enumerate(rows):
        y = top + frame.HEAD + ROW * place
        sheet.add(Line(((frame.LEFT, y), (frame.RIGHT, y)), RULE, 1))
        sheet.add(Words(frame.LEFT, y + ROW / 2, cut(label, WORDS, left - frame.LEFT - 20), WORDS))
    tops = [max((value or 0 for value in panel.values), default=0) for panel in chart.panels]
    numbers = [
        max(width(panel.name, WORDS) + 34, *(width(shown, WORDS) + NUMBER_GAP for shown in panel.shown))
        for panel in chart.panels
    ]
    room = frame.RIGHT - left - COLUMN_GAP * (len(chart.panels) - 1)
    unit = _unit(room, tops, numbers)
    for panel, most, number in zip(chart.panels, tops, numbers, strict=True):
        _column(sheet, panel, left, top, unit)
        left += max(number, unit * most + width(f"{most:g}", WORDS) + NUMBER_GAP) + COLUMN_GAP


def _unit(room: float, tops: list[float], least: list[float]) -> float:
    """Pixels a ticket, the same in every column, so that all columns with their numbers fill the room."""
    low, high = 0.0, room
    for _ in range(40):
        unit = (low + high) / 2
        used = sum(
            max(number, unit * most + width(f"{most:g}", WORDS) + NUMBER_GAP)
            for most, number in zip(tops, least, strict=True)
        )
        low, high = (unit, high) if used <= room else (low, unit)
    return low


def _column(sheet: Sheet, panel: Panel, left: float, top: float, unit: float) -> None:
    sheet.add(Dot(left + 11, top + frame.HEAD / 2 + 6, 11, TONES[panel.tone]))
    sheet.add(Words(left + 32, top + frame.HEAD / 2 + 4, panel.name, WORDS, INK, "l", 0.5))
    for place, (value, shown) in enumerate(zip(panel.values, panel.shown, strict=True)):
        middle = top + frame.HEAD + ROW * (place + 0.5)
        length = unit * (value or 0)
        if value:
            sheet.add(
                Block((left, middle - BAR / 2, left + max(SHORTEST, length), middle + BAR / 2), TONES[panel.tone], 3)
            )
        colour = FAINT_INK if value == 0 else INK
        sheet.add(
            Words(
                left + length + (NUMBER_GAP if value else 0),
                middle,
                shown,
                WORDS,
                colour,
                "l",
                0 if value == 0 else 0.3,
            )
        )
