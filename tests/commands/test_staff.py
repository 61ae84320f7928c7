"""`python -m bot staff` and `invite`: what an administrator types before anybody has an account."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.work import staff
from bot.work.outcome import Done
from storage.database import Database
from storage.staff import people, person_by_name
from tests.people import OFFICE, SAMPLES


def bot(*words: str | Path) -> int:
    return main([str(word) for word in words])


def test_a_roster_is_loaded_and_people_invited_from_the_command_line(
    config: Path, sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bot("staff", SAMPLES / "roster.csv", "--config", config) == 0
    assert capsys.readouterr().out == "名册已登记：宜川路街道，14个岗位。\n"
    assert bot("invite", "张三", "--config", config) == 0
    said, note = capsys.readouterr().out.splitlines()
    assert said.startswith("请张三给机器人发送 /start ")
    assert note == "10分钟内有效，只能用一次，请单独发给本人。"
    database = Database.open(sqlite_url)
    secret = said.rsplit(" ", 1)[1]
    now = datetime.now(UTC)
    assert isinstance(database.write_now(lambda session: staff.redeem(session, secret, 4242, now)), Done)
    database.close()


def test_every_fault_of_the_roster_is_told_and_nothing_is_loaded(
    config: Path, sqlite_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("姓名,岗位,单位\n甲,厨师,食堂\n,承办人,\n", encoding="utf-8")
    assert bot("staff", roster, "--config", config) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert len(output.err.splitlines()) == 3
    database = Database.open(sqlite_url)
    assert database.read_now(lambda session: people(session, OFFICE)) == []
    database.close()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["staff", "没有.csv"], "读不到名册"),
        (["invite", "没这个人"], "名册里没有没这个人"),
        (["invite", "张三", "--office", "another"], "请用 --office 指定单位：yichuan_road。"),
    ],
)
def test_a_call_that_cannot_be_done_is_one_sentence(
    config: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert bot(*words, "--config", config) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert said in output.err
    assert "Traceback" not in output.err


def test_without_settings_the_command_says_where_to_get_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bot("invite", "张三", "--config", tmp_path / "config.toml") == 2
    assert "config.example.toml" in capsys.readouterr().err


def test_somebody_with_an_account_is_not_invited_again(
    config: Path, sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    bot("staff", SAMPLES / "roster.csv", "--config", config)
    database = Database.open(sqlite_url)

    def bind(session: object) -> None:
        person = person_by_name(session, OFFICE, "张三")  # type: ignore[arg-type]
        assert person is not None
        person.chat_id = 4242

    database.write_now(bind)
    database.close()
    assert bot("invite", "张三", "--config", config) == 2
    assert "已经绑定了账号" in capsys.readouterr().err
