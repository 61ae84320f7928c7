"""The rows of a table that were not taken in, as a file to put right."""

import csv
import io
from collections.abc import Sequence
from typing import Any

HEADING = ("行号", "工单编号", "没有登记的原因")
NAME = "没有登记的行.csv"
WOULD_BE_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def refused_file(refused: Sequence[Sequence[Any]]) -> bytes:
    """A .csv as spreadsheet programs read it; nothing in it becomes a formula."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(HEADING)
    writer.writerows([[_words(cell) for cell in row] for row in refused])
    return written.getvalue().encode("utf-8-sig")


def _words(cell: Any) -> str:
    text = str(cell)
    return f"'{text}" if text.startswith(WOULD_BE_FORMULAS) else text
