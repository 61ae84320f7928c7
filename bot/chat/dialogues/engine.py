"""Runs any dialogue: the next question is the first empty slot; an answer is kept before the next one is asked."""

from typing import Any

from bot.chat.dialogues import keyboard, understanding
from bot.chat.dialogues.catalogue import dialogue_of
from bot.chat.dialogues.dialogue import Dialogue, Follow, Scene, Slot
from bot.chat.reading import Misread
from bot.chat.replies import NOTHING, Reply, alert, toast
from bot.chat.turn import Turn
from bot.reports.markup import escape
from bot.rules.outcome import Refused
from bot.work import access, drafts, floor
from bot.work.access import Ticket
from bot.work.card_keys import act_key
from bot.work.drafts import Draft
from bot.work.keys import Rows
from bot.work.press import AnswerPress

ENDED = "这段问答已经结束，请从最新的卡片重新开始。"
CANCEL_WORDS = frozenset({"取消", "算了", "/cancel"})


def begin(
    turn: Turn,
    dialogue: Dialogue,
    ticket: Ticket | None,
    words: str = "",
    *,
    start: dict[str, Any] | None = None,
    preface: str = "",
) -> Reply:
    """Open the dialogue, or take it up where it was left.

    `words` are answers given in the same breath, `start` what is already known, `preface` stands above the question.
    """
    ticket_id = ticket.id if ticket else None
    known = {**dialogue.start(turn, ticket), **(start or {})}
    draft = drafts.open_draft(turn.session, turn.person, dialogue.kind, ticket_id, known, turn.now)
    add(turn, draft, {name: value for name, value in (start or {}).items() if draft.slots.get(name) != value})
    scene = Scene(turn, draft, ticket)
    if words.strip() and isinstance(missed := understanding.fill(scene, dialogue, words), Misread):
        turn.say(escape(missed.told))
    dialogue.opening(scene)
    return advance(scene, dialogue, preface)


def with_floor(turn: Turn) -> Draft | None:
    """The dialogue that words without an address belong to."""
    return floor.holder(turn.session, turn.person, turn.now)


def hear_words(turn: Turn, draft: Draft, words: str) -> Reply | None:
    """An answer in words; None where the dialogue leaves them to somebody else."""
    scene, dialogue = _scene(turn, draft), dialogue_of(draft.kind)
    if isinstance(scene, Refused):
        return _close(turn, draft, scene)
    if words.strip() in CANCEL_WORDS:
        return cancel(turn, draft)
    misread = understanding.fill(scene, dialogue, words)
    if misread is None:
        return advance(scene, dialogue)
    if dialogue.yields:
        return None
    slot = understanding.asked(scene, dialogue)
    keys = keyboard.under(scene, dialogue, slot) if slot else []
    turn.say(escape(misread.told), keys, draft.ticket_id)
    return NOTHING


def hear_press(turn: Turn, press: AnswerPress) -> Reply:
    """An answer by button, judged by what is known now: an old button loses politely."""
    draft = drafts.draft_of(turn.session, turn.person, press.draft_id)
    if draft is None:
        return alert(ENDED)
    scene, dialogue = _scene(turn, draft), dialogue_of(draft.kind)
    if isinstance(scene, Refused):
        return _close(turn, draft, scene)
    if press.slot == keyboard.OTHER:
        return _other(scene, dialogue, press.choice)
    slot = next((slot for slot in dialogue.slots(scene) if slot.name == press.slot), None)
    if slot is None:
        return alert(ENDED)
    page = press.choice.removeprefix(keyboard.OTHER + keyboard.PAGE)
    if page != press.choice and page.isdigit():
        return ask(scene, dialogue, slot, int(page))
    return _choose(scene, dialogue, slot, press)


def advance(scene: Scene, dialogue: Dialogue, preface: str = "") -> Reply:
    """Ask the next question, or do what the dialogue was for."""
    slot = understanding.next_slot(scene, dialogue)
    return ask(scene, dialogue, slot, preface=preface) if slot else _conclude(scene, dialogue)


def ask(scene: Scene, dialogue: Dialogue, slot: Slot, page: int = 0, preface: str = "") -> Reply:
    """Put one question, with its buttons."""
    drafts.ask(scene.turn.session, scene.draft, slot.name, scene.turn.now)
    keys = keyboard.under(scene, dialogue, slot, page)
    question = slot.ask(scene)
    scene.turn.answer(f"{escape(preface)}\n\n{question}" if preface else question, keys, scene.draft.ticket_id)
    return NOTHING


def cancel(turn: Turn, draft: Draft) -> Reply:
    drafts.cancel(turn.session, draft, turn.now)
    turn.answer(escape(f"已取消{dialogue_of(draft.kind).title}，没有登记任何内容。"))
    return toast("已取消")


def lay_aside(turn: Turn, draft: Draft) -> Reply:
    """Keep the dialogue for later: it asks for nothing, and words without an address are no longer its answers."""
    drafts.ask(turn.session, draft, "", turn.now)
    turn.answer(escape(f"{dialogue_of(draft.kind).title}已存着，随时可以从卡片接着写。"), ticket_id=draft.ticket_id)
    return toast("已存着")


