"""The rows of a table sent as text: in any of the usual encodings, with any of the usual separators."""

import csv
import io
from collections.abc import Iterator

from bot.rules.outcome import Refused
from bot.work.labels import field_of

LARGEST = 60 * 1024 * 1024
LONGEST_CELL = 100_000
SEPARATORS = (",", "\t", ";", "，", "；", "|")
LOOKED_AT = 64 * 1024
MARKS_OF_A_PAGE = ("<html", "<!doctype", "<table", "<meta", "<?xml")

TOO_LARGE = Refused(f"表格超过{LARGEST // 1024 // 1024}MB，请分成几份。")
NOT_TEXT = Refused("文件读不出文字，请另存为 CSV（UTF-8 或 GBK 编码）后再发。")
A_PAGE = Refused("这个文件内容其实是网页。请用 Excel 或 WPS 打开，另存为 .xlsx 后再发。")
EMPTY = Refused("表格里没有内容。")
ODD_ROW = Refused("表格里有一格太长，或者引号不配对，读不下去。请另存为 .xlsx 后再发。")


class BrokenOff(Exception):
    """A table that cannot be read to its end; `refused` says why."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.reason)
        self.refused = refused


def rows_of_text(data: bytes) -> Iterator[list[str]] | Refused:
    """Every row, empty ones too, cells as they stand; or why it is no table. The iterator may raise BrokenOff."""
    if len(data) > LARGEST:
        return TOO_LARGE
    text = decoded(data)
    if text is None or "\x00" in text:
        return NOT_TEXT
    if not text.strip():
        return EMPTY
    if text[:2000].lstrip().lower().startswith(MARKS_OF_A_PAGE):
        return A_PAGE
    return _split(text)


def decoded(data: bytes) -> str | None:
    """The text of a file: by its byte order mark, else UTF-8, else UTF-16 by its zeros, else the Chinese encodings."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _as(data, "utf-16")
    for encoding in ("utf-8-sig", _two_bytes(data), "gb18030"):
        text = _as(data, encoding) if encoding else None
        if text is not None and "\x00" not in text:
            return text
    return None


def _as(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _two_bytes(data: bytes) -> str | None:
    """UTF-16 without its mark: digits and commas leave a zero in every second place."""
    head = data[:LOOKED_AT]
    if head.count(0) * 10 < len(head):
        return None
    return "utf-16-le" if head[1::2].count(0) >= head[0::2].count(0) else "utf-16-be"


def _split(text: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator_of(text), strict=False)
    csv.field_size_limit(LONGEST_CELL)
    try:
        yield from reader
    except csv.Error:
        raise BrokenOff(ODD_ROW) from None


def separator_of(text: str) -> str:
    """The separator under which one of the first lines names most of a ticket's fields."""
    lines = text[:LOOKED_AT].splitlines()[:20]

    def named(mark: str) -> int:
        return max(sum(field_of(cell.strip('" ')) is not None for cell in line.split(mark)) for line in lines)

    return max(SEPARATORS, key=named)
