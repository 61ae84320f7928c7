"""Which tickets somebody wants to see: understood from words, shown in words, and short enough for a button."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, get_args

from bot.rules.calendar import local, midnight
from bot.rules.vocabulary import Kind
from bot.rules.workflow import STATE_NAMES, State

OPEN = "open"
"""Every state but the last."""
STATES: Mapping[str, str] = MappingProxyType(
    {OPEN: "未办结", **{state.value: name for state, name in STATE_NAMES.items()}}
)
KINDS: tuple[str, ...] = get_args(Kind)
LIGHTS: Mapping[str, str] = MappingProxyType({"red": "红灯", "yellow": "黄灯", "warn": "预警", "green": "绿灯"})
PERIODS: Mapping[str, str] = MappingProxyType({"today": "今天登记", "week": "本周登记", "month": "本月登记"})
# Each field's letter in a button; a number behind it is the place in its list (or an id), from 1 on.
_CODE = re.compile(r"(?:s(?P<state>\d+))?(?:u(?P<unit>\d+))?(?:k(?P<kind>\d+))?(?:l(?P<light>\d+))?"
                   r"(?P<mine>m)?(?P<repeated>r)?(?:g(?P<matter>\d+))?"
                   r"(?:p(?P<period>\d+))?(?:w(?P<kept>\d+))?")  # fmt: skip
_OTHER_WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "在办": ("state", OPEN),
        "未结": ("state", OPEN),
        "办结": ("state", State.CLOSED.value),
        "已结": ("state", State.CLOSED.value),
        "已结案": ("state", State.CLOSED.value),
        "未派单": ("state", State.REGISTERED.value),
        "待签": ("state", State.SIGNING.value),
        "待审": ("state", State.REVIEWING.value),
        "处置": ("state", State.HANDLING.value),
        "红": ("light", "red"),
        "超时": ("light", "red"),
        "黄": ("light", "yellow"),
        "蓝灯": ("light", "warn"),
        "绿": ("light", "green"),
        "今天": ("period", "today"),
        "今日": ("period", "today"),
        "本周": ("period", "week"),
        "这周": ("period", "week"),
        "本月": ("period", "month"),
        "这个月": ("period", "month"),
        "意见": ("kind", "意见建议"),
        "建议": ("kind", "意见建议"),
    }
)
_FLAGS = frozenset({"mine", "repeated"})
_REPEATED = frozenset({"同一事项", "重复件", "重复"})
_MINE = frozenset({"我的", "只看我的", "我手上"})


@dataclass(frozen=True, slots=True)
class TicketFilter:
    """What is wanted; empty means that it does not matter. `unit` is an id, 0 for any; `words` are searched for.

    `repeated`: only tickets that share their matter with others; `matter`: only those of this one, 0 for any.
    """

    state: str = ""
    unit: int = 0
    kind: str = ""
    light: str = ""
    mine: bool = False
    repeated: bool = False
    matter: int = 0
    period: str = ""
    words: tuple[str, ...] = ()


def understood(said: str, units: Mapping[str, int]) -> TicketFilter:
    """The filter that somebody means; a word that is no state, unit, kind, light or period is searched for."""
    wanted = TicketFilter()
    for word in said.split():
        found = _meaning(word, units)
        wanted = replace(wanted, **found) if found else replace(wanted, words=(*wanted.words, word))
    return wanted


def code_of(wanted: TicketFilter, kept: int = 0) -> str:
    """The filter in a few letters and digits. Words may name a citizen: they are kept elsewhere, as number `kept`."""
    parts = [
        ("s", _place(STATES, wanted.state)),
        ("u", wanted.unit),
        ("k", _place(KINDS, wanted.kind)),
        ("l", _place(LIGHTS, wanted.light)),
    ]
    code = "".join(f"{letter}{number}" for letter, number in parts if number)
    code += (
        ("m" if wanted.mine else "") + ("r" if wanted.repeated else "") + (f"g{wanted.matter}" if wanted.matter else "")
    )
    rest = [("p", _place(PERIODS, wanted.period)), ("w", kept)]
    return code + "".join(f"{letter}{number}" for letter, number in rest if number)


def from_code(code: str) -> tuple[TicketFilter, int] | None:
    """The filter without its words, and under which number they are kept; None for what is no code of ours."""
    match = _CODE.fullmatch(code)
    if match is None or not code.isascii():
        return None
    number = {name: int(value) for name, value in match.groupdict().items() if value and name not in _FLAGS}
    try:
        wanted = TicketFilter(
            state=_at(STATES, number.get("state", 0)),
            unit=number.get("unit", 0),
            kind=_at(KINDS, number.get("kind", 0)),
            light=_at(LIGHTS, number.get("light", 0)),
            mine=match["mine"] is not None,
            repeated=match["repeated"] is not None,
            matter=number.get("matter", 0),
            period=_at(PERIODS, number.get("period", 0)),
        )
    except IndexError:
        return None
    return wanted, number.get("kept", 0)


def in_words(wanted: TicketFilter, unit_name: str = "") -> str:
    """The filter as staff read it; empty for one that lets everything through."""
    named = [
        STATES.get(wanted.state, ""),
        unit_name,
        wanted.kind,
        LIGHTS.get(wanted.light, ""),
        "我的" if wanted.mine else "",
        "同一事项" if wanted.repeated or wanted.matter else "",
        PERIODS.get(wanted.period, ""),
        *(f"“{word}”" for word in wanted.words),
    ]
    return " · ".join(filter(None, named))


def began(period: str, now: datetime) -> datetime | None:
    """The first moment of the period that `now` lies in; weeks begin on Monday."""
    today = local(now).date()
    match period:
        case "today":
            return midnight(today)
        case "week":
            return midnight(today - timedelta(days=today.weekday()))
        case "month":
            return midnight(today.replace(day=1))
    return None


def _meaning(word: str, units: Mapping[str, int]) -> dict[str, Any]:
    if word in _MINE:
        return {"mine": True}
    if word in _REPEATED:
        return {"repeated": True}
    if word in _OTHER_WORDS:
        field, value = _OTHER_WORDS[word]
        return {field: value}
    named: dict[str, Mapping[str, str]] = {"state": STATES, "light": LIGHTS, "period": PERIODS}
    for field, names in named.items():
        found = next((value for value, name in names.items() if name == word), None)
        if found:
            return {field: str(found)}
    if word in KINDS:
        return {"kind": word}
    unit = _unit(word, units)
    return {"unit": unit} if unit else {}


def _unit(word: str, units: Mapping[str, int]) -> int | None:
    """The unit of this name, or the only one whose name begins so."""
    if word in units:
        return units[word]
    alike = [unit for name, unit in units.items() if len(word) > 1 and name.startswith(word)]
    return alike[0] if len(alike) == 1 else None


def _place(values: Iterable[str], value: str) -> int:
    return next((place for place, one in enumerate(values, 1) if one == value), 0)


def _at(values: Iterable[str], place: int) -> str:
    return str(list(values)[place - 1]) if place else ""
