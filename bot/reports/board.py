"""The figures of an office's board: how many tickets wear which light and stand in which state, unit by unit."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.reports.markup import escape

LIGHT_WORDS: Mapping[str, str] = {"red": "红灯", "yellow": "黄灯", "warn": "预警", "green": "绿灯"}


@dataclass(frozen=True, slots=True)
class Row:
    """One unit: all its open tickets, then those of each light and of each state, in the board's order."""

    name: str
    total: int
    lights: tuple[int, ...]
    states: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Urgent:
    """A ticket that presses: its light, what it is about (masked), where it stands, and what is due when, in words."""

    light: str
    number: str
    matter: str
    where: str
    due: str
    late: bool


@dataclass(frozen=True, slots=True)
class Board:
    """The board at one moment. `scope` is empty for the whole office; `lights` and `states` head the columns."""

    office: str
    scope: str
    at: str
    lights: tuple[str, ...]
    states: tuple[str, ...]
    rows: tuple[Row, ...]
    totals: Row
    urgent: tuple[Urgent, ...]

    def figures(self) -> dict[str, Any]:
        """The board as plain values, for the outbox and for the painter."""
        return asdict(self)


def caption(figures: Mapping[str, Any]) -> str:
    """One line of markup: whose board, of when, and the numbers that matter most."""
    totals = figures["totals"]
    counted = zip(figures["lights"], totals["lights"], strict=True)
    lights = "，".join(f"{LIGHT_WORDS[light]}{count}" for light, count in counted if light != "green" and count)
    head = " · ".join(filter(None, (figures["office"], figures["scope"], "工单看板")))
    return f"<b>{escape(head)}</b>　{escape(figures['at'])}　未办结{totals['total']}张{f'，{lights}' if lights else ''}"


def in_words(figures: Mapping[str, Any]) -> str:
    """The board as markup without a picture; what is nought is left out."""
    lines = [caption(figures), ""]
    lines += [_row(figures, row) for row in figures["rows"]]
    lines += [f"<b>{_row(figures, figures['totals'])}</b>"]
    if figures["urgent"]:
        lines += ["", "<b>最急的</b>"]
    for one in figures["urgent"]:
        lines.append(f"· <code>{escape(one['number'])}</code> {escape(one['matter'])}")
        lines.append(f"　{escape(one['where'])}；{escape(one['due'])}")
    return "\n".join(lines)


def _row(figures: Mapping[str, Any], row: Mapping[str, Any]) -> str:
    counts = [*_named([LIGHT_WORDS[light] for light in figures["lights"]], row["lights"])]
    counts += _named(figures["states"], row["states"])
    return f"{escape(row['name'])} {row['total']}张" + (f"：{'，'.join(counts)}" if counts else "")


def _named(names: Sequence[str], counts: Sequence[int]) -> list[str]:
    return [f"{name}{count}" for name, count in zip(names, counts, strict=True) if count]
