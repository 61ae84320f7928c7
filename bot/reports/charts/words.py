"""A chart in words: the line below its picture, and what is said where it cannot be drawn."""

from bot.reports.charts.chart import Chart, Panel
from bot.reports.markup import CAPTION_LIMIT, MESSAGE_LIMIT, cut, escape, visible_length

NOT_DRAWN = "图没有画出来，先看数字："
LONGEST_NOTE, MOST_NUMBERS = 150, 16
_ROOM = 200


def caption(chart: Chart) -> str:
    """Title, whose, period, and how it was counted, as markup that fits below a picture."""
    lines = [f"<b>{escape(' · '.join(filter(None, (chart.whose, chart.title))))}</b>　{escape(chart.period)}"]
    if chart.is_empty:
        lines.append(escape(f"{chart.none}。"))
    for note in chart.notes:
        line = escape(cut(note, LONGEST_NOTE))
        if visible_length("\n".join([*lines, line])) < CAPTION_LIMIT - _ROOM:
            lines.append(line)
    return "\n".join(lines)


def in_words(chart: Chart) -> str:
    """The chart as markup without a picture, the largest numbers first where there are many."""
    lines = [escape(NOT_DRAWN), caption(chart)]
    for panel in chart.panels if not chart.is_empty else ():
        lines.append(f"<b>{escape(panel.name)}</b> {escape(_numbers(chart, panel))}")
        if visible_length("\n".join(lines)) > MESSAGE_LIMIT - _ROOM:
            return "\n".join(lines[:-1])
    return "\n".join(lines)


def _numbers(chart: Chart, panel: Panel) -> str:
    known = [
        (value, label, shown)
        for value, label, shown in zip(panel.values, panel.labels, panel.shown, strict=True)
        if value is not None and (value or chart.percent)
    ]
    if not known:
        return "无"
    largest = sorted(known, key=lambda one: -one[0])[:MOST_NUMBERS] if len(known) > MOST_NUMBERS else known
    rest = "（只列最多的）" if len(known) > MOST_NUMBERS else ""
    return "，".join(f"{label} {shown}" for _, label, shown in largest) + rest
