"""How an office scores its units, as data: indicators that make the base, bonuses, deductions and their caps.

Points and shares are whole numbers in the file; whoever scores counts with exact fractions and rounds for display only.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.rules.written import Written

Period = Literal["monthly", "annual"]
Indicator = Literal["E1_volume", "E2_timely", "E3_first_contact", "E4_solved", "E5_satisfied"]
"""The names under which the command line answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreEntry(Written):
    """What every entry of the scoring tells. `assumed`: what we read into it that no document says."""

    id: str
    name: str
    clause: str
    assumed: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorScore(ScoreEntry):
    """One part of the base. `co_handled`: 主协办同责, a ticket counts for every co-handler as for the lead."""

    indicator: Indicator
    points: int
    co_handled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeScore(IndicatorScore):
    """Points by how many tickets a unit had among all units: the most gets all, the fewest `lowest_percent` of them.

    `between`: the others stand on a straight line by number of tickets, or by rank. `all_equal`: percent of the points
    where every unit had the same number.
    """

    lowest_percent: int
    between: Literal["by_volume", "by_rank"] = "by_volume"
    all_equal: int = 100

    def __post_init__(self) -> None:
        _refuse_percents(lowest_percent=self.lowest_percent, all_equal=self.all_equal)


@dataclass(frozen=True, slots=True, kw_only=True)
class RateScore(IndicatorScore):
    """`counted` ÷ `out_of` × points. `without_cases`: percent of the points where `out_of` is 0, told as 无数据.

    `stages` names what the rate is at each stage of the city's systems, `stage` the one in force: the arithmetic is the
    same, only who counts differs. `sources`: by stage, whether the callers' answers count, or the first contact of the
    unit that a ticket was first sent to.
    """

    counted: Literal["on_time", "first_contact_confirmed"]
    out_of: Literal["due", "first_contact_asked"]
    without_cases: int = 100
    stages: Mapping[str, str] = field(default_factory=dict)
    stage: str | None = None
    sources: Mapping[str, Literal["call_back", "first_unit"]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _refuse_percents(without_cases=self.without_cases)
        if (self.stage is None) == bool(self.stages) or (self.stage is not None and self.stage not in self.stages):
            raise ValueError("stage 应是 stages 里的一项；不分阶段的两项都不写")


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightedScore(IndicatorScore):
    """Σ(answers × their percent) ÷ (all answers × 100) × points, over a table word → how many citizens chose it.

    `percents`: every word that may be answered, those worth nothing too. `same_as`: other spellings of a word.
    `exempt`: what was granted for a ticket that is then left out.
    """

    counted: Literal["outcomes", "satisfaction"]
    percents: Mapping[str, int]
    same_as: Mapping[str, str] = field(default_factory=dict)
    exempt: tuple[str, ...] = ()
    without_cases: int = 100

    def __post_init__(self) -> None:
        _refuse_percents(without_cases=self.without_cases, **self.percents)
        if unknown := [word for word in self.same_as.values() if word not in self.percents]:
            raise ValueError(f"same_as 里的“{'、'.join(unknown)}”不在 percents 里")


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment(ScoreEntry):
    """A bonus or a deduction: so many `points` (more than 0) for each `per` (件, 项, 次), in such an evaluation."""

    points: int
    period: Period
    per: str

    def __post_init__(self) -> None:
        if self.points < 1:
            raise ValueError("points 应是正整数，加分扣分由所在的表决定")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreCap(ScoreEntry):
    """At most so many points of bonuses, and at most so many of deductions, of the entries of this period."""

    period: Period
    bonus: int
    deduction: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Scoring(ScoreEntry):
    """The whole scheme: the indicators' points add up to `base`; total = base + bonuses − deductions.

    `decimals`: how many are shown, the arithmetic is exact.
    """

    base: int
    decimals: int
    volume: VolumeScore
    rate: tuple[RateScore, ...]
    weighted: tuple[WeightedScore, ...]
    bonus: tuple[Adjustment, ...] = ()
    deduction: tuple[Adjustment, ...] = ()
    cap: tuple[ScoreCap, ...] = ()

    def __post_init__(self) -> None:
        indicators = (self.volume, *self.rate, *self.weighted)
        if (total := sum(one.points for one in indicators)) != self.base:
            raise ValueError(f"各项指标分值合计 {total}，与 base = {self.base} 不符")
        if len({one.indicator for one in indicators}) != len(indicators):
            raise ValueError("同一项 indicator 写了两次")
        ids = [entry.id for entry in (*indicators, *self.bonus, *self.deduction)]
        if repeated := sorted({one for one in ids if ids.count(one) > 1}):
            raise ValueError(f"{'、'.join(repeated)}：这个 id 用了不止一次")


def _refuse_percents(**percents: int) -> None:
    for name, percent in percents.items():
        if not 0 <= percent <= 100:
            raise ValueError(f"{name} = {percent} 不是 0 到 100 之间的百分数")
