"""A .csv file of tickets becomes fields: UTF-8 or GBK, any separator, columns in any order and under any known name."""

import csv
import io
from collections.abc import Iterator

from bot.rules.outcome import Refused
from bot.work.labels import field_of

LARGEST_FILE = 5 * 1024 * 1024
MOST_ROWS = 5_000
SEPARATORS = (",", "\t", ";", "，")
NOT_TEXT = Refused("文件读不出文字，请另存为 CSV（UTF-8 或 GBK 编码）后再发。")
NO_HEADER = Refused("表格第一行没有找到「工单编号」等列名，请带上表头。")
EMPTY = Refused("表格里没有工单。")

Row = tuple[int, dict[str, str] | str]
"""The row's number as a spreadsheet counts, with its fields, or with one sentence on why it cannot be read."""


def raw_rows(data: bytes) -> list[Row] | Refused:
    """Every row of the table below its header; or why the file as a whole cannot be read."""
    if len(data) > LARGEST_FILE:
        return Refused("表格超过5MB，请分成几份再发。")
    text = _decoded(data)
    if text is None or "\x00" in text:
        return NOT_TEXT
    records = _records(text)
    if not records:
        return EMPTY
    fields = [field_of(name) for name in records[0][1]]
    if "number" not in fields:
        return NO_HEADER
    if twice := {field for field in fields if field and fields.count(field) > 1}:
        names = "、".join(name for name, field in zip(records[0][1], fields, strict=True) if field in twice)
        return Refused(f"表头里有几列意思相同（{names}），请只留一列。")
    if len(records) - 1 > MOST_ROWS:
        return Refused(f"表格超过{MOST_ROWS}行，请分成几份再发。")
    rows = list(_rows(records[0][1], fields, records[1:]))
    return rows or EMPTY


def _decoded(data: bytes) -> str | None:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _records(text: str) -> list[tuple[int, list[str]]]:
    """The separator under which the first line names most fields; rows numbered from 1, empty ones left out."""
    first = text.split("\n", 1)[0]
    best = max(SEPARATORS, key=lambda mark: sum(field_of(name) is not None for name in first.split(mark)))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=best, strict=False)
    rows = enumerate(([cell.strip() for cell in row] for row in reader), start=1)
    return [(number, cells) for number, cells in rows if any(cells)]


def _rows(names: list[str], fields: list[str | None], records: list[tuple[int, list[str]]]) -> Iterator[Row]:
    for number, cells in records:
        if len(cells) != len(fields):
            yield number, f"第{number}行有{len(cells)}列，表头有{len(fields)}列，请核对。"
            continue
        row = {field: cell for field, cell in zip(fields, cells, strict=True) if field}
        others = [
            f"{name}：{cell}" for name, field, cell in zip(names, fields, cells, strict=True) if not field and cell
        ]
        if others:
            row["content"] = "\n".join(filter(None, [row.get("content", ""), *others]))
        yield number, row
