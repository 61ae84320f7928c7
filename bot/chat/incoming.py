"""What was heard, freed of Telegram's shapes: small frozen values that the rest of the chat can reason about."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.reports.markup import printable

Raw = Mapping[str, Any]

GROUPS = frozenset({"group", "supergroup"})
# The field of a message that holds a file, and what we call it. A round video is a video to us.
FILES = {
    "voice": "voice",
    "audio": "audio",
    "video": "video",
    "video_note": "video",
    "animation": "video",
    "document": "document",
}
# What people send that no ticket can keep.
UNKEPT = ("sticker", "location", "venue", "contact", "poll", "dice", "story", "checklist")
FROM_OFFER = "ask"
"""What the button above an offer puts behind /start: somebody came from there, with no invitation."""
PRESENT = frozenset({"member", "administrator", "creator"})
GONE = frozenset({"left", "kicked"})


class BadUpdate(ValueError):
    """An update that is not shaped as Telegram promises; its content is not repeated here."""


@dataclass(frozen=True, slots=True)
class Where:
    """From whom and where. `sender_id` is None for those who hide behind a group or a channel."""

    chat_id: int
    sender_id: int | None
    in_group: bool = False
    message_id: int = 0
    reply_to: int | None = None


@dataclass(frozen=True, slots=True)
class Forward:
    """A message that was not written here: passed on, or chosen from what a bot offered (`from_bot`).

    `author_id` is None where whoever wrote it hides, and for channels.
    """

    author_id: int | None = None
    from_bot: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """Words, a command among them; nothing that was passed on is a command."""

    where: Where
    text: str
    forward: Forward | None = None


@dataclass(frozen=True, slots=True)
class Edited:
    """The new words of a message that was said before."""

    where: Where
    text: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file; `kind` is photo | voice | audio | video | document. An album is several with the same `album`."""

    where: Where
    kind: str
    file_id: str
    unique_id: str = ""
    name: str = ""
    size: int = 0
    caption: str = ""
    album: str = ""
    forward: Forward | None = None


@dataclass(frozen=True, slots=True)
class Unkept:
    """A sticker, a place, a contact …: nothing that a ticket can keep."""

    where: Where
    kind: str


@dataclass(frozen=True, slots=True)
class Started:
    """`/start`, with what the link carried."""

    where: Where
    payload: str


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button was pressed; `where.message_id` is the message it hangs on. Every press is answered by `press_id`."""

    where: Where
    press_id: str
    data: str


@dataclass(frozen=True, slots=True)
class MemberChanged:
    """The bot itself was blocked, unblocked, added to a group or removed from one (`change`)."""

    where: Where
    change: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Migrated:
    """A group became a supergroup and has another id now."""

    where: Where
    new_chat_id: int


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody typed the bot's name in some chat, and `words` behind it; `start` is where the articles shall begin."""

    sender_id: int
    query_id: str
    words: str
    start: int = 0


Incoming = Text | Edited | Attachment | Unkept | Started | Pressed | MemberChanged | Migrated


def from_update(raw: Raw, bot_name: str = "") -> Incoming | None:
    """What an update (the Bot API's JSON) tells us; None where it is not for us; raises BadUpdate.

    `bot_name` as far as it is known: in a group, a command that names another bot is that one's.
    """
    try:
        if "message" in raw:
            found = _message(raw["message"])
            return None if isinstance(found, Text) and _names_another(found, bot_name) else found
        if "edited_message" in raw:
            return _edited(raw["edited_message"])
        if "callback_query" in raw:
            return _pressed(raw["callback_query"])
        if "my_chat_member" in raw:
            return _member_changed(raw["my_chat_member"])
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as fault:
        raise BadUpdate(f"{type(fault).__name__} while reading an update") from None
    return None


