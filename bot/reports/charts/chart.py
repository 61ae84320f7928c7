"""A chart as plain values: whose, of when, its numbers, how they were counted. Nothing in it names a citizen."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from bot.reports.markup import one_line

Form = Literal["columns", "lines", "bars", "side_by_side", "heat"]
"""How the panels stand: columns or lines below each other over shared labels, bars below each other with labels of
their own, bars side by side with shared labels, one line of a grid each."""
MOST_PANELS, MOST_LABELS, MOST_NOTES = 8, 60, 6
LONGEST_NAME, LONGEST_NOTE = 60, 240
FIRST_PICTOGRAM = 0x1F000
_SHARED = frozenset({"columns", "lines", "side_by_side", "heat"})


@dataclass(frozen=True, slots=True)
class Panel:
    """One series. `values`: None where there is none for a label; `shown`: the same in words, as written on the marks.

    `tone`: a colour of bot.reports.painters by its name. `target`: a value to reach, drawn as a line. `fraction`:
    how the last value came about, as 57/60.
    """

    name: str
    labels: tuple[str, ...]
    values: tuple[float | None, ...]
    shown: tuple[str, ...]
    tone: str = "main"
    target: float | None = None
    fraction: str = ""

    def __post_init__(self) -> None:
        if not len(self.labels) == len(self.values) == len(self.shown):
            raise ValueError("a panel has as many values and words as labels")
        if len(self.labels) > MOST_LABELS:
            raise ValueError(f"a panel has at most {MOST_LABELS} labels, not {len(self.labels)}")
        if any(value is not None and not 0 <= value < float("inf") for value in self.values):
            raise ValueError("a value is a number that is not negative")


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart. `notes`: how it was counted, the clause, what is assumed; `source`: out of what and when.

    `code` names the chart (volume …). `percent`: values are hundredths of a whole, so that the axis ends at 100.
    `none`: what is said where there is no number.
    """

    code: str
    form: Form
    title: str
    whose: str
    period: str
    panels: tuple[Panel, ...]
    notes: tuple[str, ...] = ()
    source: str = ""
    percent: bool = False
    none: str = "没有数据"

    def __post_init__(self) -> None:
        if self.form not in get_args(Form):
            raise ValueError(f"no form of a chart is called {self.form}")
        if len(self.panels) > MOST_PANELS or len(self.notes) > MOST_NOTES:
            raise ValueError(f"a chart has at most {MOST_PANELS} panels and {MOST_NOTES} notes")
        if self.form in _SHARED and len({panel.labels for panel in self.panels}) > 1:
            raise ValueError(f"the panels of {self.form} share their labels")

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw: no value at all, or only noughts where counts are drawn."""
        known = [value for panel in self.panels for value in panel.values if value is not None]
        return not known if self.percent else not any(known)

    def figures(self) -> dict[str, Any]:
        """The chart as plain values, for the outbox and for the child that draws it."""
        return asdict(self)


def chart_of(figures: Mapping[str, Any]) -> Chart:
    """The chart out of its plain values, checked again. Raises ValueError, TypeError or KeyError for anything else."""
    panels = tuple(
        Panel(**{**panel, **{name: tuple(panel[name]) for name in ("labels", "values", "shown")}})
        for panel in figures["panels"]
    )
    return Chart(**{**figures, "panels": panels, "notes": tuple(figures["notes"])})


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above and below every chart."""

    whose: str
    period: str
    source: str
    notes: tuple[str, ...] = ()


def plain(text: str, limit: int = LONGEST_NAME) -> str:
    """`text` as a picture can show it: one line, no signs without a shape in the font, at most `limit` long."""
    return one_line("".join(letter if _has_shape(letter) else " " for letter in text[: 4 * limit]), limit)


def _has_shape(letter: str) -> bool:
    kind = unicodedata.category(letter)
    variant = "\ufe00" <= letter <= "\ufe0f"
    return kind[0] not in "CM" and not variant and not (kind == "So" and ord(letter) >= FIRST_PICTOGRAM)


def panel(name: str, numbers: Sequence[tuple[str, int]], tone: str = "main") -> Panel:
    """Counts by label."""
    return Panel(
        plain(name),
        tuple(plain(label) for label, _ in numbers),
        tuple(float(number) for _, number in numbers),
        tuple(str(number) for _, number in numbers),
        tone,
    )
