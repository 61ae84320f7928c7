"""What every painter draws on: a surface in one font, with words that are cut to their room and round lights."""

from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FONT_PACKAGE, FONT_FILE = "zhplot", "fonts/NotoSansSC-Regular.ttf"
FINER = 4
"""Round things are drawn so many times larger and made smaller, so that their edges are smooth."""

DASH = 10

Colour = str
INK, PALE_INK, FAINT_INK = "#1d2733", "#66758a", "#b4bfcc"
PAPER, PANEL, RULE, STRIPE = "#eef1f6", "#ffffff", "#e1e7ef", "#f7f9fc"
BAND, BAND_INK, BAND_PALE = "#17335c", "#ffffff", "#a9bcd8"
LIGHTS: dict[str, Colour] = {
    "red": "#d93a2f",
    "yellow": "#e9a51a",
    "warn": "#2f7bd9",
    "green": "#2e9d5f",
    "none": "#c3ccd8",
}


def font_path() -> Path:
    """The font's file inside its package, which is not imported: its import would draw in a whole plotting library."""
    found = find_spec(FONT_PACKAGE)
    places = list(found.submodule_search_locations or ()) if found else []
    if not places:
        raise LookupError(f"the package {FONT_PACKAGE} is not installed")
    return Path(places[0]) / FONT_FILE


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(font_path()), size)


@cache
def _corners(radius: int) -> tuple[Image.Image, ...]:
    """The four corners of a round rectangle: left and right above, left and right below."""
    side = 2 * radius * FINER
    disc = Image.new("L", (side, side), 0)
    ImageDraw.Draw(disc).ellipse((0, 0, side - 1, side - 1), fill=255)
    smooth = disc.resize((2 * radius, 2 * radius), Image.Resampling.LANCZOS)
    return tuple(smooth.crop((x, y, x + radius, y + radius)) for y in (0, radius) for x in (0, radius))


class Canvas:
    """A picture under way. Every measure is in pixels; `weight` thickens strokes, as the font has one weight only."""

    def __init__(self, width: int, height: int) -> None:
        self.image = Image.new("RGB", (width, height), PAPER)
        self._draw = ImageDraw.Draw(self.image)

    def box(self, left: float, top: float, right: float, bottom: float, fill: Colour, radius: float = 0) -> None:
        """A filled rectangle with round corners; only the corners are worth the work of smoothing."""
        x, y = int(left), int(top)
        width, height = int(right - left), int(bottom - top)
        round_by = min(int(radius), width // 2, height // 2)
        if width <= 0 or height <= 0:
            return
        self._fill(x + round_by, y, width - 2 * round_by, height, fill)
        self._fill(x, y + round_by, width, height - 2 * round_by, fill)
        if round_by:
            for mask, (across, down) in zip(_corners(round_by), ((0, 0), (1, 0), (0, 1), (1, 1)), strict=True):
                at = (x + across * (width - round_by), y + down * (height - round_by))
                self.image.paste(fill, (*at, at[0] + round_by, at[1] + round_by), mask)

    def _fill(self, x: int, y: int, width: int, height: int, fill: Colour) -> None:
        if width > 0 and height > 0:
            self._draw.rectangle((x, y, x + width - 1, y + height - 1), fill=fill)

    def rule(self, left: float, right: float, y: float, colour: Colour = RULE) -> None:
        self._draw.line((left, y, right, y), fill=colour, width=1)

    def line(
        self, points: Sequence[tuple[float, float]], colour: Colour = RULE, width: int = 1, *, dashes: bool = False
    ) -> None:
        """A line through these points; a broken one with `dashes`, between the first two only."""
        if dashes:
            (left, y), (right, _) = points[0], points[1]
            for start in range(int(left), int(right), 2 * DASH):
                self._draw.line((start, y, min(start + DASH, right), y), fill=colour, width=width)
        else:
            self._draw.line(list(points), fill=colour, width=width, joint="curve")

    def light(self, x: float, y: float, radius: float, colour: Colour) -> None:
        """A round light with its centre at (x, y)."""
        side = int(2 * radius)
        shape = Image.new("L", (side * FINER, side * FINER), 0)
        ImageDraw.Draw(shape).ellipse((0, 0, side * FINER - 1, side * FINER - 1), fill=255)
        self._paste(shape, int(x - radius), int(y - radius), colour)

    def words(
        self, x: float, y: float, text: str, size: int, colour: Colour = INK, *, anchor: str = "lm", weight: float = 0
    ) -> None:
        """One line of words; `anchor` as Pillow names it: l|m|r across, m for the middle of the line."""
        self._draw.text((x, y), text, fill=colour, font=font(size), anchor=anchor, stroke_width=weight)

    def turned_words(self, x: float, y: float, text: str, size: int, colour: Colour = INK) -> None:
        """One line read from below upwards, its middle at (x, y)."""
        left, top, right, bottom = font(size).getbbox(text)
        shape = Image.new("L", (int(right - left) + 2, int(bottom - top) + 2), 0)
        ImageDraw.Draw(shape).text((1 - left, 1 - top), text, fill=255, font=font(size), stroke_width=0.3)
        upward = shape.rotate(90, expand=True)
        self.image.paste(colour, (int(x - upward.width / 2), int(y - upward.height / 2)), upward)

    def cut(self, text: str, size: int, room: float) -> str:
        """As much of `text` as fits in `room`, with an ellipsis where it was cut."""
        if self.width(text, size) <= room:
            return text
        shown = text
        while shown and self.width(f"{shown}…", size) > room:
            shown = shown[:-1]
        return f"{shown}…"

    def width(self, text: str, size: int) -> float:
        return float(self._draw.textlength(text, font=font(size)))

    def _paste(self, shape: Image.Image, left: int, top: int, colour: Colour) -> None:
        smooth = shape.resize((max(1, shape.width // FINER), max(1, shape.height // FINER)), Image.Resampling.LANCZOS)
        self.image.paste(colour, (left, top, left + smooth.width, top + smooth.height), smooth)
