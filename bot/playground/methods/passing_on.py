"""forwardMessage and copyMessage."""

from typing import Any

from bot.playground import errors, posting, shapes
from bot.playground.errors import ApiError
from bot.playground.formatting import caption_text
from bot.playground.methods import markup, reach
from bot.playground.methods.registry import Call, method
from bot.playground.methods.texts import SENDING, commit
from bot.playground.model import Message


@method("forwardMessage", "chat_id from_chat_id message_id disable_notification protect_content")
def forward_message(call: Call) -> dict[str, Any]:
    source = _source(call, errors.FORWARD_NOT_FOUND, errors.FORWARD_IMPOSSIBLE)
    chat = reach.writable(call)
    reach.admit(call, chat)
    origin = posting.origin_of(source)
    return shapes.message(
        commit(call, chat, text=source.text, entities=source.entities, media=source.media, origin=origin)
    )


@method(
    "copyMessage",
    f"{SENDING} from_chat_id message_id caption parse_mode caption_entities show_caption_above_media",
)
def copy_message(call: Call) -> dict[str, Any]:
    source = _source(call, errors.COPY_NOT_FOUND, errors.COPY_IMPOSSIBLE)
    text, entities = source.text, source.entities
    if source.media and "caption" in call.parameters.values:
        text, entities = caption_text(call.parameters, errors.CAPTION_TOO_LONG)
    keyboard = markup.reply_markup(call)
    chat = reach.writable(call)
    replied = markup.replied(call, chat)
    reach.admit(call, chat)
    above = call.parameters.flag("show_caption_above_media")
    copied = commit(
        call,
        chat,
        text=text,
        entities=entities,
        media=source.media,
        markup=keyboard,
        reply_to=replied,
        caption_above=above,
    )
    return {"message_id": copied.id}


def _source(call: Call, missing: errors.Refusal, impossible: errors.Refusal) -> Message:
    call.parameters.required("from_chat_id")
    source = reach.find(reach.readable(call, "from_chat_id"), call.parameters.integer("message_id"), missing)
    if source.service:
        raise ApiError(impossible)
    if source.protected:
        raise ApiError(errors.FORWARD_PROTECTED)
    return source
