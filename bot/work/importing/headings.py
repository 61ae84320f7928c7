"""Which row of a table names its columns, and which of our fields each column is."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from typing import NamedTuple

from bot.rules.outcome import Refused
from bot.work.labels import field_of, meaning

LOOKED_AT = 20
"""A table may have a title, a date or empty rows above its heading."""
FEWEST = 2
NO_HEADING = Refused("表格里没有找到「工单编号」等列名，请带上表头再发。")
NO_NAME = "（没有列名）"
TOTALS = ("合计", "总计", "小计", "共计")


@dataclass(frozen=True)
class Heading:
    """The columns of a table. `fields`: by column, our field, or one of the import's own, or None where unknown.

    `row`: the last row of the heading, as a spreadsheet counts.
    """

    row: int
    names: tuple[str, ...]
    fields: tuple[str | None, ...]

    @cached_property
    def places(self) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
        """Where each known field stands, and each unknown column by its name."""
        named = list(enumerate(zip(self.names, self.fields, strict=True)))
        known = [(field, place) for place, (_, field) in named if field]
        return known, [(name or NO_NAME, place) for place, (name, field) in named if not field]

    @cached_property
    def by_field(self) -> frozenset[str]:
        return frozenset(field for field in self.fields if field)

    @property
    def understood(self) -> list[tuple[str, str]]:
        """Pairs of a column's own name and our field."""
        return [(name, field) for name, field in zip(self.names, self.fields, strict=True) if field]

    @property
    def others(self) -> list[str]:
        """The names of the columns that are kept with the content because nobody knows them."""
        return [name for name, field in zip(self.names, self.fields, strict=True) if name and not field]

    @property
    def doubled(self) -> list[str]:
        """The names of the columns that mean the same as another one."""
        return [name for name, field in self.understood if self.fields.count(field) > 1]


class SheetRow(NamedTuple):
    """A row below the heading: `number` as a spreadsheet counts, cells by field, and by name where none is known.

    `fault`: why it cannot be understood, where it cannot.
    """

    number: int
    cells: dict[str, str]
    others: dict[str, str]
    fault: str = ""


def column_of(name: str) -> str | None:
    """What a column of this name holds: a ticket's field, or what only an export of handled tickets tells."""
    return field_of(name) or meaning("import", name)


def heading_of(rows: Iterable[Sequence[str]]) -> tuple[Heading, Iterator[tuple[int, Sequence[str]]]] | Refused:
    """The heading, and the numbered rows below it."""
    numbered = enumerate(rows, start=1)
    first = [(number, [cell.strip() for cell in cells]) for number, cells in islice(numbered, LOOKED_AT)]
    known = [sum(column_of(cell) is not None for cell in cells) for _, cells in first]
    best = max(range(len(first)), key=lambda place: known[place], default=None)
    if best is None or known[best] < FEWEST:
        return NO_HEADING
    found = _heading(first, best)
    if "number" not in found.fields:
        return NO_HEADING
    return found, chain(first[found.row :], numbered)


def _heading(first: Sequence[tuple[int, Sequence[str]]], best: int) -> Heading:
    """The row that names most fields; what stands in merged cells over two rows is read out of both."""
    names = list(first[best][1])
    last = best
    if best + 1 < len(first) and _names_more(first[best + 1][1]):
        names, last = _laid_over(names, first[best + 1][1]), best + 1
    if best > 0 and _names_more(first[best - 1][1]):
        names = _laid_over(names, first[best - 1][1])
    names = [" ".join(name.split()) for name in names]
    return Heading(last + 1, tuple(names), tuple(column_of(name) for name in names))


def _names_more(cells: Sequence[str]) -> bool:
    """Whether a row holds nothing but names of columns: the other half of a heading in two rows."""
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(column_of(cell) for cell in filled)


def _laid_over(names: Sequence[str], others: Sequence[str]) -> list[str]:
    """Where one row has no name that we know, the other's."""
    wide = max(len(names), len(others))
    mine, theirs = ([*row, *[""] * (wide - len(row))] for row in (names, others))
    return [other if other and column_of(name) is None else name for name, other in zip(mine, theirs, strict=True)]


def below(
    heading: Heading, rows: Iterable[tuple[int, Sequence[str]]], wanted: Callable[[int], bool] = lambda number: True
) -> Iterator[SheetRow]:
    """The rows of tickets: empty ones, sums and repeated headings are no tickets and are left out.

    `wanted` tells by a row's number whether anybody here asks for it.
    """
    for number, cells in rows:
        if not wanted(number):
            continue
        trimmed = [cell.strip() for cell in cells]
        if any(trimmed) and not _is_apart(heading, trimmed):
            yield _row(heading, number, trimmed)


def _is_apart(heading: Heading, cells: Sequence[str]) -> bool:
    first = next(cell for cell in cells if cell)
    if first[:1].isdigit():
        return False
    filled = [cell for cell in cells if cell]
    if first.startswith(TOTALS) and len(filled) <= max(3, len(heading.names) // 3):
        return True
    return len(filled) > 1 and all(column_of(cell) is not None for cell in filled)


def _row(heading: Heading, number: int, cells: list[str]) -> SheetRow:
    wide = len(heading.names)
    if len(cells) > wide and any(cells[wide:]):
        return SheetRow(number, {}, {}, f"这一行有{len(cells)}列，表头只有{wide}列，请核对。")
    cells += [""] * (wide - len(cells))
    known, others = heading.places
    found = {field: cells[place] for field, place in known if cells[place]}
    fault = _doubt(heading, cells) if len(heading.by_field) < len(known) else ""
    return SheetRow(number, found, {name: cells[place] for name, place in others if cells[place]}, fault)


def _doubt(heading: Heading, cells: Sequence[str]) -> str:
    """Of columns that mean the same, the one that says in this row what another one does not."""
    first: dict[str, str] = {}
    for field, place in heading.places[0]:
        if cells[place] and first.setdefault(field, cells[place]) != cells[place]:
            return f"「{heading.names[place]}」和另一列意思相同，写的却不一样，请只留一列。"
    return ""
