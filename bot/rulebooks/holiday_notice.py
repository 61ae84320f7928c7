"""Reads the State Council's yearly notice as pasted: strictly, every sentence that arranges a day or none."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import chain

from bot.rulebooks.holiday_plan import HOLIDAYS, HolidayFaults, HolidayPlan, checked
from bot.rules.calendar import DAY, WEEKDAYS, DayEntry

YEAR = re.compile(r"(?:关于|现将)(\d{4})年")
NUMBER = r"[一二三四五六七八九十]{1,2}、"
KNOWN = "|".join(HOLIDAYS)
# At the start of a line or after a full stop any name will do; inside of one pasted line only a known holiday's.
AT_START = rf"(?:^|(?<=[。\n])){NUMBER}(?=[^:。\n]{{2,12}}:)"
WITHIN = rf"{NUMBER}(?=(?:{KNOWN})[^:。\n]{{0,10}}:)"
ITEM = re.compile(rf"(?:{AT_START}|{WITHIN})([^:]+):")
A_DAY = r"(?:\d{4}年)?(?:\d{1,2}月)?\d{1,2}日(?:\([^)]*\))?"
READ_DAY = re.compile(r"(?:(?P<year>\d{4})年)?(?:(?P<month>\d{1,2})月)?(?P<day>\d{1,2})日(?:\((?P<remark>[^)]*)\))?")
OFF = re.compile(
    rf"(?P<first>{A_DAY})(?:[至到—~-]+(?P<last>{A_DAY}))?放假(?:调休)?(?P<one>1天)?"
    rf"(?:,共(?P<count>\d{{1,2}})天)?(?:,(?:不调休|与周末连休))?(?:,(?P<instead>{A_DAY})补休)?"
)
MADE_UP = re.compile(rf"(?P<days>{A_DAY}(?:、{A_DAY})*)上班")
SIGNED = re.compile(r"\(?(?:此件公开发布)?\)?(?:国务院办公厅)?\d{4}年\d{1,2}月\d{1,2}日\)?")
ARRANGES = ("放假", "上班", "补休", "调休")
ADVICE = "鼓励"
WEEKDAY = re.compile(r"(?:周|星期)([一二三四五六日天])")
LONGEST_STRETCH = timedelta(days=15)


@dataclass(slots=True)
class _Reading:
    """What has been understood so far, and what has not."""

    year: int
    days: list[DayEntry] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)


def read_notice(text: str, year: int | None = None) -> HolidayPlan:
    """The plan in a notice; `year` where the text itself does not say. HolidayFaults for what cannot be understood."""
    plain = "\n".join(re.sub(r"\s", "", line) for line in unicodedata.normalize("NFKC", text).splitlines())
    named = {int(found) for found in YEAR.findall(plain)}
    if len(named | ({year} if year else set())) != 1:
        raise HolidayFaults([_which_year(named, year)])
    reading = _Reading(named.pop() if named else year or 0)
    items = list(ITEM.finditer(plain))
    if not items:
        raise HolidayFaults(["没有找到“一、元旦：……”这样的条目，请粘贴通知全文。"])
    _read_around(reading, plain[: items[0].start()])
    for item, following in zip(items, (*items[1:], None), strict=True):
        _read_item(reading, item[1], plain[item.end() : following.start() if following else len(plain)])
    if reading.faults:
        raise HolidayFaults(reading.faults)
    source = f"{reading.year}年放假安排：国务院办公厅通知"
    return checked(HolidayPlan(reading.year, tuple(sorted(reading.days)), source, tuple(reading.unused)))


def _which_year(named: set[int], given: int | None) -> str:
    if not named:
        return "没有找到是哪一年的安排，请连同标题粘贴通知全文，或用 --year 写明。"
    years = "、".join(str(each) for each in sorted(named | ({given} if given else set())))
    return f"提到了不止一个年份：{years}，请只粘贴一份通知。"


def _sentences(text: str) -> list[str]:
    return [sentence for line in text.split("\n") for sentence in re.split("[。;]", line) if sentence]


def _read_around(reading: _Reading, text: str) -> None:
    """What stands outside of the items may not arrange a day."""
    for sentence in _sentences(text):
        if READ_DAY.search(sentence) and any(word in sentence for word in ARRANGES):
            reading.faults.append(f"这一句没有读懂：{sentence}。")


def _read_item(reading: _Reading, name: str, text: str) -> None:
    before = len(reading.days)
    for sentence in _sentences(text):
        if off := OFF.fullmatch(sentence):
            _take_off(reading, name, sentence, off)
        elif made_up := MADE_UP.fullmatch(sentence):
            _take_made_up(reading, name, sentence, made_up)
        elif sentence.startswith(ADVICE) or not READ_DAY.search(sentence) or SIGNED.fullmatch(sentence):
            reading.unused.append(sentence)
        else:
            reading.faults.append(f"{name}：这一句没有读懂：{sentence}。")
    if len(reading.days) == before and not reading.faults:
        reading.faults.append(f"{name}：没有读出放假的日子。")


def _take_off(reading: _Reading, name: str, sentence: str, found: re.Match[str]) -> None:
    first = _day(reading, sentence, found["first"])
    last = _day(reading, sentence, found["last"], first) if found["last"] else first
    instead = _day(reading, sentence, found["instead"], first) if found["instead"] else None
    if first is None or last is None or (found["instead"] and instead is None):
        return
    if not timedelta() <= last - first <= LONGEST_STRETCH:
        reading.faults.append(f"{name}：起止日期不对（跨年的请写明年份）：{sentence}。")
        return
    days = [first + DAY * number for number in range((last - first).days + 1)]
    told = found["count"] or (found["one"] and "1")
    if told and int(told) != len(days):
        reading.faults.append(f"{name}：写的是 {told.removesuffix('天')} 天，数出来是 {len(days)} 天：{sentence}。")
    reading.days += [DayEntry(day, False, name) for day in chain(days, [instead] if instead else [])]


def _take_made_up(reading: _Reading, name: str, sentence: str, found: re.Match[str]) -> None:
    before: date | None = None
    for words in _each_day(found["days"]):
        day = _day(reading, sentence, words, before)
        if day is None:
            continue
        if day.weekday() < 5:
            reading.faults.append(f"{name}：{day.month}月{day.day}日不是周末，不会是调休上班：{sentence}。")
        reading.days.append(DayEntry(day, True, name))
        before = day


def _each_day(text: str) -> Iterator[str]:
    return (found.group() for found in READ_DAY.finditer(text))


def _day(reading: _Reading, sentence: str, words: str, before: date | None = None) -> date | None:
    """A day as written; the month and the year are those of the day before it where they are left out."""
    found = READ_DAY.fullmatch(words)
    try:
        if found is None or not (found["month"] or before):
            raise ValueError
        month = int(found["month"]) if found["month"] or before is None else before.month
        year = int(found["year"]) if found["year"] else (before.year if before else reading.year)
        day = date(year, month, int(found["day"]))
    except ValueError:
        reading.faults.append(f"“{words}”不是一个日期：{sentence}。")
        return None
    weekday = WEEKDAY.search(found["remark"] or "")
    if weekday and WEEKDAYS[day.weekday()][1] != weekday[1].replace("天", "日"):
        reading.faults.append(f"{day} 是{WEEKDAYS[day.weekday()]}，通知写的是周{weekday[1]}：{sentence}。")
    return day