def asked_in(raw: Raw) -> Asked | None:
    """The inline query of an update; None where it is none, or is not shaped as promised."""
    try:
        query = raw["inline_query"]
        start = str(query.get("offset") or "")
        return Asked(
            sender_id=int(query["from"]["id"]),
            query_id=str(query["id"]),
            words=printable(query["query"]),
            start=int(start) if start.isdecimal() else 0,
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _where(message: Raw) -> Where:
    chat = message["chat"]
    sender = message.get("from") or {"is_bot": True}
    hidden = sender.get("is_bot", False) or "sender_chat" in message
    reply = message.get("reply_to_message")
    return Where(
        chat_id=int(chat["id"]),
        sender_id=None if hidden else int(sender["id"]),
        in_group=chat["type"] in GROUPS,
        message_id=int(message["message_id"]),
        reply_to=int(reply["message_id"]) if reply else None,
    )


def _message(message: Raw) -> Incoming | None:
    if message["chat"]["type"] not in GROUPS | {"private"}:
        return None
    where = _where(message)
    if "migrate_to_chat_id" in message:
        return Migrated(where, int(message["migrate_to_chat_id"]))
    if "text" in message:
        return _words(where, printable(message["text"]), _forward(message))
    if "photo" in message:
        # Telegram offers a photo in several sizes; the last one is the largest.
        return _attachment(where, message, "photo", message["photo"][-1])
    for field, kind in FILES.items():
        if field in message:
            return _attachment(where, message, kind, message[field])
    return next((Unkept(where, kind) for kind in UNKEPT if kind in message), None)


def _names_another(said: Text, bot_name: str) -> bool:
    command = said.text.split(maxsplit=1)[0] if said.text.strip() else ""
    named = command.partition("@")[2]
    ours = not named or not bot_name or named.lower() == bot_name.lower()
    return said.where.in_group and command.startswith("/") and not ours


def _forward(message: Raw) -> Forward | None:
    if message.get("via_bot"):
        return Forward(from_bot=True)
    origin = message.get("forward_origin")
    if not origin:
        return None
    author = origin.get("sender_user") or {}
    from_bot = bool(author.get("is_bot", False))
    return Forward(int(author["id"]) if author and not from_bot else None, from_bot)


def _words(where: Where, text: str, forward: Forward | None) -> Text | Started:
    if forward is not None:
        return Text(where, text, forward)
    command, _, payload = text.strip().partition(" ")
    if command.partition("@")[0] == "/start":
        payload = payload.strip()
        return Started(where, "" if payload == FROM_OFFER else payload)
    return Text(where, text)


def _attachment(where: Where, message: Raw, kind: str, file: Raw) -> Attachment:
    return Attachment(
        where=where,
        kind=kind,
        file_id=str(file["file_id"]),
        unique_id=str(file.get("file_unique_id", "")),
        name=printable(file.get("file_name") or ""),
        size=int(file.get("file_size") or 0),
        caption=printable(message.get("caption") or ""),
        album=str(message.get("media_group_id") or ""),
        forward=_forward(message),
    )


def _edited(message: Raw) -> Edited | None:
    if message["chat"]["type"] not in GROUPS | {"private"}:
        return None
    words = message.get("text") or message.get("caption")
    return Edited(_where(message), printable(words)) if words else None


def _pressed(press: Raw) -> Pressed | None:
    message = press.get("message")
    if message is None:
        # A button of an inline message; we never send any.
        return None
    chat = message["chat"]
    where = Where(
        chat_id=int(chat["id"]),
        sender_id=int(press["from"]["id"]),
        in_group=chat["type"] in GROUPS,
        message_id=int(message["message_id"]),
    )
    return Pressed(where, str(press["id"]), str(press.get("data", "")))


def _member_changed(change: Raw) -> MemberChanged | None:
    chat = change["chat"]
    before, after = change["old_chat_member"]["status"], change["new_chat_member"]["status"]
    in_group = chat["type"] in GROUPS
    if after in GONE and before not in GONE:
        what = "removed" if in_group else "blocked"
    elif after in PRESENT and before not in PRESENT:
        what = "added" if in_group else "unblocked"
    else:
        return None
    where = Where(chat_id=int(chat["id"]), sender_id=int(change["from"]["id"]), in_group=in_group)
    return MemberChanged(where, what, printable(chat.get("title") or ""))
