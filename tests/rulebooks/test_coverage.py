"""Nothing of the documents is missing: every id is in a rulebook and a hand-worked case, and no number in Python."""

import ast
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.rulebooks.load import built_in, load_rulebook, rulebook_text
from bot.rules.rulebook import Rulebook
from tests.source_tree import ROOT

HERE = Path(__file__).parent
CASES = ROOT / "tests" / "cases"
IDS: Mapping[str, Mapping[str, list[str]]] = tomllib.loads((HERE / "catalogue_ids.toml").read_text(encoding="utf-8"))
OFFICES = sorted(IDS)
WORKED = ("case", "count", "attempts")

HARMLESS = frozenset({0, 1, 2, 7, 10, 24, 60, 100})
"""Nothing and one, two of a pair, the days of a week, the base of our numbers, hours, minutes, per cent."""
REVIEWED: Mapping[str, Mapping[float, str]] = {
    "absence.py": {366: "days after which an absence is a post left; our choice, no document's"},
    "alarms.py": {30: "what is due within half an hour leaves first; our choice, no document's"},
    "articles.py": {8: "how many forbidden wordings an answer lists"},
    "calendar.py": {
        5: "Monday to Friday",
        8: "China's distance from UTC",
        12: "December",
        31: "its last day",
        1_000_000: "microseconds of a second",
        60_000_000: "microseconds of a minute",
    },
    "bulletin_rules.py": {
        7: "days of a week",
        28: "days of the shortest month",
        90: "days of the shortest quarter",
        181: "days of the shortest half-year",
    },
    "callers.py": {12: "digits of a mobile number with a leading 0", 7: "the fewest digits of a phone"},
    "catch_up.py": {30: "an alarm later than half an hour was missed; our choice, no document's"},
    "complaints.py": {15: "characters of a call in vain told in a word; our choice, no document's"},
    "duties.py": {4096: "size of a cache"},
    "explain.py": {3: "New Year's notices have moved days as early as 29 December"},
    "limits.py": {
        3: "three of four keys are absent",
        30: "the most days of hours that are no slip of the pen",
        250: "the most working days that are no slip of the pen",
        400: "the most natural days that are no slip of the pen",
    },
    "issues.py": {40: "how many days, weeks … are looked through; longer than any office rests"},
    "lost_presses.py": {150: "seconds after which the messenger forgets a press"},
    "paper.py": {12: "digits of a hash that a form prints; our choice, no document's"},
    "places.py": {
        10: "十",
        100: "百",
        200: "how much of an address is read",
        40: "how many houses a range of numbers names at most",
    },
    "reckoning.py": {23: "the last hour of a day", 59: "the last minute of an hour"},
    "report_rules.py": {8: "how many signs a … spans where the file does not say"},
    "setup_steps.py": {8: "how many names a line lists"},
    "suggestion.py": {
        30: "weight of the same matter; our choice, no document's",
        5: "weight of the same caller",
        20: "weight of a unit that is named",
        4: "how many words of a unit's duties a reason lists",
        6: "the end of a ticket's number, as staff say it",
    },
    "topics.py": {4000: "how much of a text is read", 4: "fewer pairs of characters say nothing of a text"},
    "periods.py": {
        2000: "the first year that is believed to be meant",
        2100: "the first that is not",
        6: "months of half a year",
        3: "months of a quarter, and its place in a table; how often 上上月 steps back",
        12: "months of a year",
        31: "the last day of December",
    },
    "tally.py": {65536: "size of a cache"},
    "visibility.py": {
        **dict.fromkeys((3, 4, 5, 6, 8, 11, 12, 14, 18), "digits of phone and identity numbers"),
        1900: "the first year of birth in an identity number",
        2100: "the last one",
    },
    "wording.py": {4096: "size of a cache"},
}
"""Every other number in bot/rules, by file, with the reason why it is no rule of an office."""

SPAN_IN_PYTHON = re.compile(r"\d+ (?:wall_minutes|wall_hours|work_minutes|natural_days|working_days)")


@cache
def book(office: str) -> Rulebook:
    return load_rulebook(office)


@cache
def ids_in(office: str) -> frozenset[str]:
    """Every id written in the office's file."""
    return frozenset(_ids(tomllib.loads(rulebook_text(office))))


@cache
def worked(office: str) -> Counter[str]:
    """How many hand-worked cases each rule of the office has."""
    cases = (case for path in (CASES / office).glob("*.toml") for kind in WORKED for case in _toml(path).get(kind, ()))
    return Counter(case["rule"] for case in cases)


