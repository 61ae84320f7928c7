"""Runs any dialogue: the next question is the first empty slot; an answer is kept before the next one is asked."""

from typing import Any

from bot.chat.dialogues import keyboard, understanding
from bot.chat.dialogues.catalogue import dialogue_of
from bot.chat.dialogues.dialogue import Dialogue, Follow, Scene, Slot
from bot.chat.reading import Misread
from bot.chat.replies import NOTHING, Reply, alert, toast
from bot.chat.turn import Turn, headed
from bot.reports.markup import escape
from bot.rules.outcome import Refused
from bot.rules.workflow import Act
from bot.work import access, drafts, floor, permitted
from bot.work.access import Ticket
from bot.work.card_keys import act_key
from bot.work.drafts import Draft
from bot.work.keys import Rows

CANCEL_WORDS = frozenset({"取消", "算了"})


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
        preface = "\n".join(filter(None, (preface, missed.told)))
    dialogue.opening(scene)
    return advance(scene, dialogue, preface)


def with_floor(turn: Turn) -> Draft | None:
    """The dialogue that words without an address belong to."""
    return floor.holder(turn.session, turn.person, turn.now)


def hear_words(turn: Turn, draft: Draft, words: str) -> Reply | None:
    """An answer in words; None where the dialogue leaves them to somebody else."""
    scene, dialogue = scene_of(turn, draft), dialogue_of(draft.kind)
    if isinstance(scene, Refused):
        return close(turn, draft, scene)
    if words.strip() in CANCEL_WORDS:
        return leave(turn, draft)
    if words.strip() == keyboard.IMPROVE_WORDS and dialogue.improves(scene):
        return improve(scene, dialogue)
    misread = understanding.fill(scene, dialogue, words)
    if misread is None:
        return advance(scene, dialogue)
    if dialogue.yields:
        return None
    slot = understanding.asked(scene, dialogue)
    keys = keyboard.under(scene, dialogue, slot) if slot else keyboard.to_revise(scene, dialogue)
    turn.say(headed(escape(misread.told), scene.ticket), keys, draft.ticket_id)
    return NOTHING


def advance(scene: Scene, dialogue: Dialogue, preface: str = "") -> Reply:
    """Ask the next question, or do what the dialogue was for."""
    slot = understanding.next_slot(scene, dialogue)
    if slot and (refused := _overtaken(scene, dialogue)):
        return _end_overtaken(scene, refused)
    return ask(scene, dialogue, slot, preface=preface) if slot else _conclude(scene, dialogue)


def ask(scene: Scene, dialogue: Dialogue, slot: Slot, page: int = 0, preface: str = "") -> Reply:
    """Put one question, with its buttons."""
    drafts.ask(scene.turn.session, scene.draft, slot.name, scene.turn.now)
    keys = keyboard.under(scene, dialogue, slot, page)
    said = f"{escape(preface)}\n\n" if preface else ""
    scene.turn.answer(headed(slot.ask(scene), scene.ticket, after=said), keys, scene.draft.ticket_id)
    return NOTHING


def cancel(turn: Turn, draft: Draft) -> Reply:
    drafts.cancel(turn.session, draft, turn.now)
    told = f"已取消{dialogue_of(draft.kind).title}，没有登记任何内容。"
    turn.answer(headed(escape(told), turn.ticket(draft.ticket_id)))
    return toast("已取消")


def leave(turn: Turn, draft: Draft) -> Reply:
    """`/cancel`: what was only begun ends here; a long text is kept, and thrown away by a key of its own."""
    scene, dialogue = scene_of(turn, draft), dialogue_of(draft.kind)
    if isinstance(scene, Refused) or not dialogue.keeps_draft:
        return cancel(turn, draft)
    drafts.ask(turn.session, draft, "", turn.now)
    told = f"{dialogue.title}先存着，没有删。要删掉已写的内容，点下面的按钮，或者回复“{keyboard.THROW_AWAY}”。"
    turn.answer(headed(escape(told), scene.ticket), keyboard.to_throw_away(scene), draft.ticket_id)
    return NOTHING


def lay_aside(turn: Turn, draft: Draft) -> Reply:
    """Keep the dialogue for later: it asks for nothing, and words without an address are no longer its answers."""
    drafts.ask(turn.session, draft, "", turn.now)
    told = f"{dialogue_of(draft.kind).title}已存着，随时可以从卡片接着写。"
    turn.answer(headed(escape(told), turn.ticket(draft.ticket_id)), ticket_id=draft.ticket_id)
    return toast("已存着")


