"""Which columns are what: renamed, doubled, merged, further down; what is no ticket is left out."""

from bot.rules.outcome import Refused
from bot.work.importing.headings import NO_HEADING, heading_of
from tests.work.importing.tables import HEADING, ROW, read


def test_columns_in_any_order_under_any_known_name_are_understood() -> None:
    heading, rows = read(
        ["诉求标题", "案件编号", "诉求类别", "手机"], ["车位", "20261120000401", "投诉", "13800001001"]
    )
    assert heading.fields == ("title", "number", "kind", "phone")
    assert rows[0].cells == {"title": "车位", "number": "20261120000401", "kind": "投诉", "phone": "13800001001"}


def test_a_heading_below_a_title_and_empty_rows_is_found_and_rows_keep_their_numbers() -> None:
    heading, rows = read(["某街道工单台账（2026年11月）"], [], ["导出时间：2026-11-20"], HEADING, ROW)
    assert heading.row == 4
    assert [row.number for row in rows] == [5]


def test_a_heading_of_merged_cells_in_two_rows_is_read_out_of_both() -> None:
    heading, rows = read(
        ["工单编号", "诉求人信息", "", "类型"],
        ["", "姓名", "联系电话", ""],
        ["20261120000401", "王样英", "13800001001", "投诉"],
    )
    assert heading.fields == ("number", "caller", "phone", "kind")
    assert [row.number for row in rows] == [3]


def test_an_unknown_column_is_kept_by_its_name() -> None:
    heading, rows = read(["工单编号", "类型", "满意度回访员"], ["20261120000401", "投诉", "小周"])
    assert heading.others == ["满意度回访员"]
    assert rows[0].others == {"满意度回访员": "小周"}


def test_of_doubled_columns_equal_or_empty_cells_are_one_and_different_ones_a_fault() -> None:
    heading, rows = read(
        ["工单编号", "联系电话", "手机"],
        ["20261120000401", "13800001001", ""],
        ["20261120000402", "13800001002", "13800001002"],
        ["20261120000403", "13800001003", "13800009999"],
    )
    assert heading.doubled == ["联系电话", "手机"]
    assert [row.cells.get("phone") for row in rows[:2]] == ["13800001001", "13800001002"]
    assert rows[2].fault == "「手机」和另一列意思相同，写的却不一样，请只留一列。"
    assert "13800009999" not in rows[2].fault


def test_empty_rows_sums_and_repeated_headings_are_no_tickets() -> None:
    _, rows = read(HEADING, ROW, [], ["合计", "", "1"], HEADING, ["总计：1"], [*ROW[:-1], "扬言"])
    assert [row.number for row in rows] == [2, 7]


def test_a_row_longer_than_the_heading_is_a_fault_and_a_shorter_one_is_not() -> None:
    _, rows = read(["工单编号", "类型"], ["20261120000401", "投诉", "多出来的"], ["20261120000402"])
    assert rows[0].fault == "这一行有3列，表头只有2列，请核对。"
    assert rows[1].cells == {"number": "20261120000402"}


def test_a_table_without_a_number_column_is_refused() -> None:
    assert heading_of([["姓名", "电话"], ["某人", "13800001001"]]) == NO_HEADING
    assert heading_of([["标题", "内容"], ["甲", "乙"]]) == NO_HEADING
    assert isinstance(heading_of([]), Refused)
