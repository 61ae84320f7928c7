"""An act asked for by button or command: done at once where nothing is left to ask, otherwise as a dialogue."""

from collections.abc import Callable
from dataclasses import asdict

from bot.chat.commands import Command
from bot.chat.dialogues import engine
from bot.chat.dialogues.catalogue import DIALOGUE_OF_ACT
from bot.chat.dialogues.desk_orders import URGE_MANY
from bot.chat.handlers import forms, matters, stories
from bot.chat.replies import NOTHING, Reply, alert, toast
from bot.chat.turn import Turn
from bot.reports.markup import MESSAGE_LIMIT, escape, fill, visible_length
from bot.reports.render import render
from bot.rules.outcome import Refused
from bot.rules.workflow import Act
from bot.work import access, dispatch, explaining, listing, notices, permitted, purposes, showing_evidence
from bot.work.access import Ticket
from bot.work.card_keys import (
    DELIVERY,
    FORMS,
    KEY_NAMES,
    MORE,
    OPEN_CARD,
    PURPOSE,
    REPEATS,
    STORY,
    WHY,
    act_key,
    forms_key,
    more_keys,
    open_key,
    why_key,
)
from bot.work.card_view import named
from bot.work.outcome import Done
from bot.work.press import ActPress

SENT_TO_PRIVATE = "卡片已发到与您的私聊。"
GONE_ON_IN_PRIVATE = "已在与您的私聊里继续。"
MOST_CANDIDATES = 8
CHANGED_TO = "改为"


def press(turn: Turn, pressed: ActPress) -> Reply:
    """A press on a card, judged by what the ticket is now; the card's age does not matter."""
    ticket = access.ticket_for(turn.session, turn.person, pressed.ticket_id, turn.now)
    if isinstance(ticket, Refused):
        return alert(ticket.told())
    if pressed.act == PURPOSE:
        return _change_purpose(turn, ticket, pressed.argument)
    if pressed.act == WHY:
        return explain(turn, ticket, int(pressed.argument) if pressed.argument.isdigit() else 0)
    if pressed.act == FORMS and pressed.argument:
        return forms.send(turn, ticket, pressed.argument)
    if pressed.act in matters.SPOKEN:
        return matters.SPOKEN[pressed.act](turn, ticket, pressed.argument)
    return perform(turn, pressed.act, ticket, start=_known(turn, ticket, pressed))


def perform(turn: Turn, act: str, ticket: Ticket, words: str = "", start: tuple[tuple[str, str], ...] = ()) -> Reply:
    """Do `act` on `ticket`, with what was said in the same breath."""
    if act == OPEN_CARD:
        notices.show_card(turn.session, ticket, turn.person, "", turn.now, asked_for=True)
        return toast(SENT_TO_PRIVATE) if turn.where.in_group and turn.pressed else NOTHING
    if act == FORMS and words:
        return forms.said(turn, ticket, words)
    if act in VIEWS:
        return VIEWS[act](turn, ticket)
    if act in matters.SPOKEN:
        return matters.SPOKEN[act](turn, ticket, words)
    if act in AT_ONCE:
        return turn.tell(AT_ONCE[act](turn, ticket), ticket)
    if act == Act.EVIDENCE and words.startswith(CHANGED_TO):
        return turn.tell(_change_newest(turn, ticket, words), ticket)
    dialogue = DIALOGUE_OF_ACT.get(act)
    if dialogue is None:
        return alert("这个按钮已经失效，请用最新的卡片。")
    instead = permitted.obstacle(turn.session, turn.offices, turn.person, ticket, Act(act), turn.now)
    if instead is not None:
        return turn.tell(instead, ticket)
    if turn.where.in_group:
        turn.say_here(escape(GONE_ON_IN_PRIVATE))
    return engine.begin(turn, dialogue, ticket, words, start=dict(start))


def _known(turn: Turn, ticket: Ticket, pressed: ActPress) -> tuple[tuple[str, str], ...]:
    """What a key has answered already: for which of the office's reasons a ticket is put under supervision."""
    if pressed.act != Act.SUPERVISE or not pressed.argument.isdecimal():
        return ()
    rules = turn.offices.law(ticket).rulebook.supervision
    place = int(pressed.argument)
    return (("reason", rules[place].name),) if place < len(rules) else ()


def _more(turn: Turn, ticket: Ticket) -> Reply:
    """What a card keeps behind one more tap."""
    keys = more_keys(ticket, access.acts_for(turn.session, turn.offices, turn.person, ticket, turn.now))
    looks = [[forms_key(ticket), open_key(ticket)]]
    turn.say(fill("<code>{number}</code> 还可以：", number=ticket.number), [*keys, *looks], ticket.id)
    return NOTHING


def command(turn: Turn, wanted: Command, words: str, replied_to: Ticket | None) -> Reply:
    """`/accept 20261110000101 …`: the ticket by its number, by the card replied to, or chosen from those it fits."""
    first, _, rest = words.strip().partition(" ")
    found = access.find(turn.session, turn.person, first, turn.now) if _is_number(first) else []
    if not found and replied_to is not None:
        found, rest = [replied_to], words
    if not found and not first and Act.URGE in wanted.acts and _has_some_to_urge(turn):
        return engine.begin(turn, URGE_MANY, None)
    if not found:
        return _offer(turn, wanted) if not _is_number(first) else _not_found(turn, first)
    if len(found) > 1:
        exact = [ticket for ticket in found if ticket.number == first]
        return command(turn, wanted, f"{exact[0].number} {rest}", None) if exact else _which(turn, wanted, found)
    ticket = found[0]
    return perform(turn, _meant(turn, wanted, ticket), ticket, rest.strip(), wanted.start)


