"""Where a matter is, out of an address as somebody wrote it: compound, lane, house and flat, in one spelling."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

NOWHERE = frozenset({"", "线上", "网上", "网络", "不详", "未知", "无", "匿名", "本市", "全市", "本街道", "来电"})
LONGEST_RANGE, READ_AT_MOST = 40, 200

_DIGITS = {numeral: place for place, numeral in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_NUMERAL = "零〇一二三四五六七八九十百两"
# Only in front of what is numbered: 三林路 and 一二八纪念路 keep their names.
_COUNTED = re.compile(rf"(?<![{_NUMERAL}])[{_NUMERAL}]{{1,5}}(?=号|弄|室|幢|栋|单元|层)")
_NOISE = re.compile(r"[\s,，。;；:：()（）\[\]【】·.．]+")
_TOWN = re.compile(
    r"^(?:上海市?)?((?:[\u4e00-\u9fff]{1,4}?(?<![小园社校厂])区)?(?:[\u4e00-\u9fff]{1,6}?(?:街道|镇|乡))?)"
)
_ROAD = r"[\u4e00-\u9fff]{1,8}?(?:大道|公路|路|街)"
_LANE = re.compile(rf"({_ROAD})(\d+)弄")
_ON_ROAD = re.compile(rf"({_ROAD})(\d+(?:-\d+)?[A-Za-z]?)号(?!线|门|口)")
_ROADS = re.compile(_ROAD)
_COMPOUND = re.compile(
    r"([\u4e00-\u9fff]{2,8}?(?:新村|花园|家园|花苑|公寓|小区|名邸|雅苑|佳苑|一村|二村|三村|坊|苑|邨|公馆|华庭))"
)
_HOUSES = re.compile(r"(\d{1,4}[A-Za-z]?(?:[-~～、/至到]\d{1,4}[A-Za-z]?)*)(?:号楼|号(?!线|门|口)|幢|栋|#)")
_FLAT = re.compile(r"(\d{2,5}[A-Za-z]?)室|(?<=[号楼幢栋])(\d{3,4})(?!\d|[号楼弄])")
_RANGE = re.compile(r"(\d+)[-~～至到](\d+)")
_BESIDES = re.compile(r"(?:门口|附近|旁边|旁|边上|边|对面|处|内|里)+$")
_METRO = re.compile(r"轨道交通|轨交")
_CROSSING = re.compile(rf"({_ROAD})(?:与|和|、|近|/|-)({_ROAD})(?:交叉|路)?口?")


@dataclass(frozen=True, slots=True)
class Place:
    """`names`: compounds, lanes or landmarks, any of which is the place; `houses`: numbers; empty: not said."""

    names: frozenset[str] = frozenset()
    houses: frozenset[str] = frozenset()
    flat: str = ""
    roads: frozenset[str] = frozenset()
    town: str = ""

    @property
    def is_known(self) -> bool:
        return bool(self.names or self.roads)


class Relation(StrEnum):
    """How two places lie to each other."""

    SAME_FLAT = "same_flat"
    SAME_HOUSE = "same_house"
    SAME_COMPOUND = "same_compound"
    OTHER_HOUSE = "other_house"
    SAME_ROAD = "same_road"
    APART = "apart"
    UNKNOWN = "unknown"


def place_of(address: str, aliases: Mapping[str, str] | None = None) -> Place:
    """The place of an address. `aliases`: the office's own table, from any name of a place to the one that counts."""
    text = _one_spelling(address, aliases or {})
    if text in NOWHERE:
        return Place()
    town_match = _TOWN.match(text)
    town = town_match[1] if town_match else ""
    rest = text[town_match.end() :] if town_match else text
    roads = frozenset(_roads(rest))
    lane, compound = _LANE.search(rest), _COMPOUND.search(rest)
    names = {f"{lane[1]}{lane[2]}弄"} if lane else set[str]()
    if compound and not (lane and compound.start() < lane.end()):
        names.add(compound[1])
    names |= {name for name in (aliases or {}).values() if name and name in rest}
    if names:
        inside = rest[max((rest.find(name) + len(name) for name in names), default=0) :]
        return Place(frozenset(names), frozenset(_houses(inside)), _flat(inside), roads, town)
    numbered = _ON_ROAD.search(rest)
    if numbered:
        return Place(frozenset({f"{numbered[1]}{numbered[2]}号"}), frozenset(), _flat(rest), roads, town)
    return Place(frozenset(_landmark(rest)), frozenset(), _flat(rest), roads, town)


