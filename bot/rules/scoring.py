"""What a unit scores in an evaluation: indicators, bonuses and deductions in exact fractions, each with its account."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from bot.rules.scoring_figures import PERIOD_NAMES, Claim, Figures, entry_of, points_in_words
from bot.rules.scoring_rules import (
    Adjustment,
    Indicator,
    IndicatorScore,
    Period,
    RateScore,
    Scoring,
    VolumeScore,
    WeightedScore,
)

WHOLE = 100
"""Percents of the whole."""


@dataclass(frozen=True, slots=True)
class Score:
    """Exact points; `notes` tell in Chinese how each came about and what was assumed."""

    parts: Mapping[Indicator, Fraction]
    base: Fraction
    bonus: Fraction
    deduction: Fraction
    notes: tuple[str, ...]

    @property
    def total(self) -> Fraction:
        return self.base + self.bonus - self.deduction


@dataclass(frozen=True, slots=True)
class Awarded:
    """Points with the lines that account for them."""

    points: Fraction
    notes: tuple[str, ...] = ()


def score(figures: Figures, scoring: Scoring) -> Score:
    """The unit's score. Figures with faults (`scoring_figures.faults_in`) are a mistake of the caller."""
    awarded: dict[Indicator, Awarded] = {scoring.volume.indicator: _volume(figures, scoring.volume)}
    awarded |= {rule.indicator: _rate(figures, rule) for rule in scoring.rate}
    awarded |= {rule.indicator: _weighted(figures, rule) for rule in scoring.weighted}
    bonus = _adjusted("加分", figures.bonus, scoring.bonus, figures.period, scoring)
    deduction = _adjusted("扣分", figures.deductions, scoring.deduction, figures.period, scoring)
    notes = [note for one in (*awarded.values(), bonus, deduction) for note in one.notes]
    return Score(
        parts={name: one.points for name, one in awarded.items()},
        base=sum((one.points for one in awarded.values()), Fraction()),
        bonus=bonus.points,
        deduction=deduction.points,
        notes=(*notes, *_shared(scoring)),
    )


def displayed(points: Fraction, decimals: int) -> str:
    """Rounded half up, away from zero, with exactly so many decimals."""
    scale = 10**decimals
    whole, rest = divmod((2 * abs(points) * scale + 1) // 2, scale)
    sign = "-" if points < 0 and (whole or rest) else ""
    return f"{sign}{whole}.{rest:0{decimals}d}" if decimals else f"{sign}{whole}"


def _volume(figures: Figures, rule: VolumeScore) -> Awarded:
    """The most tickets get all points, the fewest a share of them, the others a value between (附件2)."""
    volumes, own = figures.volumes.values(), figures.volumes[figures.unit]
    most, fewest = max(volumes), min(volumes)
    full = Fraction(rule.points)
    if most == fewest:
        points = full * rule.all_equal / WHOLE
        return _told(rule, points, f"各单位工单量都是 {own}", assumed=True)
    lowest = full * rule.lowest_percent / WHOLE
    if rule.between == "by_volume":
        height = Fraction(own - fewest, most - fewest)
    else:
        last = sum(other > fewest for other in volumes)
        height = 1 - Fraction(sum(other > own for other in volumes), last)
    how = f"工单量 {own}，最高 {most}，最低 {fewest}"
    return _told(rule, lowest + (full - lowest) * height, how, assumed=fewest < own < most)


def _rate(figures: Figures, rule: RateScore) -> Awarded:
    counted, out_of = figures.counts.get(rule.counted, 0), figures.counts.get(rule.out_of, 0)
    full = Fraction(rule.points)
    if not out_of:
        return _told(rule, full * rule.without_cases / WHOLE, "无数据", assumed=True)
    what = f"{rule.stages[rule.stage]}（{rule.stage}） " if rule.stage is not None else ""
    return _told(rule, full * counted / out_of, f"{what}{counted}/{out_of}", assumed=rule.stage is not None)


def _weighted(figures: Figures, rule: WeightedScore) -> Awarded:
    answers = _answers(figures, rule)
    asked = sum(answers.values())
    full = Fraction(rule.points)
    if not asked:
        return _told(rule, full * rule.without_cases / WHOLE, "无数据", assumed=True)
    earned = sum(count * rule.percents[word] for word, count in answers.items())
    terms = "＋".join(f"{word} {count}×{rule.percents[word]}" for word, count in answers.items() if count)
    return _told(rule, full * earned / (asked * WHOLE), f"（{terms}）÷（{asked}×{WHOLE}）")


def _answers(figures: Figures, rule: WeightedScore) -> dict[str, int]:
    """The answers under the scheme's own words."""
    answers: dict[str, int] = {}
    for word, count in figures.answers.get(rule.counted, {}).items():
        plain = rule.same_as.get(word, word)
        answers[plain] = answers.get(plain, 0) + count
    return answers


def _told(rule: IndicatorScore, points: Fraction, how: str, assumed: bool = False) -> Awarded:
    """`assumed`: what the document leaves open decided here."""
    remark = f"（推定：{rule.assumed}）" if assumed and rule.assumed else ""
    return Awarded(
        points, (f"{rule.indicator} {rule.name}：{how}，{points_in_words(points)} 分，{rule.clause}{remark}",)
    )


def _adjusted(
    kind: str, claims: Sequence[Claim], entries: Sequence[Adjustment], period: Period, scoring: Scoring
) -> Awarded:
    """Claims of the year count in the year's evaluation only, where their sum is capped."""
    sums: dict[Period, Fraction] = {}
    notes: list[str] = []
    for claim in claims:
        entry = entry_of(claim, entries)
        when = claim.period or (entry.period if entry else period)
        points = claim.count * _points(claim, entry)
        what = f"{kind} {entry.name if entry else claim.item}"
        where = f"{entry.clause}（{entry.id}）" if entry else "规则书没有列出，按所给分值计"
        assumed = f"（推定：{entry.assumed}）" if entry and entry.assumed and claim.count > 1 else ""
        if when == "annual" and period == "monthly":
            notes.append(f"{what}：属年度评估，月度评价不计")
            continue
        sums[when] = sums.get(when, Fraction()) + points
        notes.append(f"{what}：{points_in_words(points)} 分，{where}{assumed}")
    for cap in scoring.cap:
        most = Fraction(cap.bonus if kind == "加分" else cap.deduction)
        if sums.get(cap.period, Fraction()) > most:
            reached = f"{PERIOD_NAMES[cap.period]}{kind}合计 {points_in_words(sums[cap.period])} 分"
            remark = f"（推定：{cap.assumed}）" if cap.assumed else ""
            notes.append(f"{reached}，最高 {points_in_words(most)} 分，{cap.clause}{remark}")
            sums[cap.period] = most
    return Awarded(sum(sums.values(), Fraction()), tuple(notes))


def _points(claim: Claim, entry: Adjustment | None) -> Fraction:
    if claim.points is not None:
        return claim.points
    return Fraction(entry.points if entry else 0)


def _shared(scoring: Scoring) -> Iterator[str]:
    """主协办同责: the figures of whoever co-handled are in the sums already, nothing is added for them."""
    indicators: tuple[IndicatorScore, ...] = (scoring.volume, *scoring.rate, *scoring.weighted)
    if shared := [rule.name for rule in indicators if rule.co_handled]:
        yield f"{'、'.join(shared)}：主协办同责，主办、协办的工单都计入本单位，所给数字已含协办"
