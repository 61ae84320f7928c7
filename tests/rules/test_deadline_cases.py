"""Every hand-worked case of tests/cases/<office>/*.toml: what a rule says of a ticket, to the second."""

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.rulebooks.days import calendar_for
from bot.rulebooks.load import load_rulebook
from bot.rules.calendar import CHINA, Calendar
from bot.rules.duties import Duty, plan
from bot.rules.facts import Facts
from bot.rules.rulebook import Rulebook
from bot.rules.thresholds import counting, reached_at, tried_enough

CASES = Path(__file__).resolve().parent.parent / "cases"
LIMIT_ID = re.compile(r"[A-Z]{2}-T\d+u?")


def cases(kind: str) -> list[Any]:
    return [
        pytest.param(path.parent.name, case, id=f"{case['rule']} {case['name']}")
        for path in sorted(CASES.glob("*/*.toml"))
        for case in tomllib.loads(path.read_text(encoding="utf-8")).get(kind, ())
    ]


@cache
def law(office: str) -> tuple[Rulebook, Calendar]:
    rulebook = load_rulebook(office)
    return rulebook, calendar_for(rulebook)


def facts_of(case: Mapping[str, Any]) -> Facts:
    """The cases are written in the words of the command line; their times are Shanghai's."""
    ticket = dict(case.get("ticket", {}))
    for given in ("platform_due_at", "extended_until"):
        if given in ticket:
            ticket[given] = here(ticket[given])
    tags = frozenset(ticket.pop("tags", ()))
    moments = {name: here(at) for name, at in case["events"].items()}
    latest = {name: here(at) for name, at in case.get("latest", {}).items()}
    return Facts(kind=ticket.pop("type", None), tags=tags, moments=moments, latest=latest, **ticket)


def here(moment: datetime) -> datetime:
    return moment.replace(tzinfo=CHINA)


def planned(office: str, case: Mapping[str, Any]) -> Duty | None:
    light = case.get("light")
    planned = plan(facts_of(case), *law(office))
    duties = [duty for duty in planned if duty.rule == case["rule"] and duty.light == light]
    assert len(duties) < 2
    return duties[0] if duties else None


@pytest.mark.parametrize(("office", "case"), cases("case"))
def test_a_case_worked_by_hand_comes_out_the_same(office: str, case: Mapping[str, Any]) -> None:
    duty = planned(office, case)
    if case.get("absent"):
        assert duty is None
        return
    assert duty is not None
    assert duty.due_at == here(case["due"])
    assert duty.clause == case["clause"]
    assert duty.provisional == case.get("provisional", False)
    assert duty.met_at == (here(case["met"]) if "met" in case else None)
    assert duty.reckoning == case.get("reckoning", duty.reckoning)
    assert list(duty.tells) == case.get("tells", list(duty.tells))
    # What a case does not name as assumed must come from the document alone.
    assert case.get("assumed", "") in (duty.assumed or "")
    assert ("assumed" in case) == (duty.assumed is not None)


@pytest.mark.parametrize(("office", "case"), cases("count"))
def test_a_count_reaches_its_threshold_at_the_moment_worked_by_hand(office: str, case: Mapping[str, Any]) -> None:
    threshold = next(entry for entry in law(office)[0].threshold if entry.id == case["rule"])
    assert threshold.clause == case["clause"]
    assert reached_at(threshold, map(here, case["moments"])) == (here(case["reached"]) if "reached" in case else None)


@pytest.mark.parametrize(("office", "case"), cases("attempts"))
def test_attempts_count_as_worked_by_hand(office: str, case: Mapping[str, Any]) -> None:
    attempts = next(entry for entry in law(office)[0].attempts if entry.id == case["rule"])
    assert attempts.clause == case["clause"]
    assert len(counting(attempts, map(here, case["moments"]))) == case["counted"]
    assert tried_enough(attempts, map(here, case["moments"])) == case["enough"]


def test_every_limit_of_every_rulebook_has_at_least_two_cases() -> None:
    for folder in sorted(path for path in CASES.iterdir() if path.is_dir()):
        rulebook = law(folder.name)[0]
        entries = (*rulebook.duty, *rulebook.mark, *rulebook.threshold, *rulebook.attempts)
        ids = {entry.id for entry in entries}
        limits = {identity for identity in ids if LIMIT_ID.fullmatch(identity)}
        worked = Counter(
            param.values[1]["rule"]
            for kind in ("case", "count", "attempts")
            for param in cases(kind)
            if param.values[0] == folder.name
        )
        assert set(worked) <= ids
        assert [rule for rule in limits if worked[rule] < 2] == []


def test_every_light_of_every_rulebook_has_at_least_two_cases() -> None:
    worked = Counter(
        (param.values[0], param.values[1]["rule"], param.values[1].get("light")) for param in cases("case")
    )
    for office in {folder.name for folder in CASES.iterdir() if folder.is_dir()}:
        lights = {(office, rule.id, light.light) for rule in law(office)[0].duty for light in rule.lights}
        assert [light for light in lights if worked[light] < 2] == []


def test_every_case_tells_its_working() -> None:
    for kind in ("case", "count", "attempts"):
        for param in cases(kind):
            assert param.values[1]["working"].endswith("。")
