"""Tables as files: .xlsx and .csv that no spreadsheet program takes for formulas, written row by row in flat memory."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import xlsxwriter

from bot.reports.moments import SHANGHAI

Cell = str | int | float | datetime | None
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet program may take for a formula."""
LONGEST_CELL = 32_000
"""Characters; a spreadsheet's cell takes 32,767."""
NARROW, WIDE, LONG = 12, 40, 16
FORBIDDEN_IN_NAMES = str.maketrans("", "", "[]:*?/\\'")
_CONTROLS = {number: None for number in range(32) if number not in (9, 10, 13)}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: its name, its headings, and its rows, which may be read only once."""

    name: str
    headings: tuple[str, ...]
    rows: Iterable[Sequence[Cell]]


def as_xlsx(sheets: Iterable[Sheet]) -> bytes:
    """A workbook with a frozen heading on every sheet; every text is written as text."""
    out = io.BytesIO()
    options = {"constant_memory": True, "default_date_format": "yyyy-mm-dd hh:mm"}
    with xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True, "bg_color": "#E8EEF5", "border": 1})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name.translate(FORBIDDEN_IN_NAMES)[:31])
            page.freeze_panes(1, 0)
            for column, heading in enumerate(sheet.headings):
                page.set_column(column, column, _width(heading))
                page.write_string(0, column, heading, bold)
            for place, row in enumerate(sheet.rows, 1):
                for column, cell in enumerate(row):
                    _write(page, place, column, cell)
    return out.getvalue()


def as_csv(sheet: Sheet) -> bytes:
    """UTF-8 with the mark that Excel wants; what might be a formula is led by an apostrophe."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(sheet.headings)
    for row in sheet.rows:
        writer.writerow([_as_text(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig", "replace")


def _write(page: Any, row: int, column: int, cell: Cell) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, datetime):
        page.write_datetime(row, column, cell.astimezone(SHANGHAI).replace(tzinfo=None))
    elif isinstance(cell, int | float):
        page.write_number(row, column, cell)
    else:
        page.write_string(row, column, _clean(cell))


def _as_text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    if not isinstance(cell, str):
        return str(cell)
    text = _clean(cell)
    # Blanks before the sign are skipped by some programs, full-width signs are taken for the plain ones.
    start = text.lstrip(" \u3000\u00a0").translate(_FULL_WIDTH)
    return f"'{text}" if start.startswith(DANGEROUS) or text.startswith(DANGEROUS) else text


_FULL_WIDTH = str.maketrans("＝＋－＠", "=+-@")


def _clean(text: str) -> str:
    """Without the characters that no .xlsx may hold, and never too long."""
    return text.translate(_CONTROLS)[:LONGEST_CELL].encode("utf-8", "replace").decode()


def _width(heading: str) -> int:
    if heading.endswith(("时间", "编号")):
        return LONG + 4
    return WIDE if heading in ("标题", "内容", "地址", "算法", "暂按", "依据") else NARROW
