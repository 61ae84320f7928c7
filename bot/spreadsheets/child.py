"""Opens one spreadsheet inside a process with hard limits and prints its rows; run as a script with `python -I`.

A file of 1 KB can kill the process that opens it: that process is this one and never the bot. The file arrives on
standard input, so that no name of it stands anywhere. Standard output: one JSON list of strings a line, and as the last
line {"end": …} (see ENDS). It imports nothing of ours: an isolated process sees only installed packages.
"""

import io
import json
import resource
import sys
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

WHOLE, TOO_MANY_ROWS, TOO_WIDE, EMPTY, UNREADABLE = "whole", "too_many_rows", "too_wide", "empty", "unreadable"
EXACT = 10**15
"""A spreadsheet keeps fifteen digits of a number."""
ENDS = (WHOLE, TOO_MANY_ROWS, TOO_WIDE, EMPTY, UNREADABLE)


def main(memory: int, seconds: int, most_rows: int, most_columns: int) -> None:
    """Limit this process to `memory` bytes and `seconds` of processor time, then print the first sheet's rows."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    end = _print_rows(sys.stdin.buffer.read(), most_rows, most_columns)
    print(json.dumps({"end": end}), flush=True)


def _print_rows(data: bytes, most_rows: int, most_columns: int) -> str:
    try:
        sheet = _first_sheet(data)
        if sheet is None:
            return EMPTY
        if sheet.end is not None and sheet.end[1] >= most_columns:
            return TOO_WIDE
        # From the first row on, empty ones too: row numbers are those that a spreadsheet shows.
        for number, row in enumerate(sheet.iter_rows(), start=1):
            if number > most_rows:
                return TOO_MANY_ROWS
            print(json.dumps([_words(cell) for cell in row], ensure_ascii=True))
    except Exception:
        # Whatever a broken file makes the library say is of no use to anybody who sent it.
        return UNREADABLE
    return WHOLE


def _first_sheet(data: bytes) -> CalamineSheet | None:
    """The first sheet that can be seen and holds something."""

    workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for place, about in enumerate(workbook.sheets_metadata):
        if about.visible == SheetVisibleEnum.Visible and about.typ == SheetTypeEnum.WorkSheet:
            sheet = workbook.get_sheet_by_index(place)
            if sheet.height > 0:
                return sheet
    return None


def _words(cell: object) -> str:
    """A cell as one reads it: whole numbers without a point, moments without a T."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < EXACT else repr(cell)
    if isinstance(cell, int) and abs(cell) >= EXACT:
        # A long number kept as a number has lost its last digits: it must not look as if it had not.
        return f"{cell:.15e}"
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell).strip()


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
