"""Columns below each other over the same labels, on one scale, with their numbers on top: so many each day."""

from bot.reports.charts.chart import Chart, Panel
from bot.reports.painters.canvas import FAINT_INK, INK, PALE_INK, RULE
from bot.reports.painters.charts import frame
from bot.reports.painters.charts.marks import TONES, Block, Line, Sheet, Words, cut_end, fitting, width
from bot.reports.painters.charts.scale import Scale, scale_of

PLOT, HEAD, FOOT, ABOVE = 330, 78, 60, 64
NAME, AXIS, ZERO = 36, 24, 22
LABEL_SIZES, VALUE_SIZES = (28, 26, 24, 22, 20), (30, 28, 26, 24, 22, 20)
TURNED = 24
"""Numbers too long for their column stand upright."""
AXIS_ROOM = 76
WIDEST, SHARE = 90, 0.72
BETWEEN = 4


def lay_out(sheet: Sheet, chart: Chart) -> None:
    largest = max(value or 0 for panel in chart.panels for value in panel.values)
    scale = scale_of(largest)
    for panel in chart.panels:
        top = frame.panel(sheet, HEAD + ABOVE + PLOT + FOOT)
        sheet.add(
            Words(
                frame.LEFT,
                top + HEAD / 2 + 4,
                cut_end(panel.name, NAME, frame.ROOM),
                NAME,
                TONES[panel.tone],
                weight=0.7,
            )
        )
        _plot(sheet, panel, scale, top + HEAD + ABOVE)


def _plot(sheet: Sheet, panel: Panel, scale: Scale, top: float) -> None:
    left, base = frame.LEFT + AXIS_ROOM, top + PLOT
    for line in scale.lines:
        y = base - PLOT * line / scale.top
        sheet.add(Line(((left, y), (frame.RIGHT, y)), "#b7c2cf" if line == 0 else RULE, 2))
        sheet.add(Words(left - 14, y, f"{line:g}", AXIS, PALE_INK, "r"))
    slot = (frame.RIGHT - left) / max(1, len(panel.labels))
    bar = min(WIDEST, slot * SHARE)
    size = fitting([shown for shown in panel.shown if shown != "0"], VALUE_SIZES, slot - BETWEEN)
    for place, (value, shown) in enumerate(zip(panel.values, panel.shown, strict=True)):
        middle = left + slot * (place + 0.5)
        if not value:
            sheet.add(Words(middle, base - 18, shown, ZERO, FAINT_INK, "m"))
            continue
        height = max(3.0, PLOT * value / scale.top)
        sheet.add(Block((middle - bar / 2, base - height, middle + bar / 2, base), TONES[panel.tone], 0))
        if size is not None:
            sheet.add(Words(middle, base - height - size * 0.7, shown, size, INK, "m", 0.3))
        else:
            y = base - height - width(shown, TURNED) / 2 - 8
            sheet.add(Words(middle, y, shown, TURNED, INK, "m", turned=True))
    labels(sheet, panel.labels, left, slot, base + FOOT / 2 - 4)


def labels(sheet: Sheet, texts: tuple[str, ...], left: float, slot: float, y: float) -> None:
    """The labels below the columns: every one, or every second, third … where they would run into each other."""
    for each in range(1, len(texts) + 1):
        shown = texts[::each]
        size = fitting(shown, LABEL_SIZES, slot * each - 7)
        if size is not None:
            break
    else:
        return
    for place, text in enumerate(texts):
        if place % each == 0:
            sheet.add(Words(left + slot * (place + 0.5), y, text, size, PALE_INK, "m"))
