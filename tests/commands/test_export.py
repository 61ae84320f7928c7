"""`python -m bot export`: tickets and figures written to a file on the machine itself."""

import csv
import io
from pathlib import Path

import pytest
from sqlmodel import select

from bot.__main__ import main
from storage.database import Database
from storage.tables import Audit
from tests.people import TICKET, settle_in
from tests.work.world import play


@pytest.fixture
def office(sqlite_url: str) -> None:
    database = Database.open(sqlite_url)
    database.write_now(lambda session: play(session, settle_in(session)).dispatch())
    database.close()


def bot(config: Path, *words: str | Path) -> int:
    return main(["export", "--config", str(config), *map(str, words)])


def _rows(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))


def test_tickets_are_written_masked_and_for_the_owner_of_the_machine_alone(
    config: Path, office: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "out.csv"
    assert bot(config, file, "--period", "2026年11月", "--unit", "城建办") == 0
    assert "已脱敏" in capsys.readouterr().out
    (row,) = _rows(file)
    assert row["联系电话"] == "138****1001"
    assert file.stat().st_mode & 0o077 == 0


def test_without_masks_the_reason_is_kept(config: Path, office: None, tmp_path: Path, sqlite_url: str) -> None:
    file = tmp_path / "out.csv"
    assert bot(config, file, "--period", "2026年11月", "--plain", "区里核对") == 0
    assert _rows(file)[0]["联系电话"] == TICKET["phone"]
    database = Database.open(sqlite_url)
    (kept,) = database.read_now(lambda session: session.exec(select(Audit).where(Audit.what == "exported_plain")).all())
    assert "区里核对" in kept.detail
    database.close()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["out.txt"], "须以 .xlsx 或 .csv 结尾"),
        (["out.csv", "--period", "十三月"], "没有看懂 --period"),
        (["out.csv", "--plain", "是"], "须写明用途"),
        (["out.csv", "--unit", "城管"], "没有这个部门，有：城建办"),
        (["/nowhere/at/all/out.csv"], "写不了"),
    ],
)
def test_what_is_wrong_is_told_in_one_sentence(
    config: Path, office: None, words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bot(config, *words) == 2
    assert told in capsys.readouterr().err
