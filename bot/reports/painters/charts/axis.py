"""What columns and lines stand on: the lines of a scale with their numbers on the left, and labels below."""

from bot.reports.painters.canvas import PALE_INK, RULE
from bot.reports.painters.charts import frame
from bot.reports.painters.charts.marks import Line, Sheet, Words, fitting
from bot.reports.painters.charts.scale import Scale

NUMBER, GROUND = 24, "#b7c2cf"
LABEL_SIZES = (28, 26, 24, 22, 20)
BESIDE, BETWEEN_LABELS = 14, 7


def grid(sheet: Sheet, scale: Scale, left: float, base: float, height: float, sign: str = "") -> None:
    """The lines of the scale from nought (at `base`) upwards."""
    for line in scale.lines:
        y = base - height * line / scale.top
        sheet.add(Line(((left, y), (frame.RIGHT, y)), RULE if line else GROUND, 2))
        sheet.add(Words(left - BESIDE, y, f"{line:g}{sign}", NUMBER, PALE_INK, "r"))


def labels(sheet: Sheet, texts: tuple[str, ...], left: float, slot: float, y: float) -> None:
    """The labels below: every one, or every second, third … where they would run into each other."""
    for each in range(1, len(texts) + 1):
        size = fitting(texts[::each], LABEL_SIZES, slot * each - BETWEEN_LABELS)
        if size is not None:
            sheet.add(
                *(
                    Words(left + slot * (place + 0.5), y, text, size, PALE_INK, "m")
                    for place, text in enumerate(texts)
                    if place % each == 0
                )
            )
            return
