"""What of a citizen may be seen by everybody: names, phones, identity numbers and doors are masked by default."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

ANONYMOUS = frozenset({"匿名", "不详", "未知", "无", "保密", "女士", "先生", "市民", "来电人", "诉求人"})
TITLES = frozenset({"女士", "先生", "小姐", "阿姨", "师傅", "老师", "老伯", "同志", "某", "某某"})
COMPOUND_SURNAMES = ("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "夏侯")

_SEPARATOR = r"[\s\-‐‑‒–—―－·・.．_\u200b-\u200d\ufeff]"
_GAP = f"{_SEPARATOR}{{0,3}}"
# How people group the eleven digits. Any other grouping is more likely a row of numbers than a phone.
_MOBILE_GROUPS = ((3, 4, 4), (3, 8), (3, 3, 5), (4, 4, 3), (4, 3, 4), (7, 4), (4, 7), (3, 4, 2, 2))
_PROVINCES = "1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]"
_COUNTED = "元万亿平米㎡年月日号株吨次件人名个户%"
_NUMERAL = "零〇一二三四五六七八九十百两"


def _grouped(groups: Iterable[int], gap: str) -> str:
    return gap.join(f"[0-9]{{{size}}}" for size in groups)


_MOBILES = "|".join(
    [*(_grouped(groups, _GAP) for groups in _MOBILE_GROUPS), _grouped([1] * 11, f"{_SEPARATOR}{{1,3}}")]
)

MOBILE = re.compile(rf"(?<![0-9])(?:(?:\+|00)?86{_GAP}|0)?(?=1{_GAP}[3-9])(?:{_MOBILES})(?![0-9])")
AREA_LANDLINE = re.compile(rf"(?<![0-9])[（(]?0[0-9]{{2,3}}[）)]?{_GAP}[2-8][0-9]{{2,3}}{_GAP}[0-9]{{4}}(?![0-9])")
LANDLINE = re.compile(rf"(?<![0-9A-Za-z])[2-8][0-9]{{3}}[\s\-－]?[0-9]{{4}}(?![0-9A-Za-z{_COUNTED}])")
IDENTITY = re.compile(
    rf"(?<![0-9])(?:{_PROVINCES})[0-9]{{4}}"
    rf"(?:{_GAP}[0-9]{{8}}{_GAP}[0-9]{{3}}[0-9Xx]|{_GAP}[0-9]{{6}}{_GAP}[0-9]{{3}})(?![0-9])"
)
ROOM = re.compile(
    rf"(?<![0-9])(?:[0-9]{{1,5}}[A-Za-z]?室|[{_NUMERAL}]{{2,5}}室|[0-9]{{3,4}}[A-Za-z]?房)(?!户|[0-9{_NUMERAL}]厅)"
)
ROOM_BEHIND_DOOR = re.compile(
    rf"(?<=[号楼幢栋座#])[0-9]{{3,4}}(?![0-9{_COUNTED}楼室房弄路])|(?<=单元)[0-9]{{3,4}}(?![0-9{_COUNTED}室])"
)
DOOR_BEHIND_PLACE = re.compile(
    r"(?<=[路街弄村苑园庭城里坊邨道寓厦宅])[0-9]{1,5}[A-Za-z]?号(?!楼|线|桥|院|前|晚上|早上|上午|下午|中午|凌晨)"
)
DOOR = re.compile(rf"(?<![0-9])(?:[0-9]{{1,5}}[A-Za-z]?|[{_NUMERAL}]{{1,5}})号(?!楼|线|桥|院)")
BARE_DOOR = re.compile(r"(?<![0-9])[0-9]{1,4}(?:[\-－/#][0-9]{1,4}){1,2}(?![0-9弄])|[0-9]{1,5}(?=\s*$)")


@dataclass(frozen=True, slots=True)
class _Hidden:
    start: int
    end: int
    shown: str


def mask_name(name: str) -> str:
    """The surname with two stars; a title (王女士) or an anonymous caller stays as it is."""
    name = name.strip()
    if not name or name in ANONYMOUS:
        return name
    surname = name[:2] if name[:2] in COMPOUND_SURNAMES else name[:1]
    return name if name[len(surname) :] in TITLES else f"{surname}**"


def mask_phone(phone: str) -> str:
    """`138****0001`, `021-****5678`; a number of unknown shape keeps its last two digits; hotlines (12345) stay."""
    folded = _fold(phone)
    hidden = _find(folded, _PHONES)
    if hidden:
        return _cover(phone, hidden)
    digits = re.sub(r"[^0-9]", "", folded)
    return f"****{digits[-2:]}" if len(digits) > 6 else phone.strip()


def mask_address(address: str) -> str:
    """Road, lane, compound and block stay; the numbers of doors and rooms go."""
    return _cover(address, _find(_fold(address), _PHONES + _ADDRESS))


def mask_text(text: str, *, names: Iterable[str] = (), keep: Iterable[str] = ()) -> str:
    """Free text without phones, identity numbers, doors and rooms.

    `names`: people known to be meant (the caller), masked wherever they stand. `keep`: strings that stay whatever they
    look like (the ticket's own number).
    """
    kept = tuple((re.compile(re.escape(_fold(word))), _unchanged) for word in keep if word)
    named = tuple((re.compile(re.escape(_fold(name))), mask_name) for name in names if len(name) > 1)
    return _cover(text, _find(_fold(text), (*kept, *named, *_PHONES, *_FREE_TEXT)))


def _unchanged(found: str) -> str:
    return found


def _fold(text: str) -> str:
    """The same text, character for character, with decimal digits of every kind as 0–9, full-width letters as ASCII."""
    return "".join(char if char.isascii() else _folded(char) for char in text)


def _folded(char: str) -> str:
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    narrow = unicodedata.normalize("NFKC", char) if "\uff01" <= char <= "\uff5e" else char
    return narrow if narrow.isalnum() or narrow == "#" else char


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)


def _mobile(found: str) -> str:
    digits = _digits(found)[-11:]
    return f"{digits[:3]}****{digits[-4:]}"


def _landline(found: str) -> str | None:
    digits = _digits(found)
    return None if _is_date(digits) else f"****{digits[-4:]}"


def _area_landline(found: str) -> str:
    digits = _digits(found)
    area = digits[:3] if digits[1] in "12" else digits[:4]
    return f"{area}-****{digits[-4:]}"


def _identity(found: str) -> str | None:
    number = re.sub(_SEPARATOR, "", found)
    born = number[6:14] if len(number) == 18 else f"19{number[6:12]}"
    return f"{number[:3]}{'*' * (len(number) - 3)}" if _is_date(born) else None


def _is_date(digits: str) -> bool:
    try:
        return 1900 <= date(int(digits[:4]), int(digits[4:6]), int(digits[6:8])).year < 2100
    except ValueError:
        return False


_Rule = tuple[re.Pattern[str], Callable[[str], str | None]]
_PHONES: tuple[_Rule, ...] = (
    (IDENTITY, _identity),
    (MOBILE, _mobile),
    (AREA_LANDLINE, _area_landline),
    (LANDLINE, _landline),
)
_ROOMS: tuple[_Rule, ...] = (
    (ROOM, lambda found: f"***{found[-1]}"),
    (ROOM_BEHIND_DOOR, lambda _: "***"),
)
_FREE_TEXT: tuple[_Rule, ...] = (*_ROOMS, (DOOR_BEHIND_PLACE, lambda _: "**号"))
_ADDRESS: tuple[_Rule, ...] = ((BARE_DOOR, lambda _: "***"), *_ROOMS, (DOOR, lambda _: "**号"))


def _find(folded: str, rules: tuple[_Rule, ...]) -> list[_Hidden]:
    """What is to be covered; an earlier rule has the first word over a stretch of text."""
    hidden: list[_Hidden] = []
    taken = bytearray(len(folded))
    for pattern, shown in rules:
        for found in pattern.finditer(folded):
            start, end = found.span()
            replacement = None if any(taken[start:end]) else shown(found.group())
            if replacement is not None:
                taken[start:end] = b"\1" * (end - start)
                hidden.append(_Hidden(start, end, replacement))
    return hidden


def _cover(text: str, hidden: Iterable[_Hidden]) -> str:
    pieces, position = [], 0
    for one in sorted(hidden, key=lambda one: one.start):
        pieces += [text[position : one.start], one.shown]
        position = one.end
    return "".join([*pieces, text[position:]])
