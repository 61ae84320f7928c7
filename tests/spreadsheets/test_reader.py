"""Spreadsheets that people send: read as rows of words, or refused in one sentence; nothing a file does hurts us."""

import io
import subprocess
import time
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from bot.reports.moments import SHANGHAI
from bot.rules.outcome import Refused
from bot.spreadsheets import reader
from bot.spreadsheets.reader import Limits, Unreadable, as_csv, fault_of, is_spreadsheet, rows_of
from tests.people import MORNING


def workbook(*rows: list[Any], sheets: int = 1, **options: Any) -> bytes:
    """An .xlsx of these rows, on the last of so many sheets."""
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True, "default_date_format": "yyyy-mm-dd hh:mm", **options})
    for _ in range(sheets - 1):
        book.add_worksheet()
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            sheet.write(number, place, cell)
    book.close()
    return written.getvalue()


def part(name: str, data: bytes, sheet: bytes) -> bytes:
    """The .xlsx `data` with another text in one of its parts."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(written, "w", 8, compresslevel=1) as new:
        for one in old.infolist():
            new.writestr(one.filename, sheet if one.filename == name else old.read(one.filename))
    return written.getvalue()


def refusal(data: bytes, **limits: Any) -> Refused:
    with pytest.raises(Unreadable) as raised:
        list(rows_of(data, Limits(**limits)))
    return raised.value.refused


def cells_far_apart() -> bytes:
    """1 KB that asks the library for hundreds of gigabytes."""
    head = (
        b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    )
    rows = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return part("xl/worksheets/sheet1.xml", workbook(["甲"]), head + rows + b"</sheetData></worksheet>")


def bomb() -> bytes:
    """A small file whose parts say they are 301 MB."""
    return part("xl/sharedStrings.xml", workbook(["甲"]), b" " * 301_000_000)


def test_cells_are_read_as_one_reads_them() -> None:
    at = MORNING.astimezone(SHANGHAI).replace(tzinfo=None)
    head = ["姓名", "数", "时间", "对"]
    data = workbook(head, ["张三", 20261120000301, at, True], [" 李四 ", 1.5])
    assert list(rows_of(data)) == [
        head,
        ["张三", "20261120000301", "2026-11-20 09:30:00", "是"],
        ["李四", "1.5", "", ""],
    ]


def test_a_formula_written_as_words_stays_words_and_the_first_sheet_that_holds_something_counts() -> None:
    data = workbook(["=1+1"], strings_to_formulas=False, sheets=3)
    assert list(rows_of(data)) == [["=1+1"]]


def test_rows_are_numbered_as_the_spreadsheet_shows_them() -> None:
    assert list(rows_of(workbook([], ["姓名"], ["张三"]))) == [[""], ["姓名"], ["张三"]]


def test_a_spreadsheet_becomes_the_csv_it_would_be_saved_as() -> None:
    assert as_csv(workbook(["姓名", "备注"], ["张三", "甲,乙\n丙"])) == '姓名,备注\r\n张三,"甲,乙\n丙"\r\n'.encode()
    assert as_csv(b"") == reader.NO_ROWS


def test_the_kind_is_told_by_the_first_bytes_and_not_by_the_name() -> None:
    assert is_spreadsheet("名册.XLSX")
    assert is_spreadsheet("名册.xls")
    assert not is_spreadsheet("名册.csv")
    assert list(rows_of(workbook(["甲"]))) == [["甲"]]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "没有内容"),
        (b"\xef\xbb\xbf\r\n <HTML><table><tr><td>1</td></tr></table>", "内容其实是网页"),
        (b'<?xml version="1.0"?><Workbook/>', "内容其实是网页"),
        ("姓名\t岗位\n".encode("utf-16"), "不是 Excel 表格"),
        (b"%PDF-1.7", "不是 Excel 表格"),
        (b"PK\x03\x04 and then nothing", "不是 Excel 表格"),
        (reader.OLE + "EncryptedPackage".encode("utf-16-le"), "加了密码"),
        (reader.OLE + bytes(2000), "打不开"),
        (workbook(), "没有内容"),
    ],
    ids=["nothing", "a page", "a page as xml", "text", "pdf", "half a zip", "locked", "broken xls", "no cells"],
)
def test_what_is_no_spreadsheet_is_refused_in_one_sentence(data: bytes, said: str) -> None:
    assert said in refusal(data).reason


def test_a_kilobyte_that_kills_whoever_opens_it_kills_only_the_child() -> None:
    data = cells_far_apart()
    assert len(data) < 10_000
    assert refusal(data) == reader.TOO_LARGE


def test_a_file_that_would_unpack_to_too_much_is_not_opened() -> None:
    data = bomb()
    assert len(data) < 2_000_000
    assert fault_of(data) == reader.TOO_LARGE


def test_a_part_larger_than_it_says_dies_of_the_childs_limits() -> None:
    text = b'<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>'
    data = part("xl/sharedStrings.xml", workbook(["甲"]), text + b"a" * 100_000_000)
    assert refusal(data, memory=150 * 1024**2) == reader.TOO_LARGE


def test_entities_that_unfold_are_not_followed() -> None:
    lines = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    text = f'<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY e0 "哈">{lines}]><sst><si><t>&e9;</t></si></sst>'
    data = part("xl/sharedStrings.xml", workbook(["甲"]), text.encode())
    rows = rows_of(data, Limits(memory=300 * 1024**2))
    with suppress(Unreadable):
        assert sum(len(cell) for row in rows for cell in row) < 1000


def test_too_many_rows_and_columns_are_refused_with_the_number() -> None:
    assert refusal(workbook(*([["甲"]] * 12)), most_rows=11).reason == "表格超过10行，请分成几份再发。"
    assert refusal(workbook(["甲"] * 12), most_columns=11).reason == "表格超过11列，请只留需要的列后再发。"


def test_a_child_that_takes_too_long_is_given_up() -> None:
    begun = time.monotonic()
    assert refusal(workbook(["甲"]), patience=0.0) == reader.TOO_LONG
    assert time.monotonic() - begun < 5


def test_the_reader_may_stop_in_the_middle_and_leaves_no_child(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[subprocess.Popen[bytes]] = []

    class Noted(subprocess.Popen):  # type: ignore[type-arg]
        def __init__(self, *words: Any, **options: Any) -> None:
            super().__init__(*words, **options)
            begun.append(self)

    monkeypatch.setattr(subprocess, "Popen", Noted)
    rows = rows_of(workbook(*([["甲"]] * 2000)))
    assert next(rows) == ["甲"]
    rows.close()  # type: ignore[attr-defined]
    assert [child.returncode is not None for child in begun] == [True]


def test_the_child_sees_nothing_of_the_bot(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    spy = tmp_path / "child.py"
    spy.write_text("import json, os\nprint(json.dumps(sorted(os.environ)))\nprint(json.dumps({'end': 'whole'}))\n")
    monkeypatch.setattr(reader, "CHILD", spy)
    monkeypatch.setenv("HOTLINE_TELEGRAM__TOKEN", "secret")
    (seen,) = rows_of(workbook(["甲"]))
    assert not [name for name in seen if name.startswith("HOTLINE")]
