"""One composition on its way through the messenger, with the refusals that have an answer at once."""

from dataclasses import dataclass, replace

from bot.alerts.composition import Redraw, Remove, Say
from bot.ports import Message, Messenger, PermanentFailure, Refusal, Sent
from bot.reports.markup import CAPTION_LIMIT, MESSAGE_LIMIT, cut, escape, plain_of

MARK = "〔补发〕"
"""Stands before a message whose first copy may have arrived."""

SAFE_PART = 0.97
"""How much of a limit is used after the messenger has counted otherwise than we did."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """What the messenger took. `sent` is set for a new message, `replaces` when it stands for one that was gone."""

    sent: Sent | None = None
    replaces: int | None = None


async def transmit(messenger: Messenger, chat_id: int, what: Say | Redraw | Remove, marked: bool) -> Accepted:
    """Say, redraw or remove; raises the messenger's three failures."""
    match what:
        case Say():
            return Accepted(await _send(messenger, chat_id, mark(what.message) if marked else what.message))
        case Redraw():
            return await _redraw(messenger, chat_id, what)
        case Remove():
            return await _remove(messenger, chat_id, what.message_id)


def mark(message: Message) -> Message:
    """The same message, telling that it may be a second copy."""
    return replace(message, html=f"{MARK}{message.html}", plain=f"{MARK}{message.plain}" if message.plain else "")


async def _send(messenger: Messenger, chat_id: int, message: Message) -> Sent:
    try:
        return await messenger.send(chat_id, message)
    except PermanentFailure as failure:
        simpler = simplified(message, failure.refusal)
        if simpler is None:
            raise
    return await messenger.send(chat_id, simpler)


async def _redraw(messenger: Messenger, chat_id: int, what: Redraw) -> Accepted:
    try:
        try:
            await messenger.edit(chat_id, what.message_id, what.message)
        except PermanentFailure as failure:
            simpler = simplified(what.message, failure.refusal)
            if simpler is None:
                raise
            await messenger.edit(chat_id, what.message_id, simpler)
    except PermanentFailure as failure:
        gone = failure.refusal is Refusal.MESSAGE_GONE
        if gone and what.kind != "reminder":
            return Accepted(await _send(messenger, chat_id, what.message), replaces=what.posted_id)
        # Who deleted a reminder need not hear that it is settled.
        if not gone and failure.refusal is not Refusal.NOT_MODIFIED:
            raise
    return Accepted()


async def _remove(messenger: Messenger, chat_id: int, message_id: int) -> Accepted:
    try:
        await messenger.delete(chat_id, message_id)
    except PermanentFailure as failure:
        if failure.refusal is not Refusal.MESSAGE_GONE:
            raise
    return Accepted()


def simplified(message: Message, refusal: Refusal) -> Message | None:
    """What to say instead of a message refused for its form; None when the form was not the matter."""
    if refusal not in (Refusal.MARKUP, Refusal.TOO_LONG):
        return None
    plain = message.plain or plain_of(message.html)
    if refusal is Refusal.TOO_LONG:
        plain = cut(plain, int((CAPTION_LIMIT if message.media else MESSAGE_LIMIT) * SAFE_PART))
    return replace(message, html=escape(plain))
