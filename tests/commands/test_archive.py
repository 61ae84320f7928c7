"""`python -m bot archive`: what an administrator does with the archives on the machine itself."""

from pathlib import Path

import pytest
from sqlmodel import select

from bot.__main__ import main
from bot.reports.bundling import faults_of
from storage.database import Database
from storage.tables import Audit, Event
from tests.archived import Bench

NUMBER = "20261120000301"


@pytest.fixture
def archived(config: Path, sqlite_url: str, tmp_path: Path) -> Bench:
    """One closed ticket, archived; the database is closed again."""
    settings = config.read_text(encoding="utf-8")
    config.write_text(settings.replace("[storage]", f'[storage]\nfiles = "{tmp_path / "files"}"'), encoding="utf-8")
    database = Database.open(sqlite_url)
    bench = Bench(database, tmp_path)
    bench.fetched()
    bench.round()
    return bench


def bot(config: Path, *words: str | Path) -> int:
    return main(["archive", "--config", str(config), *map(str, words)])


def test_archives_are_listed_and_found_well(config: Path, archived: Bench, capsys: pytest.CaptureFixture[str]) -> None:
    assert bot(config) == 0
    assert f"{NUMBER}  " in capsys.readouterr().out
    assert bot(config, "--verify", "--month", "2026-11") == 0
    assert capsys.readouterr().out == "核对了1份，1份完好。\n"


def test_they_are_copied_and_the_story_tells_it(
    config: Path, archived: Bench, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    to = tmp_path / "away"
    assert bot(config, "--number", NUMBER, "--to", to) == 0
    assert "已复制1份" in capsys.readouterr().out
    copy = to / archived.row.path
    assert faults_of(copy, archived.row.sha256) == []
    assert copy.stat().st_mode & 0o077 == 0
    taken = archived.database.read_now(lambda s: s.exec(select(Event).where(Event.kind == "archive_taken")).one())
    assert taken.data["how"] == "在服务器上用命令导出"
    assert archived.database.read_now(lambda s: s.exec(select(Audit).where(Audit.what == "archive_taken")).one())


def test_one_that_is_not_what_it_was_is_named_and_not_copied(
    config: Path, archived: Bench, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archived.zip.write_bytes(archived.zip.read_bytes()[:-40])
    assert bot(config, "--verify") == 2
    assert f"{NUMBER}：文件和归档时不一样" in capsys.readouterr().err
    assert bot(config, "--to", tmp_path / "away") == 2
    assert list((tmp_path / "away").rglob("*.zip")) == []
    archived.zip.unlink()
    assert bot(config, "--verify") == 2
    assert f"{NUMBER}：文件不在" in capsys.readouterr().err


@pytest.mark.parametrize("words", [("--number", "0301"), ("--month", "2025-01")])
def test_what_is_not_there_is_one_sentence(
    config: Path, archived: Bench, words: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert bot(config, *words) == 2
    assert capsys.readouterr().err.startswith("没有找到归档包")


def test_a_folder_that_cannot_be_written_is_told(
    config: Path, archived: Bench, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "taken").write_text("a file")
    assert bot(config, "--to", tmp_path / "taken") == 2
    assert f"{NUMBER}：复制不了" in capsys.readouterr().err


def test_a_month_is_written_as_a_month(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        bot(config, "--month", "11")
    assert "月份写成 2026-11 的样子" in capsys.readouterr().err
