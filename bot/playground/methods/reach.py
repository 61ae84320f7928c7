"""Which chat a request means, and whether the bot may read, edit or write there."""

from bot.playground import errors
from bot.playground.errors import ApiError
from bot.playground.groups import Group
from bot.playground.methods.registry import Call
from bot.playground.model import Message
from bot.playground.people import PrivateChat
from bot.playground.wire import to_integer

Chat = PrivateChat | Group


def readable(call: Call, name: str = "chat_id") -> Chat:
    """A chat the bot knows."""
    text = call.parameters.text(name)
    if not text:
        raise ApiError(errors.CHAT_ID_EMPTY)
    chat = call.world.chat(to_integer(text))
    if chat is None or (isinstance(chat, PrivateChat) and not _known(call, chat)):
        raise ApiError(errors.CHAT_NOT_FOUND)
    if isinstance(chat, Group) and chat.kind == "supergroup":
        _check_membership(chat)
    return chat


def editable(call: Call) -> Chat:
    """A chat whose messages the bot may change: it is still in there."""
    chat = readable(call)
    if isinstance(chat, Group) and chat.migrated_to is None:
        _check_membership(chat)
    return chat


def writable(call: Call) -> Chat:
    """A chat the bot may write to now."""
    chat = editable(call)
    if isinstance(chat, Group):
        if chat.migrated_to is not None:
            raise ApiError(errors.MIGRATED, {"migrate_to_chat_id": chat.migrated_to.id})
        return chat
    if chat.person.blocked:
        raise ApiError(errors.BLOCKED)
    if not chat.person.started:
        raise ApiError(errors.NEVER_STARTED)
    return chat


def find(chat: Chat, message_id: int, missing: errors.Refusal) -> Message:
    """A message of this chat that still exists."""
    message = chat.messages.get(message_id)
    if message is None or message.deleted:
        raise ApiError(missing)
    return message


def admit(call: Call, chat: Chat, messages: int = 1) -> None:
    """Flood control: passes and counts, or refuses with the seconds to wait."""
    wait = call.world.flood.admit(chat.id, messages)
    if wait:
        call.world.violate("flood", call.method, f"chat {chat.id}: must wait {wait} s")
        raise ApiError(errors.TOO_MANY_REQUESTS, {"retry_after": wait}, seconds=wait)


def _known(call: Call, chat: PrivateChat) -> bool:
    """The bot knows people who wrote to it and members of its groups; of others it cannot even guess the id."""
    if chat.person.started:
        return True
    return any(chat.id in group.members for group in call.world.groups.values())


def _check_membership(chat: Group) -> None:
    in_group, in_supergroup = {
        "kicked": (errors.KICKED_GROUP, errors.KICKED_SUPERGROUP),
        "left": (errors.LEFT_GROUP, errors.LEFT_SUPERGROUP),
    }.get(chat.bot_status, (None, None))
    refusal = in_supergroup if chat.kind == "supergroup" else in_group
    if refusal is not None:
        raise ApiError(refusal)
