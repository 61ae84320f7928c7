"""Pinning messages and reacting to them."""

from typing import Any

from bot.playground import errors, posting, shapes, views
from bot.playground.errors import ApiError
from bot.playground.groups import Group
from bot.playground.methods import reach
from bot.playground.methods.registry import Call, method
from bot.playground.wire import text_of

ALLOWED = (
    "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 "
    "🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 "
    "🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡 "
)
EMOJI = frozenset(ALLOWED.split())
REACTIONS_MOST = 1


@method("pinChatMessage", "chat_id message_id disable_notification")
def pin(call: Call) -> bool:
    chat = _pinnable(call)
    message = reach.find(chat, call.parameters.integer("message_id"), errors.PIN_NOT_FOUND)
    if message not in chat.pinned:
        chat.pinned.append(message)
        shown = shapes.message(message, with_reply=False)
        posting.post(call.world, chat, call.world.bot, service={"pinned_message": shown})
    return True


@method("unpinChatMessage", "chat_id message_id")
def unpin(call: Call) -> bool:
    chat = _pinnable(call)
    if call.parameters.text("message_id"):
        message = reach.find(chat, call.parameters.integer("message_id"), errors.UNPIN_NOT_FOUND)
        chat.pinned = [each for each in chat.pinned if each is not message]
    elif chat.pinned:
        chat.pinned.pop()
    else:
        raise ApiError(errors.UNPIN_NOT_FOUND)
    return True


@method("setMessageReaction", "chat_id message_id reaction is_big")
def react(call: Call) -> bool:
    chat = reach.readable(call)
    message = reach.find(chat, call.parameters.integer("message_id"), errors.REACT_NOT_FOUND)
    given = call.parameters.json("reaction", errors.REACTIONS_JSON) or []
    if not isinstance(given, list):
        raise ApiError(errors.REACTIONS_ARRAY)
    if len(given) > REACTIONS_MOST:
        raise ApiError(errors.REACTIONS_TOO_MANY)
    message.reactions = [_reaction(each) for each in given]
    call.world.announce("edit", chat=chat.id, message=views.message(message))
    return True


def _reaction(given: Any) -> dict[str, Any]:
    emoji = text_of(given.get("emoji")) if isinstance(given, dict) and given.get("type") == "emoji" else ""
    if emoji not in EMOJI:
        raise ApiError(errors.REACTION_INVALID)
    return {"type": "emoji", "emoji": emoji}


def _pinnable(call: Call) -> reach.Chat:
    chat = reach.writable(call)
    if isinstance(chat, Group) and chat.bot_status != "administrator":
        raise ApiError(errors.PIN_RIGHTS)
    return chat
