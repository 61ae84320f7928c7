"""From a chart to its picture: what the child that draws is asked for."""

from bot.reports.charts.chart import Chart
from bot.reports.pictures import Drawer, Picture

PAINTER = "chart"


def picture_of(chart: Chart) -> Picture:
    """The picture still to be drawn."""
    return Picture(PAINTER, chart.figures())


async def png(drawer: Drawer, chart: Chart) -> bytes:
    """The chart as PNG, drawn in a child process. Raises NotDrawn; bot.reports.charts.words.in_words says it then."""
    return await drawer.draw(picture_of(chart))
