"""`deadlines` and `review` for Beizhan and Nanmatou, in the fields of the command line."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main

CASES = Path(__file__).resolve().parent.parent / "cases"
NIGHT = {"type": "咨询", "urgency": "夜间特殊", "platform_dispatched_at": "2026-11-18T22:45:00+08:00"}


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


def model(office: str) -> dict[str, Any]:
    return tomllib.loads((CASES / office / "review" / "base.toml").read_text(encoding="utf-8"))


def test_a_light_is_an_entry_of_its_own_that_ends_with_its_day(run: Any) -> None:
    entries = run("deadlines", "beizhan", NIGHT | {"type": "投诉", "urgency": "普通"})
    handling = [entry for entry in entries if entry["rule"] == "BZ-T03"]
    assert [(entry.get("light"), entry["due_at"]) for entry in handling] == [
        (None, "2026-12-09T23:59:59+08:00"),
        ("warn", "2026-11-25T23:59:59+08:00"),
        ("yellow", "2026-12-02T23:59:59+08:00"),
        ("red", "2026-12-09T23:59:59+08:00"),
    ]
    assert [entry["tells"] for entry in handling] == [[], [], ["unit_head"], ["unit_head", "unit_branch_leader"]]
    assert set(handling[0]) | {"light"} == set(handling[1])


def test_a_special_night_ticket_has_one_working_day_and_a_red_light(run: Any) -> None:
    entries = [
        (entry["rule"], entry.get("light"), entry["due_at"][:10]) for entry in run("deadlines", "beizhan", NIGHT)
    ]
    assert entries == [
        ("BZ-T01", None, "2026-11-19"),
        ("BZ-T01", "red", "2026-11-19"),
        ("BZ-T06", None, "2026-11-19"),
        ("BZ-T06", "red", "2026-11-19"),
    ]


def test_every_limit_of_a_ticket_of_nanmatou_is_answered(run: Any) -> None:
    ticket = {
        "type": "投诉",
        "complexity": "复杂或疑难",
        "has_site": True,
        "received_at": "2026-11-18T10:00:00+08:00",
        "dispatched_at": "2026-11-18T10:50:00+08:00",
        "accepted_at": "2026-11-18T11:00:00+08:00",
        "notice_at": "2026-11-18T12:00:00+08:00",
        "return_reason": "非本街道管辖",
        "platform_due_at": "2026-12-01T18:00:00+08:00",
    }
    entries = {entry["rule"]: entry["due_at"][:16] for entry in run("deadlines", "nanmatou_road", ticket)}
    assert entries == {
        "NM-T01": "2026-11-18T11:00",
        "NM-T04": "2026-11-19T23:59",
        "NM-T05": "2026-11-19T23:59",
        "NM-T06": "2026-11-19T23:59",
        "NM-T08": "2026-11-25T23:59",
        "NM-T09": "2026-11-19T23:59",
        "NM-T14": "2026-11-25T23:59",
        "NM-T15": "2026-12-01T18:00",
        "NM-T16": "2026-11-18T23:59",
    }
    extended = ticket | {"extension_approved_at": "2026-11-19T10:00:00+08:00"}
    extended["extended_until"] = "2026-12-09T23:59:59+08:00"
    entries = {entry["rule"]: entry["due_at"][:16] for entry in run("deadlines", "nanmatou_road", extended)}
    assert entries["NM-T10"] == "2026-12-09T23:59"
    assert "NM-T08" not in entries


def test_the_models_of_both_offices_pass(run: Any) -> None:
    for office in ("beizhan", "nanmatou_road"):
        assert run("review", office, model(office)) == {"findings": [], "complete": True}


def test_the_model_of_beizhan_fails_where_its_words_are_forbidden_and_only_there(run: Any) -> None:
    question = model("beizhan")
    found = {finding["rule"] for finding in run("review", "yichuan_road", question)["findings"]}
    assert {"YC-A4.2.1", "YC-A4.2.6"} <= found
    for office, prefix in (("beizhan", "BZ-"), ("nanmatou_road", "NM-")):
        found = {finding["rule"] for finding in run("review", office, question)["findings"]}
        assert all(rule.startswith(prefix) for rule in found)


def test_a_recheck_of_nanmatou_asks_for_form_seal_and_leader(run: Any) -> None:
    question = model("nanmatou_road")
    question["ticket"]["is_recheck"] = True
    question["report"] |= {"fact": "不属实", "appeal": "无政策依据", "result": "解释说明"}
    answer = run("review", "nanmatou_road", question)
    assert [(finding["rule"], finding["severity"]) for finding in answer["findings"]] == [
        ("NM-R8.9.1b", "block"),
        ("NM-R10.2", "block"),
        ("NM-R8.9.1b", "block"),
    ]
    question["facts"] |= {"form_1_2": True, "seal": True}
    question["facts"]["signatures"]["branch_leader"] = "赵六"
    assert run("review", "nanmatou_road", question)["complete"] is True
