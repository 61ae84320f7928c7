"""Spans of days by which figures are asked for: understood from words, named, and short enough for a button."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType

from bot.rules.calendar import midnight

FIRST_YEAR, LAST_YEAR = 2000, 2100
QUARTER_NAMES = "一二三四"
_DIGITS = "1234"
MONTHS_OF_A_QUARTER, MONTHS_OF_A_HALF, MONTHS_OF_A_YEAR, DAYS_OF_A_WEEK = 3, 6, 12, 7
_DAY = r"(?:(?P<y{n}>\d{{4}})\s*[-年/.])?\s*(?<!\d)(?P<m{n}>\d{{1,2}})\s*[-月/.]\s*(?P<d{n}>\d{{1,2}})(?!\d)\s*[日号]?"
_RANGE = re.compile(rf"{_DAY.format(n=1)}\s*(?:到|至|—|–|~|～|-)\s*{_DAY.format(n=2)}")
_ONE_DAY = re.compile(_DAY.format(n=1))
_QUARTER = re.compile(r"(?:(?P<year>\d{4}|今|去|上)\s*年?)?第?(?P<quarter>[一二三四1-4])\s*季度?")
_MONTH = re.compile(r"(?<!\d)(?:(?P<year>\d{4}|今|去)\s*[-年/.]\s*)?(?P<month>1[0-2]|0?[1-9])\s*月(?:份)?(?!\s*\d)")
_PLAIN_MONTH = re.compile(r"(?<!\d)(?P<year>\d{4})-(?P<month>0[1-9]|1[0-2])(?![-\d])")
_YEAR = re.compile(r"(?<!\d)(?P<year>\d{4})\s*年(?:度|全年)?")
_CODE = re.compile(r"(\d{4})(\d{2})(\d{2})-(\d{4})(\d{2})(\d{2})")


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both within it."""

    first: date
    last: date

    @property
    def since(self) -> datetime:
        return midnight(self.first)

    @property
    def until(self) -> datetime:
        """The first moment after it."""
        return midnight(self.last + timedelta(days=1))

    @property
    def code(self) -> str:
        """20261001-20261031"""
        return f"{self.first:%Y%m%d}-{self.last:%Y%m%d}"

    @property
    def name(self) -> str:
        """2026年10月, 2026年第三季度, 2026年, 2026年10月5日 or 2026年10月5日至11月2日."""
        if self == month_of(self.first):
            return f"{self.first.year}年{self.first.month}月"
        if self == quarter_of(self.first):
            return f"{self.first.year}年第{QUARTER_NAMES[(self.first.month - 1) // MONTHS_OF_A_QUARTER]}季度"
        if self == half_year_of(self.first):
            return f"{self.first.year}年{'上' if self.first.month == 1 else '下'}半年"
        if self == year_of(self.first):
            return f"{self.first.year}年"
        begins = _named(self.first)
        if self.first == self.last:
            return begins
        ends = _named(self.last) if self.last.year != self.first.year else _named(self.last).partition("年")[2]
        return f"{begins}至{ends}"

    def before(self) -> "Period":
        """The period of the same sort right before it: the month before, or as many days before."""
        yesterday = self.first - timedelta(days=1)
        for of in (month_of, quarter_of, half_year_of, year_of):
            if self == of(self.first):
                return of(yesterday)
        return Period(yesterday - (self.last - self.first), yesterday)


@dataclass(frozen=True, slots=True)
class Found:
    """A period and the words that named it."""

    period: Period
    words: str


Named = tuple[Period | None, str]
"""What words name, or that they name no period that exists."""


def day_of(day: date) -> Period:
    return Period(day, day)


