"""`python -m bot import`: exactly the JSON that other programs rely on, beside a running bot, as often as one likes."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from bot.__main__ import main
from storage.database import Database
from storage.tables import OutboxRow, Ticket
from tests.people import SAMPLES
from tests.spreadsheets.old_workbook import old_workbook
from tests.spreadsheets.test_reader import workbook
from tests.work.importing.tables import HEADING, csv_of, row

OLD = {"called_at": "2026-06-01 09:00", "platform_dispatched_at": "2026-06-01 09:10"}


class Command:
    """The command on one office's database; `roster` first, so that there is a desk to hear of it."""

    def __init__(self, config: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._config, self._folder, self._capsys = config, folder, capsys
        assert main(["staff", str(SAMPLES / "roster.csv"), "--config", str(config)]) == 0
        capsys.readouterr()

    def __call__(self, data: bytes, *words: str, name: str = "工单.csv", status: int = 0) -> Any:
        file = self._folder / name
        file.write_bytes(data)
        assert main(["import", str(file), "--office", "yichuan_road", "--config", str(self._config), *words]) == status
        told = self._capsys.readouterr()
        self.err = told.err
        return json.loads(told.out) if told.out else None


@pytest.fixture
def command(config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(config, tmp_path, capsys)


def rows_of(url: str, table: type[Any]) -> list[Any]:
    database = Database.open(url, alone=False)
    found = database.read_now(lambda session: list(session.exec(select(table).order_by(col(table.id)))))
    database.close()
    return found


def test_a_table_is_taken_in_and_the_same_again_is_known(command: Command, sqlite_url: str) -> None:
    data = csv_of(
        HEADING, row(**OLD), row(number="20261120000402", **OLD), row(number="20261120000403", kind="表扬", **OLD)
    )
    answer = command(data)
    why = "类型「表扬」不在名单里，应为：投诉、求助、意见建议、咨询、信访。"
    assert answer == {"registered": 2, "known": 0, "refused": [{"row": 4, "why": why}]}
    assert command(data) == {"registered": 0, "known": 2, "refused": [{"row": 4, "why": why}]}
    assert len(rows_of(sqlite_url, Ticket)) == 2


def test_a_dry_run_answers_the_same_and_writes_nothing(command: Command, sqlite_url: str) -> None:
    assert command(csv_of(HEADING, row(**OLD)), "--dry-run") == {"registered": 1, "known": 0, "refused": []}
    assert rows_of(sqlite_url, Ticket) == rows_of(sqlite_url, OutboxRow) == []


def test_every_kind_of_file_is_read_alike(command: Command) -> None:
    table = [list(HEADING), list(row(**OLD))]
    assert command(workbook(*table), name="一.xlsx")["registered"] == 1
    for name, data in {"二.xls": old_workbook(*table), "三.csv": csv_of(*table, encoding="gbk")}.items():
        assert command(data, name=name) == {"registered": 0, "known": 1, "refused": []}


def test_dates_that_a_workbook_kept_as_numbers_are_counted_its_own_way(command: Command) -> None:
    heading = ["工单编号", "类型", "标题", "来电时间", "派单时间"]
    table = [heading, ["20261120000401", "投诉", "车位被占", 44712.375, 44712.3819444]]
    assert command(old_workbook(*table, from_1904=True), name="旧.xls")["registered"] == 1
    said = csv_of(heading, ["20261120000401", "投诉", "车位被占", "2026-06-01 09:00", "2026-06-01 09:10"])
    assert command(said) == {"registered": 0, "known": 1, "refused": []}


def test_a_long_number_kept_as_a_number_has_lost_digits_and_is_refused(command: Command) -> None:
    answer = command(workbook(["工单编号", "类型", "标题"], [202611200004010123, "投诉", "车位被占"]), name="数.xlsx")
    assert answer["registered"] == 0
    assert "科学计数法" in answer["refused"][0]["why"]


def test_a_changed_row_is_counted_as_changed(command: Command) -> None:
    command(csv_of(HEADING, row(**OLD)))
    answer = command(csv_of(HEADING, row(title="改了", **OLD)))
    assert answer == {"registered": 0, "known": 0, "changed": 1, "refused": []}


@pytest.mark.parametrize(
    ("data", "said"), [(b"%PDF-1.7", "没有找到「工单编号」"), (b"", "没有内容"), (b"PK\x03\x04", "不是 Excel 表格")]
)
def test_a_file_at_fault_is_one_sentence_and_status_two(command: Command, data: bytes, said: str) -> None:
    assert command(data, status=2) is None
    assert said in command.err
    assert "Traceback" not in command.err


def test_an_unknown_office_and_a_missing_file_are_told(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "nowhere.csv", "--office", "yichuan_road", "--config", str(config)]) == 2
    assert "读不到文件" in capsys.readouterr().err
    assert main(["import", "nowhere.csv", "--office", "elsewhere", "--config", str(config)]) == 2
    assert "--office" in capsys.readouterr().err
