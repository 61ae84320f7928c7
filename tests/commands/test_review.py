"""`review` as another program meets it: JSON in, JSON out, faults as sentences."""

import argparse
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from bot.commands.review import add_arguments, run

BASE = Path(__file__).resolve().parent.parent / "cases" / "yichuan_road" / "review" / "base.toml"
KEYS = ["rule", "severity", "clause", "excerpt", "advice"]


def complete() -> dict[str, Any]:
    return tomllib.loads(BASE.read_text(encoding="utf-8"))


def review(folder: Path, value: object, rulebook: str = "yichuan_road") -> int:
    source = folder / "报告.json"
    source.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return run(parser.parse_args(["--rulebook", rulebook, str(source)]))


def test_a_complete_report_has_no_findings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert review(tmp_path, complete()) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out) == {"findings": [], "complete": True}
    assert captured.err == ""


def test_a_finding_carries_exactly_the_agreed_keys(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = complete()
    report["report"]["text"] += "该处正在施工。"
    assert review(tmp_path, report) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["complete"] is False
    (finding,) = answer["findings"]
    assert list(finding) == KEYS
    assert (finding["rule"], finding["severity"], finding["clause"]) == ("YC-A4.2.1", "block", "附件4 二（1）")
    assert "正在" in finding["excerpt"]
    assert "已于" in finding["advice"]


def test_warnings_leave_a_report_complete_and_say_what_is_assumed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = complete()
    report["report"]["result"] = "解释说明"
    assert review(tmp_path, report) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["complete"] is True
    assert [finding["severity"] for finding in answer["findings"]] == ["warn"]
    assert "（推定：附件5" in answer["findings"][0]["advice"]


def test_several_reports_are_answered_in_their_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    unfinished = complete()
    del unfinished["facts"]["contact_phone"]
    assert review(tmp_path, [unfinished, complete()]) == 0
    assert [one["complete"] for one in json.loads(capsys.readouterr().out)] == [False, True]


def test_a_report_without_anything_is_still_judged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert review(tmp_path, {}) == 0
    rules = {finding["rule"] for finding in json.loads(capsys.readouterr().out)["findings"]}
    assert {f"YC-A4.1.{number}" for number in range(1, 8)} <= rules


def test_every_field_of_the_agreement_is_understood(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = complete()
    report["ticket"] |= {"repeat_count": 3, "distinct_callers": 2, "nonlocal": True, "open": True, "tags": ["群发"]}
    report["facts"] |= {
        "call_records": ["2026-11-03T10:15:00+08:00"],
        "sms_screenshot": False,
        "basis_docs": [],
        "enforcement_docs": [],
        "cannot_solve_in_time": False,
        "plan": None,
        "time_node": None,
        "form_1_2": False,
        "seal": True,
        "dissatisfaction_reason": "",
        "duty_performed_confirmed": True,
        "previous_handling": "已清运一次",
        "background": "集中整治",
        "ticket_list": ["20261103000101"],
        "signatures": {"section_head": True, "branch_leader": "郑华", "office_leader": None},
    }
    assert review(tmp_path, report) == 0
    assert json.loads(capsys.readouterr().out) == {"findings": [], "complete": True}


def test_every_fault_of_the_input_is_named_and_nothing_is_answered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = complete()
    report["mood"] = "好"
    report["ticket"]["type"] = "表扬"
    report["report"]["title"] = "报告"
    report["facts"]["reply_at"] = "2026-11-05T16:00:00"
    report["facts"]["site_visit"] = True
    report["facts"]["signatures"]["mayor"] = True
    report["ticket"]["phone_kind"] = "座机"
    assert review(tmp_path, report) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    lines = captured.err.splitlines()
    for name in ("mood", "ticket.type", "report.title", "facts.reply_at", "facts.site_visit", "signatures.mayor"):
        assert sum(name in line for line in lines) == 1, name
    assert any("ticket.phone_kind" in line for line in lines)
    assert "Traceback" not in captured.err


@pytest.mark.parametrize("value", ["报告", 5, None, {"ticket": []}, {"facts": {"signatures": True}}])
def test_what_is_no_report_is_refused(value: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert review(tmp_path, value) == 2
    captured = capsys.readouterr()
    assert "应是一个 JSON 对象。" in captured.err
    assert captured.out == ""


def test_an_unknown_rulebook_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert review(tmp_path, complete(), rulebook="no_such_office") == 2
    captured = capsys.readouterr()
    assert "no_such_office" in captured.err
    assert captured.out == ""