def explain(turn: Turn, ticket: Ticket, first: int = 0) -> Reply:
    """How the moment of every open duty was counted, as many as fit; the rest on another press."""
    duties = explaining.explained(turn.session, turn.offices, turn.person, ticket, turn.now)
    if not duties:
        turn.say(escape("这张工单现在没有计时的事项。"), ticket_id=ticket.id)
        return NOTHING
    shown = [asdict(duty) for duty in duties[first:]] or [asdict(duty) for duty in duties]
    html = _explanation(turn, ticket, shown)
    while len(shown) > 1 and visible_length(html) > MESSAGE_LIMIT - 200:
        shown.pop()
        html = _explanation(turn, ticket, shown)
    following = first + len(shown)
    keys = [[open_key(ticket)]] if following >= len(duties) else [[why_key(ticket, following)], [open_key(ticket)]]
    turn.say(html, keys, ticket.id)
    return NOTHING


VIEWS: dict[str, Callable[[Turn, Ticket], Reply]] = {
    WHY: explain,
    STORY: stories.story,
    DELIVERY: stories.deliveries,
    FORMS: forms.show,
    REPEATS: matters.repeats,
    MORE: _more,
}
"""What shows something of a ticket and changes nothing, by button and by the command of the same name."""


def _explanation(turn: Turn, ticket: Ticket, duties: list[dict[str, object]]) -> str:
    return render("cards/why.html.j2", {"number": ticket.number, "duties": duties, "now": turn.now})


def _accept(turn: Turn, ticket: Ticket) -> Done | Refused:
    return dispatch.accept(turn.session, turn.offices, turn.person_id, ticket.id or 0, now=turn.now)


def _show_evidence(turn: Turn, ticket: Ticket) -> Done | Refused:
    return showing_evidence.show(turn.session, turn.offices, turn.person_id, ticket.id or 0, now=turn.now)


AT_ONCE: dict[str, Callable[[Turn, Ticket], Done | Refused]] = {
    Act.ACCEPT: _accept,
    Act.SHOW_EVIDENCE: _show_evidence,
}
"""What leaves nothing to ask."""


def _change_newest(turn: Turn, ticket: Ticket, words: str) -> Done | Refused:
    return purposes.change_newest(
        turn.session, turn.offices, turn.person_id, ticket.id or 0, words=words.removeprefix(CHANGED_TO), now=turn.now
    )


def _change_purpose(turn: Turn, ticket: Ticket, argument: str) -> Reply:
    evidence_id, _, purpose = argument.partition(".")
    if not evidence_id.isdigit():
        return alert("这个按钮已经失效，请用最新的卡片。")
    return turn.tell(
        purposes.change(
            turn.session,
            turn.offices,
            turn.person_id,
            ticket.id or 0,
            evidence_id=int(evidence_id),
            purpose=purpose,
            now=turn.now,
        )
    )


def _meant(turn: Turn, wanted: Command, ticket: Ticket) -> str:
    """Of several acts that one command may mean, the one this person can do; the first where none is possible."""
    possible = access.acts_for(turn.session, turn.offices, turn.person, ticket, turn.now)
    return next((act for act in wanted.acts if act in possible), wanted.acts[0] if wanted.acts else wanted.name)


def _has_some_to_urge(turn: Turn) -> bool:
    return bool(listing.related(turn.session, turn.person, turn.now, [Act.URGE]))


def _offer(turn: Turn, wanted: Command) -> Reply:
    """No ticket was named: the tickets on which the act is possible now, to choose from."""

    found: list[Ticket] = []
    for ticket in listing.related(turn.session, turn.person, turn.now, wanted.acts):
        possible = access.acts_for(turn.session, turn.offices, turn.person, ticket, turn.now)
        if any(act in possible for act in wanted.acts):
            found.append(ticket)
        if len(found) == MOST_CANDIDATES:
            break
    if not found:
        turn.say_here(
            escape(f"现在没有可以操作的工单。用法：{wanted.description.partition('：')[2] or '/' + wanted.name}")
        )
        return NOTHING
    return _which(turn, wanted, found)


def _which(turn: Turn, wanted: Command, found: list[Ticket]) -> Reply:
    name = KEY_NAMES.get(wanted.acts[0], wanted.description.partition("：")[0]) if wanted.acts else "查看"
    keys = [[act_key(one, _meant(turn, wanted, one), text=named(one))] for one in found]
    turn.say(escape(f"{name}：是哪张工单？"), keys)
    return NOTHING


def _not_found(turn: Turn, number: str) -> Reply:
    turn.say_here(escape(f"没有找到工单{number[:40]}。"))
    return NOTHING


def _is_number(word: str) -> bool:
    return len(word) >= 4 and word.isascii() and word.isalnum() and any(char.isdigit() for char in word)
