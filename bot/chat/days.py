"""A day to come, as people type it: `明天`, `12月5日`, `下周五`, `5天后`."""

import re
from datetime import date, datetime, timedelta

from bot.chat.reading import Misread
from bot.reports.moments import SHANGHAI

NOT_A_DAY = Misread("没有看懂这个日期，请写成“12月5日”“明天”或“下周五”。")
FURTHEST = timedelta(days=400)
NEAR = {"今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2, "大后天": 3}
WEEKDAYS = "一二三四五六日"

_DATE = re.compile(r"(?:(?P<year>\d{4})[-/.年])?(?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})[日号]?")
_WEEKDAY = re.compile(r"(?P<next>下*)(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])")
_AHEAD = re.compile(r"(?P<days>\d{1,3})天(?:后|以后|之后)")


def coming_day(words: str, now: datetime) -> date | Misread:
    """The day that is meant, today or later; a day without a year is the next one of that name."""
    said, today = words.strip().removeprefix("到"), now.astimezone(SHANGHAI).date()
    try:
        day = _read(said, today)
    except ValueError:
        return Misread(f"没有“{said}”这一天，请核对后再写。")
    if day is None:
        return NOT_A_DAY
    if day < today:
        return Misread(f"{day.month}月{day.day}日已经过去了，请写今天或以后的日期。")
    return day if day - today <= FURTHEST else Misread("这个日期太远了，请核对。")


def _read(said: str, today: date) -> date | None:
    if said in NEAR:
        return today + timedelta(days=NEAR[said])
    if found := _AHEAD.fullmatch(said):
        return today + timedelta(days=int(found["days"]))
    if found := _WEEKDAY.fullmatch(said):
        return _weekday(found, today)
    found = _DATE.fullmatch(said)
    if found is None:
        return None
    named = date(int(found["year"] or today.year), int(found["month"]), int(found["day"]))
    # In December people write January's days without the year.
    return named if found["year"] or named >= today else named.replace(year=today.year + 1)


def _weekday(found: re.Match[str], today: date) -> date:
    monday = today - timedelta(days=today.weekday())
    place = WEEKDAYS.index(found["weekday"].replace("天", "日"))
    day = monday + timedelta(weeks=len(found["next"]), days=place)
    return day if day >= today or found["next"] else day + timedelta(weeks=1)
