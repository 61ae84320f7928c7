"""`python -m bot forms`: what is printed at the desk bears the citizen's data, and the story tells who took it."""

from pathlib import Path

import pytest
from sqlmodel import select

from bot.__main__ import main
from storage.database import Database
from storage.tables import Audit, Event
from tests.archived import Bench
from tests.people import TICKET
from tests.reports.forms import words_of

NUMBER = "20261120000301"


@pytest.fixture
def database(config: Path, sqlite_url: str, tmp_path: Path) -> Database:
    """One closed ticket of Yichuan."""
    database = Database.open(sqlite_url)
    Bench(database, tmp_path)
    return database


def bot(config: Path, *words: str | Path) -> int:
    return main(["forms", "--config", str(config), *map(str, words)])


def test_a_form_is_written_with_name_and_phone_and_the_story_tells_it(
    config: Path, database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bot(config, NUMBER, "--form", "YC-F1", "--out", tmp_path / "print") == 0
    file = tmp_path / "print" / f"{NUMBER}-办结报告.docx"
    assert str(file) in capsys.readouterr().out
    assert file.stat().st_mode & 0o077 == 0
    words = words_of(file.read_bytes())
    assert TICKET["caller"] in words
    assert TICKET["phone"] in words
    told = database.read_now(lambda s: s.exec(select(Event).where(Event.kind == "forms_printed")).one())
    assert told.data == {"forms": ["YC-F1"]}
    assert database.read_now(lambda s: s.exec(select(Audit).where(Audit.what == "forms_printed")).one())


@pytest.mark.parametrize(
    ("words", "told"),
    [(["20269999999999"], "没有这张工单。"), ([NUMBER, "--form", "NM-1.1"], "这张工单现在没有这样的表单。")],
)
def test_what_is_not_there_is_said_in_one_sentence(
    config: Path, database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    assert bot(config, *words, "--out", tmp_path) == 2
    assert capsys.readouterr().err == f"{told}\n"
    assert not list(tmp_path.glob("*.docx"))
