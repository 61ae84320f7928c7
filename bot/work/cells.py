"""Tables of cells inside a pasted text, turned into the lines that a form would print."""

import re
from collections.abc import Iterator

from bot.work.labels import field_of

RULE = re.compile(r"[\s\-=_*~#·—─━═…+|｜┄┅]*")
"""An empty or ruled line."""


def without_tables(lines: list[str]) -> list[str]:
    """Tables of cells as lines of «label：value»; a table with a row of labels on top becomes one paragraph a row."""
    plain: list[str] = []
    header: list[str] = []
    for line in lines:
        cells = _cells(line)
        if cells is None:
            header = []
            plain.append(line)
        elif len(cells) > 2 and all(field_of(cell) for cell in cells if cell):
            header = cells
        elif header:
            pairs = zip(header, cells, strict=False)
            plain += ["", *(f"{label}：{value}" for label, value in pairs if label)]
        else:
            plain += _paired(cells)
    return plain


def _cells(line: str) -> list[str] | None:
    bordered = re.fullmatch(r"\s*[|｜│](.*)[|｜│]\s*", line)
    if bordered and not RULE.fullmatch(line):
        return [cell.strip() for cell in re.split(r"[|｜│]", bordered[1])]
    return [cell.strip() for cell in line.split("\t")] if "\t" in line.strip() else None


def _paired(cells: list[str]) -> Iterator[str]:
    """A row of label, value, label, value …; a label without a value is followed by the next label."""
    waiting = list(cells)
    while waiting:
        cell = waiting.pop(0)
        if field_of(cell) is None:
            other = waiting and field_of(waiting[0]) is None and len(cell) <= 12
            yield f"{cell}：{waiting.pop(0)}" if other else cell
        elif waiting and field_of(waiting[0]) is None:
            yield f"{cell.rstrip(':：')}：{waiting.pop(0)}"
        else:
            yield f"{cell.rstrip(':：')}："
