"""Tables as files that no spreadsheet program takes for formulas."""

import csv
import io
import zipfile
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.reports.moments import SHANGHAI
from bot.reports.sheets import DANGEROUS, Sheet, as_csv, as_xlsx
from bot.spreadsheets.reader import readable

HOSTILE = ["=1+1", "+CMD|'/C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1+1", "＝1+1", '=HYPERLINK("http://x")']


def _rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("cell", HOSTILE)
def test_what_looks_like_a_formula_is_text(cell: str) -> None:
    sheet = as_xlsx([Sheet("工单", ("标题",), [(cell,)])])
    inside = zipfile.ZipFile(io.BytesIO(sheet))
    page = inside.read("xl/worksheets/sheet1.xml").decode()

    assert "<f>" not in page
    assert "hyperlink" not in page
    assert _rows(as_csv(Sheet("工单", ("标题",), [(cell,)])))[1][0].startswith("'")


@given(some.text(min_size=1))
def test_no_cell_of_a_csv_begins_as_a_formula(cell: str) -> None:
    content = as_csv(Sheet("工单", ("标题",), [(cell,)]))
    shown = _rows(content)[1:]
    assert not any(one[0].lstrip(" ").startswith(DANGEROUS) for one in shown if one)


def test_a_csv_is_what_excel_reads_as_chinese() -> None:
    content = as_csv(
        Sheet("工单", ("标题", "收单时间"), [("路灯“不亮”,\n请修", datetime(2026, 11, 20, 9, 5, tzinfo=SHANGHAI))])
    )

    assert content.startswith(b"\xef\xbb\xbf")
    assert _rows(content) == [["标题", "收单时间"], ["路灯“不亮”,\n请修", "2026-11-20 09:05"]]


def test_a_workbook_is_read_back_as_it_was_written_with_its_heading_frozen() -> None:
    at = datetime(2026, 11, 20, 9, 5, tzinfo=SHANGHAI)
    content = as_xlsx(
        [Sheet("工单/[1]", ("工单编号", "张数", "收单时间"), [("20261120000301", 3, at), ("=1", None, None)])]
    )

    read = readable("x.xlsx", content)
    assert isinstance(read, bytes)
    text = read.decode("utf-8")
    assert "20261120000301" in text
    assert "2026-11-20" in text
    page = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    assert 'state="frozen"' in page
    assert 'ySplit="1"' in page


@given(some.text(max_size=50))
def test_odd_characters_make_no_broken_workbook(cell: str) -> None:
    content = as_xlsx([Sheet("工单", ("标题",), [(cell,)])])
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None
