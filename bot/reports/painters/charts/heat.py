"""A grid of hours and weekdays: the darker a cell, the more; the number stands in it, sums at the ends."""

from bot.reports.charts.chart import Chart
from bot.reports.painters.canvas import FAINT_INK, INK, PALE_INK, PANEL, Colour
from bot.reports.painters.charts import frame
from bot.reports.painters.charts.marks import Block, Sheet, Words, fitting

HEAD, ROW, FOOT, PAD = 60, 76, 76, 10
NAMES, SUMS = 84, 96
LABEL, WORDS = 24, 30
SIZES, TURNED = (28, 26, 24, 22, 20, 18), 22
PALE, DARK, EMPTY = (222, 235, 247), (8, 48, 107), "#f3f5f8"
LIGHT_WORDS_FROM = 0.55
TOTAL, HOUR = "合计", "时"


def lay_out(sheet: Sheet, chart: Chart) -> None:
    labels = chart.panels[0].labels
    top = frame.panel(sheet, HEAD + ROW * len(chart.panels) + FOOT + PAD)
    left, right = frame.LEFT + NAMES, frame.RIGHT - SUMS
    slot = (right - left) / len(labels)
    most = max(value or 0 for panel in chart.panels for value in panel.values)
    size = fitting([shown for panel in chart.panels for shown in panel.shown], SIZES, slot - 4)
    for place, label in enumerate(labels):
        sheet.add(Words(left + slot * (place + 0.5), top + HEAD / 2 + 4, label, LABEL, PALE_INK, "m"))
    sheet.add(Words(frame.LEFT, top + HEAD / 2 + 4, HOUR, LABEL, PALE_INK))
    sheet.add(Words(frame.RIGHT, top + HEAD / 2 + 4, TOTAL, LABEL, PALE_INK, "r"))
    for row, panel in enumerate(chart.panels):
        y = top + HEAD + ROW * row
        sheet.add(Words(frame.LEFT, y + ROW / 2, panel.name, WORDS, INK, "l", 0.3))
        for place, (value, shown) in enumerate(zip(panel.values, panel.shown, strict=True)):
            x, share = left + slot * place, (value or 0) / most
            sheet.add(Block((x + 1, y + 1, x + slot - 1, y + ROW - 1), _shade(share) if value else EMPTY, 4))
            if value:
                ink = PANEL if share >= LIGHT_WORDS_FROM else INK
                turned = size is None
                sheet.add(Words(x + slot / 2, y + ROW / 2, shown, size or TURNED, ink, "m", 0.2, turned))
        sheet.add(_sum(frame.RIGHT, y + ROW / 2, sum(value or 0 for value in panel.values), "r", WORDS))
    below = top + HEAD + ROW * len(chart.panels) + FOOT / 2
    sums = [sum(panel.values[place] or 0 for panel in chart.panels) for place in range(len(labels))]
    small = fitting([f"{number:.0f}" for number in sums], SIZES, slot - 4)
    sheet.add(Words(frame.LEFT, below, TOTAL, LABEL, PALE_INK))
    for place, number in enumerate(sums):
        sheet.add(_sum(left + slot * (place + 0.5), below, number, "m", small or TURNED, turned=small is None))
    sheet.add(_sum(frame.RIGHT, below, sum(sums), "r", WORDS))


def _sum(x: float, y: float, number: float, anchor: str, size: int, turned: bool = False) -> Words:
    ink, weight = (INK, 0.3) if number else (FAINT_INK, 0)
    return Words(x, y, f"{number:.0f}", size, ink, anchor, weight, turned)


def _shade(share: float) -> Colour:
    """From pale to dark blue: one colour by its lightness alone, which every eye tells."""
    mixed = (round(pale + (dark - pale) * share) for pale, dark in zip(PALE, DARK, strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)
