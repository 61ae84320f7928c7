"""A ticket's fields as people write them become values, or one sentence saying what is wrong. Nothing is guessed."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from bot.reports.markup import clean
from bot.reports.moments import SHANGHAI
from bot.work.labels import FIELD_NAMES, is_nothing, meaning, words
from bot.work.written_moment import END_OF_DAY, Problem, read_moment

LONGEST = {"title": 200, "address": 300, "caller": 60, "content": 10_000, "tags": 300}
MOMENTS = ("called_at", "platform_dispatched_at", "received_at")
CLOCKS_DIFFER = timedelta(minutes=5)
"""How far the platform's clock may run ahead of ours before its times are taken for a mistake."""

_PLAIN_NUMBER = re.compile(r"\d{8,40}")
_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{5,39}")
_SCIENTIFIC = re.compile(r"(?P<first>\d)(?:\.(?P<rest>\d+))?[eE]\+?(?P<power>\d{1,2})")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(?P<number>(?:0\d{2,3}-?)?[2-8]\d{6,7})(?:-(?P<extension>\d{1,6}))?")
_TAG_MARKS = re.compile(r"[;；,，、|｜\s]+")


Value = str | bool | datetime | list[str] | None


def read(field: str, raw: str) -> Value | Problem:
    """The value of `field` as `raw` writes it; None (or no text, no tags) where it says nothing. Times are aware."""
    text = clean(raw)
    reader = _READERS.get(field)
    if reader is not None:
        return reader(field, text if text.isascii() else _narrow(text))
    limit = LONGEST[field]
    if len(text) > limit:
        return Problem(f"{FIELD_NAMES[field]}超过{limit}字，请缩短。")
    return "" if field == "caller" and is_nothing(text) and text != "匿名" else text


def printed(value: Value) -> str:
    """A value in the one form that texts, previews and corrections use; `read` gives it back."""
    if isinstance(value, datetime):
        local = value if value.tzinfo is SHANGHAI else value.astimezone(SHANGHAI)
        return local.isoformat(" ")[: 19 if local.second else 16]
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "；".join(value)
    return value or ""


