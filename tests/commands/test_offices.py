"""`deadlines` and `review` for the two bureaus, in the fields of the command line."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main

HERE = "2026-11-18T{}:00+08:00"


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def of(command: str, rulebook: str, question: Any) -> Any:
        asked = tmp_path / "question.json"
        asked.write_text(json.dumps(question, ensure_ascii=False), encoding="utf-8")
        assert main([command, "--rulebook", rulebook, str(asked)]) == 0
        told = capsys.readouterr()
        assert told.err == ""
        return json.loads(told.out)

    return of


def by_rule(entries: list[dict[str, Any]]) -> dict[str, str]:
    return {entry["rule"]: entry["due_at"] for entry in entries}


def test_an_urgent_ticket_of_putuo_with_and_without_a_telephone_notice(run: Any) -> None:
    ticket = {"type": "投诉", "urgency": "紧急", "received_at": HERE.format("13:50")}
    noticed = run("deadlines", "putuo_justice", ticket | {"phone_notice_at": HERE.format("14:00")})
    assert by_rule(noticed)["PT-T04"] == HERE.format("15:00")
    (plain,) = [one for one in run("deadlines", "putuo_justice", ticket) if one["rule"] == "PT-T04"]
    assert (plain["due_at"], plain["starts_at"]) == (HERE.format("14:50"), HERE.format("13:50"))
    assert "电话通知" in plain["assumed"]
    assert "PT-T16" not in by_rule(noticed)


def test_thirteen_working_days_run_from_the_call(run: Any) -> None:
    ticket = {"type": "求助", "complexity": "复杂或疑难", "called_at": HERE.format("09:00")}
    entries = by_rule(run("deadlines", "putuo_justice", ticket | {"received_at": "2026-11-20T09:00:00+08:00"}))
    assert entries["PT-T16"] == "2026-12-07T23:59:59+08:00"
    assert entries["PT-T14"] == "2026-12-04T23:59:59+08:00"


def test_a_list_of_tickets_of_songjiang_around_four_o_clock(run: Any) -> None:
    tickets = [{"urgency": "次紧急", "received_at": HERE.format(clock)} for clock in ("15:59", "16:00")]
    before, after = run("deadlines", "songjiang_civil", tickets)
    assert by_rule(before)["SJ-T11"] == "2026-11-18T23:59:59+08:00"
    assert by_rule(after)["SJ-T12"] == "2026-11-19T23:59:59+08:00"
    assert "SJ-T12" not in by_rule(before)
    assert "SJ-T11" not in by_rule(after)


def test_a_962200_ticket_is_transferred_and_then_handled(run: Any) -> None:
    ticket = {"source": "962200", "received_at": HERE.format("09:00"), "transferred_at": HERE.format("11:00")}
    entries = {entry["rule"]: entry for entry in run("deadlines", "songjiang_civil", ticket)}
    assert sorted(entries) == ["SJ-T13", "SJ-T14", "SJ-T16"]
    assert entries["SJ-T13"]["met_at"] == HERE.format("11:00")
    assert entries["SJ-T14"]["due_at"] == "2026-11-24T23:59:59+08:00"


def test_no_word_of_one_office_fires_in_another(run: Any) -> None:
    report = {"text": "正在整改中，将会适时列入计划，我所非我部门职责。", "fact": "属实", "appeal": "诉求合理"}
    question = {"ticket": {"type": "投诉"}, "report": report | {"result": "实际解决"}, "facts": {"reply_points": "无"}}
    for rulebook, prefix in (("putuo_justice", "PT-"), ("songjiang_civil", "SJ-"), ("yichuan_road", "YC-")):
        found = {finding["rule"] for finding in run("review", rulebook, question)["findings"]}
        assert found
        assert all(rule.startswith(prefix) for rule in found)
        assert any(rule.startswith("YC-A4.2") for rule in found) == (prefix == "YC-")


def test_an_unsatisfied_caller_needs_reasons_papers_and_the_branch_leader(run: Any) -> None:
    report = {"text": "已电话答复来电人。", "fact": "属实", "appeal": "诉求合理", "result": "解释说明"}
    question = {"ticket": {"type": "投诉"}, "report": report | {"satisfaction": "不满意"}, "facts": {}}
    answer = run("review", "songjiang_civil", question)
    told = [finding["excerpt"] for finding in answer["findings"] if finding["rule"] == "SJ-3.3.1"]
    assert told == [
        "缺：不满意原因的详细说明、相关政策文件、会议纪要、处理过程等证明、履职到位的确认",
        "缺：业务分管领导签字",
    ]
    assert answer["complete"] is False
