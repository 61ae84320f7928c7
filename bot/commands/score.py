"""`python -m bot score`: what a unit scores under an office's evaluation scheme, JSON in and JSON out."""

import sys
from argparse import ArgumentParser, Namespace
from fractions import Fraction
from typing import Any, get_args

from bot.commands.by_rulebook import ask_for_json, ask_for_rulebook, under
from bot.commands.reading import Fields, InputFaults, answer_json
from bot.rules.rulebook import Rulebook
from bot.rules.scoring import Score, displayed, score
from bot.rules.scoring_figures import Claim, Figures, faults_in
from bot.rules.scoring_rules import Period, Scoring

COUNTS = ("due", "on_time", "first_contact_asked", "first_contact_confirmed")
ANSWERS = ("outcomes", "satisfaction")
BY_PERIOD = get_args(Period)


def add_arguments(parser: ArgumentParser) -> None:
    ask_for_rulebook(parser)
    ask_for_json(parser, "数据")


def run(arguments: Namespace) -> int:
    """Exit status: 0 answered, 2 the input or the rulebook is at fault."""
    return under(arguments.rulebook, lambda rulebook: _answer_all(arguments.file, rulebook))


def _answer_all(file: str, rulebook: Rulebook) -> int:
    scoring = rulebook.scoring
    if scoring is None:
        print(f"{rulebook.name}的规则书没有考核计分（[scoring]）。", file=sys.stderr)
        return 2
    return answer_json(file, lambda value: answer(value, scoring))


def answer(value: Any, scoring: Scoring) -> dict[str, Any]:
    """One unit's score as read from JSON; InputFaults for what cannot be understood."""
    figures = read_figures(value)
    if faults := faults_in(figures, scoring):
        raise InputFaults(faults)
    return _as_json(score(figures, scoring), scoring)


def read_figures(value: Any) -> Figures:
    """What the scheme asks of a unit; what is not given counts as none."""
    whole = Fields(value, "")
    given = whole.part("input")
    period, unit = whole.required("period", BY_PERIOD), whole.required("unit")
    volumes = given.counts("volumes")
    counts = {name: given.count(name, 0) for name in COUNTS}
    answers = {name: given.counts(name) for name in ANSWERS}
    bonus, bonus_parts = _claims(given, "bonus")
    deductions, deduction_parts = _claims(given, "deductions")
    # Of what was led and what was co-handled the sums know already; it may be told, and is not added again.
    for holder in (whole, given):
        holder.ignored("split")
    whole.finish(given, *bonus_parts, *deduction_parts)
    return Figures(unit, period, volumes, counts, answers, bonus, deductions)  # type: ignore[arg-type]


def _claims(given: Fields, key: str) -> tuple[tuple[Claim, ...], tuple[Fields, ...]]:
    parts = given.parts(key)
    claims = tuple(
        Claim(
            item=part.required("item"),
            count=part.count("count", 1),
            points=part.number("points"),
            period=part.text("period", BY_PERIOD),  # type: ignore[arg-type]
        )
        for part in parts
    )
    return claims, parts


def _as_json(result: Score, scoring: Scoring) -> dict[str, Any]:
    return {
        **{name: _number(points) for name, points in result.parts.items()},
        "base": _number(result.base),
        "bonus": _number(result.bonus),
        "deduction": _number(result.deduction),
        "total": _number(result.total),
        "total_display": displayed(result.total, scoring.decimals),
        "notes": list(result.notes),
    }


def _number(points: Fraction) -> int | float:
    return int(points) if points.denominator == 1 else float(points)
