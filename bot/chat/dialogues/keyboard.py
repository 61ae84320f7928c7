"""The buttons under a question: its choices, page by page, and the ways out."""

from bot.chat.dialogues.dialogue import Choice, Dialogue, Scene, Slot
from bot.work.keys import Key, Rows, in_rows, key, turns
from bot.work.press import AnswerPress

# Eight lines fit a phone above the keyboard.
LINES = 6
OTHER = "!"
CANCEL, LATER, AGAIN, REVISE, OFFER, PAGE, READY = "cancel", "later", "again", "revise", "offer", "page.", "ready"
IMPROVE, IMPROVE_WORDS = "improve", "按建议改"
REVISE_WORDS, AGAIN_WORDS, LATER_WORDS, GO_ON, THROW_AWAY = "修改某项", "再检查一遍", "先存着", "接着写", "删掉草稿"
CHANGE, ADD = "改", "＋"
"""With what the keys begin that change one answer, or add one that nobody asks for."""


def under(scene: Scene, dialogue: Dialogue, slot: Slot, page: int = 0) -> Rows:
    """Choices first, then what may be added by the way, then the ways out."""
    rows = _choices(scene, slot, page)
    if not slot.aside:
        offered = _offered(scene, dialogue)
        rows += in_rows([_other(scene, f"{ADD}{one.label}", f"{OFFER}.{one.name}") for one in offered], 2)
    if (slot.exact or slot.may_revise) and _answered(scene, dialogue):
        checks = [_other(scene, AGAIN_WORDS, AGAIN)] if dialogue.keeps_draft else []
        rows.append([_other(scene, REVISE_WORDS, REVISE), *checks])
    return [*rows, *slot.beside(scene), *filter(None, [_ways_out(scene, dialogue)])]


def to_revise(scene: Scene, dialogue: Dialogue) -> Rows:
    """One key for every answer that may be given again; and the way back, where something else was missing."""
    keys = [revise_key(scene, slot.name, slot.label) for slot in _answered(scene, dialogue)]
    back = [[_other(scene, AGAIN_WORDS, AGAIN)]] if dialogue.keeps_draft else []
    return [*back, *in_rows(keys, 2), _ways_out(scene, dialogue)]


def revise_key(scene: Scene, name: str, label: str) -> Key:
    """Straight to one answer."""
    return _other(scene, f"{CHANGE}{label}", f"{REVISE}.{name}")


def improve_key(scene: Scene) -> Key:
    """Exchange what the dialogue knows better words for."""
    return _other(scene, IMPROVE_WORDS, IMPROVE)


def to_throw_away(scene: Scene) -> Rows:
    """The one way to lose what was written."""
    return [[_other(scene, THROW_AWAY, CANCEL), _other(scene, GO_ON, AGAIN)]]


def sounds_like_key(words: str) -> bool:
    """Whether these may be the words of a key that is no answer, before anybody looks which keys there are."""
    return words in (REVISE_WORDS, AGAIN_WORDS, LATER_WORDS, GO_ON, THROW_AWAY) or words.startswith((CHANGE, ADD))


def spoken(scene: Scene, dialogue: Dialogue) -> dict[str, str]:
    """What the keys that are no answers say, with what each stands for: the same can be typed."""
    ways = {REVISE_WORDS: REVISE} if _answered(scene, dialogue) else {}
    if dialogue.keeps_draft:
        ways |= {LATER_WORDS: LATER, AGAIN_WORDS: AGAIN, GO_ON: AGAIN, THROW_AWAY: CANCEL}
    ways |= {f"{CHANGE}{slot.label}": f"{REVISE}.{slot.name}" for slot in _answered(scene, dialogue)}
    return ways | {f"{ADD}{one.label}": f"{OFFER}.{one.name}" for one in _offered(scene, dialogue)}


def _offered(scene: Scene, dialogue: Dialogue) -> list[Slot]:
    return [one for one in dialogue.slots(scene) if one.aside and one.offered and one.is_open(scene.slots)]


def _answered(scene: Scene, dialogue: Dialogue) -> list[Slot]:
    return [slot for slot in dialogue.slots(scene) if slot.revisable and not slot.exact and slot.name in scene.slots]


def _ways_out(scene: Scene, dialogue: Dialogue) -> list[Key]:
    later = [_other(scene, LATER_WORDS, LATER)] if dialogue.keeps_draft else []
    return [*later, *([_other(scene, "取消", CANCEL)] if dialogue.can_cancel else [])]


def _choices(scene: Scene, slot: Slot, page: int) -> Rows:
    choices = slot.choices(scene)
    per_page = LINES * slot.width
    last = max(0, (len(choices) - 1) // per_page)
    page = min(max(page, 0), last)
    shown = choices[page * per_page : (page + 1) * per_page]
    rows = in_rows([_choice(scene, slot, choice) for choice in shown], slot.width)
    if slot.several:
        rows.append([_answer(scene, slot, "选好了", f"{OTHER}{READY}", "primary")])
    return [*rows, *turns(page, last, lambda other: _press(scene, slot, f"{OTHER}{PAGE}{other}"))]


def _choice(scene: Scene, slot: Slot, choice: Choice) -> Key:
    chosen = slot.several and choice.code in scene.slots.get(draft_name(slot), ())
    return _answer(scene, slot, f"☑ {choice.text}" if chosen else choice.text, choice.code, choice.style)


def draft_name(slot: Slot) -> str:
    """Where the choices made so far are kept until the person says that these are all."""
    return f"{slot.name}~"


def _answer(scene: Scene, slot: Slot, text: str, code: str, style: str | None = None) -> Key:
    return key(text, _press(scene, slot, code), style)


def _press(scene: Scene, slot: Slot, code: str) -> AnswerPress:
    return AnswerPress(_id(scene), scene.draft.revision, slot.name, code)


def _other(scene: Scene, text: str, code: str) -> Key:
    return key(text, AnswerPress(_id(scene), scene.draft.revision, OTHER, code))


def _id(scene: Scene) -> int:
    assert scene.draft.id is not None
    return scene.draft.id
