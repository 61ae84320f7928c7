"""Taking messages back: own ones for two days, others' as an administrator."""

from bot.playground import errors, limits, posting
from bot.playground.errors import ApiError
from bot.playground.groups import Group
from bot.playground.methods import reach
from bot.playground.methods.registry import Call, method
from bot.playground.model import Message
from bot.playground.wire import number_of


@method("deleteMessage", "chat_id message_id")
def delete_message(call: Call) -> bool:
    if not call.parameters.text("chat_id"):
        raise ApiError(errors.DELETE_NO_CHAT)
    message_id = call.parameters.integer("message_id")
    if message_id <= 0:
        raise ApiError(errors.DELETE_NO_MESSAGE)
    message = reach.find(_place(call), message_id, errors.DELETE_NOT_FOUND)
    _check(call, message)
    posting.remove(call.world, message)
    return True


@method("deleteMessages", "chat_id message_ids")
def delete_messages(call: Call) -> bool:
    given = call.parameters.json("message_ids", errors.DELETE_NOT_ARRAY)
    if not given:
        raise ApiError(errors.DELETE_NO_MESSAGES)
    if not isinstance(given, list):
        raise ApiError(errors.DELETE_NOT_ARRAY)
    if len(given) > limits.MESSAGES_AT_ONCE:
        raise ApiError(errors.DELETE_TOO_MANY)
    known = _place(call).messages
    found = [known[number] for number in map(number_of, given) if number in known and not known[number].deleted]
    for message in found:
        _check(call, message)
    for message in found:
        posting.remove(call.world, message)
    return True


def _place(call: Call) -> reach.Chat:
    """Deleting needs membership, but works in the chat of somebody who blocked the bot."""
    chat = reach.editable(call)
    if isinstance(chat, Group) and chat.migrated_to is not None:
        raise ApiError(errors.MIGRATED, {"migrate_to_chat_id": chat.migrated_to.id})
    return chat


def _check(call: Call, message: Message) -> None:
    in_group = isinstance(message.chat, Group)
    administrator = isinstance(message.chat, Group) and message.chat.bot_status == "administrator"
    if in_group and not message.from_bot and not administrator:
        raise ApiError(errors.DELETE_FORBIDDEN)
    if posting.unix_now(call.world) - message.date > limits.DELETE_SECONDS and not administrator:
        raise ApiError(errors.DELETE_TOO_OLD)
