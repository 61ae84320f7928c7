"""The charts of an office or of one unit, for a period: facts counted by the database, described as plain values."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from sqlmodel import Session

from bot.reports.charts import describe, steps
from bot.reports.charts.chart import Chart, Heading
from bot.reports.charts.describe import Counted, MonthOfFigures
from bot.reports.moments import full
from bot.rules import tally
from bot.rules.calendar import local
from bot.rules.figures import Figure, definition, figures_of, moments_of
from bot.rules.matching_rules import Topic
from bot.rules.office_rules import CountedBy, Metric
from bot.rules.periods import Period
from bot.rules.tally import counts_in, units_of
from bot.work import figures
from bot.work.board import lights_by_unit
from bot.work.offices import Offices
from storage import staff, volumes
from storage.sieve import Scope
from storage.tallies import Among
from storage.volumes import Titled

MONTHS_SHOWN, FEWEST_MONTHS = 12, 3
"""Rates over a period of fewer months are shown as the year that ends with it: one dot makes no line."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which tickets: of the office, or of one of its units, in a period. `now`: what is over by now counts as over."""

    session: Session
    offices: Offices
    office_id: str
    period: Period
    unit_id: int | None
    now: datetime

    @property
    def metrics(self) -> tuple[Metric, ...]:
        return figures.metrics_of(self.offices, self.office_id)

    @property
    def accepted(self) -> Metric:
        """How the office counts what it received; by the moment of receipt where its rulebook has no such metric."""
        plain = Metric(id="", name="受理量", clause="", share="accepted", by="received")
        return next((metric for metric in self.metrics if metric.share == "accepted"), plain)

    def heading(self, *notes: str, period: str = "") -> Heading:
        unit = staff.unit(self.session, self.unit_id) if self.unit_id is not None else None
        whose = " · ".join(filter(None, (self.offices.office(self.office_id).name, unit.name if unit else "")))
        waiting = figures.uncounted(self.session, self.office_id)
        still = f"；刚导入的{waiting}件还在统计" if waiting else ""
        over = "" if self.now >= self.period.until or period else f"，截至{_day(self.now)}"
        return Heading(
            whose, f"{period or self.period.name}{over}", f"12345 工单助手　{full(self.now)} 统计{still}", notes
        )


def chart(
    session: Session, offices: Offices, office_id: str, code: str, period: Period, unit_id: int | None, now: datetime
) -> Chart:
    """The chart `code` (volume | lights | rates | matters | hours) of the office, or of one unit."""
    return CHARTS[code](Asked(session, offices, office_id, period, unit_id, now))


def _volume(asked: Asked) -> Chart:
    received = asked.accepted
    closed = Metric(id="", name="办结量", clause="", share="closed", co_handled=received.co_handled)
    notes = (f"收到：{definition(received)}；办结：{definition(closed)}", *_resting_on(received))
    came, ended = _by_hour(asked, received), _by_hour(asked, closed)
    return describe.volume(asked.heading(*notes), asked.period, came, ended, local(asked.now).date())


def _hours(asked: Asked) -> Chart:
    received = asked.accepted
    notes = ("按收单时间（上海时间）所在的星期和钟点计数；颜色越深，工单越多", *_resting_on(received))
    return describe.hours(asked.heading(*notes), _by_hour(asked, received))


def _rates(asked: Asked) -> Chart:
    metrics = [metric for metric in asked.metrics if metric.of is not None][: describe.MOST_RATES]
    months = steps.months_in(asked.period)
    if not FEWEST_MONTHS <= len(months) <= MONTHS_SHOWN:
        months = steps.months_up_to(min(asked.period.last, local(asked.now).date()), MONTHS_SHOWN)
    months = [month for month in months if month.since <= asked.now] or months[:1]
    found = describe.with_data([MonthOfFigures(month, _figures(asked, metrics, month)) for month in months])
    first, last = found[0].month, found[-1].month
    clauses = "、".join(dict.fromkeys(f"{metric.name}（{metric.clause}）" for metric in metrics))
    notes = (f"依据：{clauses}", "算法和工单：发 /figures 点一项", *_assumed_at_all(metrics))
    span = f"{first.name}至{last.name}" if len(found) > 1 else first.name
    span += f"，截至{_day(asked.now)}" if asked.now < last.until else ""
    return describe.rates(asked.heading(*(notes if metrics else ()), period=span), found)


