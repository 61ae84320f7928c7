"""sendMessage and the shared last step of everything the bot sends."""

from typing import Any

from bot.playground import errors, posting, shapes
from bot.playground.errors import ApiError
from bot.playground.formatting import message_text
from bot.playground.groups import Group
from bot.playground.methods import markup, reach
from bot.playground.methods.registry import Call, method
from bot.playground.model import Message
from bot.playground.people import PrivateChat

SENDING = "chat_id disable_notification protect_content reply_parameters reply_markup"
ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}


@method("sendMessage", f"{SENDING} text parse_mode entities link_preview_options")
def send_message(call: Call) -> dict[str, Any]:
    text, entities = message_text(call.parameters, errors.TEXT_TOO_LONG)
    return shapes.message(send(call, text=text, entities=entities, preview=link_preview(call)))


@method("sendChatAction", "chat_id action")
def send_chat_action(call: Call) -> bool:
    action = call.parameters.text("action").lower()
    if action not in ACTIONS:
        raise ApiError(errors.ACTION)
    chat = reach.writable(call)
    call.world.announce("typing", chat=chat.id, action=action)
    return True


def link_preview(call: Call) -> dict[str, Any] | None:
    """What a request wants shown of the links in its text."""
    given = call.parameters.json("link_preview_options", errors.PREVIEW_JSON)
    if given is not None and not isinstance(given, dict):
        raise ApiError(errors.PREVIEW_OBJECT)
    return given or None


def send(call: Call, **content: Any) -> Message:
    """Check the place, the keyboard and the reply, pass flood control, and post."""
    keyboard = markup.reply_markup(call)
    chat = reach.writable(call)
    replied = markup.replied(call, chat)
    reach.admit(call, chat)
    return commit(call, chat, markup=keyboard, reply_to=replied, **content)


def commit(call: Call, chat: PrivateChat | Group, **content: Any) -> Message:
    """Post as the bot, with the switches every sending method has."""
    return posting.post(
        call.world,
        chat,
        call.world.bot,
        protected=call.parameters.flag("protect_content"),
        silent=call.parameters.flag("disable_notification"),
        **content,
    )
