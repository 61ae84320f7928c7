"""`python -m bot check`: what an administrator can mend is named before anybody else notices."""

from pathlib import Path

import pytest

from bot.__main__ import main
from bot.commands import check
from bot.rulebooks.load import built_in
from tests.people import OFFICE
from tests.rulebooks.notices import NEXT_YEAR


def configured(tmp_path: Path, url: str, more: str = "") -> Path:
    file = tmp_path / "config.toml"
    office = f'[[office]]\nid = "{OFFICE}"\nname = "宜川路街道"\nrulebook = "{OFFICE}"\n{more}'
    file.write_text(f'[storage]\ndatabase_url = "{url}"\n\n{office}', encoding="utf-8")
    return file


@pytest.mark.parametrize("rulebook", built_in())
def test_every_rulebook_of_the_product_is_without_fault(rulebook: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--rulebook", rulebook]) == 0
    assert "没有发现错误。" in capsys.readouterr().out


def test_the_rulebook_of_a_later_day_is_checked_today(
    tmp_path: Path, sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    later = tmp_path / "later.toml"
    later.write_text('id = "later"\n', encoding="utf-8")
    config = configured(tmp_path, sqlite_url, f'next_rulebook = "{later}"\nnext_rulebook_from = 2027-01-01\n')
    assert main(["check", "--config", str(config)]) == 2
    assert f"错误：{later}：name：缺少这一项" in capsys.readouterr().out


def test_a_later_rulebook_without_its_day_is_refused(
    tmp_path: Path, sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    config = configured(tmp_path, sqlite_url, 'next_rulebook = "beizhan"\n')
    assert main(["check", "--config", str(config)]) == 2
    assert "next_rulebook 和 next_rulebook_from 要么都写，要么都不写" in capsys.readouterr().out


def test_a_year_that_was_imported_is_no_longer_missed(
    tmp_path: Path, sqlite_url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check, "this_year", lambda: 2026)
    config, notice = configured(tmp_path, sqlite_url), tmp_path / "notice.txt"
    notice.write_text(NEXT_YEAR, encoding="utf-8")
    main(["check", "--config", str(config)])
    missed = "宜川路街道：2027 年的工作日安排还没有公布"
    assert missed in capsys.readouterr().out
    assert main(["calendar", "notice", str(notice), "--config", str(config)]) == 0
    capsys.readouterr()
    main(["check", "--config", str(config)])
    assert missed not in capsys.readouterr().out
