"""What people type, read: a time of day, a yes, a ticket number. Nothing is guessed."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.reports.moments import SHANGHAI, moment
from bot.rules.ticket_numbers import plain_digits


@dataclass(frozen=True, slots=True)
class Misread:
    """Words that make no sense where they were said, and one sentence why."""

    told: str


NOW_WORDS = frozenset({"刚才", "刚刚", "现在", "就现在", "目前"})
NOT_A_TIME = Misread("没有看懂这个时间，请写成“10:35”、“下午3点半”或“昨天16:20”。")
DAYS_BACK = {"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2}
AFTERNOON = frozenset({"下午", "傍晚", "晚上"})
OLDEST = timedelta(days=60)

_TIME = re.compile(
    r"(?:(?P<near>今天|今日|昨天|昨日|前天)|(?:(?P<year>\d{4})[-/.年])?(?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?)?"
    r"\s*(?P<half>凌晨|早上|上午|中午|下午|傍晚|晚上)?\s*"
    r"(?P<hour>\d{1,2})(?:[:：](?P<minute>\d{2})(?::\d{2})?|[点时](?:(?P<fraction>半|一刻|三刻)|(?P<minutes>\d{1,2})分?)?)"
)
FRACTIONS = {"半": 30, "一刻": 15, "三刻": 45}
_AGO = re.compile(r"(?P<count>\d{1,3}|半|一|两|二|三|四|五|十)\s*(?:(?P<hours>个?(?:小时|钟头))|分钟)之?前")
COUNTS = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "十": 10}
EARLY = range(1, 8)
"""Hours that hardly anybody works at, and that everybody says for the afternoon: `3点`."""


def past_moment(words: str, now: datetime) -> datetime | Misread:
    """When something happened that already has: `刚才`, `半小时前`, `10:35`, `下午3点半`, `昨天16:20`, `11-19 9点`."""
    said = words.strip()
    if said in NOW_WORDS:
        return now
    if (ago := _AGO.fullmatch(said)) is not None:
        return now - _span(ago)
    found = _TIME.fullmatch(said)
    if found is None:
        return NOT_A_TIME
    try:
        at = datetime.combine(_day(found, now), _time(found), SHANGHAI)
    except ValueError:
        return Misread(f"没有“{said}”这个时间，请核对后再写。")
    if _is_either(found, at, now):
        day = said[: found.start("hour")]
        return Misread(f"“{said}”是上午还是下午？请写成“{day}下午{at.hour}点{at.minute:02d}分”或“{day}{at:%H:%M}”。")
    if at > now:
        return Misread(f"{moment(at, now)}还没有到，请写已经发生的时间。")
    return at if now - at <= OLDEST else Misread("这个时间太久以前了，请核对日期。")


def _span(ago: re.Match[str]) -> timedelta:
    count = 0.5 if ago["count"] == "半" else COUNTS.get(ago["count"]) or int(ago["count"])
    return timedelta(hours=count) if ago["hours"] else timedelta(minutes=count)


def _is_either(found: re.Match[str], at: datetime, now: datetime) -> bool:
    """An early hour without its half of the day, when the afternoon's is behind as well."""
    said_plainly = found["half"] or found["hour"].startswith("0")
    return not said_plainly and at.hour in EARLY and at + timedelta(hours=12) <= now


def _day(found: re.Match[str], now: datetime) -> date:
    today = now.astimezone(SHANGHAI).date()
    if found["near"]:
        return today - timedelta(days=DAYS_BACK[found["near"]])
    if not found["month"]:
        return today
    named = date(int(found["year"] or today.year), int(found["month"]), int(found["day"]))
    # In January people write December's days without the year.
    return named if found["year"] or named <= today else named.replace(year=today.year - 1)


def _time(found: re.Match[str]) -> time:
    hour = int(found["hour"])
    if (found["half"] in AFTERNOON and hour < 12) or (found["half"] == "中午" and hour < 3):
        hour += 12
    minute = found["minute"] or found["minutes"] or FRACTIONS.get(found["fraction"] or "", 0)
    return time(hour, int(minute))


_NUMBER = re.compile(r"(?<![0-9A-Za-z])[A-Za-z]{0,4}[0-9]{8,24}(?![0-9A-Za-z])")


_BETWEEN_DIGITS = re.compile(r"[\s\-—–_.·]+")
_ASKING = re.compile(r"[？?吗呢]|请问|怎么|什么|如何|查|看|哪|谁|进展")
_COURTESY = re.compile(r"[\W_]|谢谢|麻烦|您好|你好|工单|编号|一下")


def numbers_in(words: str) -> list[str]:
    """What may be ticket numbers in a text, in order, each once. A mobile number looks alike and is left out."""
    found = (match.group() for match in _NUMBER.finditer(plain_digits(words)))
    return list(dict.fromkeys(number for number in found if not _is_mobile(number)))


def only_number(words: str) -> str:
    """The ticket number that is all there is, however it was spaced: `2026 1120-000301`; empty where there is more."""
    number = _BETWEEN_DIGITS.sub("", plain_digits(words))
    return number if numbers_in(number) == [number] else ""


def tells_beside_numbers(words: str) -> bool:
    """Whether a text says something about the tickets it names: more than a question after them, or their numbers."""
    rest = _NUMBER.sub("", plain_digits(words))
    return _ASKING.search(rest) is None and len(_COURTESY.sub("", rest)) > 1


def _is_mobile(number: str) -> bool:
    return len(number) == 11 and number[0] == "1" and number[1] in "3456789"


def tokens(words: str) -> list[str]:
    """The words of a line that was typed in one go."""
    return [token for token in re.split(r"[\s,，、;；。]+", words) if token]


_LABELLED = re.compile(r"^\s*(?P<label>[^：:，。,；;\s]{1,12})\s*[：:]\s*(?P<value>.*)$")


def labelled(words: str) -> list[tuple[str, str]]:
    """`标签：内容` lines; a line without a label continues the one before. Empty when the first line has none."""
    pairs: list[tuple[str, str]] = []
    for line in words.splitlines():
        match = _LABELLED.match(line)
        # "10:35" is a time, not a label with a value.
        if match and not match["label"][-1].isdigit():
            pairs.append((match["label"].strip(), match["value"].strip()))
        elif pairs and line.strip():
            label, value = pairs[-1]
            pairs[-1] = (label, f"{value}\n{line.strip()}".strip())
        elif line.strip():
            return []
    return pairs
