"""Typed words sorted into slots: labelled lines, the answer asked for, or several short answers in one go."""

from typing import Any

from bot.chat.dialogues.dialogue import Dialogue, Scene, Slot
from bot.chat.reading import Misread, labelled, tokens
from bot.work import drafts

PLEASE_CHOOSE = Misread("没有看懂，请点下面的按钮，或者打出其中一项。")


def next_slot(scene: Scene, dialogue: Dialogue) -> Slot | None:
    """The first slot that is needed and empty."""
    return next((slot for slot in dialogue.slots(scene) if slot.is_open(scene.slots) and not slot.aside), None)


def asked(scene: Scene, dialogue: Dialogue) -> Slot | None:
    """The slot that was asked for last, if it is still empty, otherwise the next one."""
    slots = dialogue.slots(scene)
    last = next((slot for slot in slots if slot.name == scene.draft.asking), None)
    return last if last and last.is_open(scene.slots) else next_slot(scene, dialogue)


def fill(scene: Scene, dialogue: Dialogue, words: str) -> Misread | None:
    """Put `words` where they belong; a Misread says why they belong nowhere, and then nothing was kept."""
    by_label = _by_label(scene, dialogue, words)
    if by_label is not None:
        return by_label if isinstance(by_label, Misread) else keep(scene, by_label)
    slot = asked(scene, dialogue)
    if slot is None:
        return _instead(scene, dialogue, words)
    value = read(scene, slot, words)
    if not isinstance(value, Misread):
        return keep(scene, {**_besides(scene, dialogue, slot, value, words), slot.name: value})
    spread = _spread(scene, dialogue, words)
    return keep(scene, spread) if spread else value


def _instead(scene: Scene, dialogue: Dialogue, words: str) -> Misread | None:
    """Everything is answered and the act was refused: another time, said plainly, is the one that was refused."""
    found = {slot.name: read(scene, slot, words) for slot in dialogue.slots(scene) if _may_be_meant(scene, slot)}
    plain = {name: value for name, value in found.items() if not isinstance(value, Misread)}
    return keep(scene, plain) if len(plain) == 1 else PLEASE_CHOOSE


def _may_be_meant(scene: Scene, slot: Slot) -> bool:
    return _short(slot) and slot.revisable and slot.name in scene.slots and slot.needed(scene.slots)


def read(scene: Scene, slot: Slot, words: str) -> Any:
    """The value that `words` mean for `slot`, or a Misread."""
    said = words.strip()
    choice = next((choice for choice in slot.choices(scene) if choice.is_meant(said)), None)
    if slot.several:
        return slot.read(scene, said) if slot.read else PLEASE_CHOOSE
    if choice is not None:
        return slot.pick(scene, choice.code)
    return slot.read(scene, said) if slot.read else PLEASE_CHOOSE


def empty_exact(scene: Scene, dialogue: Dialogue) -> None:
    """A confirmation stands for what was shown; once anything changes it must be given again."""
    for slot in dialogue.slots(scene):
        if slot.exact and slot.name in scene.slots:
            drafts.empty(scene.turn.session, scene.draft, slot.name, scene.turn.now)


def keep(scene: Scene, values: dict[str, Any]) -> Misread | None:
    """Write the answers down."""
    for name, value in values.items():
        drafts.answer(scene.turn.session, scene.draft, name, value, scene.turn.now)
    return None


def _besides(scene: Scene, dialogue: Dialogue, slot: Slot, value: Any, words: str) -> dict[str, Any]:
    """Answers to other questions that free words hold as well, also to those that come up only with `value`.

    Nothing that was answered is changed.
    """
    if not (slot.prose or slot.read):
        return {}
    found = dialogue.also_says(scene, words)
    if not found:
        return {}
    known = {**scene.slots, **found, slot.name: value}

    def is_asked(one: Slot) -> bool:
        return one.is_open(scene.slots) or (one.name not in scene.slots and one.needed(known))

    open_now = {one.name for one in dialogue.slots(scene) if is_asked(one)}
    return {name: answer for name, answer in found.items() if name in open_now}


def _by_label(scene: Scene, dialogue: Dialogue, words: str) -> dict[str, Any] | Misread | None:
    """The values of `标签：内容` lines; None where the text is no such list."""
    pairs = labelled(words)
    slots = {name: slot for slot in dialogue.slots(scene) if slot.read for name in (slot.label, *slot.synonyms)}
    if not any(label in slots for label, _ in pairs):
        return None
    values: dict[str, Any] = {}
    for label, said in pairs:
        if label not in slots:
            return Misread(
                f"没有“{label}”这一项，可以写的有：{'、'.join(slot.label for slot in dict.fromkeys(slots.values()))}。"
            )
        value = read(scene, slots[label], said)
        if isinstance(value, Misread):
            return Misread(f"{label}：{value.told}")
        values[slots[label].name] = value
    return values


def _spread(scene: Scene, dialogue: Dialogue, words: str) -> dict[str, Any]:
    """Several answers typed in one go (`电话 已联 10:35`): all of them, or none."""
    values: dict[str, Any] = {}
    for token in tokens(words):
        slots = [slot for slot in dialogue.slots(scene) if _short(slot) and slot.name not in scene.slots]
        for slot in slots:
            if slot.name in values or not slot.needed({**scene.slots, **values}):
                continue
            value = read(scene, slot, token)
            if not isinstance(value, Misread):
                values[slot.name] = value
                break
        else:
            return {}
    return values


def _short(slot: Slot) -> bool:
    """Free prose would swallow every token, and a confirmation is never given by the way."""
    return not slot.exact and not slot.several and not slot.prose
