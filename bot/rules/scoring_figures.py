"""What a unit did in a period, as reported for its evaluation, and why it may not be scored."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from bot.rules.scoring_rules import Adjustment, Period, Scoring

PERIOD_NAMES: Mapping[Period, str] = {"monthly": "月度", "annual": "年度"}


@dataclass(frozen=True, slots=True)
class Claim:
    """A bonus or a deduction as reported: `item` is a scheme's id or name, or free words that then need `points`."""

    item: str
    count: int = 1
    points: Fraction | None = None
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """What one unit did in a period. Co-handled tickets are contained in every number (主协办同责).

    `counts`: due, on_time, first_contact_asked, first_contact_confirmed. `answers`: "outcomes" and "satisfaction", each
    word → how many.
    """

    unit: str
    period: Period
    volumes: Mapping[str, int]
    counts: Mapping[str, int] = field(default_factory=dict)
    answers: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    bonus: Sequence[Claim] = ()
    deductions: Sequence[Claim] = ()


def faults_in(figures: Figures, scoring: Scoring) -> tuple[str, ...]:
    """Why these figures cannot be scored, one plain sentence each; empty when they can."""
    return (
        *_volume_faults(figures),
        *_rate_faults(figures, scoring),
        *_answer_faults(figures, scoring),
        *_claim_faults("bonus", figures.bonus, scoring.bonus),
        *_claim_faults("deductions", figures.deductions, scoring.deduction),
    )


def entry_of(claim: Claim, entries: Sequence[Adjustment]) -> Adjustment | None:
    """The scheme's entry that a claim names by its id or its name."""
    return next((entry for entry in entries if claim.item in (entry.id, entry.name)), None)


def points_in_words(points: Fraction) -> str:
    """ "3.75", or "10/3" where decimals do not end."""
    return f"{float(points):g}" if Fraction(f"{float(points):g}") == points else str(points)


def _volume_faults(figures: Figures) -> Iterator[str]:
    if figures.unit not in figures.volumes:
        yield f"volumes 里没有本单位“{figures.unit}”。"


def _rate_faults(figures: Figures, scoring: Scoring) -> Iterator[str]:
    for rule in scoring.rate:
        counted, out_of = figures.counts.get(rule.counted, 0), figures.counts.get(rule.out_of, 0)
        if counted > out_of:
            yield f"{rule.counted}（{counted}）多于 {rule.out_of}（{out_of}）。"


def _answer_faults(figures: Figures, scoring: Scoring) -> Iterator[str]:
    for rule in scoring.weighted:
        for word in figures.answers.get(rule.counted, {}):
            if rule.same_as.get(word, word) not in rule.percents:
                yield f"{rule.counted} 里没有“{word}”这一项，应是：{'、'.join((*rule.percents, *rule.same_as))}。"


def _claim_faults(where: str, claims: Sequence[Claim], entries: Sequence[Adjustment]) -> Iterator[str]:
    for place, claim in enumerate(claims):
        entry = entry_of(claim, entries)
        if entry is None:
            if claim.points is None:
                yield f"{where}[{place}] 的“{claim.item}”不是规则书列出的事项，须写 points。"
            continue
        if claim.points is not None and claim.points != entry.points:
            points = points_in_words(claim.points)
            yield f"{where}[{place}] 写了 {points} 分，{entry.id} {entry.name}是 {entry.points} 分。"
        if claim.period is not None and claim.period != entry.period:
            belongs = f"{entry.id} {entry.name}属{PERIOD_NAMES[entry.period]}"
            yield f"{where}[{place}] 的 period 应是 {entry.period}：{belongs}。"
