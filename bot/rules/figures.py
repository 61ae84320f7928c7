"""Figures: how many tickets a metric counts among how many, for the office and for each of its units."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from bot.rules.office_rules import COUNTED_BY_NAMES, SET_NAMES, CountedBy, Metric
from bot.rules.scoring import displayed
from bot.rules.tally import Tally, counts_in, units_of

PERCENT, DECIMALS = 100, 2
NO_DATA = "无数据"
Counts = Mapping[Tally, int]
"""How many tickets count alike, among those that one moment (received, due, closed) puts in the period."""


@dataclass(frozen=True, slots=True)
class Figure:
    """What a metric says of a unit (`unit_id` None: of the office). `out_of` is None where it is no rate."""

    metric: Metric
    unit_id: int | None
    counted: int
    out_of: int | None

    @property
    def rate(self) -> Fraction | None:
        """Exact, from 0 to 1; None for no rate, or for one with nothing to divide by."""
        return Fraction(self.counted, self.out_of) if self.out_of else None

    @property
    def missing(self) -> int:
        """How many are divided by and not counted."""
        return self.out_of - self.counted if self.out_of is not None else 0

    @property
    def is_below_target(self) -> bool:
        target = self.metric.target_percent
        return target is not None and self.rate is not None and self.rate * PERCENT < target

    def shown(self) -> str:
        """`96.00%`, `57张`, or 无数据 where there is nothing to divide by."""
        if self.out_of is None:
            return f"{self.counted}张"
        return NO_DATA if self.rate is None else percent(self.rate)

    def fraction(self) -> str:
        """`57/60`; empty for what is no rate."""
        return "" if self.out_of is None else f"{self.counted}/{self.out_of}"


def percent(rate: Fraction) -> str:
    return f"{displayed(rate * PERCENT, DECIMALS)}%"


def definition(metric: Metric) -> str:
    """The metric in words, with the moment by which a ticket belongs to a period."""
    share, by = SET_NAMES[metric.share], COUNTED_BY_NAMES[metric.by]
    return f"{share}数，{by}" if metric.of is None else f"{share}÷{SET_NAMES[metric.of]}，{by}"


def whole_and_parts(metric: Metric, counts: Counts) -> dict[int | None, Figure]:
    """The figure of the office (under None) and of every unit that has a ticket in it.

    The office counts each ticket once, also where several units answer for it together.
    """
    tallied: dict[int | None, list[int]] = {None: [0, 0]}
    for tally, tickets in counts.items():
        counted, whole = counts_in(tally, metric)
        if not whole:
            continue
        units = {unit for unit in units_of(tally, metric.co_handled) if unit is not None}
        for unit in (None, *units):
            of = tallied.setdefault(unit, [0, 0])
            of[0] += tickets if counted else 0
            of[1] += tickets
    return {unit: _figure(metric, unit, *numbers) for unit, numbers in tallied.items()}


def figure_of(metric: Metric, unit_id: int | None, counts: Counts) -> Figure:
    """The figure of one unit, nought where it has no ticket, or of the office."""
    counted = whole = 0
    for tally, tickets in counts.items():
        is_counted, is_of_whole = counts_in(tally, metric)
        if not is_of_whole or (unit_id is not None and unit_id not in units_of(tally, metric.co_handled)):
            continue
        counted += tickets if is_counted else 0
        whole += tickets
    return _figure(metric, unit_id, counted, whole)


def figures_of(metrics: Iterable[Metric], unit_id: int | None, counts: Mapping[CountedBy, Counts]) -> list[Figure]:
    """Every metric of one unit, or of the office."""
    return [figure_of(metric, unit_id, counts[metric.by]) for metric in metrics]


def ranked(figures: Iterable[Figure]) -> list[Figure]:
    """Units' figures, the best first, those without data last."""
    known = list(figures)
    return sorted(known, key=lambda one: (one.out_of == 0, _worth(one)))


def is_meant(metric: Metric, unit_id: int | None, part: str, tally: Tally) -> bool:
    """Whether such a ticket stands behind a number: `part` is counted | whole | missing."""
    counted, whole = counts_in(tally, metric)
    if unit_id is not None and unit_id not in units_of(tally, metric.co_handled):
        return False
    return {"counted": counted, "whole": whole, "missing": whole and not counted}[part]


def moments_of(metrics: Sequence[Metric]) -> tuple[CountedBy, ...]:
    """By which moments these metrics put tickets in a period."""
    return tuple(dict.fromkeys(metric.by for metric in metrics))


def _figure(metric: Metric, unit_id: int | None, counted: int, whole: int) -> Figure:
    return Figure(metric, unit_id, counted, None if metric.of is None else whole)


def _worth(figure: Figure) -> Fraction:
    value = figure.rate if figure.out_of is not None else Fraction(figure.counted)
    better_first = Fraction(value or 0)
    return better_first if figure.metric.fewer_is_better else -better_first
