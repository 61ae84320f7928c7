"""Filled forms for tests, and what stands in which cell of them."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from io import BytesIO
from typing import Any

from docx import Document
from docx.table import Table, _Cell

from bot.reports.filling.fill import Photo, fill
from bot.reports.filling.samples import sample_for
from bot.reports.layouts.forms import FORMS, FormFile
from bot.reports.render import TEMPLATES

FORM = {f"{form.office}/{form.name}": form for form in FORMS}
_SPACE = re.compile(r"\s+")


def template(form: FormFile) -> bytes:
    return (TEMPLATES / form.path).read_bytes()


def filled(form: FormFile, photos: list[Photo] | None = None, **changes: Any) -> bytes:
    return fill(template(form), sample_for(form) | changes, photos or [])


def emptied(value: Any) -> Any:
    """The same names with nothing behind them."""
    if isinstance(value, Mapping):
        return {key: emptied(inner) for key, inner in value.items()}
    if isinstance(value, str):
        return ""
    return [] if isinstance(value, list) else None


def bare(text: str) -> str:
    """Without any white space: how a form breaks its labels into lines is its own affair."""
    return _SPACE.sub("", text)


@lru_cache(maxsize=64)
def rows_of(data: bytes) -> list[list[str]]:
    """The cells of every row, without white space."""
    return [cells for table in Document(BytesIO(data)).tables for cells in _rows(table)]


def _rows(table: Table) -> Iterator[list[str]]:
    for row in table.rows:
        seen: list[_Cell] = []
        for cell in row.cells:
            if not any(cell._tc is known._tc for known in seen):
                seen.append(cell)
        yield [bare(cell.text) for cell in seen]


@lru_cache(maxsize=64)
def words_of(data: bytes) -> str:
    """All words of the form, cells and paragraphs, line breaks kept."""
    document = Document(BytesIO(data))
    lines = [paragraph.text for paragraph in document.paragraphs]
    return "\n".join([*lines, *(cell.text for table in document.tables for row in table.rows for cell in row.cells)])


def beside(data: bytes, label: str) -> str:
    """What stands in the field of that name: behind it in its own cell, or in the cell to the right."""
    wanted = bare(label)
    for cells in rows_of(data):
        for place, cell in enumerate(cells):
            if cell.lstrip("*") == wanted:
                return cells[place + 1]
            if cell.lstrip("*").startswith(wanted):
                return cell.lstrip("*")[len(wanted) :].lstrip("：")
    raise AssertionError(f"{label} does not stand in the form")
