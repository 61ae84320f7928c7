"""Nanmatou's evaluation: every hand-worked case of tests/cases/nanmatou_road/score, and what is refused."""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.score import read_figures
from bot.rulebooks.load import load_rulebook
from bot.rules.scoring import Score, displayed, score
from bot.rules.scoring_figures import Claim, Figures, faults_in
from bot.rules.scoring_rules import Scoring

CASES = Path(__file__).resolve().parent.parent / "cases" / "nanmatou_road" / "score"


@cache
def scheme() -> Scoring:
    scoring = load_rulebook("nanmatou_road").scoring
    assert scoring is not None
    return scoring


def cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{case['rule']} {case['name']}")
        for path in sorted(CASES.glob("*.toml"))
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
    ]


def worked(case: Mapping[str, Any]) -> Score:
    figures = read_figures({"period": case.get("period", "monthly"), "unit": case["unit"], "input": case["input"]})
    assert faults_in(figures, scheme()) == ()
    return score(figures, scheme())


@pytest.mark.parametrize("case", cases())
def test_a_case_worked_by_hand_comes_out_the_same(case: Mapping[str, Any]) -> None:
    result = worked(case)
    found = {**result.parts, **{name: getattr(result, name) for name in ("base", "bonus", "deduction", "total")}}
    for name, points in case["expect"].items():
        assert found[name] == Fraction(points), name
    assert displayed(result.total, scheme().decimals) == case.get("display", displayed(result.total, 2))
    told = "\n".join(result.notes)
    assert [note for note in case.get("notes", ()) if note not in told] == []
    assert [note for note in case.get("silent", ()) if note in told] == []
    assert case["working"].endswith("。")


def test_every_indicator_bonus_and_deduction_has_a_case() -> None:
    scoring = scheme()
    entries = (scoring.volume, *scoring.rate, *scoring.weighted, *scoring.bonus, *scoring.deduction, *scoring.cap)
    assert {entry.id for entry in entries} <= {param.values[0]["rule"] for param in cases()}


def test_between_the_most_and_the_fewest_a_scheme_may_go_by_rank() -> None:
    by_rank = replace(scheme(), volume=replace(scheme().volume, between="by_rank"))
    volumes = {"甲": 90, "乙": 60, "丙": 60, "丁": 50, "戊": 30}
    points = {unit: score(Figures(unit, "monthly", volumes), by_rank).parts["E1_volume"] for unit in volumes}
    # Nobody, one, one, three and four stand before them; the last place is the fourth.
    assert points == {
        "甲": 5,
        "乙": Fraction(5, 2) + Fraction(5, 2) * Fraction(3, 4),
        "丙": Fraction(5, 2) + Fraction(5, 2) * Fraction(3, 4),
        "丁": Fraction(5, 2) + Fraction(5, 2) * Fraction(1, 4),
        "戊": Fraction(5, 2),
    }


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"unit": "己"}, "volumes 里没有本单位“己”"),
        ({"counts": {"due": 3, "on_time": 4}}, "on_time（4）多于 due（3）"),
        ({"counts": {"first_contact_asked": 1, "first_contact_confirmed": 2}}, "first_contact_confirmed（2）多于"),
        ({"answers": {"outcomes": {"解决了": 1}}}, "outcomes 里没有“解决了”这一项，应是：实际解决、"),
        ({"answers": {"satisfaction": {"还行": 1}}}, "satisfaction 里没有“还行”"),
        ({"bonus": (Claim("好人好事"),)}, "bonus[0] 的“好人好事”不是规则书列出的事项，须写 points"),
        (
            {"bonus": (Claim("NM-E.B1", points=Fraction(3)),)},
            "写了 3 分，NM-E.B1 被区热线办简报、快报等载体正面评价是 1 分",
        ),
        ({"deductions": (Claim("NM-E.D7", period="monthly"),)}, "period 应是 annual"),
        ({"deductions": (Claim("NM-E.B1"),)}, "deductions[0] 的“NM-E.B1”不是规则书列出的事项"),
    ],
)
def test_figures_that_contradict_themselves_or_the_scheme_are_told(changes: dict[str, Any], fault: str) -> None:
    figures = replace(Figures("甲", "monthly", {"甲": 3, "乙": 1}), **changes)
    (told,) = faults_in(figures, scheme())
    assert fault in told


@pytest.mark.parametrize(
    ("points", "shown"),
    [
        ("85.625", "85.63"),
        ("85.624999", "85.62"),
        ("-1.005", "-1.01"),
        ("-1/1000", "0.00"),
        ("0", "0.00"),
        ("99.995", "100.00"),
        ("2/3", "0.67"),
    ],
)
def test_points_are_rounded_half_up_only_for_display(points: str, shown: str) -> None:
    assert displayed(Fraction(points), 2) == shown


@given(
    volumes=st.dictionaries(st.sampled_from("甲乙丙丁戊己"), st.integers(0, 500), min_size=1),
    due=st.integers(0, 200),
    late=st.integers(0, 200),
)
def test_the_base_stays_between_the_lowest_share_and_the_whole(volumes: dict[str, int], due: int, late: int) -> None:
    for unit in volumes:
        counts = {"due": due, "on_time": max(0, due - late)}
        result = score(Figures(unit, "monthly", volumes, counts), scheme())
        assert Fraction(5, 2) <= result.parts["E1_volume"] <= 5
        assert 0 <= result.parts["E2_timely"] <= 10
        assert result.base == sum(result.parts.values())
