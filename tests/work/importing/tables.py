"""Tables of tickets as offices export them, with whatever is wrong with them."""

import csv
import io
from collections.abc import Iterator, Sequence

from bot.rules.outcome import Refused
from bot.work.importing.headings import Heading, SheetRow, below, heading_of
from bot.work.importing.text_rows import rows_of_text

HEADING = (
    "工单编号",
    "来源",
    "类型",
    "紧急程度",
    "诉求人",
    "联系电话",
    "诉求地址",
    "来电时间",
    "派单时间",
    "标题",
    "内容",
    "是否复核",
    "是否督办",
    "标签",
)
ROW = (
    "20261120000401",
    "区城运中心",
    "投诉",
    "普通",
    "王样英",
    "13800001001",
    "样本路8号301室",
    "2026-11-20 09:00:00",
    "2026-11-20 09:20:00",
    "车位被占",
    "固定车位被他人占用，要求清理。",
    "否",
    "否",
    "",
)


def row(**changes: str) -> tuple[str, ...]:
    """ROW with other cells, named by the heading's words in our fields' names."""
    return tuple(changes.get(name, cell) for name, cell in zip(FIELDS, ROW, strict=True))


FIELDS = (
    "number",
    "source",
    "kind",
    "urgency",
    "caller",
    "phone",
    "address",
    "called_at",
    "platform_dispatched_at",
    "title",
    "content",
    "is_recheck",
    "supervised",
    "tags",
)


def csv_of(*rows: Sequence[str], separator: str = ",", encoding: str = "utf-8") -> bytes:
    written = io.StringIO()
    csv.writer(written, delimiter=separator).writerows(rows)
    return written.getvalue().encode(encoding)


def read(*rows: Sequence[str]) -> tuple[Heading, list[SheetRow]]:
    """The heading and the rows of tickets of such a table."""
    found = heading_of(_cells(rows))
    assert not isinstance(found, Refused), found
    heading, following = found
    return heading, list(below(heading, following))


def _cells(rows: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    found = rows_of_text(csv_of(*rows))
    assert not isinstance(found, Refused), found
    return found
