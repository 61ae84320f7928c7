"""What an evaluation asks of a unit, counted out of tallies: volumes, rates, and the words of reports and callers."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from bot.rules.figures import Counts
from bot.rules.office_rules import CountedBy
from bot.rules.scoring_figures import Claim, Figures
from bot.rules.scoring_rules import Period, RateScore, Scoring, WeightedScore
from bot.rules.tally import UNSOLVED, Tally, sets_of, units_of

MOMENTS: tuple[CountedBy, ...] = ("received", "due", "closed")
"""Volume and first contact by receipt, what was due by its due moment, callers' answers by closing."""


def figures_from(
    unit_id: int,
    units: Mapping[int, str],
    period: Period,
    counts: Mapping[CountedBy, Counts],
    scoring: Scoring,
    bonus: Sequence[Claim] = (),
    deductions: Sequence[Claim] = (),
) -> Figures:
    """The figures of one of `units` (names by id), which are all that are ranked by volume."""
    numbers: dict[str, int] = {}
    for rate in scoring.rate:
        numbers |= _rate(unit_id, rate, counts)
    answers: dict[str, dict[str, int]] = {
        rule.counted: _answers(unit_id, rule, counts["closed"]) for rule in scoring.weighted
    }
    return Figures(
        units[unit_id], period, _volumes(units, counts["received"], scoring), numbers, answers, bonus, deductions
    )


def _volumes(units: Mapping[int, str], received: Counts, scoring: Scoring) -> dict[str, int]:
    volumes = dict.fromkeys(units.values(), 0)
    for tally, tickets in received.items():
        for unit in units_of(tally, scoring.volume.co_handled):
            if unit is not None and unit in units:
                volumes[units[unit]] += tickets
    return volumes


def _rate(unit_id: int, rule: RateScore, counts: Mapping[CountedBy, Counts]) -> dict[str, int]:
    if rule.counted == "on_time":
        return _sums(rule, _of(unit_id, counts["due"], rule.co_handled), "closed_in_time", "due")
    if rule.sources.get(rule.stage or "") == "first_unit":
        first = _of(unit_id, counts["received"], rule.co_handled, first=True)
        return _sums(rule, first, "contacted_in_time", "contact_owed")
    return _sums(rule, _of(unit_id, counts["closed"], rule.co_handled), "confirmed_contact", "rated")


def _sums(rule: RateScore, tallied: Iterable[tuple[Tally, int]], share: str, whole: str) -> dict[str, int]:
    counted = out_of = 0
    for tally, tickets in tallied:
        sets = sets_of(tally)
        out_of += tickets if whole in sets else 0
        counted += tickets if {whole, share} <= sets else 0
    return {rule.counted: counted, rule.out_of: out_of}


def _answers(unit_id: int, rule: WeightedScore, closed: Counts) -> dict[str, int]:
    """How often each word was answered by those who were asked; a report without a word solved nothing."""
    answers: Counter[str] = Counter()
    for tally, tickets in _of(unit_id, closed, rule.co_handled):
        if not tally.satisfaction or not set(tally.exempt.split(",")).isdisjoint(rule.exempt):
            continue
        word = tally.satisfaction if rule.counted == "satisfaction" else tally.outcome
        plain = rule.same_as.get(word, word)
        answers[plain if plain in rule.percents else UNSOLVED] += tickets
    return dict(answers)


def _of(unit_id: int, counts: Counts, co_handled: bool, first: bool = False) -> Iterable[tuple[Tally, int]]:
    return ((tally, tickets) for tally, tickets in counts.items() if unit_id in units_of(tally, co_handled, first))
