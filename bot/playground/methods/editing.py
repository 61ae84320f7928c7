"""Changing the text, caption or keyboard of a message the bot sent."""

from typing import Any

from bot.playground import errors, posting, shapes
from bot.playground.errors import ApiError
from bot.playground.formatting import caption_text, message_text
from bot.playground.groups import Group
from bot.playground.methods import markup, reach
from bot.playground.methods.registry import Call, method
from bot.playground.methods.texts import link_preview
from bot.playground.model import Message
from bot.playground.private_chat import PrivateChat

TARGET = "chat_id message_id reply_markup"


@method("editMessageText", f"{TARGET} text parse_mode entities link_preview_options")
def edit_text(call: Call) -> dict[str, Any]:
    text, entities = message_text(call.parameters, errors.EDIT_TOO_LONG)
    message = _target(call)
    if message.media:
        raise ApiError(errors.EDIT_NO_TEXT)
    keyboard, preview = markup.inline_markup(call), link_preview(call)
    return _apply(call, message, text=text, entities=entities, markup=keyboard, preview=preview)


@method("editMessageCaption", f"{TARGET} caption parse_mode caption_entities show_caption_above_media")
def edit_caption(call: Call) -> dict[str, Any]:
    text, entities = caption_text(call.parameters, errors.EDIT_CAPTION_TOO_LONG)
    message = _target(call)
    if not message.media:
        raise ApiError(errors.EDIT_NO_CAPTION)
    above = call.parameters.flag("show_caption_above_media")
    keyboard = markup.inline_markup(call)
    return _apply(call, message, text=text, entities=entities, markup=keyboard, caption_above=above)


@method("editMessageReplyMarkup", TARGET)
def edit_reply_markup(call: Call) -> dict[str, Any]:
    return _apply(call, _target(call), markup=markup.inline_markup(call))


def _target(call: Call) -> Message:
    """An own message that can be edited: not forwarded, not carrying another kind of keyboard."""
    chat = reach.editable(call)
    message = reach.find(chat, call.parameters.integer("message_id"), errors.EDIT_NOT_FOUND)
    other_keyboard = message.markup is not None and "inline_keyboard" not in message.markup
    moved = isinstance(chat, Group) and chat.migrated_to is not None
    if not message.from_bot or message.origin or message.service or other_keyboard or moved:
        raise ApiError(errors.EDIT_FORBIDDEN)
    return message


def _apply(call: Call, message: Message, **changes: Any) -> dict[str, Any]:
    if all(getattr(message, name) == value for name, value in changes.items()):
        raise ApiError(errors.NOT_MODIFIED)
    if isinstance(message.chat, PrivateChat) and message.chat.person.blocked:
        raise ApiError(errors.BLOCKED)
    if isinstance(message.chat, Group):
        reach.admit(call, message.chat)
    return shapes.message(posting.rewrite(call.world, message, **changes))