def resume(turn: Turn, draft: Draft, preface: str = "") -> Reply:
    """Ask again what the dialogue is waiting for."""
    scene, dialogue = _scene(turn, draft), dialogue_of(draft.kind)
    return _close(turn, draft, scene) if isinstance(scene, Refused) else advance(scene, dialogue, preface)


def add(turn: Turn, draft: Draft, values: dict[str, Any]) -> None:
    """More of what a dialogue is about, without asking again."""
    for name, value in values.items():
        drafts.answer(turn.session, draft, name, value, turn.now)


def _choose(scene: Scene, dialogue: Dialogue, slot: Slot, press: AnswerPress) -> Reply:
    if slot.exact and press.revision != scene.draft.revision:
        return alert("内容已经更新，请看最新的一条再点。")
    if slot.several:
        return _collect(scene, dialogue, slot, press.choice)
    choice = next((choice for choice in slot.choices(scene) if choice.code == press.choice), None)
    if choice is None and slot.exact:
        advance(scene, dialogue)
        return alert("内容有了变化，请把更新后的内容再看一遍。")
    if choice is None or not slot.needed(scene.slots):
        return alert("这个选项已经不能选了，请看最新的一条。")
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
        return alert("这个选项已经不能选了，请看最新的一条。")
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
    if what == keyboard.REVISE and not name:
        scene.turn.answer(escape("要改哪一项？"), keyboard.to_revise(scene, dialogue), scene.draft.ticket_id)
        return NOTHING
    if name not in slots:
        return alert(ENDED)
    if what == keyboard.REVISE:
        drafts.empty(scene.turn.session, scene.draft, name, scene.turn.now)
        understanding.empty_exact(scene, dialogue)
    return ask(scene, dialogue, slots[name])


def _conclude(scene: Scene, dialogue: Dialogue) -> Reply:
    turn = scene.turn
    outcome = dialogue.complete(scene)
    if isinstance(outcome, Refused):
        return _refused(scene, dialogue, outcome)
    drafts.finish(turn.session, scene.draft, turn.now)
    follow = dialogue.after(scene, outcome)
    if follow is not None:
        _follow(scene, follow, outcome.ticket_id, outcome.told)
    elif outcome.told:
        turn.answer(escape(outcome.told), _go_on(scene), outcome.ticket_id)
    return toast(outcome.told)


def _follow(scene: Scene, follow: Follow | None, ticket_id: int | None, preface: str = "") -> None:
    """Begin the dialogue that comes of the one just ended."""
    if follow is None:
        return
    dialogue = dialogue_of(follow.kind)
    ticket = _ticket(scene.turn, ticket_id) if dialogue.act else None
    begin(scene.turn, dialogue, ticket, start=follow.slots, preface=preface)


def _go_on(scene: Scene) -> Rows:
    """A key that takes up the dialogue which this one interrupted."""
    turn = scene.turn
    draft = floor.interrupted(turn.session, turn.person, scene.draft, turn.now)
    dialogue = dialogue_of(draft.kind) if draft else None
    ticket = _ticket(turn, draft.ticket_id) if draft else None
    if dialogue is None or dialogue.act is None or ticket is None or dialogue.yields:
        return []
    return [[act_key(ticket, dialogue.act, text=f"接着写{dialogue.title} …{ticket.number[-6:]}")]]


def _refused(scene: Scene, dialogue: Dialogue, refused: Refused) -> Reply:
    """The act was refused: what was answered stays and can be changed, unless nobody could do the act any more."""
    turn = scene.turn
    understanding.empty_exact(scene, dialogue)
    if not _still_possible(scene, dialogue):
        return _give_up(scene, dialogue, refused)
    turn.answer(escape(refused.told()), keyboard.to_revise(scene, dialogue), scene.draft.ticket_id)
    return alert(refused.told())


def _give_up(scene: Scene, dialogue: Dialogue, refused: Refused) -> Reply:
    """Nobody could do the act any more: a long text is kept aside, anything else ends here."""
    if not dialogue.keeps_draft:
        reply = _close(scene.turn, scene.draft, refused)
        _follow(scene, dialogue.rest(scene), None)
        return reply
    drafts.ask(scene.turn.session, scene.draft, "", scene.turn.now)
    return scene.turn.tell(refused)


def _still_possible(scene: Scene, dialogue: Dialogue) -> bool:
    turn, ticket = scene.turn, scene.ticket
    if dialogue.act is None or ticket is None:
        return not dialogue.is_moot(scene)
    return dialogue.act in access.acts_for(turn.session, turn.offices, turn.person, ticket, turn.now)


def _ticket(turn: Turn, ticket_id: int | None) -> Ticket | None:
    if ticket_id is None:
        return None
    found = access.ticket_for(turn.session, turn.person, ticket_id, turn.now)
    return None if isinstance(found, Refused) else found


def _scene(turn: Turn, draft: Draft) -> Scene | Refused:
    if draft.ticket_id is None:
        return Scene(turn, draft)
    ticket = access.ticket_for(turn.session, turn.person, draft.ticket_id, turn.now)
    return ticket if isinstance(ticket, Refused) else Scene(turn, draft, ticket)


def _close(turn: Turn, draft: Draft, refused: Refused) -> Reply:
    drafts.cancel(turn.session, draft, turn.now)
    return turn.tell(refused)
