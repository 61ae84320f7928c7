"""Slots that several dialogues ask for in the same way."""

from collections.abc import Iterable
from typing import Any

from bot.chat.dialogues.dialogue import Choice, Scene, Slot, Slots, always, fixed, free, plainly
from bot.chat.reading import Misread, past_moment

JUST_NOW = Choice("now", "刚才", ("现在", "刚刚", "就现在"), "primary")
YES, NO = Choice("yes", "是", ("是的", "对", "有")), Choice("no", "否", ("不是", "没有", "没", "不"))


def when(name: str, label: str, question: str, needed: Any = always) -> Slot:
    """A moment that has passed, kept as ISO 8601: `刚才`, `10:35`, `昨天16:20`."""

    def read(scene: Scene, said: str) -> str | Misread:
        at = past_moment(said, scene.turn.now)
        return at if isinstance(at, Misread) else at.isoformat()

    def pick(scene: Scene, code: str) -> str:
        return scene.turn.now.isoformat()

    asked = plainly(f"{question}点“刚才”，或者打出时间，如“10:35”“昨天16:20”。")
    return Slot(name, label, asked, fixed(JUST_NOW), read, pick, needed=needed)


def words(name: str, label: str, question: str, *, longest: int = 2000, needed: Any = always) -> Slot:
    """Free words."""
    return Slot(name, label, plainly(question), read=free(longest, label), needed=needed, prose=True)


def yes_or_no(name: str, label: str, question: str, needed: Any = always) -> Slot:
    """是 or 否, kept as True or False."""

    def pick(scene: Scene, code: str) -> bool:
        return code == YES.code

    return Slot(name, label, plainly(question), fixed(YES, NO), pick=pick, needed=needed)


def the_only(name: str, values: Iterable[Any]) -> dict[str, Any]:
    """The answer that needs no asking, where there is but one."""
    known = list(values)
    return {name: known[0]} if len(known) == 1 else {}


def says(name: str, *values: Any) -> Any:
    """Needed when the slot `name` holds one of `values`."""

    def needed(slots: Slots) -> bool:
        return slots.get(name) in values

    return needed


def optional_words(name: str, label: str, question: str, without: str, *, longest: int = 1000) -> Slot:
    """Free words, or one tap that says that none are needed (kept as an empty text)."""

    def pick(scene: Scene, code: str) -> str:
        return ""

    none = fixed(Choice("none", without, ("不用", "无", "没有"), "primary"))
    asked = plainly(f"{question}直接打出来，或者点“{without}”。")
    return Slot(name, label, asked, none, free(longest, label), pick, prose=True)


def sure(question: str, button: str, *typed: str, style: str = "success") -> Slot:
    """The last question before an act that cannot be taken back."""
    yes = fixed(Choice("yes", button, ("确认", *typed), style))
    return Slot("sure", "确认", plainly(question), yes, exact=True)
