"""Charts as an office of five units, or of forty, might have them; every number is made up."""

import math
import random
from datetime import UTC, date, datetime, timedelta

from bot.reports.board import Row
from bot.reports.charts import describe, steps
from bot.reports.charts.chart import Chart, Heading
from bot.reports.charts.describe import Counted, MonthOfFigures
from bot.rules.figures import Figure
from bot.rules.office_rules import Metric
from bot.rules.periods import Period, month_of, year_of

OCTOBER = month_of(date(2026, 10, 1))
SOURCE = "12345 工单助手　2026-11-20 09:30 统计"
UNITS = ("城建办", "平安办", "综合行政执法队", "社区事务受理服务中心", "城市运行管理中心（热线受理平台）")
TOPICS = (
    "油烟",
    "装修噪音",
    "邻里噪音",
    "堆物",
    "飞线充电",
    "充电桩",
    "车位",
    "电梯",
    "漏水",
    "垃圾分类",
    "绿化",
    "物业收费",
)
RATES = (
    ("先行联系率", False, None, 0.97),
    ("按时办结率", False, 100, 0.985),
    ("实际解决率", False, None, 0.74),
    ("市民满意率", False, None, 0.88),
    ("不属实率", True, None, 0.12),
)


def heading(period: str = "2026年10月", *notes: str, whose: str = "宜川路街道") -> Heading:
    return Heading(whose, period, SOURCE, notes or ("收到：受理的工单数，按收单时间归入时期", "暂按：文件没有这项指标"))


def some_hours(period: Period, a_day: float = 18, seed: int = 5, every: int = 1) -> dict[int, int]:
    """Tickets that come by day rather than by night, and less at weekends; only `every` so many hours is looked at."""
    chance, found = random.Random(seed), {}
    at = period.since.astimezone(UTC)
    while at < period.until:
        local = at + timedelta(hours=8)
        busy = math.exp(-((local.hour - 10) ** 2) / 14) + 0.8 * math.exp(-((local.hour - 15.5) ** 2) / 10) + 0.03
        expected = a_day * busy / 9 * (0.45 if local.weekday() >= 5 else 1)
        number = sum(chance.random() < expected / 8 for _ in range(8))
        if number:
            found[int(at.timestamp()) // steps.HOUR] = number
        at += timedelta(hours=every)
    return found


def volume(period: Period = OCTOBER, a_day: float = 18, every: int = 1) -> Chart:
    came, ended = some_hours(period, a_day, 5, every), some_hours(period, a_day * 0.9, 6, every)
    return describe.volume(heading(period.name), period, came, ended, date(2026, 11, 20))


def hours(period: Period = OCTOBER, a_day: float = 40) -> Chart:
    return describe.hours(
        heading(period.name, "按收单时间（上海时间）计数；颜色越深，工单越多"), some_hours(period, a_day)
    )


def rates(period: Period | None = None, gap: int | None = 4) -> Chart:
    chance = random.Random(3)
    months = steps.months_in(period or year_of(date(2026, 1, 1)))[:11]
    found = []
    for place, month in enumerate(months):
        of = 0 if place == gap else 40 + chance.randrange(30)
        found.append(MonthOfFigures(month, tuple(_figure(rate, of, chance) for rate in RATES)))
    return describe.rates(heading("2026年1月至2026年11月", "依据：先行联系率（三）、按时办结率（三、二1）"), found)


def _figure(rate: tuple[str, bool, int | None, float], of: int, chance: random.Random) -> Figure:
    name, fewer, target, about = rate
    metric = Metric(
        id=name, name=name, clause="三", share="solved", of="closed", fewer_is_better=fewer, target_percent=target
    )
    return Figure(metric, None, sum(chance.random() < about for _ in range(of)), of)


def matters(topics: int = 12, kinds: int = 4) -> Chart:
    named = [
        Counted(TOPICS[place % len(TOPICS)] + "二三"[: place // len(TOPICS)], 96 // (place + 1))
        for place in range(topics)
    ]
    of_kinds = [Counted(name, number) for name, number in (("投诉", 205), ("求助", 130), ("咨询", 31), ("意见建议", 9))]
    return describe.matters(
        heading("2026年10月", "事由按标题里的字词认，一张工单可能有几个事由"), of_kinds[:kinds], named, 375
    )


def lights(units: int = 5, most: int = 9) -> Chart:
    chance = random.Random(units)
    rows = []
    for place in range(units):
        name = UNITS[place] if place < len(UNITS) else f"第{place}社区居民委员会"
        numbers = (chance.randrange(1 + most // 3), chance.randrange(1 + most // 2), chance.randrange(1 + most))
        rows.append(Row(name, sum(numbers), numbers, ()))
    head = heading("11月20日 09:30（此刻）", "未办结工单按最急的一个时限亮灯，一张工单算一次；条的长短按同一比例")
    return describe.lights(head, ("red", "yellow", "green"), rows)


def samples() -> dict[str, Chart]:
    """One of each, as the handbook shows them."""
    return {"volume": volume(), "lights": lights(), "rates": rates(), "matters": matters(), "hours": hours()}


NOW = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