@cache
def reports(office: str) -> tuple[frozenset[str], ...]:
    """What each hand-written report of the office makes fire."""
    paths = sorted(path for path in (CASES / office / "review").glob("*.toml") if path.stem != "base")
    cases = [case for path in paths for case in _toml(path)["case"]]
    return tuple(frozenset(word.removesuffix(" warn") for word in case["fires"]) for case in cases)


def test_there_is_a_list_for_every_rulebook() -> None:
    assert tuple(OFFICES) == built_in()


@pytest.mark.parametrize("office", OFFICES)
def test_every_id_of_the_catalogue_is_in_its_rulebook(office: str) -> None:
    wanted = {*IDS[office]["limits"], *IDS[office]["checks"]}
    assert wanted - ids_in(office) == set()


@pytest.mark.parametrize("office", OFFICES)
def test_every_limit_is_worked_by_hand_at_least_twice(office: str) -> None:
    assert [rule for rule in IDS[office]["limits"] if worked(office)[rule] < 2] == []


@pytest.mark.parametrize("office", OFFICES)
def test_no_rulebook_has_a_limit_of_another_or_one_that_nobody_catalogued(office: str) -> None:
    limits = {identity for identity in ids_in(office) if re.fullmatch(r"[A-Z]{2}-T\d+u?", identity)}
    assert limits == set(IDS[office]["limits"])


@pytest.mark.parametrize("office", OFFICES)
def test_every_check_of_a_report_fires_in_one_case_and_is_silent_in_another(office: str) -> None:
    fired = frozenset().union(*reports(office))
    assert set(IDS[office]["checks"]) - fired == set()
    assert frozenset() in reports(office), "no report of this office passes every check"
    assert [check for check in IDS[office]["checks"] if all(check in case for case in reports(office))] == []


def test_there_are_as_many_cases_as_were_promised() -> None:
    assert sum(sum(worked(office).values()) for office in OFFICES) >= 300
    assert sum(len(reports(office)) for office in OFFICES) >= 150


@pytest.mark.parametrize("office", OFFICES)
def test_every_entry_names_its_clause(office: str) -> None:
    entries = [entry for entry in _entries(tomllib.loads(rulebook_text(office))) if "id" in entry]
    assert [entry["id"] for entry in entries if not str(entry.get("clause", "")).strip()] == []
    assert [entry["id"] for entry in entries if entry.get("assumed", "·").strip() == ""] == []


def test_no_number_of_a_document_stands_in_python() -> None:
    assert [line for path in _rules() for line in unreviewed_numbers(path.name, path.read_text(encoding="utf-8"))] == []


def test_no_reviewed_number_has_gone_from_its_file() -> None:
    present = {path.name: set(_numbers(path.read_text(encoding="utf-8"))) for path in _rules()}
    assert [(name, number) for name, known in REVIEWED.items() for number in known if number not in present[name]] == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("LIMIT = 4", ["x.py:1: 4"]),
        ("def due(days: int = 15) -> int: return days", ["x.py:1: 15"]),
        ("HOURS = 0.5", ["x.py:1: 0.5"]),
        ("SPAN = '4 working_days'", ["x.py:1: '4 working_days'"]),
        ("half = total // 2 * 60", []),
        ("flag = True", []),
        ('"""Four days, 4 of them; "4 working_days"."""', []),
    ],
)
def test_a_number_is_told_from_what_is_none(source: str, found: list[str]) -> None:
    assert list(unreviewed_numbers("x.py", source)) == found


def unreviewed_numbers(name: str, source: str) -> Iterator[str]:
    """Numbers, and limits written out, that nobody has reviewed."""
    tree = ast.parse(source)
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in docstrings or isinstance(node.value, bool):
            continue
        number = isinstance(node.value, int | float) and node.value not in HARMLESS | set(REVIEWED.get(name, ()))
        span = isinstance(node.value, str) and SPAN_IN_PYTHON.fullmatch(node.value)
        if number or span:
            yield f"{name}:{node.lineno}: {node.value!r}"


def _numbers(source: str) -> Iterator[float]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
            yield node.value


def _rules() -> list[Path]:
    return sorted((ROOT / "bot" / "rules").glob("*.py"))


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _ids(value: Any) -> Iterator[str]:
    return (str(entry["id"]) for entry in _entries(value) if "id" in entry)


def _entries(value: Any) -> Iterator[dict[str, Any]]:
    """Every table below this one."""
    if isinstance(value, dict):
        for inner in value.values():
            if isinstance(inner, dict):
                yield inner
            yield from _entries(inner)
    elif isinstance(value, list):
        for inner in value:
            if isinstance(inner, dict):
                yield inner
            yield from _entries(inner)
