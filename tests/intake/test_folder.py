"""Tables left in a folder: taken in once they are complete, put away with a report, told to the desk."""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.intake.folder import Folder
from storage.tables import Event, ImportRun, OutboxRow, Ticket
from tests.chat.stage import Stage, StageClock
from tests.work.importing.tables import HEADING, csv_of, row


class Watched:
    """The folder of the stage's office."""

    def __init__(self, stage: Stage, base: Path) -> None:
        self.stage, self.home = stage, base / "yichuan_road"
        self.folder = Folder(stage.database, StageClock(stage), lambda: stage.cast.offices, base)
        self.look()

    def look(self, times: int = 1) -> None:
        for _ in range(times):
            asyncio.run(self.folder.round())
        self.stage.deliver()

    def put(self, name: str, *rows: Sequence[str], data: bytes | None = None) -> Path:
        path = self.home / name
        path.write_bytes(csv_of(HEADING, *rows) if data is None else data)
        return path

    def names(self, place: str = "") -> list[str]:
        return sorted(path.name for path in (self.home / place).iterdir() if path.is_file())


@pytest.fixture
def watched(stage: Stage, tmp_path: Path) -> Watched:
    return Watched(stage, tmp_path / "inbox")


def test_a_complete_table_is_taken_in_by_nobody_in_particular_and_put_away(watched: Watched) -> None:
    watched.put("台账.csv", row(), row(number="20261120000402", kind="表扬"))
    watched.look(2)
    (ticket,) = watched.stage.rows(Ticket)
    registered = next(event for event in watched.stage.rows(Event) if event.kind == "registered")
    assert (registered.person_id, registered.data["source"]) == (None, "folder")
    assert watched.names() == []
    assert watched.names("done") == ["台账.csv", "台账.csv.没有登记的行.csv", "台账.csv.结果.txt"]
    report = (watched.home / "done" / "台账.csv.结果.txt").read_text(encoding="utf-8")
    assert "新登记：1" in report
    assert "第3行：类型「表扬」不在名单里" in report
    clerk = watched.stage.phone(watched.stage.cast.clerk)
    assert "文件夹导入：导入完成" in clerk.answer.text
    assert clerk.card().text.count(ticket.number) >= 1
    clerk.press("没有导入的行")
    assert clerk.last.message.media


def test_a_table_that_still_grows_is_left_until_it_is_complete(watched: Watched) -> None:
    path = watched.put("台账.csv", row())
    watched.look()
    with path.open("ab") as file:
        file.write(csv_of(row(number="20261120000402")))
    watched.look()
    assert watched.stage.rows(Ticket) == []
    watched.look()
    assert len(watched.stage.rows(Ticket)) == 2


@pytest.mark.parametrize("name", ["~$台账.xlsx", ".台账.csv", "台账.csv.part", "台账.CSV.TMP"])
def test_what_programs_leave_while_they_write_is_not_looked_at(watched: Watched, name: str) -> None:
    watched.put(name, row())
    watched.look(3)
    assert watched.names() == [name]
    assert watched.stage.rows(Ticket) == []


def test_what_lies_elsewhere_is_not_followed(watched: Watched, tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_bytes(csv_of(HEADING, row()))
    os.symlink(tmp_path / "secret.csv", watched.home / "台账.csv")
    watched.look(3)
    assert watched.stage.rows(Ticket) == []


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("照片.jpg", b"\xff\xd8", "不是工单表格"),
        ("台账.xls", b"<html><table>", "其实是网页"),
        ("台账.csv", "姓名,电话\n".encode(), "没有找到「工单编号」"),
    ],
)
def test_a_file_at_fault_is_put_aside_with_the_reason(watched: Watched, name: str, data: bytes, said: str) -> None:
    watched.put(name, data=data)
    watched.look(2)
    assert watched.names("refused") == [name, f"{name}.结果.txt"]
    assert said in (watched.home / "refused" / f"{name}.结果.txt").read_text(encoding="utf-8")
    assert said in watched.stage.phone(watched.stage.cast.clerk).last.text


def test_the_same_table_again_changes_nothing_and_says_nothing(watched: Watched) -> None:
    watched.put("台账.csv", row())
    watched.look(2)
    told = len(watched.stage.rows(OutboxRow))
    watched.put("台账.csv", row())
    watched.look(2)
    assert len(watched.stage.rows(Ticket)) == 1
    assert len(watched.stage.rows(OutboxRow)) == told
    assert len([name for name in watched.names("done") if name.endswith("台账.csv")]) == 2


def test_a_file_that_cannot_be_put_away_is_taken_in_once(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, target: Path) -> Path:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    watched.put("台账.csv", row(kind="表扬"))
    watched.look(5)
    assert len(watched.stage.rows(ImportRun)) == 1