def _figures(asked: Asked, metrics: list[Metric], month: Period) -> tuple[Figure, ...]:
    counts = figures.counts_of(asked.session, asked.office_id, moments_of(metrics), month, asked.now)
    return tuple(figures_of(metrics, asked.unit_id, counts))


def _matters(asked: Asked) -> Chart:
    metric = asked.accepted
    counts = figures.counts_of(asked.session, asked.office_id, (metric.by,), asked.period, asked.now)[metric.by]
    kinds: Counter[str] = Counter()
    for one, number in counts.items():
        kinds[one.kind] += number if _belongs(asked, metric, one) else 0
    rules = asked.offices.present_law(asked.office_id).rulebook.matching
    topics = rules.topic if rules else ()
    found = volumes.titled(asked.session, _among(asked, metric.by), _forms(asked, metric), _titles(topics))
    notes = ("事由按标题里的字词认，一张工单可能有几个事由，也可能认不出", f"占比：除以同期{sum(kinds.values())}张工单")
    return describe.matters(
        asked.heading(*notes, *_resting_on(metric)),
        [Counted(name, number) for name, number in kinds.items()],
        [Counted(topic.name, number) for topic, number in zip(topics, found, strict=True)],
        sum(kinds.values()),
    )


def _lights(asked: Asked) -> Chart:
    unit = frozenset() if asked.unit_id is None else frozenset({asked.unit_id})
    scope = Scope(asked.office_id, everything=asked.unit_id is None, unit_ids=unit)
    codes, rows = lights_by_unit(asked.session, asked.offices, scope, asked.now)
    at = f"{_day(asked.now)} {local(asked.now):%H:%M}"
    notes = ("未办结工单按最急的一个时限亮灯，一张工单算一次；条的长短按同一比例",)
    return describe.lights(asked.heading(*notes, period=f"{at}（此刻）"), codes, rows)


CHARTS: Mapping[str, Callable[[Asked], Chart]] = MappingProxyType(
    {"volume": _volume, "lights": _lights, "rates": _rates, "matters": _matters, "hours": _hours}
)
"""Every chart by its code; bot.reports.charts.describe.TITLES has their names."""


def _by_hour(asked: Asked, metric: Metric) -> dict[int, int]:
    return volumes.by_hour(asked.session, _among(asked, metric.by), _forms(asked, metric))


def _forms(asked: Asked, metric: Metric) -> list[int] | None:
    """Which sorts of tickets the metric counts for the unit; None where it counts every one."""
    found = list(volumes.forms(asked.session, _among(asked, metric.by)))
    wanted = [form_id for form_id, words in found if _belongs(asked, metric, tally.read(words, False, False))]
    return None if len(wanted) == len(found) else wanted


def _belongs(asked: Asked, metric: Metric, one: tally.Tally) -> bool:
    counted, _ = counts_in(one, metric)
    return counted and (asked.unit_id is None or asked.unit_id in units_of(one, metric.co_handled))


def _among(asked: Asked, moment: CountedBy) -> Among:
    return Among(asked.office_id, moment, asked.period.since, asked.period.until)


def _titles(topics: tuple[Topic, ...]) -> list[Titled]:
    """A more exact topic takes the place of the general ones it is named instead of."""
    return [
        Titled(topic.words, tuple(word for other in topics if topic.name in other.instead_of for word in other.words))
        for topic in topics
    ]


def _resting_on(metric: Metric) -> list[str]:
    clause = [f"依据：{metric.clause}"] if metric.clause else []
    return [*clause, *([f"暂按：{metric.assumed}"] if metric.assumed else [])]


def _assumed_at_all(metrics: list[Metric]) -> list[str]:
    names = "、".join(metric.name for metric in metrics if metric.assumed)
    return [f"暂按（文件没有写全算法）：{names}"] if names else []


def _day(at: datetime) -> str:
    return f"{local(at).month}月{local(at).day}日"
