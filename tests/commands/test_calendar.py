"""`python -m bot calendar`: what an administrator types when the State Council has spoken."""

import io
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import select

from bot.__main__ import main
from bot.rules.calendar import CHINA
from storage.database import Database
from storage.rows import id_of
from storage.tables import Audit, Ticket
from tests.people import OFFICE, Cast, register, settle_in
from tests.rulebooks.notices import NEXT_YEAR
from tests.rulebooks.test_holidays import PLAN, holiday_file

LATE = datetime(2027, 9, 24, 10, 0, tzinfo=CHINA).astimezone(UTC)


@pytest.fixture
def config(tmp_path: Path, sqlite_url: str) -> Path:
    file = tmp_path / "config.toml"
    file.write_text(
        f'[storage]\ndatabase_url = "{sqlite_url}"\n\n'
        f'[[office]]\nid = "{OFFICE}"\nname = "宜川路街道"\nrulebook = "{OFFICE}"\n',
        encoding="utf-8",
    )
    return file


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    file = tmp_path / "notice.txt"
    file.write_text(NEXT_YEAR, encoding="utf-8")
    return file


@pytest.fixture
def ticket_id(sqlite: Database) -> int:
    """An open ticket whose end leans on the estimates of 2027."""
    cast: Cast = sqlite.write_now(settle_in)
    fields = {"called_at": "2027-09-24 09:00", "platform_dispatched_at": "2027-09-24 09:30"}
    return sqlite.write_now(lambda session: id_of(register(session, cast, LATE, **fields)))


def bot(*words: str | Path) -> int:
    return main(["calendar", *map(str, words)])


def test_a_pasted_notice_is_shown_entered_and_what_moved_is_listed(
    config: Path, notice: Path, ticket_id: int, sqlite: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bot("notice", notice, "--config", config) == 0
    said = capsys.readouterr().out
    assert said.startswith(
        "2027年的放假安排（放假 28 天，调休上班 6 天）：\n元旦：2027年1月1日至2027年1月3日（3天）放假。\n"
    )
    assert "重新计算了 1 张未结工单：1 项时间有变，2 项暂定的时间已确定、没有变。\n" in said
    assert "20261120000301　YC-T09 办结并反馈办结报告：2027-10-06 23:59 → 2027-09-30 23:59\n" in said
    assert said.rstrip().endswith("不必重启。")
    assert "王样英" not in said
    audits = sqlite.read_now(lambda session: session.exec(select(Audit).where(Audit.what == "calendar_changed")).all())
    assert [row.detail for row in audits] == ["2027年的放假安排已公布"]


def test_a_dry_run_lists_the_same_and_leaves_nothing(
    config: Path, notice: Path, ticket_id: int, sqlite: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bot("notice", notice, "--config", config, "--dry-run") == 0
    said = capsys.readouterr().out
    assert "2027-10-06 23:59 → 2027-09-30 23:59" in said
    assert said.rstrip().endswith("试算，没有登记。")
    assert bot("list", "--config", config) == 0
    assert "已公布到 2026 年" in capsys.readouterr().out
    revision = sqlite.read_now(lambda session: session.get(Ticket, ticket_id)).revision  # type: ignore[union-attr]
    assert revision == 1


def test_a_holiday_cn_file_does_the_same_and_twice_is_once(
    config: Path, ticket_id: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "2027.json"
    file.write_text(holiday_file(), encoding="utf-8")
    assert bot("import", file, "--config", config) == 0
    assert "1 项时间有变" in capsys.readouterr().out
    assert bot("import", file, "--config", config) == 0
    assert "0 项时间有变，0 项暂定的时间已确定、没有变" in capsys.readouterr().out
    assert bot("list", "--config", config) == 0
    assert (
        capsys.readouterr().out
        == "放假安排已公布到 2027 年，以后的年份按推算，标明暂定。\n宜川路街道自己定的日子：\n没有\n"
    )


def test_a_year_that_is_not_published_yet_is_refused(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "2027.json"
    file.write_text(json.dumps({"year": 2027, "papers": [], "days": []}), encoding="utf-8")
    assert bot("import", file, "--config", config) == 2
    told = capsys.readouterr()
    assert told.err == "2027 年的放假安排还没有公布（文件里一天也没有），没有导入。\n"
    assert told.out == ""


def test_a_year_after_a_gap_is_refused(config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    days = [{"name": one.name, "date": str(one.day.replace(year=2028)), "isOffDay": True} for one in PLAN.days]
    file = tmp_path / "2028.json"
    file.write_text(holiday_file(year=2028, days=days), encoding="utf-8")
    assert bot("import", file, "--config", config) == 2
    assert "请先导入 2027 年，再导入 2028 年" in capsys.readouterr().err


def test_a_notice_comes_through_standard_input_too(
    config: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(NEXT_YEAR.encode("gb18030"))))
    assert bot("notice", "-", "--config", config, "--office", OFFICE) == 0
    assert "已登记，对本单位有效" in capsys.readouterr().out


def test_what_is_not_understood_is_named_and_nothing_is_entered(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "notice.txt"
    file.write_text(NEXT_YEAR.replace("共8天", "共9天").replace("放假，共3天", "休息"), encoding="utf-8")
    assert bot("notice", file, "--config", config) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "春节：写的是 9 天，数出来是 8 天" in told.err
    assert "元旦：这一句没有读懂" in told.err
    assert bot("notice", tmp_path / "nothing.txt", "--config", config) == 2
    assert "读不到文件" in capsys.readouterr().err


def test_an_office_has_its_own_days(config: Path, ticket_id: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert bot("override", "--office", OFFICE, "--config", config, "2027-09-28", "off", "停电检修") == 0
    said = capsys.readouterr().out
    assert "宜川路街道：2027-09-28 改为休息。" in said
    assert "2027-10-06 23:59 → 2027-10-07 23:59（暂定）" in said
    assert bot("list", "--config", config) == 0
    assert capsys.readouterr().out.endswith("2027-09-28 off 停电检修\n".replace("off", "休息"))
    assert bot("override", "--config", config, "2027-09-28", "clear") == 0
    assert "2027-10-07 23:59 → 2027-10-06 23:59（暂定）" in capsys.readouterr().out
    assert bot("override", "--config", config, "2027-09-28", "clear") == 2
    assert "没有自己定过 2027-09-28" in capsys.readouterr().err


def test_days_and_offices_that_do_not_exist_are_refused(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bot("override", "--config", config, "2040-09-28", "off") == 2
    assert "没有 2040 年的日历" in capsys.readouterr().err
    assert bot("override", "--config", config, "--office", "nowhere", "2026-12-31", "off") == 2
    assert "请用 --office 指定单位" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        bot("override", "--config", config, "2026-13-31", "off")
