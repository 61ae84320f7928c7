"""`/all 城建办 红灯 投诉`: every ticket one may see, sifted by words or buttons, in one message that turns in place."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.chat.handlers.lists import PER_PAGE, keys_of, list_of
from bot.chat.replies import NOTHING, Reply, alert
from bot.chat.turn import Turn
from bot.reports.markup import fill, one_line
from bot.rules.ticket_filter import (
    KINDS,
    LIGHTS,
    PERIODS,
    STATES,
    TicketFilter,
    code_of,
    from_code,
    in_words,
    understood,
)
from bot.work import sifting
from bot.work.keys import Key, Rows, in_rows, key, turns
from bot.work.press import FilterPress

MENUS: Mapping[str, str] = {"s": "状态", "u": "部门", "k": "类别", "l": "灯", "p": "时间"}
"""The choices that unfold, by their letter in a press."""
MOST_UNITS = 40
LONGEST_WORD, MOST_WORDS = 30, 5
GONE = "这个按钮已经失效，请重新发 /all。"


def show_all(turn: Turn, said: str) -> Reply:
    """What the words mean, understood by the names of this person's units."""
    units = sifting.units_seen(turn.session, turn.person, turn.now)
    wanted = understood(said, units)
    words = tuple(one_line(word, LONGEST_WORD) for word in wanted.words[:MOST_WORDS])
    return _show(turn, replace(wanted, words=words), units)


def show_matter(turn: Turn, matter_id: int) -> Reply:
    """The tickets of one matter, as far as this person may see them."""
    return _show(turn, TicketFilter(matter=matter_id), sifting.units_seen(turn.session, turn.person, turn.now))


def press(turn: Turn, pressed: FilterPress) -> Reply:
    """Another page, another filter, or a choice to make."""
    known = from_code(pressed.code)
    if known is None or pressed.menu not in ("", *MENUS):
        return alert(GONE)
    wanted, kept = known
    units = sifting.units_seen(turn.session, turn.person, turn.now)
    words = sifting.kept_words(turn.session, turn.person, kept)
    if kept and not words:
        return alert(GONE)
    if wanted.unit and wanted.unit not in units.values():
        return alert(GONE)
    return _show(turn, replace(wanted, words=words), units, pressed.page, pressed.menu)


def _show(turn: Turn, wanted: TicketFilter, units: Mapping[str, int], page: int = 0, menu: str = "") -> Reply:
    found = sifting.sift(turn.session, turn.offices, turn.person, wanted, page, PER_PAGE, turn.now)
    kept = sifting.keep_words(turn.session, turn.person, wanted.words, turn.now)
    named = in_words(wanted, next((name for name, unit in units.items() if unit == wanted.unit), ""))
    title = f"全部工单 · {named}" if named else "全部工单"
    if found.entries:
        html = list_of(turn, title, found.entries, found.total, found.page * PER_PAGE)
    else:
        html = fill("<b>{title}</b>\n\n没有符合条件的工单。", title=title)
    buttons = _Buttons(wanted, kept, units)
    below = buttons.choices(menu) if menu else [*buttons.turns(found.page, found.last), *buttons.filters()]
    turn.answer(html, [*([] if menu else keys_of(found.entries)), *below])
    return NOTHING


class _Buttons:
    """The keys under a list that is sifted as `wanted`, its words kept as number `kept`."""

    def __init__(self, wanted: TicketFilter, kept: int, units: Mapping[str, int]) -> None:
        self._wanted, self._kept, self._units = wanted, kept, units

    def turns(self, page: int, last: int) -> Rows:
        return turns(page, last, lambda other: FilterPress(other, code_of(self._wanted, self._kept)))

    def filters(self) -> Rows:
        """What may be chosen; a choice made shows itself, and is taken back in its own menu."""
        shown = [letter for letter in MENUS if letter != "u" or len(self._units) > 1]
        keys = [self._key(f"{self._chosen(letter) or MENUS[letter]} ▾", self._wanted, 0, letter) for letter in shown]
        mine = self._wanted.mine
        keys.append(self._key("✓ 我的" if mine else "我的", replace(self._wanted, mine=not mine)))
        repeated = self._wanted.repeated
        keys.append(self._key("✓ 同一事项" if repeated else "同一事项", replace(self._wanted, repeated=not repeated)))
        rows = in_rows(keys, 3)
        if self._wanted != TicketFilter():
            rows.append([key("不筛选", FilterPress(0, code_of(TicketFilter())))])
        return rows

    def choices(self, letter: str) -> Rows:
        """One menu unfolded: every choice, and none."""
        keys = [self._key(name, made) for name, made in self._choices(letter).items()]
        return [*in_rows(keys, 3), [self._key("返回", self._wanted)]]

    def _choices(self, letter: str) -> dict[str, TicketFilter]:
        wanted = self._wanted
        match letter:
            case "s":
                return {"不限": replace(wanted, state=""), **_each(wanted, "state", STATES)}
            case "k":
                return {"不限": replace(wanted, kind=""), **_each(wanted, "kind", {kind: kind for kind in KINDS})}
            case "l":
                return {"不限": replace(wanted, light=""), **_each(wanted, "light", LIGHTS)}
            case "p":
                return {"不限": replace(wanted, period=""), **_each(wanted, "period", PERIODS)}
        units = list(self._units.items())[:MOST_UNITS]
        return {"不限": replace(wanted, unit=0), **{name: replace(wanted, unit=unit) for name, unit in units}}

    def _chosen(self, letter: str) -> str:
        wanted = self._wanted
        unit = next((name for name, unit in self._units.items() if unit == wanted.unit), "")
        chosen = {
            "s": STATES.get(wanted.state, ""),
            "u": unit,
            "k": wanted.kind,
            "l": LIGHTS.get(wanted.light, ""),
            "p": PERIODS.get(wanted.period, ""),
        }
        return chosen[letter]

    def _key(self, text: str, wanted: TicketFilter, page: int = 0, menu: str = "") -> Key:
        return key(text, FilterPress(page, code_of(wanted, self._kept), menu))


def _each(wanted: TicketFilter, field: str, names: Mapping[str, str]) -> dict[str, TicketFilter]:
    changes: list[tuple[str, dict[str, Any]]] = [(name, {field: str(value)}) for value, name in names.items()]
    return {name: replace(wanted, **change) for name, change in changes}
