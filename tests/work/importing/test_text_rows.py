"""Tables sent as text: every usual encoding and separator reads alike, and what is no table gets one sentence."""

import pytest

from bot.rules.outcome import Refused
from bot.work.importing import text_rows
from bot.work.importing.text_rows import BrokenOff, rows_of_text
from tests.work.importing.tables import HEADING, ROW, csv_of


def rows(data: bytes) -> list[list[str]]:
    found = rows_of_text(data)
    assert not isinstance(found, Refused), found
    return list(found)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_every_usual_encoding_and_separator_reads_alike(encoding: str, separator: str) -> None:
    assert rows(csv_of(HEADING, ROW, separator=separator, encoding=encoding)) == [list(HEADING), list(ROW)]


def test_a_separator_inside_the_text_and_lines_in_a_cell_stay_there() -> None:
    cell = "第一行，甲;乙\t丙\n第二行"
    assert rows(csv_of(["工单编号", "内容"], ["20261120000401", cell])) == [
        ["工单编号", "内容"],
        ["20261120000401", cell],
    ]


def test_a_formula_in_a_text_file_is_only_words() -> None:
    assert rows(csv_of(["工单编号", "标题"], ["20261120000401", "=HYPERLINK(1)"]))[1][1] == "=HYPERLINK(1)"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "没有内容"),
        (b" \r\n\r\n", "没有内容"),
        (b"\xff\xfe\x00\xd8\x00", "读不出文字"),
        (bytes(range(256)) * 10, "读不出文字"),
        (b"<html><table><tr><td>1</td></tr></table>", "其实是网页"),
    ],
    ids=["nothing", "blanks", "half a mark", "bytes", "a page"],
)
def test_what_is_no_table_of_text_is_refused_in_one_sentence(data: bytes, said: str) -> None:
    answer = rows_of_text(data)
    assert isinstance(answer, Refused)
    assert said in answer.reason


def test_a_file_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_rows, "LARGEST", 10)
    assert rows_of_text(b"a" * 11) == text_rows.TOO_LARGE


def test_a_quote_that_never_closes_breaks_off_with_a_sentence() -> None:
    found = rows_of_text(('工单编号,内容\n1,"' + "很长" * text_rows.LONGEST_CELL).encode())
    assert not isinstance(found, Refused)
    with pytest.raises(BrokenOff, match="引号不配对"):
        list(found)
