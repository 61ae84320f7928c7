"""A day and a time of day as people and platforms write them."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, time

from bot.reports.markup import clean
from bot.reports.moments import SHANGHAI

END_OF_DAY = time(23, 59, 59)

_DATE = r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*日?"
_WEEKDAY = r"(?:\(?(?:星期|周)[一二三四五六日天]\)?)?"
_CLOCK = (
    r"(?P<half>上午|下午|晚上|凌晨|中午)?\s*(?P<hour>\d{1,2})\s*[:时点]\s*(?P<minute>\d{1,2})?\s*分?"
    r"(?:\s*:?\s*(?P<second>\d{1,2})\s*秒?)?(?:\.\d+)?(?P<zone>Z|[+-]\d\d:?\d\d)?"
)
_MOMENT = re.compile(rf"{_DATE}(?:[T\s,]*{_WEEKDAY}\s*{_CLOCK})?")
_AFTERNOON = ("下午", "晚上")


@dataclass(frozen=True, slots=True)
class Problem:
    """One clear sentence about what somebody wrote; never repeats a citizen's data."""

    said: str


def read_moment(raw: str, name: str, bare_day: time | None = None) -> datetime | Problem:
    """The moment in `raw`, aware; without a zone it is Shanghai's. A day alone means `bare_day`, or is a problem.

    `name` is what the sentences call it.
    """
    plain = as_platforms_print(raw)
    if plain is not None:
        return plain
    found = _MOMENT.fullmatch(unicodedata.normalize("NFKC", clean(raw)).strip())
    if found is None:
        return Problem(f"{name}看不懂，请写成「2026-11-20 09:05」。")
    if found["hour"] is None and bare_day is None:
        return Problem(f"{name}只有日期，请补上几点几分。")
    try:
        return _moment(found, bare_day)
    except ValueError:
        return Problem(f"{name}「{found.group().strip()}」不是真实存在的时间，请核对。")


def as_platforms_print(raw: str) -> datetime | None:
    """The usual form, `2026-11-20 09:05:00`, read without the pains that the others take."""
    if len(raw) not in (16, 19) or raw[10] != " " or not raw.isascii():
        return None
    try:
        return datetime.fromisoformat(raw).replace(tzinfo=SHANGHAI)
    except ValueError:
        return None


def _moment(found: re.Match[str], bare_day: time | None) -> datetime:
    clock = bare_day
    if clock is None or found["hour"] is not None:
        hour = int(found["hour"]) + (12 if found["half"] in _AFTERNOON and int(found["hour"]) < 12 else 0)
        clock = time(hour, int(found["minute"] or 0), int(found["second"] or 0))
    local = datetime(int(found["year"]), int(found["month"]), int(found["day"]), tzinfo=SHANGHAI)
    local = datetime.combine(local.date(), clock, SHANGHAI)
    zone = found["zone"]
    return datetime.fromisoformat(f"{local:%Y-%m-%dT%H:%M:%S}{zone}").astimezone(SHANGHAI) if zone else local
