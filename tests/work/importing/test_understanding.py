"""A row becomes a ticket, or every fault of it in words that repeat nothing of the citizen."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.reports.moments import SHANGHAI
from bot.work.importing.headings import SheetRow
from bot.work.importing.understanding import Understood, understood
from tests.people import MORNING
from tests.work.importing.tables import FIELDS, ROW


def of(epoch: Any = 1900, others: Any = None, **changes: str) -> Understood:
    cells = {name: cell for name, cell in {**dict(zip(FIELDS, ROW, strict=True)), **changes}.items() if cell}
    return understood(SheetRow(7, cells, others or {}), MORNING, epoch)


def test_a_row_is_read_into_the_fields_of_a_ticket() -> None:
    row = of(tags="重复来电；扬言", is_recheck="√", others={"网格员": "小周"})
    assert row.why == ""
    assert (row.row, row.number, row.values["kind"]) == (7, "20261120000401", "投诉")
    assert row.values["tags"] == ["重复来电", "扬言"]
    assert row.values["is_recheck"] is True
    assert row.values["content"] == "固定车位被他人占用，要求清理。\n网格员：小周"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2026-11-20 08:05:09", "08:05:09"),
        ("2026/11/20 8:05", "08:05:00"),
        ("2026.11.20 08:05", "08:05:00"),
        ("2026年11月20日 8时5分", "08:05:00"),
        ("2026-11-20T08:05:00+08:00", "08:05:00"),
        ("2026-11-20T00:05:00Z", "08:05:00"),
        ("2026-11-20 上午8:05", "08:05:00"),
        ("46346.3368055556", "08:05:00"),
        ("46346.336806", "08:05:00"),
    ],
)
def test_moments_are_read_in_every_usual_shape(said: str, meant: str) -> None:
    row = of(called_at=said)
    assert row.why == ""
    assert row.values["called_at"].astimezone(SHANGHAI).isoformat() == f"2026-11-20T{meant}+08:00"


def test_numbered_days_are_counted_from_the_year_the_table_counts_from() -> None:
    assert (
        of(epoch=1904, called_at="44884.3368055556").values["called_at"]
        == of(called_at="2026-11-20 08:05").values["called_at"]
    )


@pytest.mark.parametrize(
    ("said", "meant"),
    [("13800001001.0", "13800001001"), ("1.3800001001E+10", "13800001001"), ("'13800001001", "13800001001")],
)
def test_a_phone_written_a_spreadsheets_way_is_read_while_no_digit_is_lost(said: str, meant: str) -> None:
    assert of(phone=said).values["phone"] == meant


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"phone": "1.38E+10"}, "联系电话被表格软件改成了科学计数法，后几位已经丢了"),
        ({"number": "2.02611E+13"}, "工单编号被表格软件改成了科学计数法"),
        ({"number": "2.0261120000401E+17"}, "工单编号被表格软件改成了科学计数法"),
        ({"number": ""}, "缺少工单编号。"),
        ({"kind": "表扬"}, "类型「表扬」不在名单里"),
        ({"is_recheck": "也许"}, "是否复核请写「是」或「否」。"),
        ({"called_at": "上周五"}, "来电时间看不懂"),
        ({"called_at": "2026-11-31 09:00"}, "不是真实存在的时间"),
        ({"platform_dispatched_at": "2026-11-19 09:00"}, "派单时间早于来电时间"),
        ({"platform_dispatched_at": "2026-11-25 09:00"}, "派单时间晚于现在"),
        ({"title": "", "content": ""}, "缺少标题和内容。"),
        ({"status": "悬而未决"}, "状态「悬而未决」不在名单里"),
        ({"status": "已办结"}, "状态是已经办结，但没有结案时间。"),
        ({"status": "已办结", "closed_at": "2026-11-19 09:00"}, "结案时间早于派单时间"),
        ({"status": "已办结", "closed_at": "2026-12-19 09:00"}, "结案时间晚于现在"),
        ({"closed_at": "去年"}, "看不懂"),
    ],
)
def test_a_faulty_row_says_what_is_wrong_with_it(changes: dict[str, str], said: str) -> None:
    assert said in of(**changes).why


def test_all_faults_of_a_row_are_told_at_once_and_nothing_of_the_citizen() -> None:
    why = of(kind="表扬", phone="1380000100", called_at="昨天").why
    assert why.count("。") >= 3
    assert "1380000100" not in why


def test_a_row_of_the_past_is_closed_when_it_says_so() -> None:
    row = of(status="已结案", closed_at="2026-11-20 09:25", unit="城建办")
    assert (row.why, row.unit) == ("", "城建办")
    assert row.closed_at == datetime(2026, 11, 20, 1, 25, tzinfo=UTC)
    assert row.values["content"].endswith("\n承办单位：城建办")
    assert of(status="处理中").closed_at is None
    assert of(closed_at="/").closed_at is None


def test_a_day_alone_closes_at_its_end() -> None:
    assert of(closed_at="2026-11-20").closed_at == datetime(2026, 11, 20, 23, 59, 59, tzinfo=SHANGHAI)
