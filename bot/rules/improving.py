"""What would make a unit's rates and its score better: counted again with one thing changed, the most first."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from bot.rules.figures import Figure, percent
from bot.rules.office_rules import SET_NAMES
from bot.rules.scoring import displayed, score
from bot.rules.scoring_figures import Figures, entry_of
from bot.rules.scoring_rules import RateScore, Scoring, WeightedScore

NOT_DONE: Mapping[str, tuple[str, str]] = {
    "on_time": ("未按时办结", "按时办结"),
    "first_contact_confirmed": ("未先联", "先联"),
}
"""What a ticket that a rate misses did not have, and what it should have had."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that would be better: about which metric or indicator (its id), what is gained, and all of it told."""

    about: str
    gain: Fraction
    told: str


def of_rates(figures: Iterable[Figure]) -> list[Change]:
    """The tickets that keep a rate down (or up, where fewer is better), and what the rate would be without them."""
    return sorted(_rates(figures), key=lambda change: change.gain, reverse=True)


def of_score(figures: Figures, scoring: Scoring) -> list[Change]:
    """What would change the unit's score, each thing alone; nothing that the unit has no hand in, as its volume."""
    present = score(figures, scoring).total
    better = [
        *(one for rule in scoring.rate for one in _better_rate(figures, rule)),
        *(one for rule in scoring.weighted for one in _better_answers(figures, rule)),
        *_without_deductions(figures, scoring),
    ]
    changes = []
    for about, changed, told in better:
        gain = score(changed, scoring).total - present
        if gain > 0:
            changes.append(Change(about, gain, f"{told}，+{displayed(gain, scoring.decimals)}分"))
    return sorted(changes, key=lambda change: change.gain, reverse=True)


Better = tuple[str, Figures, str]
"""About what, the figures with that one thing changed, and in words."""


def _rates(figures: Iterable[Figure]) -> Iterator[Change]:
    for figure in figures:
        metric, rate = figure.metric, figure.rate
        if rate is None or figure.out_of is None or metric.of is None:
            continue
        if metric.fewer_is_better:
            if figure.counted:
                told = f"{figure.counted}张是{SET_NAMES[metric.share]}：{metric.name}{percent(rate)}"
                yield Change(metric.id, rate, told)
        elif figure.missing:
            now, then = percent(rate), percent(Fraction(1))
            told = f"{figure.missing}张不在“{SET_NAMES[metric.share]}”之列：若都做到，{metric.name} {now}→{then}"
            yield Change(metric.id, 1 - rate, told + _to_target(figure))


def _to_target(figure: Figure) -> str:
    """How many more reach the target, where the document sets one that is not reached."""
    target = figure.metric.target_percent
    if not figure.is_below_target or target is None or figure.out_of is None:
        return ""
    needed = -(-figure.out_of * target // 100) - figure.counted
    return f"；再有{needed}张做到就达到目标{target}%"


def _better_rate(figures: Figures, rule: RateScore) -> Iterator[Better]:
    counted, out_of = figures.counts.get(rule.counted, 0), figures.counts.get(rule.out_of, 0)
    if counted < out_of:
        lacking, done = NOT_DONE[rule.counted]
        changed = replace(figures, counts={**figures.counts, rule.counted: out_of})
        before, after = percent(Fraction(counted, out_of)), percent(Fraction(1))
        yield rule.id, changed, f"{out_of - counted}张{lacking}：若都{done}，{rule.name} {before}→{after}"


def _better_answers(figures: Figures, rule: WeightedScore) -> Iterator[Better]:
    answers = figures.answers.get(rule.counted, {})
    best = max(rule.percents, key=lambda word: rule.percents[word])
    for word, number in answers.items():
        if number and rule.percents[rule.same_as.get(word, word)] < rule.percents[best]:
            moved = {**answers, word: 0, best: answers.get(best, 0) + number}
            changed = replace(figures, answers={**figures.answers, rule.counted: moved})
            before, after = (percent(_weighted(one, rule)) for one in (answers, moved))
            yield rule.id, changed, f"{number}张{word}：若都{best}，{rule.name} {before}→{after}"


def _weighted(answers: Mapping[str, int], rule: WeightedScore) -> Fraction:
    earned = sum(number * rule.percents[rule.same_as.get(word, word)] for word, number in answers.items())
    return Fraction(earned, 100 * sum(answers.values()))


def _without_deductions(figures: Figures, scoring: Scoring) -> Iterator[Better]:
    for place, claim in enumerate(figures.deductions):
        rest = (*figures.deductions[:place], *figures.deductions[place + 1 :])
        entry = entry_of(claim, scoring.deduction)
        yield claim.item, replace(figures, deductions=rest), f"扣分“{entry.name if entry else claim.item}”：若不再发生"
