"""Hand-written reports of every office, and everything that is to be found in them."""

import copy
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from bot.commands.review import read_case
from bot.rulebooks.load import load_rulebook
from bot.rules.report_check import check
from bot.rules.rulebook import Rulebook

CASES = Path(__file__).resolve().parent.parent / "cases"

IDS = {
    "yichuan_road": {f"YC-A4.1.{number}" for number in range(1, 8)}
    | {f"YC-A4.2.{number}" for number in range(1, 8)}
    | {"YC-2.3.3.1", "YC-2.3.3.1u", "YC-2.3.3.2", "YC-2.3.4", "YC-2.3.5.a", "YC-2.3.5.b", "YC-2.3.5.c"}
    | {"YC-2.3.6.1", "YC-2.3.6.2", "YC-2.4.2", "YC-2.4.3", "YC-A3.O", "YC-A3.S"},
    "putuo_justice": {"PT-1.4", "PT-1.5", "PT-2.1.1", "PT-2.1.2", "PT-2.1.3"},
    "songjiang_civil": {f"SJ-3.2.{number}" for number in range(1, 6)}
    | {"SJ-3.1", "SJ-3.3.1", "SJ-3.3.2", "SJ-3.3.4", "SJ-3.3.5", "SJ-A2", "SJ-A4.req"},
    "beizhan": {"BZ-3.3.6", "BZ-A2.el"},
    "nanmatou_road": {f"NM-R8.8.1{part}" for part in ("", ".a", ".b", ".c", ".d", ".e", ".f")}
    | {f"NM-R8.8.2{part}" for part in "abcd"}
    | {"NM-R8.6", "NM-R8.8.3", "NM-R8.9.1b", "NM-R10.1", "NM-R10.2", "NM-R10.3", "NM-R13.2"},
}
"""Every checker of an office."""


def read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def all_cases() -> list[Any]:
    return [
        pytest.param(path, case, id=f"{path.parent.parent.name}/{path.stem}: {case['name']}")
        for path in sorted(CASES.glob("*/review/*.toml"))
        if path.stem != "base"
        for case in read(path)["case"]
    ]


@lru_cache
def rulebook_of(office: str) -> Rulebook:
    return load_rulebook(office)


def report_of(path: Path, case: dict[str, Any]) -> dict[str, Any]:
    """The folder's complete report with this case's changes."""
    report = copy.deepcopy(read(path.with_name("base.toml")))
    for place in case.get("drop", []):
        holder, key = place_in(report, place)
        del holder[key]
    for place, value in case.get("set", {}).items():
        holder, key = place_in(report, place)
        holder[key] = value
    report["report"]["text"] = case.get("text", report["report"]["text"]) + case.get("adds", "")
    return report


def place_in(report: dict[str, Any], place: str) -> tuple[dict[str, Any], str]:
    *holders, key = place.split(".")
    for holder in holders:
        report = report[holder]
    return report, key


@pytest.mark.parametrize(("path", "case"), all_cases())
def test_everything_is_found_and_nothing_else(path: Path, case: dict[str, Any]) -> None:
    rulebook = rulebook_of(path.parent.parent.name)
    findings = check(read_case(report_of(path, case)), rulebook)
    found = {finding.rule + (" warn" if finding.severity == "warn" else "") for finding in findings}
    assert found == set(case["fires"]), [(finding.rule, finding.excerpt) for finding in findings]
    for finding in findings:
        assert finding.clause
        assert finding.excerpt
        assert finding.advice.endswith(("。", "”。"))
    if "excerpt" in case:
        assert any(case["excerpt"] in finding.excerpt for finding in findings)


@pytest.mark.parametrize("office", IDS)
def test_every_checker_of_an_office_fires_somewhere_and_no_other(office: str) -> None:
    fired = {
        word.removesuffix(" warn")
        for path in (CASES / office / "review").glob("*.toml")
        if path.stem != "base"
        for case in read(path)["case"]
        for word in case["fires"]
    }
    assert fired == IDS[office]


def test_there_are_enough_cases() -> None:
    assert len(all_cases()) >= 150
