"""A line for each rate, one below the other over the same months, each from 0 to 100 with its values on its dots."""

from bot.reports.charts.chart import Chart, Panel
from bot.reports.painters.canvas import FAINT_INK, INK, PALE_INK
from bot.reports.painters.charts import axis, frame
from bot.reports.painters.charts.marks import TONES, Block, Box, Dot, Line, Sheet, Words, cut_end, fitting, width
from bot.reports.painters.charts.scale import scale_of

PLOT, HEAD, ABOVE, FOOT = 150, 66, 44, 58
NAME, NOTE = 34, 26
VALUE_SIZES = (30, 28, 26, 24, 22, 20)
AXIS_ROOM, RADIUS, STROKE = 92, 8, 4
UNKNOWN = "–"


def lay_out(sheet: Sheet, chart: Chart) -> None:
    for panel in chart.panels:
        top = frame.panel(sheet, HEAD + ABOVE + PLOT + FOOT)
        middle = top + HEAD / 2 + 6
        name = cut_end(panel.name, NAME, frame.ROOM * 0.5)
        sheet.add(Words(frame.LEFT, middle, name, NAME, TONES[panel.tone], weight=0.7))
        beside = frame.LEFT + width(name, NAME) + 24
        said = [f"末月{panel.fraction}"] if panel.fraction else []
        said += [f"虚线：目标{panel.target:g}%"] if panel.target is not None else []
        sheet.add(Words(beside, middle + 2, "　".join(said), NOTE, PALE_INK))
        _plot(sheet, panel, chart.percent, top + HEAD + ABOVE)


def _plot(sheet: Sheet, panel: Panel, percent: bool, top: float) -> None:
    left, base = frame.LEFT + AXIS_ROOM, top + PLOT
    scale = scale_of(max((value or 0 for value in panel.values), default=0), percent)
    axis.grid(sheet, scale, left, base, PLOT, "%" if percent else "")
    if panel.target is not None:
        y = base - PLOT * min(panel.target / scale.top, 1)
        sheet.add(Line(((left, y), (frame.RIGHT, y)), INK, 2, dashes=True))
    slot = (frame.RIGHT - left) / max(1, len(panel.labels))
    xs = [left + slot * (place + 0.5) for place in range(len(panel.labels))]
    ys = [None if value is None else base - PLOT * value / scale.top for value in panel.values]
    size = fitting(panel.shown, VALUE_SIZES, slot - 8) or VALUE_SIZES[-1]
    written = [
        Words(x, base - 20, UNKNOWN, size, FAINT_INK, "m")
        if y is None
        else Words(x, y - RADIUS - size * 0.62, shown, size, INK, "m", 0.3)
        for x, y, shown in zip(xs, ys, panel.shown, strict=True)
    ]
    sheet.add(*(Block(_around(words.box)) for words in written))
    _line(sheet, xs, ys, TONES[panel.tone])
    sheet.add(*(Dot(x, y, RADIUS, TONES[panel.tone]) for x, y in zip(xs, ys, strict=True) if y is not None), *written)
    axis.labels(sheet, panel.labels, left, slot, base + FOOT / 2)


def _around(box: Box) -> Box:
    """Where no line of the axis shall run through a number."""
    return box[0] - 3, box[1] - 2, box[2] + 3, box[3] + 2


def _line(sheet: Sheet, xs: list[float], ys: list[float | None], colour: str) -> None:
    """Broken where a value is missing: nothing is drawn across what is not known."""
    run: list[tuple[float, float]] = []
    for x, y in [*zip(xs, ys, strict=True), (0.0, None)]:
        if y is not None:
            run.append((x, y))
            continue
        if len(run) > 1:
            sheet.add(Line(tuple(run), colour, STROKE))
        run = []
