"""What a chart's picture is made of: marks with their places, laid out before anything is drawn. Measures in pixels."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.reports.painters.canvas import INK, PANEL, RULE, Canvas, Colour, font

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""
TONES: dict[str, Colour] = {
    "main": "#1f5fae",
    "second": "#c46210",
    "red": "#c8321f",
    "yellow": "#d99a12",
    "warn": "#2f7bd9",
    "green": "#22865a",
    "none": "#98a4b3",
}
"""The colours of series; told apart by their place and their words as well, never by colour alone."""


@dataclass(frozen=True, slots=True)
class Words:
    """One line; `anchor`: l|m|r across, its middle down. `weight` thickens the strokes.

    `turned`: read from below upwards, with its middle at (x, y).
    """

    x: float
    y: float
    text: str
    size: int
    colour: Colour = INK
    anchor: str = "l"
    weight: float = 0
    turned: bool = False

    @property
    def box(self) -> Box:
        """Where its ink is."""
        if self.turned:
            left, top, right, bottom = font(self.size).getbbox(self.text, anchor="mm")
            across, down = (bottom - top) / 2, (right - left) / 2
            return self.x - across, self.y - down, self.x + across, self.y + down
        left, top, right, bottom = font(self.size).getbbox(self.text, anchor=f"{self.anchor}m")
        return self.x + left, self.y + top, self.x + right, self.y + bottom


@dataclass(frozen=True, slots=True)
class Block:
    """A filled rectangle; the corners are round by `radius`."""

    box: Box
    colour: Colour = PANEL
    radius: float = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A line through these points; with `dashes`, a broken one."""

    points: tuple[tuple[float, float], ...]
    colour: Colour = RULE
    width: int = 1
    dashes: bool = False


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    radius: float
    colour: Colour


Mark = Words | Block | Line | Dot


@dataclass(slots=True)
class Sheet:
    """Marks under way, drawn in their order; `bottom` is where the next part begins."""

    marks: list[Mark] = field(default_factory=list)
    bottom: float = 0

    def add(self, *marks: Mark) -> None:
        self.marks += marks

    @property
    def words(self) -> list[Words]:
        return [mark for mark in self.marks if isinstance(mark, Words) and mark.text]


def width(text: str, size: int) -> float:
    return float(font(size).getlength(text))


def cut(text: str, size: int, room: float) -> str:
    """As much of `text` as fits; of a long name the beginning and the end stay: the end tells units apart."""
    if width(text, size) <= room:
        return text
    for kept in range(len(text) - 1, 2, -1):
        tail = kept // 3
        shown = f"{text[: kept - tail]}…{text[len(text) - tail :]}"
        if width(shown, size) <= room:
            return shown
    return f"{text[:1]}…"


def wrapped(text: str, size: int, room: float, most: int) -> list[str]:
    """The text in lines that fit, at most so many; what is left over becomes an ellipsis."""
    lines: list[str] = []
    line = ""
    for place, letter in enumerate(text):
        if width(line + letter, size) > room:
            if len(lines) == most - 1:
                return [*lines, cut_end(line + text[place:], size, room)]
            lines, line = [*lines, line], ""
        line += letter
    return [*lines, line] if line else lines


def cut_end(text: str, size: int, room: float) -> str:
    """As much of the beginning as fits."""
    if width(text, size) <= room:
        return text
    while text and width(f"{text}…", size) > room:
        text = text[:-1]
    return f"{text}…"


def fitting(texts: Sequence[str], sizes: Sequence[int], room: float) -> int | None:
    """The largest of these sizes (the largest first) in which each text fits; None where none does."""
    widest = max(texts, key=lambda text: width(text, sizes[0]), default="")
    return next((size for size in sizes if width(widest, size) <= room), None)


def draw(sheet: Sheet, across: int, height: int) -> Canvas:
    canvas = Canvas(across, height)
    for mark in sheet.marks:
        match mark:
            case Words() if mark.turned:
                canvas.turned_words(mark.x, mark.y, mark.text, mark.size, mark.colour)
            case Words():
                canvas.words(
                    mark.x, mark.y, mark.text, mark.size, mark.colour, anchor=f"{mark.anchor}m", weight=mark.weight
                )
            case Block():
                canvas.box(*mark.box, mark.colour, mark.radius)
            case Line():
                canvas.line(mark.points, mark.colour, mark.width, dashes=mark.dashes)
            case Dot():
                canvas.light(mark.x, mark.y, mark.radius, mark.colour)
    return canvas