def resume(turn: Turn, draft: Draft, preface: str = "") -> Reply:
    """Ask again what the dialogue is waiting for."""
    scene, dialogue = scene_of(turn, draft), dialogue_of(draft.kind)
    return close(turn, draft, scene) if isinstance(scene, Refused) else advance(scene, dialogue, preface)


def improve(scene: Scene, dialogue: Dialogue) -> Reply:
    """Exchange the answers for which better words are known, and look again."""
    add(scene.turn, scene.draft, dialogue.improves(scene))
    return advance(scene, dialogue)


def add(turn: Turn, draft: Draft, values: dict[str, Any]) -> None:
    """More of what a dialogue is about, without asking again."""
    for name, value in values.items():
        drafts.answer(turn.session, draft, name, value, turn.now)


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
        turn.answer(headed(escape(outcome.told), scene.ticket), _go_on(scene), outcome.ticket_id)
    return toast(outcome.told)


def _follow(scene: Scene, follow: Follow | None, ticket_id: int | None, preface: str = "") -> None:
    """Begin the dialogue that comes of the one just ended."""
    if follow is None:
        return
    dialogue = dialogue_of(follow.kind)
    ticket = scene.turn.ticket(ticket_id) if dialogue.act else None
    begin(scene.turn, dialogue, ticket, start=follow.slots, preface=preface)


def _go_on(scene: Scene) -> Rows:
    """A key that takes up the dialogue which this one interrupted."""
    turn = scene.turn
    draft = floor.interrupted(turn.session, turn.person, scene.draft, turn.now)
    dialogue = dialogue_of(draft.kind) if draft else None
    ticket = turn.ticket(draft.ticket_id) if draft else None
    if dialogue is None or dialogue.act is None or ticket is None or dialogue.yields:
        return []
    if dialogue.act not in access.acts_for(turn.session, turn.offices, turn.person, ticket, turn.now):
        return []
    return [[act_key(ticket, dialogue.act, text=f"接着写{dialogue.title} …{ticket.number[-6:]}")]]


def _refused(scene: Scene, dialogue: Dialogue, refused: Refused) -> Reply:
    """The act was refused: what was answered stays and can be changed, unless nobody could do the act any more."""
    turn = scene.turn
    understanding.empty_exact(scene, dialogue)
    if not _still_possible(scene, dialogue):
        return _give_up(scene, dialogue, refused)
    told = headed(escape(refused.told()), scene.ticket)
    turn.answer(told, keyboard.to_revise(scene, dialogue), scene.draft.ticket_id)
    return alert(refused.told())


def _give_up(scene: Scene, dialogue: Dialogue, refused: Refused) -> Reply:
    """Nobody could do the act any more: a long text is kept aside, anything else ends here."""
    if not dialogue.keeps_draft:
        reply = close(scene.turn, scene.draft, refused)
        _follow(scene, dialogue.rest(scene), None)
        return reply
    drafts.ask(scene.turn.session, scene.draft, "", scene.turn.now)
    return scene.turn.tell(refused, scene.ticket)


def _overtaken(scene: Scene, dialogue: Dialogue) -> Refused | None:
    """Why nothing can come of a long text any more, said at once: a colleague has handed one in meanwhile, say."""
    turn, ticket = scene.turn, scene.ticket
    if not dialogue.keeps_draft or dialogue.act is None or ticket is None:
        return None
    found = permitted.obstacle(turn.session, turn.offices, turn.person, ticket, Act(dialogue.act), turn.now)
    return found if isinstance(found, Refused) else None


def _end_overtaken(scene: Scene, refused: Refused) -> Reply:
    """What was written is kept; the question is gone, with its keys."""
    drafts.ask(scene.turn.session, scene.draft, "", scene.turn.now)
    scene.turn.answer(headed(escape(refused.told()), scene.ticket), ticket_id=scene.draft.ticket_id)
    return alert(refused.told())


def _still_possible(scene: Scene, dialogue: Dialogue) -> bool:
    turn, ticket = scene.turn, scene.ticket
    if dialogue.act is None or ticket is None:
        return not dialogue.is_moot(scene)
    return dialogue.act in access.acts_for(turn.session, turn.offices, turn.person, ticket, turn.now)


def scene_of(turn: Turn, draft: Draft) -> Scene | Refused:
    """The dialogue of a draft as it stands, if its ticket is still one of the person's."""
    if draft.ticket_id is None:
        return Scene(turn, draft)
    ticket = access.ticket_for(turn.session, turn.person, draft.ticket_id, turn.now)
    return ticket if isinstance(ticket, Refused) else Scene(turn, draft, ticket)


def close(turn: Turn, draft: Draft, refused: Refused) -> Reply:
    """Nothing can come of this dialogue any more, and why."""
    drafts.cancel(turn.session, draft, turn.now)
    return turn.tell(refused)
