"""What a command accepts as JSON, and how it names what it does not."""

import io
import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.commands.reading import Fields, InputFaults, answer_json, read_facts
from bot.rules.facts import MOMENTS, Facts


def facts_of(**fields: Any) -> Facts:
    read = Fields(fields, "")
    facts = read_facts(read)
    read.finish()
    return facts


def faults_of(**fields: Any) -> tuple[str, ...]:
    with pytest.raises(InputFaults) as caught:
        facts_of(**fields)
    return caught.value.faults


def test_an_empty_ticket_is_an_ordinary_one() -> None:
    assert facts_of() == Facts()


def test_every_field_of_a_ticket_arrives() -> None:
    moments = {f"{moment}_at": "2026-11-20T09:30:00+08:00" for moment in MOMENTS}
    facts = facts_of(
        type="投诉",
        urgency="紧急",
        source="区12345",
        complexity="复杂",
        tags=["涉稳", "媒体曝光"],
        is_recheck=True,
        supervised="市级",
        has_contact=False,
        has_site=False,
        simple=True,
        return_reason="非职责范围",
        open=False,
        platform_due_at="2026-11-25T23:59:59+08:00",
        **moments,
    )
    assert (facts.kind, facts.urgency, facts.source, facts.complexity) == ("投诉", "紧急", "区12345", "复杂")
    assert facts.tags == {"涉稳", "媒体曝光"}
    assert (facts.is_recheck, facts.supervised, facts.simple) == (True, "市级", True)
    assert (facts.has_contact, facts.has_site, facts.open) == (False, False, False)
    assert facts.return_reason == "非职责范围"
    assert facts.platform_due_at == datetime.fromisoformat("2026-11-25T23:59:59+08:00")
    assert set(facts.moments) == set(MOMENTS)


def test_transferred_at_is_another_name_of_dispatched_at() -> None:
    at = "2026-11-20T09:30:00Z"
    expected = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    assert facts_of(transferred_at=at).at("dispatched") == expected
    assert facts_of(transferred_at=at, dispatched_at=at).at("dispatched") == expected
    assert "同一时刻的两个名字" in faults_of(transferred_at=at, dispatched_at="2026-11-20T09:31:00Z")[0]


def test_null_is_the_same_as_nothing() -> None:
    assert facts_of(type=None, has_contact=None, tags=None, accepted_at=None) == Facts()


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"color": "红"}, "不认识的字段 color。"),
        ({"type": "表扬"}, "type 没有“表扬”这一项，应是：投诉、求助、意见建议、咨询、信访。"),
        ({"type": 1}, "type 应是文字。"),
        ({"accepted_at": "2026-11-20T09:30:00"}, "accepted_at 没有写时区：2026-11-20T09:30:00"),
        ({"accepted_at": "2026-02-30T09:30:00+08:00"}, "accepted_at 不是 ISO 8601 时间"),
        ({"accepted_at": "2026-11-20"}, "accepted_at 没有写时区：2026-11-20"),
        ({"accepted_at": "0001-01-01T00:00:00+08:00"}, "accepted_at 的年份 1 不合情理。"),
        ({"accepted_at": 5}, "accepted_at 不是 ISO 8601 时间"),
        ({"has_contact": "是"}, "has_contact 应是 true 或 false。"),
        ({"tags": "涉稳"}, "tags 应是列表。"),
        ({"tags": [1]}, "tags 里的每一项都应是文字。"),
    ],
)
def test_what_cannot_be_understood_is_named(fields: dict[str, Any], fault: str) -> None:
    (found,) = faults_of(**fields)
    assert found.startswith(fault)


def test_all_faults_of_an_object_and_its_parts_are_told_at_once() -> None:
    whole = Fields({"ticket": {"type": "表扬", "x": 1}, "y": 2}, "")
    ticket = whole.part("ticket")
    read_facts(ticket)
    with pytest.raises(InputFaults) as caught:
        whole.finish(ticket)
    assert [fault.split()[0] for fault in caught.value.faults] == ["不认识的字段", "ticket.type", "不认识的字段"]
    assert "ticket.x" in caught.value.faults[2]


@pytest.mark.parametrize("there", [True, "吴某", 2, ["a.jpg"]])
def test_something_given_counts_as_there(there: object) -> None:
    assert Fields({"photos": there}, "").given("photos")


@pytest.mark.parametrize("absent", [None, False, "", "  \n", 0, []])
def test_nothing_given_counts_as_missing(absent: object) -> None:
    assert not Fields({"photos": absent}, "").given("photos")


def test_half_a_surrogate_pair_does_not_break_the_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = write(tmp_path, '{"text": "坏\\ud800字"}')
    assert answer_json(source, lambda value: Fields(value, "").text("text")) == 0
    assert json.loads(capsys.readouterr().out) == "坏\ufffd字"


def test_a_list_is_answered_by_a_list_in_the_same_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert answer_json(write(tmp_path, "[3, 1, 2]"), lambda value: value * 10) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out) == [30, 10, 20]
    assert captured.err == ""


def test_faults_in_a_list_name_the_item_and_nothing_is_printed_as_answer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write(tmp_path, '[{}, {"x": 1}, 5]')
    assert answer_json(source, lambda value: Fields(value, "").finish()) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.splitlines() == ["第 2 项：不认识的字段 x。", "第 3 项：输入应是一个 JSON 对象。"]


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (b'{"a": ', "输入不是 JSON：第 1 行"),
        (b"", "输入不是 JSON"),
        ("投诉".encode("gbk"), "输入不是 UTF-8 文字。"),
        (b"[" * 100_000, "输入的 JSON 嵌套过深。"),
        ('{"type": "投诉", "type": "咨询"}'.encode(), "type 写了不止一次"),
    ],
)
def test_what_is_no_json_is_one_plain_sentence(
    raw: bytes, fault: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "input.json"
    path.write_bytes(raw)
    assert answer_json(str(path), lambda value: value) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(fault)


def test_a_missing_file_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert answer_json(str(tmp_path / "none.json"), lambda value: value) == 2
    assert "none.json" in capsys.readouterr().err


def test_a_dash_reads_standard_input_with_or_without_byte_order_mark(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xef\xbb\xbf[1]")))
    assert answer_json("-", lambda value: value) == 0
    assert json.loads(capsys.readouterr().out) == [1]


def test_a_moment_keeps_its_offset() -> None:
    assert facts_of(accepted_at="2026-11-20T09:30:00+08:00").moments["accepted"].utcoffset() == timedelta(hours=8)


def write(folder: Path, text: str) -> str:
    path = folder / "input.json"
    path.write_text(text, encoding="utf-8")
    return str(path)