def week_of(day: date) -> Period:
    """Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + timedelta(days=DAYS_OF_A_WEEK - 1))


def month_of(day: date) -> Period:
    first = day.replace(day=1)
    return Period(first, _next_month(first) - timedelta(days=1))


def quarter_of(day: date) -> Period:
    first = day.replace(month=(day.month - 1) // MONTHS_OF_A_QUARTER * MONTHS_OF_A_QUARTER + 1, day=1)
    last = first
    for _ in range(MONTHS_OF_A_QUARTER):
        last = _next_month(last)
    return Period(first, last - timedelta(days=1))


def half_year_of(day: date) -> Period:
    begins_at = 1 if day.month <= MONTHS_OF_A_HALF else MONTHS_OF_A_HALF + 1
    last = quarter_of(day.replace(month=begins_at + MONTHS_OF_A_QUARTER, day=1)).last
    return Period(day.replace(month=begins_at, day=1), last)


def year_of(day: date) -> Period:
    return Period(date(day.year, 1, 1), date(day.year, MONTHS_OF_A_YEAR, 31))


def from_code(code: str) -> Period | None:
    """The period of a button; None for what is no code of ours."""
    match = _CODE.fullmatch(code)
    if match is None or not code.isascii():
        return None
    numbers = [int(part) for part in match.groups()]
    return _span(_date(*numbers[:3]), _date(*numbers[3:]))


def period_in(said: str, today: date) -> Found | None:
    """The first period that the words name; None where they name none that exists."""
    for find in (_range, _day, _quarter, _month, _year, _relative):
        if (named := find(said, today)) is not None:
            period, words = named
            return Found(period, words) if period is not None else None
    return None


def _range(said: str, today: date) -> Named | None:
    match = _RANGE.search(said)
    if match is None:
        return None
    first = _date(_year_or(match["y1"], today), int(match["m1"]), int(match["d1"]))
    last = _date(int(match["y2"]) if match["y2"] else (first or today).year, int(match["m2"]), int(match["d2"]))
    return _span(first, last), match[0]


def _day(said: str, today: date) -> Named | None:
    match = _ONE_DAY.search(said)
    if match is None:
        return None
    day = _date(_year_or(match["y1"], today), int(match["m1"]), int(match["d1"]))
    return _span(day, day), match[0]


def _quarter(said: str, today: date) -> Named | None:
    match = _QUARTER.search(said)
    if match is None:
        return None
    place = (QUARTER_NAMES + _DIGITS).index(match["quarter"]) % len(QUARTER_NAMES)
    first = _date(_year_or(match["year"], today), place * MONTHS_OF_A_QUARTER + 1, 1)
    return quarter_of(first) if first else None, match[0]


def _month(said: str, today: date) -> Named | None:
    match = _MONTH.search(said) or _PLAIN_MONTH.search(said)
    if match is None:
        return None
    month, year = int(match["month"]), _year_or(match["year"], today)
    # “10月” said in March is the one that has been, not the one to come.
    year -= not match["year"] and month > today.month
    first = _date(year, month, 1)
    return month_of(first) if first else None, match[0]


def _year(said: str, _today: date) -> Named | None:
    match = _YEAR.search(said)
    if match is None:
        return None
    first = _date(int(match["year"]), 1, 1)
    return year_of(first) if first else None, match[0]


def _relative(said: str, today: date) -> Named | None:
    named = [(said.find(word), word) for word in _RELATIVE if word in said]
    if not named:
        return None
    # The longest of those that begin first: 上个月 before 上个.
    _, word = min(named, key=lambda one: (one[0], -len(one[1])))
    return _RELATIVE[word](today), word


_RELATIVE: Mapping[str, Callable[[date], Period]] = MappingProxyType(
    {
        **dict.fromkeys(("今天", "今日", "当天"), day_of),
        **dict.fromkeys(("昨天", "昨日"), lambda today: day_of(today).before()),
        **dict.fromkeys(("前天",), lambda today: day_of(today).before().before()),
        **dict.fromkeys(("本周", "这周", "这个星期", "本星期", "这星期"), week_of),
        **dict.fromkeys(("上周", "上星期", "上个星期", "上一周"), lambda today: week_of(today).before()),
        **dict.fromkeys(("本月", "这个月", "当月", "这月"), month_of),
        **dict.fromkeys(("上月", "上个月", "上一个月"), lambda today: month_of(today).before()),
        **dict.fromkeys(("上上月", "上上个月"), lambda today: month_of(today).before().before()),
        **dict.fromkeys(("本季", "本季度", "这个季度"), quarter_of),
        **dict.fromkeys(("上季", "上季度", "上个季度"), lambda today: quarter_of(today).before()),
        **dict.fromkeys(("今年", "本年", "本年度", "年内"), year_of),
        **dict.fromkeys(("去年", "上年", "上年度"), lambda today: year_of(today).before()),
    }
)


def _year_or(said: str | None, today: date) -> int:
    if said is None or said == "今":
        return today.year
    return int(said) if said.isdecimal() else today.year - 1


def _span(first: date | None, last: date | None) -> Period | None:
    return Period(first, last) if first and last and first <= last else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if FIRST_YEAR <= year < LAST_YEAR else None
    except ValueError:
        return None


def _next_month(first: date) -> date:
    return (
        first.replace(year=first.year + 1, month=1)
        if first.month == MONTHS_OF_A_YEAR
        else first.replace(month=first.month + 1)
    )


def _named(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
