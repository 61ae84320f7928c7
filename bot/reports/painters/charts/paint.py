"""The painter of charts: the frame, the form's own part, or that there is nothing to draw."""

from collections.abc import Callable, Mapping
from typing import Any

from PIL.Image import Image

from bot.reports.charts.chart import Chart, chart_of
from bot.reports.painters.charts import bars, columns, frame, heat, lines
from bot.reports.painters.charts.marks import Sheet, draw

FORMS: Mapping[str, Callable[[Sheet, Chart], None]] = {
    "columns": columns.lay_out,
    "lines": lines.lay_out,
    "bars": bars.lay_out,
    "side_by_side": bars.lay_out_side_by_side,
    "heat": heat.lay_out,
}


def lay_out(chart: Chart) -> tuple[Sheet, int]:
    """Every mark in its place, and how high the picture is."""
    sheet = frame.begin(chart)
    if chart.is_empty:
        frame.nothing(sheet, chart.none)
    else:
        FORMS[chart.form](sheet, chart)
    return sheet, frame.end(sheet, chart)


def paint(figures: Mapping[str, Any]) -> Image:
    sheet, height = lay_out(chart_of(figures))
    return draw(sheet, frame.WIDTH, height).image
