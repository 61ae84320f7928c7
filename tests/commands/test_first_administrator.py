"""An empty installation says how the first administrator comes in, and lets one in."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import xlsxwriter
from sqlmodel import select

from bot.__main__ import main
from bot.chat.incoming import Started, Where
from bot.chat.router import handle
from bot.commands.opening import how_to_begin
from bot.config import load_settings
from storage.database import Database
from storage.staff import holders, people
from storage.tables import OutboxRow
from tests.commands.test_staff import bot
from tests.people import OFFICE, settle_in


def test_check_tells_in_one_sentence_how_the_first_administrator_comes_in(
    config: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    bot("check", "--config", config)
    sentence = how_to_begin(load_settings(config).office[0])
    assert sentence.count("。") == 1
    assert f"提醒：{sentence}" in capsys.readouterr().out


def test_the_first_administrator_is_made_and_invited_and_sees_what_is_missing(
    config: Path,
    sqlite_url: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert bot("invite", "孙宁", "--administrator", "--config", config) == 0
    secret = capsys.readouterr().out.splitlines()[0].rsplit(" ", 1)[1]
    database = Database.open(sqlite_url)
    assert [one.name for one in database.read_now(lambda session: holders(session, OFFICE, "administrator"))] == [
        "孙宁"
    ]
    offices = database.write_now(lambda session: settle_in(session, "elsewhere")).offices
    entries = {OFFICE: offices.entries["elsewhere"]}
    offices = type(offices)(entries, offices.laws)
    started = Started(Where(4242, 4242), secret)
    database.write_now(lambda session: handle(session, offices, started, {}, datetime.now(UTC)))
    rows = database.read_now(lambda session: list(session.exec(select(OutboxRow))))
    said = [row.payload["plain"] for row in rows if row.chat_id == 4242]
    assert said[0].startswith("孙宁，您好！")
    assert said[1].startswith("还缺这些")
    assert "还没有处置部门。" in said[1]
    assert "把名册（.xlsx、.xls 或 .csv" in said[1]
    assert bot("invite", "赵新", "--administrator", "--config", config) == 2
    assert "本单位已经有管理员孙宁" in capsys.readouterr().err
    database.close()


def test_a_name_that_is_none_makes_nobody(config: Path, sqlite_url: str) -> None:
    assert main(["invite", "13800001001", "--administrator", "--config", str(config)]) == 2
    database = Database.open(sqlite_url)
    assert database.read_now(lambda session: people(session, OFFICE)) == []
    database.close()


def test_a_roster_may_be_a_spreadsheet_and_be_looked_at_first(
    config: Path,
    tmp_path: Path,
    sqlite_url: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    roster = tmp_path / "名册.xlsx"
    book = xlsxwriter.Workbook(roster)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["姓名", "岗位", "单位", "角别"])
    sheet.write_row(1, 0, ["甲", "经办人", "房管办", "B"])
    book.close()
    assert bot("staff", roster, "--preview", "--config", config) == 0
    assert capsys.readouterr().out.splitlines() == ["新单位：房管办", "新人员：甲 房管办 经办人（B角）", "0人不变。"]
    database = Database.open(sqlite_url)
    assert database.read_now(lambda session: people(session, OFFICE)) == []
    assert bot("staff", roster, "--config", config) == 0
    assert [one.name for one in database.read_now(lambda session: people(session, OFFICE))] == ["甲"]
    database.close()
    roster.write_bytes(b"<html>")
    assert bot("staff", roster, "--config", config) == 2
    assert "内容其实是网页" in capsys.readouterr().err
