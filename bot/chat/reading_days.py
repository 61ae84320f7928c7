"""Days still to come, as people type them: `明天`, `到11月30日`, `下周一`, `12-03 14:00`. Nothing is guessed."""

import re
from datetime import date, datetime, time, timedelta

from bot.chat.reading import NOW_WORDS, Misread
from bot.reports.moments import LAST_SECOND, SHANGHAI

NOT_A_DAY = Misread("没有看懂这个日期，请写成“明天”“11月30日”“下周一”，可以带上钟点，如“11月30日 14:00”。")
PAST = Misread("这个日期已经过去了，请写今天以后的日期。")
DAYS_AHEAD = {"今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2, "大后天": 3}
WEEKDAYS = {word: number for number, words in enumerate(("一", "二", "三", "四", "五", "六", "日天")) for word in words}
HALF_A_YEAR = timedelta(days=183)
_DAY = re.compile(
    r"(?P<near>今天|今日|明天|明日|大后天|后天)"
    r"|(?P<next>下)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])"
    r"|(?:(?P<year>\d{4})[-/.年])?(?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})[日号]?"
)
_TIME = re.compile(
    r"(?P<half>上午|早上|中午|下午|晚上)?\s*(?P<hour>\d{1,2})(?:[:：](?P<minute>\d{2})|[点时](?P<fraction>半)?)"
)
AFTERNOON = frozenset({"下午", "晚上"})


def begins(words: str, now: datetime) -> datetime | Misread:
    """When something begins: the first moment of a day without a time; `现在` is now."""
    return now if words.strip() in NOW_WORDS else _moment(words.removeprefix("从"), now, time(0, 0))


def ends(words: str, now: datetime) -> datetime | Misread:
    """When something ends: the last moment of a day without a time."""
    found = _moment(words.strip().lstrip("到至"), now, LAST_SECOND)
    return PAST if isinstance(found, datetime) and found <= now else found


def _moment(words: str, now: datetime, bare: time) -> datetime | Misread:
    said = words.strip()
    found = _DAY.match(said)
    if found is None:
        return NOT_A_DAY
    rest = said[found.end() :].strip()
    clock = _TIME.fullmatch(rest) if rest else None
    if rest and clock is None:
        return NOT_A_DAY
    try:
        day = _day(found, now.astimezone(SHANGHAI).date())
        at = datetime.combine(day, _time(clock) if clock else bare, SHANGHAI)
    except ValueError:
        return Misread(f"没有“{said}”这个时间，请核对后再写。")
    return PAST if at.date() < now.astimezone(SHANGHAI).date() else at


def _day(found: re.Match[str], today: date) -> date:
    if found["near"]:
        return today + timedelta(days=DAYS_AHEAD[found["near"]])
    if found["weekday"]:
        monday = today - timedelta(days=today.weekday())
        named = monday + timedelta(days=WEEKDAYS[found["weekday"]] + (7 if found["next"] else 0))
        return named
    named = date(int(found["year"] or today.year), int(found["month"]), int(found["day"]))
    # In November people write January's days without the year.
    return named.replace(year=today.year + 1) if not found["year"] and today - named > HALF_A_YEAR else named


def _time(found: re.Match[str]) -> time:
    hour = int(found["hour"])
    if found["half"] in AFTERNOON and hour < 12:
        hour += 12
    return time(hour, 30 if found["fraction"] else int(found["minute"] or 0))
