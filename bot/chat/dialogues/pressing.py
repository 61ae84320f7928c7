"""An answer by button: judged by what is asked and known now, so that an old button loses politely."""

from bot.chat.dialogues import keyboard, understanding
from bot.chat.dialogues.catalogue import dialogue_of
from bot.chat.dialogues.dialogue import Dialogue, Scene, Slot
from bot.chat.dialogues.engine import advance, ask, cancel, close, improve, lay_aside, scene_of
from bot.chat.reading import Misread
from bot.chat.replies import NOTHING, Reply, alert, toast
from bot.chat.turn import Turn, headed
from bot.reports.markup import escape
from bot.rules.outcome import Refused
from bot.work import drafts
from bot.work.drafts import Draft
from bot.work.press import AnswerPress

ENDED = "这段问答已经结束，请从最新的卡片重新开始。"
CHANGED = "内容有了变化，请把更新后的内容再看一遍。"
NO_CHOICE = "这个选项已经不能选了，请看最新的一条。"
WHICH_DRAFT = "有几份存着的草稿，请打开要接着写的那张工单，从卡片接着写。"


def hear(turn: Turn, press: AnswerPress) -> Reply:
    """Take a press on a question as its answer."""
    draft = drafts.draft_of(turn.session, turn.person, press.draft_id)
    if draft is None:
        return alert(ENDED)
    scene, dialogue = scene_of(turn, draft), dialogue_of(draft.kind)
    if isinstance(scene, Refused):
        return close(turn, draft, scene)
    if press.slot == keyboard.OTHER:
        return _other(scene, dialogue, press.choice)
    slot = next((slot for slot in dialogue.slots(scene) if slot.name == press.slot), None)
    if slot is None:
        return alert(ENDED)
    page = press.choice.removeprefix(keyboard.OTHER + keyboard.PAGE)
    if page != press.choice and page.isdigit():
        return ask(scene, dialogue, slot, int(page))
    return _choose(scene, dialogue, slot, press)


def said(turn: Turn, draft: Draft, words: str) -> Reply | None:
    """What the keys beside the answers do, asked for in their words; None where these words are no such key."""
    words = words.strip()
    if not keyboard.sounds_like_key(words):
        return None
    scene, dialogue = scene_of(turn, draft), dialogue_of(draft.kind)
    if isinstance(scene, Refused):
        return None
    code = keyboard.spoken(scene, dialogue).get(words)
    return _other(scene, dialogue, code) if code else None


def said_of_kept(turn: Turn, words: str) -> Reply | None:
    """`接着写`, `删掉草稿` when nothing is asked: meant for what was laid aside, if something was."""
    if words.strip() not in (keyboard.GO_ON, keyboard.THROW_AWAY):
        return None
    kept = [one for one in drafts.laid_aside(turn.session, turn.person) if dialogue_of(one.kind).keeps_draft]
    if len(kept) > 1:
        turn.say(escape(WHICH_DRAFT))
        return NOTHING
    return said(turn, kept[0], words) if kept else None


def _choose(scene: Scene, dialogue: Dialogue, slot: Slot, press: AnswerPress) -> Reply:
    if slot.exact and press.revision != scene.draft.revision:
        return alert("内容已经更新，请看最新的一条再点。")
    if slot.several:
        return _collect(scene, dialogue, slot, press.choice)
    choice = next((choice for choice in slot.choices(scene) if choice.code == press.choice), None)
    if choice is None and slot.exact:
        advance(scene, dialogue)
        return alert(CHANGED)
    if choice is None or not slot.needed(scene.slots):
        return alert(NO_CHOICE)
    value = slot.pick(scene, choice.code)
    if isinstance(value, Misread):
        return alert(value.told)
    if slot.name in scene.slots and not slot.is_open(scene.slots):
        return NOTHING if scene.slots[slot.name] == value else alert("这一问已经答过了。")
    drafts.answer(scene.turn.session, scene.draft, slot.name, value, scene.turn.now)
    after = advance(scene, dialogue)
    return after if after.toast else toast(choice.text)


def _collect(scene: Scene, dialogue: Dialogue, slot: Slot, code: str) -> Reply:
    name, session, now = keyboard.draft_name(slot), scene.turn.session, scene.turn.now
    chosen = list(scene.slots.get(name, ()))
    if code == keyboard.OTHER + keyboard.READY:
        value = slot.pick(scene, ",".join(chosen))
        if isinstance(value, Misread):
            return alert(value.told)
        drafts.answer(session, scene.draft, slot.name, value, now)
        return advance(scene, dialogue)
    if code not in {choice.code for choice in slot.choices(scene)}:
        return alert(NO_CHOICE)
    changed = [one for one in chosen if one != code] if code in chosen else [*chosen, code]
    drafts.answer(session, scene.draft, name, changed, now)
    return ask(scene, dialogue, slot)


def _other(scene: Scene, dialogue: Dialogue, code: str) -> Reply:
    what, _, name = code.partition(".")
    slots = {slot.name: slot for slot in dialogue.slots(scene)}
    if what == keyboard.CANCEL:
        return cancel(scene.turn, scene.draft)
    if what == keyboard.LATER:
        return lay_aside(scene.turn, scene.draft)
    if what == keyboard.AGAIN:
        return advance(scene, dialogue)
    if what == keyboard.IMPROVE:
        return improve(scene, dialogue)
    if what == keyboard.REVISE and not name:
        asked = headed(escape("要改哪一项？"), scene.ticket)
        scene.turn.answer(asked, keyboard.to_revise(scene, dialogue), scene.draft.ticket_id)
        return NOTHING
    if name not in slots:
        return alert(ENDED)
    if what == keyboard.REVISE:
        drafts.empty(scene.turn.session, scene.draft, name, scene.turn.now)
        understanding.empty_exact(scene, dialogue)
    return ask(scene, dialogue, slots[name])
