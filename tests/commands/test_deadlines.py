"""`python -m bot deadlines`, as another program would call it."""

import io
import json
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import pytest

from bot.commands import deadlines

FIRST_CONTACT = {"type": "投诉", "received_at": "2026-11-18T09:00:00+08:00", "accepted_at": "2026-11-18T01:40:00Z"}


def ask(ticket: Any, monkeypatch: pytest.MonkeyPatch, rulebook: str = "yichuan_road") -> int:
    """Puts the question on standard input; the exit status."""
    text = ticket if isinstance(ticket, bytes) else json.dumps(ticket).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
    parser = ArgumentParser()
    deadlines.add_arguments(parser)
    return deadlines.run(parser.parse_args(["--rulebook", rulebook]))


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    def of(ticket: Any) -> Any:
        assert ask(ticket, monkeypatch) == 0
        told = capsys.readouterr()
        assert told.err == ""
        return json.loads(told.out)

    return of


@pytest.fixture
def fault(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    def of(ticket: Any, rulebook: str = "yichuan_road") -> list[str]:
        assert ask(ticket, monkeypatch, rulebook) == 2
        told = capsys.readouterr()
        assert told.out == ""
        assert "Traceback" not in told.err
        return told.err.splitlines()

    return of


def test_an_entry_has_exactly_the_promised_fields(answer: Any) -> None:
    entry = next(entry for entry in answer(FIRST_CONTACT) if entry["rule"] == "YC-T10")
    lines = entry.pop("explanation")
    assert entry == {
        "rule": "YC-T10",
        "name": "先行联系",
        "clause": "二（四）1",
        "owed_by": "informant",
        "starts_at": "2026-11-18T09:40:00+08:00",
        "due_at": "2026-11-18T17:00:00+08:00",
        "reckoning": "clock_time",
        "met_at": None,
        "provisional": False,
        "assumed": None,
        "tells": [],
    }
    assert lines[0] == "起算：2026年11月18日（周三）09:40 接单"


def test_marks_tell_their_leaders_and_met_duties_say_when(answer: Any) -> None:
    ticket = FIRST_CONTACT | {"dispatched_at": "2026-11-18T09:20:00+08:00"}
    entries = {entry["rule"]: entry for entry in answer(ticket)}
    assert entries["YC-T15"]["tells"] == ["unit_branch_leader", "territory_branch_leader"]
    assert entries["YC-T01"]["met_at"] == "2026-11-18T09:20:00+08:00"


def test_transferred_at_is_another_name_for_dispatched_at(answer: Any, fault: Any) -> None:
    transferred = {"transferred_at": "2026-11-18T09:20:00+08:00"}
    dispatched = {"dispatched_at": "2026-11-18T09:20:00+08:00"}
    assert answer(transferred) == answer(dispatched) != []
    assert fault(transferred | {"dispatched_at": "2026-11-18T09:21:00+08:00"})


def test_without_receipt_only_what_can_be_known_is_answered(answer: Any) -> None:
    rules = {entry["rule"] for entry in answer({"accepted_at": "2026-11-18T09:40:00+08:00"})}
    assert rules == {"YC-T08", "YC-T10"}
    assert answer({}) == []


def test_a_list_is_answered_by_a_list_in_the_same_order(answer: Any) -> None:
    first, second, third = answer([FIRST_CONTACT, {}, {"received_at": "2026-11-21T10:00:00+08:00"}])
    assert "YC-T10" in {entry["rule"] for entry in first}
    assert second == []
    assert [entry["rule"] for entry in third] == ["YC-T03"]


def test_a_report_sent_back_has_discharged_nothing(answer: Any) -> None:
    story = FIRST_CONTACT | {
        "report_submitted_at": "2026-11-20T10:00:00+08:00",
        "sent_back_at": "2026-11-20T15:00:00+08:00",
    }
    entries = {entry["rule"]: entry for entry in answer(story)}
    assert entries["YC-T09"]["met_at"] is None
    assert entries["YC-T17"]["due_at"] == entries["YC-T09"]["due_at"]
    again = answer(story | {"report_submitted_at": "2026-11-23T10:00:00+08:00"})
    assert {entry["rule"]: entry["met_at"] for entry in again}["YC-T17"] == "2026-11-23T10:00:00+08:00"


@pytest.mark.parametrize(
    ("ticket", "sentence"),
    [
        ({"recieved_at": "2026-11-18T09:00:00+08:00"}, "不认识的字段 recieved_at。"),
        ({"received_at": "2026-11-18T09:00:00"}, "received_at 没有写时区"),
        ({"received_at": "昨天"}, "received_at 不是 ISO 8601 时间"),
        ({"received_at": 7}, "received_at 不是 ISO 8601 时间"),
        ({"type": "举报"}, "type 没有“举报”这一项"),
        ({"urgency": "特急"}, "urgency 没有“特急”这一项"),
        ({"simple": "是"}, "simple 应是 true 或 false"),
        ({"tags": "疫情"}, "tags 应是列表"),
        ({"received_at": "2003-05-01T09:00:00+08:00"}, "没有 2003 年的日历"),
        ({"dispatched_at": "2030-12-30T09:00:00+08:00"}, "没有 2031 年的日历"),
        ({"received_at": "0001-01-01T00:00:00+14:00"}, "年份 1 不合情理"),
        ("工单", "JSON 对象"),
        (b"{", "不是 JSON"),
        (b"\xff\xfe", "不是 UTF-8"),
        (b"", "不是 JSON"),
    ],
)
def test_bad_input_is_one_plain_sentence_and_status_2(fault: Any, ticket: Any, sentence: str) -> None:
    (told,) = fault(ticket)
    assert sentence in told


def test_every_fault_of_a_list_is_told_with_its_place(fault: Any) -> None:
    told = fault([FIRST_CONTACT, {"type": "举报", "x": 1}, {"simple": 1}])
    assert [line[:5] for line in told] == ["第 2 项", "第 2 项", "第 3 项"]


def test_an_unknown_rulebook_is_named(fault: Any, tmp_path: Path) -> None:
    assert "没有“nowhere”这个规则文件" in fault({}, "nowhere")[0]
    broken = tmp_path / "broken.toml"
    broken.write_text("id = 1\n", encoding="utf-8")
    assert all(line.startswith(str(broken)) for line in fault({}, str(broken)))


def test_the_command_answers_from_a_file_in_utf_8_whatever_the_locale(tmp_path: Path) -> None:
    question = tmp_path / "ticket.json"
    question.write_text(json.dumps(FIRST_CONTACT), encoding="utf-8")
    command = [sys.executable, "-m", "bot", "deadlines", "--rulebook", "yichuan_road", str(question)]
    done = subprocess.run(command, capture_output=True, check=True, env={"LC_ALL": "C", "PYTHONUTF8": "0"})
    assert "先行联系" in done.stdout.decode("utf-8")
    assert done.stderr == b""
