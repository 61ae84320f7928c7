"""Tickets in a .csv file, as exports and office programs save them."""

import csv
import io

import pytest

from bot.rules.outcome import Refused
from bot.work.csv_table import MOST_ROWS
from bot.work.parsing import ParsedTicket, parse_csv
from tests.people import SAMPLES

TEXT = "工单编号,类型,标题,联系电话\n20261120000501,投诉,路灯不亮,13800001001\n20261120000502,求助,停水,无\n"
FIRST = {"number": "20261120000501", "kind": "投诉", "title": "路灯不亮", "phone": "13800001001"}
SECOND = {"number": "20261120000502", "kind": "求助", "title": "停水"}


def parsed(data: bytes) -> tuple[ParsedTicket, ...]:
    found = parse_csv(data)
    assert not isinstance(found, Refused), found
    return found


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(TEXT.encode(), id="UTF-8"),
        pytest.param(TEXT.encode("utf-8-sig"), id="UTF-8 with its mark"),
        pytest.param(TEXT.encode("gbk"), id="GBK"),
        pytest.param(TEXT.replace(",", "\t").encode(), id="tabs"),
        pytest.param(TEXT.replace(",", ";").encode(), id="semicolons"),
        pytest.param(TEXT.replace("\n", "\r\n").encode(), id="other line ends"),
        pytest.param(TEXT.replace("\n", "\n\n").encode(), id="empty lines"),
        pytest.param(TEXT.replace("工单编号", "受理单号").replace("标题", "诉求标题").encode(), id="other names"),
        pytest.param(
            "\n".join(",".join(f'"{cell}"' for cell in row.split(",")) for row in TEXT.split()).encode(), id="quoted"
        ),
    ],
)
def test_a_table_is_read_however_it_was_saved(data: bytes) -> None:
    assert parsed(data) == (ParsedTicket(FIRST), ParsedTicket(SECOND))


def test_columns_may_stand_in_any_order() -> None:
    rows = [row[::-1] for row in csv.reader(io.StringIO(TEXT))]
    text = "\n".join(",".join(row) for row in rows)
    assert [ticket.fields for ticket in parsed(text.encode())] == [FIRST, SECOND]


def test_a_cell_may_hold_several_lines_and_commas() -> None:
    text = '工单编号,类型,标题,内容\n20261120000501,投诉,甲,"第一行，\n第二行,完"\n20261120000502,求助,乙,丙\n'
    found = parsed(text.encode())
    assert found[0].fields["content"] == "第一行，\n第二行,完"
    assert found[1].fields["number"] == "20261120000502"


def test_a_ragged_row_is_refused_with_its_number_and_the_others_are_read() -> None:
    text = TEXT + "20261120000503,投诉\n20261120000504,投诉,甲,13800001004,多,余\n"
    assert [ticket.problems for ticket in parsed(text.encode())] == [
        (),
        (),
        ("第4行有2列，表头有4列，请核对。",),
        ("第5行有6列，表头有4列，请核对。",),
    ]


def test_a_row_tells_its_own_problems_with_its_number() -> None:
    text = TEXT.replace("求助", "表扬").replace("20261120000502", "")
    assert parsed(text.encode())[1].problems == (
        "第3行：类型「表扬」不在名单里，应为：投诉、求助、意见建议、咨询、信访。",
        "第3行：缺少工单编号。",
    )


def test_a_column_nobody_knows_is_kept_in_the_content() -> None:
    text = "工单编号,类型,标题,主责部门\n20261120000501,投诉,甲,城建办\n"
    assert parsed(text.encode())[0].fields["content"] == "主责部门：城建办"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "表格里没有内容。"),
        (b"\xff\xfe\x00\x01", "文件读不出文字"),
        ("标题,内容\n甲,乙\n".encode(), "没有找到「工单编号」"),
        ("工单编号,类型\n".encode(), "表格里没有内容。"),
        ("工单编号,工单号,类型\n1,2,3\n".encode(), "意思相同（工单编号、工单号）"),
        (("工单编号\n" + "1\n" * (MOST_ROWS + 1)).encode(), f"超过{MOST_ROWS}行"),
        (b"x" * (5 * 1024 * 1024 + 1), "超过5MB"),
    ],
)
def test_a_file_that_is_no_table_of_tickets_is_refused_in_one_sentence(data: bytes, said: str) -> None:
    answer = parse_csv(data)
    assert isinstance(answer, Refused)
    assert said in answer.reason


def test_the_sample_tickets_are_all_fit_to_be_registered() -> None:
    found = parsed((SAMPLES / "tickets.csv").read_bytes())
    assert len(found) == 12
    assert [ticket.problems for ticket in found] == [()] * 12