def readable(
    fields: Mapping[str, str], reader: "Callable[[str, str], Value | Problem] | None" = None
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The values of `fields`, and a sentence for each that cannot be read, is missing or contradicts another.

    `reader` reads one field, where somebody has a faster way than `read`.
    """
    reading = reader or read
    values: dict[str, Any] = {}
    problems: list[str] = []
    for field, raw in fields.items():
        value = reading(field, raw) if raw.strip() else None
        if isinstance(value, Problem):
            problems.append(value.said)
        elif value is not None:
            values[field] = value
    return values, (*problems, *_missing(fields), *_contradictions(values))


def digest_of(values: Mapping[str, Any], moments: Mapping[str, str] = MappingProxyType({})) -> str:
    """Tells the same ticket said twice from another one under the same number, without keeping what it says.

    `moments`: some of the values as `_said` writes them, where that has been done already.
    """
    lines = []
    for field in sorted(values):
        value = values[field]
        lines.append(f"{field}={value if type(value) is str else moments.get(field) or _said(value)}")
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


def _said(value: Value) -> str:
    return value.astimezone(UTC).isoformat(" ", "microseconds")[:26] if isinstance(value, datetime) else printed(value)


def not_yet(values: Mapping[str, Any], now: datetime) -> list[str]:
    """A sentence for each moment that is said to have happened and lies ahead."""
    late = now + CLOCKS_DIFFER
    return [f"{FIELD_NAMES[field]}晚于现在，请核对。" for field in MOMENTS if field in values and values[field] > late]


def column_of(field: str, value: Value) -> Any:
    """What the ticket's column holds for a value, or while nothing is known."""
    if value is None and field == "tags":
        return []
    return _UNKNOWN.get(field, "") if value is None else value


def _read_moment(field: str, text: str) -> Value | Problem:
    return None if is_nothing(text) else read_moment(text, FIELD_NAMES[field])


def _read_due(field: str, text: str) -> Value | Problem:
    """A bare day is a limit until its end (G-2)."""
    return None if is_nothing(text) else read_moment(text, FIELD_NAMES[field], bare_day=END_OF_DAY)


def _read_number(field: str, text: str) -> Value | Problem:
    if _PLAIN_NUMBER.fullmatch(text):
        return text
    number = _whole("".join(text.split()).strip("'\"=`"))
    if number is None:
        return Problem("工单编号被表格软件改成了科学计数法，请在表格里把这一列设为文本后重新导出。")
    if not _NUMBER.fullmatch(number):
        return Problem("工单编号应为6至40位数字或字母，请核对。")
    return number


def _read_phone(field: str, text: str) -> Value | Problem:
    if is_nothing(text):
        return ""
    text = text.strip("'\"=`")
    if _MOBILE.fullmatch(text):
        return text
    whole = _whole(text)
    if whole is None:
        return Problem("联系电话被表格软件改成了科学计数法，后几位已经丢了，请把这一列设为文本后重新导出。")
    digits = re.sub(r"[\s()（）·.]|[-](?=\d{4}(?:\D|$))", "", whole)
    digits = re.sub(r"转|分机", "-", re.sub(r"^(?:\+|00)?86-?(?=1)", "", digits))
    plain = digits.replace("-", "")
    if _MOBILE.fullmatch(plain):
        return plain
    landline = _LANDLINE.fullmatch(digits)
    if landline is None:
        return Problem("联系电话不像电话号码，应为11位手机号或带区号的固定电话，请核对。")
    number = landline["number"].replace("-", "")
    return f"{number}-{landline['extension']}" if landline["extension"] else number


def _whole(text: str) -> str | None:
    """What a spreadsheet made of a number (13800001001.0, 1.3800001001E+10) as it was; None where digits are lost."""
    if text.endswith(".0") and text[:-2].isdigit():
        return text[:-2]
    found = _SCIENTIFIC.fullmatch(text)
    if found is None:
        return text
    digits, power = f"{found['first']}{found['rest'] or ''}", int(found["power"])
    # Fifteen digits are all that such a program keeps; what it had to leave out is gone.
    return digits if len(digits) == power + 1 and len(digits) <= 15 else None


def _read_listed(field: str, text: str) -> Value | Problem:
    if is_nothing(text) and meaning(field, text) is None:
        return None
    found = meaning(field, text)
    if found is None:
        name = FIELD_NAMES[field]
        return Problem(f"{name}「{text[:20]}」不在名单里，应为：{'、'.join(words(field))}。")
    return found


def _read_yes_or_no(field: str, text: str) -> Value | Problem:
    if not text.strip():
        return None
    found = meaning("yes_or_no", text)
    return Problem(f"{FIELD_NAMES[field]}请写「是」或「否」。") if found is None else found == "是"


def _read_tags(field: str, text: str) -> Value | Problem:
    if is_nothing(text):
        return []
    if len(text) > LONGEST["tags"]:
        return Problem("标签太长，请核对。")
    tags = [meaning("tags", tag) or tag for tag in _TAG_MARKS.split(text) if tag]
    return list(dict.fromkeys(tags))


def _missing(fields: Mapping[str, str]) -> list[str]:
    absent = []
    if not fields.get("number", "").strip():
        absent.append("缺少工单编号。")
    if not fields.get("kind", "").strip():
        absent.append(f"缺少诉求类型，应为：{'、'.join(words('kind'))}。")
    if not (fields.get("title", "").strip() or fields.get("content", "").strip()):
        absent.append("缺少标题和内容。")
    return absent


def _contradictions(values: Mapping[str, Any]) -> list[str]:
    """What is later in a ticket's life cannot come earlier."""
    known = [(FIELD_NAMES[field], values[field]) for field in (*MOMENTS, "platform_due_at") if field in values]
    return [
        f"{later}早于{earlier}，请核对。" for (earlier, first), (later, second) in pairwise(known) if second < first
    ]


def _narrow(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


_UNKNOWN: Mapping[str, Any] = {
    "urgency": "普通",
    "supervised": "否",
    "complexity": None,
    "is_recheck": False,
    "platform_due_at": None,
}
_READERS: Mapping[str, Callable[[str, str], Value | Problem]] = {
    "number": _read_number,
    "phone": _read_phone,
    "kind": _read_listed,
    "urgency": _read_listed,
    "complexity": _read_listed,
    "source": _read_listed,
    "supervised": _read_listed,
    "is_recheck": _read_yes_or_no,
    "tags": _read_tags,
    "called_at": _read_moment,
    "platform_dispatched_at": _read_moment,
    "received_at": _read_moment,
    "platform_due_at": _read_due,
}
