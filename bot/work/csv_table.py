"""A .csv file: UTF-8 or GBK, any separator, columns in any order and under any known name."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass

from bot.rules.outcome import Refused

LARGEST_FILE = 5 * 1024 * 1024
MOST_ROWS = 5_000
SEPARATORS = (",", "\t", ";", "，")
NOT_TEXT = Refused("文件读不出文字，请另存为 CSV（UTF-8 或 GBK 编码）后再发。")
EMPTY = Refused("表格里没有内容。")


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: its `number` as a spreadsheet counts, its `cells` by field, and by heading where no field is known.

    `fault` says why the row cannot be read; it has no cells then.
    """

    number: int
    cells: dict[str, str]
    others: dict[str, str]
    fault: str = ""


def read_table(data: bytes, field_of: Callable[[str], str | None], key: str, key_name: str) -> list[TableRow] | Refused:
    """The rows below the heading, or why the whole file cannot be read. The column of field `key` must be there."""
    if len(data) > LARGEST_FILE:
        return Refused("表格超过5MB，请分成几份再发。")
    text = _decoded(data)
    if text is None or "\x00" in text:
        return NOT_TEXT
    records = _records(text, field_of)
    if not records:
        return EMPTY
    names, *_ = [cells for _, cells in records]
    fields = [field_of(name) for name in names]
    if key not in fields:
        return Refused(f"表格第一行没有找到「{key_name}」等列名，请带上表头。")
    if twice := {field for field in fields if field and fields.count(field) > 1}:
        alike = "、".join(name for name, field in zip(names, fields, strict=True) if field in twice)
        return Refused(f"表头里有几列意思相同（{alike}），请只留一列。")
    if len(records) - 1 > MOST_ROWS:
        return Refused(f"表格超过{MOST_ROWS}行，请分成几份再发。")
    return [_row(number, cells, names, fields) for number, cells in records[1:]] or EMPTY


def _decoded(data: bytes) -> str | None:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _records(text: str, field_of: Callable[[str], str | None]) -> list[tuple[int, list[str]]]:
    """The separator under which the first line names most fields; rows numbered from 1, empty ones left out."""
    first = text.split("\n", 1)[0]
    best = max(SEPARATORS, key=lambda mark: sum(field_of(name) is not None for name in first.split(mark)))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=best, strict=False)
    rows = enumerate(([cell.strip() for cell in row] for row in reader), start=1)
    return [(number, cells) for number, cells in rows if any(cells)]


def _row(number: int, cells: list[str], names: list[str], fields: list[str | None]) -> TableRow:
    if len(cells) != len(fields):
        return TableRow(number, {}, {}, f"第{number}行有{len(cells)}列，表头有{len(fields)}列，请核对。")
    known = {field: cell for field, cell in zip(fields, cells, strict=True) if field}
    others = {name: cell for name, field, cell in zip(names, fields, cells, strict=True) if not field and cell}
    return TableRow(number, known, others)
