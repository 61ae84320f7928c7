"""Columns below each other over the same labels, on one scale, with their numbers on top: so many each day."""

from bot.reports.charts.chart import Chart, Panel
from bot.reports.painters.canvas import FAINT_INK, INK
from bot.reports.painters.charts import axis, frame
from bot.reports.painters.charts.marks import TONES, Block, Sheet, Words, fitting, width
from bot.reports.painters.charts.scale import Scale, scale_of

PLOT, FOOT = 330, 60
ABOVE, ABOVE_TURNED = 36, 62
"""Room over the highest line of the scale for the number of a column that reaches it."""
SIZES, TURNED, ZERO = (30, 28, 26, 24, 22, 20), 24, 22
"""Numbers too long for their column at any of the sizes stand upright."""
AXIS_ROOM = 76
WIDEST, SHARE, LOWEST = 90, 0.72, 3.0
BETWEEN = 4


def lay_out(sheet: Sheet, chart: Chart) -> None:
    scale = scale_of(max(value or 0 for panel in chart.panels for value in panel.values))
    slot = (frame.RIGHT - frame.LEFT - AXIS_ROOM) / max(1, len(chart.panels[0].labels))
    written = [shown for panel in chart.panels for shown in panel.shown if shown != "0"]
    size = fitting(written, SIZES, slot - BETWEEN)
    above = ABOVE_TURNED if size is None else ABOVE
    for panel in chart.panels:
        top = frame.panel(sheet, frame.HEAD + above + PLOT + FOOT)
        frame.name(sheet, top, panel)
        _plot(sheet, panel, scale, slot, size, top + frame.HEAD + above + PLOT)


def _plot(sheet: Sheet, panel: Panel, scale: Scale, slot: float, size: int | None, base: float) -> None:
    left = frame.LEFT + AXIS_ROOM
    axis.grid(sheet, scale, left, base, PLOT)
    half = min(WIDEST, slot * SHARE) / 2
    for place, (value, shown) in enumerate(zip(panel.values, panel.shown, strict=True)):
        middle = left + slot * (place + 0.5)
        if not value:
            sheet.add(Words(middle, base - 18, shown, ZERO, FAINT_INK, "m"))
            continue
        top = base - max(LOWEST, PLOT * value / scale.top)
        sheet.add(Block((middle - half, top, middle + half, base), TONES[panel.tone]))
        if size is not None:
            sheet.add(Words(middle, top - size * 0.7, shown, size, INK, "m", 0.3))
        else:
            sheet.add(Words(middle, top - width(shown, TURNED) / 2 - 8, shown, TURNED, INK, "m", turned=True))
    axis.labels(sheet, panel.labels, left, slot, base + FOOT / 2 - 4)