def relation(one: Place, other: Place) -> Relation:
    """How they lie to each other; the same answer whichever comes first."""
    if not one.is_known or not other.is_known:
        return Relation.UNKNOWN
    if one.town and other.town and one.town != other.town:
        return Relation.APART
    if one.names & other.names:
        return _inside(one, other)
    # Two names that nobody told us are one place are two places; only where one has none may the road still speak.
    if one.names and other.names:
        return Relation.APART
    return Relation.SAME_ROAD if one.roads & other.roads else Relation.APART


def _inside(one: Place, other: Place) -> Relation:
    if one.houses and other.houses and not one.houses & other.houses:
        return Relation.OTHER_HOUSE
    is_house = bool(one.houses and other.houses) or not (one.houses or other.houses or _is_compound(one))
    if not is_house:
        return Relation.SAME_COMPOUND
    return Relation.SAME_FLAT if one.flat and one.flat == other.flat else Relation.SAME_HOUSE


def _is_compound(place: Place) -> bool:
    """Whether the place is something with houses in it; a number on a road or a landmark is one house itself."""
    return any(name.endswith("弄") or _COMPOUND.fullmatch(name) for name in place.names)


def _one_spelling(address: str, aliases: Mapping[str, str]) -> str:
    text = _NOISE.sub("", unicodedata.normalize("NFKC", address[:READ_AT_MOST]))
    text = _METRO.sub("地铁", _COUNTED.sub(lambda found: str(_number(found[0])), text))
    for alias in sorted(aliases, key=lambda name: (-len(name), name)):
        if aliases[alias] not in text:
            text = text.replace(alias, aliases[alias])
    return text


def _number(numeral: str) -> int:
    """百二十 and 一一八 alike."""
    if not set(numeral) & {"十", "百"}:
        return int("".join(str(_DIGITS[sign]) for sign in numeral))
    total, current = 0, None
    for sign in numeral:
        if sign in "十百":
            total += (1 if current is None else current) * (10 if sign == "十" else 100)
            current = None
        else:
            current = _DIGITS[sign]
    return total + (current or 0)


def _houses(text: str) -> set[str]:
    found: set[str] = set()
    for match in _HOUSES.finditer(text):
        for part in re.split(r"[、/]", match[1]):
            numbers = _RANGE.fullmatch(part)
            if numbers is None:
                found.add(part.lstrip("0").upper() or part)
                continue
            first, last = sorted((int(numbers[1]), int(numbers[2])))
            found |= {str(number) for number in range(first, min(last, first + LONGEST_RANGE) + 1)}
    return found


def _flat(text: str) -> str:
    match = _FLAT.search(text)
    return (match[1] or match[2]).upper() if match else ""


def _roads(text: str) -> set[str]:
    crossing = _CROSSING.search(text)
    if crossing:
        return {crossing[1], crossing[2]}
    first = _ROADS.match(text)
    return {first[0]} if first else set()


def _landmark(rest: str) -> set[str]:
    """What is left when nothing is numbered: 虚构路地铁口, 示例镇某养老院; a road alone is no place."""
    name = _BESIDES.sub("", rest)
    if _CROSSING.fullmatch(name):
        return {"与".join(sorted(_roads(name)))}
    return set() if len(name) < 2 or name in NOWHERE or _ROADS.fullmatch(name) else {name}
