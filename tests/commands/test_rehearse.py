"""`python -m bot rehearse`: an office's own table, replayed under a rulebook."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from bot.rulebooks.load import built_in
from tests.people import SAMPLES

HEADING = "工单编号,类型,派单时间,分派时间,接单时间,先行联系时间,办结时间"
ROWS = (
    # In time in every way.
    "20261116000101,投诉,2026-11-16 09:00,2026-11-16 09:20,2026-11-16 09:30,2026-11-16 10:00,2026-11-18 15:00",
    # Dispatched late and never completed.
    "20261116000102,投诉,2026-11-16 10:00,2026-11-16 11:30,2026-11-16 11:40,2026-11-16 14:00,",
)


@pytest.fixture
def rehearse(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def of(*rows: str, rulebook: str = "yichuan_road", words: tuple[str, ...] = ()) -> Any:
        file = tmp_path / "月.csv"
        file.write_text("\n".join(rows), encoding="utf-8")
        assert main(["rehearse", "--rulebook", rulebook, str(file), *words]) == 0
        told = capsys.readouterr()
        assert told.err == ""
        return json.loads(told.out)

    return of


@pytest.fixture
def refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def of(content: bytes | None, name: str = "月.csv", words: tuple[str, ...] = ()) -> str:
        file = tmp_path / name
        if content is not None:
            file.write_bytes(content)
        assert main(["rehearse", "--rulebook", "yichuan_road", str(file), *words]) == 2
        told = capsys.readouterr()
        assert told.out == ""
        assert "Traceback" not in told.err
        return told.err

    return of


def test_who_would_have_been_told_what_and_when(rehearse: Any) -> None:
    answer = rehearse(HEADING, *ROWS)
    assert (answer["rulebook"], answer["version"], answer["tickets"]) == ("yichuan_road", "2023-01-26", 2)
    first = [one for one in answer["told"] if one["ticket"] == "20261116000101"]
    assert [(one["at"][5:16], one["rule"], one["stage"]) for one in first if not one["if_not_done"]] == []
    marks = [(one["at"], one["role"]) for one in answer["told"] if one["rule"] == "YC-T15"]
    assert marks == [
        ("2026-11-18T17:00:00+08:00", "属地分管领导"),
        ("2026-11-18T17:00:00+08:00", "处置部门分管领导"),
    ]
    assert answer["told"] == sorted(answer["told"], key=lambda one: one["at"])


def test_what_was_late_is_told_apart_from_what_nobody_can_know(rehearse: Any) -> None:
    overdue = rehearse(HEADING, *ROWS)["overdue"]
    second = {one["rule"]: one for one in overdue if one["ticket"] == "20261116000102"}
    assert second["YC-T01"]["met_at"] == "2026-11-16T11:30:00+08:00"
    assert second["YC-T01"]["if_not_done"] is False
    assert second["YC-T09"]["met_at"] is None
    assert second["YC-T09"]["if_not_done"] is False
    # There is no column for the site visit: whether somebody went there, the table cannot say.
    assert second["YC-T08"]["if_not_done"] is True
    first = {one["rule"] for one in overdue if one["ticket"] == "20261116000101" and not one["if_not_done"]}
    assert first == set()


def test_counts_are_those_of_the_list(rehearse: Any) -> None:
    answer = rehearse(HEADING, *ROWS)
    counts = answer["counts"]
    assert sum(party["messages"] for party in counts["per_party"].values()) == len(answer["told"])
    assert sum(sum(day.values()) for day in counts["per_day"].values()) == len(answer["told"])
    assert sum(counts["per_rule"].values()) == len(answer["told"])
    assert sum(counts["overdue_per_rule"].values()) == len(answer["overdue"])
    busiest = max(day.get("unit", 0) for day in counts["per_day"].values())
    assert counts["per_party"]["unit"]["most_in_a_day"] == busiest


def test_two_days_cut_the_list_and_nothing_else(rehearse: Any) -> None:
    whole = rehearse(HEADING, *ROWS)
    cut = rehearse(HEADING, *ROWS, words=("--from", "2026-11-17", "--to", "2026-11-18"))
    assert (cut["from"], cut["to"]) == ("2026-11-17", "2026-11-18")
    assert cut["told"] == [one for one in whole["told"] if "2026-11-17" <= one["at"][:10] <= "2026-11-18"]
    assert cut["overdue"] == [one for one in whole["overdue"] if "2026-11-17" <= one["due_at"][:10] <= "2026-11-18"]
    assert 0 < len(cut["told"]) < len(whole["told"])


def test_it_is_said_what_was_assumed_about_what_the_table_does_not_hold(rehearse: Any) -> None:
    with_columns = rehearse(HEADING, *ROWS)["assumptions"]
    assert with_columns[0] == "表里有这些办理时刻的列：分派时间、接单时间、先行联系时间、办结时间。"
    assert with_columns[-1] == "没有“联系电话”列，按都留有联系方式计。"
    bare = rehearse("工单编号,类型,联系电话,派单时间", "20261116000101,投诉,,2026-11-16 09:00")
    assert bare["assumptions"][0] == "表里没有任何办理时刻的列。"
    assert {one["rule"] for one in bare["told"]} == {"YC-T01", "YC-T09"}, "nobody can be called without a phone"


def test_a_row_that_cannot_be_replayed_is_refused_with_its_reason_and_the_others_go_on(rehearse: Any) -> None:
    answer = rehearse(
        HEADING,
        ROWS[0],
        ROWS[0],
        "20261116000103,投诉,2026-11-16 09:00,昨天,,,",
        "20261116000104,举办,2026-11-16 09:00,,,,",
        "20261116000105,投诉,,,,,",
        "20261116000106,投诉,2026-11-16 09:00,2026-11-15 09:00,,,",
        "20261116000107,投诉,2031-11-16 09:00,,,,",
        "20261116000108,投诉",
    )
    assert [(row["row"], row["why"][:14]) for row in answer["refused"]] == [
        (3, "工单编号与第2行相同。"),
        (4, "分派时间看不懂，请写成「20"),
        (5, "类型「举办」不在名单里，应为"),
        (6, "没有来电时间、派单时间等任何"),
        (7, "分派时间早于收单，请核对。"),
        (8, "没有 2031 年的日历，2"),
        (9, "第9行有2列，表头有7列，请"),
    ]
    assert answer["tickets"] == 8
    assert {one["ticket"] for one in answer["told"]} == {"20261116000101"}


def test_nothing_of_a_citizen_comes_out(rehearse: Any) -> None:
    text = json.dumps(
        rehearse(
            "工单编号,类型,诉求人,联系电话,诉求地址,派单时间,标题,内容",
            "20261116000101,投诉,王样英,13800001001,样本新村8号,2026-11-16 09:00,车位被占,固定车位被占",
        ),
        ensure_ascii=False,
    )
    assert not [word for word in ("王样英", "13800001001", "样本新村", "车位") if word in text]


@pytest.mark.parametrize("rulebook", built_in())
def test_the_samples_can_be_replayed_under_every_rulebook(rulebook: str, rehearse: Any) -> None:
    rows = (SAMPLES / "tickets.csv").read_text(encoding="utf-8-sig").splitlines()
    answer = rehearse(*rows, rulebook=rulebook)
    assert answer["refused"] == []
    assert answer["told"]
    assert answer["overdue"]
    assert {one["party"] for one in answer["told"]} <= {*answer["counts"]["per_party"]}


def test_what_is_no_table_is_refused_in_one_sentence(refused: Any) -> None:
    assert refused(b"PK\x03\x04", "月.xlsx") == "演练暂时只读 .csv，请在表格软件里把它另存为 CSV（UTF-8）后再试。\n"
    assert "只读 .csv" in refused(b"\xd0\xcf", "月.XLS")
    assert "读不到文件" in refused(None)
    assert "没有内容" in refused(b"")
    assert "没有找到「工单编号」" in refused("类型,派单时间\n投诉,2026-11-16 09:00\n".encode())
    assert refused(b"x", words=("--from", "2026-11-18", "--to", "2026-11-17")) != ""
