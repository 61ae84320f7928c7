"""sendMediaGroup: several files that arrive as one album of separate messages."""

from typing import Any

from bot.playground import errors, limits, shapes
from bot.playground.errors import ApiError
from bot.playground.formatting import caption
from bot.playground.methods import markup, reach
from bot.playground.methods.media import given_media
from bot.playground.methods.registry import Call, method
from bot.playground.methods.texts import commit
from bot.playground.model import Media
from bot.playground.wire import number_of, text_of

ALONE = {"audio", "document"}
KINDS = {"photo", "video", *ALONE}


@method("sendMediaGroup", "chat_id media disable_notification protect_content reply_parameters")
def send_media_group(call: Call) -> list[dict[str, Any]]:
    call.parameters.required("media")
    given = call.parameters.json("media", errors.MEDIA_JSON)
    if not isinstance(given, list):
        raise ApiError(errors.MEDIA_ARRAY)
    items = [_item(call, each) for each in given]
    _check_together([item for item, _ in items])
    if len(items) == 1:
        call.world.violate("limit", call.method, "an album needs at least two items")
    chat = reach.writable(call)
    replied = markup.replied(call, chat)
    reach.admit(call, chat, len(items))
    key = str(14 * 10**15 + call.world.serial()) if len(items) > 1 else None
    return [
        shapes.message(commit(call, chat, media=item, reply_to=replied, group_key=key, **texts))
        for item, texts in items
    ]


def _item(call: Call, given: Any) -> tuple[Media, dict[str, Any]]:
    if not isinstance(given, dict):
        raise ApiError(errors.MEDIA_ITEM, reason="expected an Object")
    kind = text_of(given.get("type"))
    if kind not in KINDS:
        raise ApiError(errors.MEDIA_ITEM, reason=f'type "{kind}" is unsupported')
    if not text_of(given.get("media")):
        raise ApiError(errors.MEDIA_ITEM, reason="media not found")
    words, mode = text_of(given.get("caption")), text_of(given.get("parse_mode"))
    text, entities = caption(words, mode, given.get("caption_entities"), errors.CAPTION_TOO_LONG)
    item = given_media(call, kind, text_of(given["media"]), upload="")
    item.duration = number_of(given.get("duration"))
    item.title, item.performer = text_of(given.get("title")) or None, text_of(given.get("performer")) or None
    item.spoiler = bool(given.get("has_spoiler"))
    above = bool(given.get("show_caption_above_media"))
    return item, {"text": text, "entities": entities, "caption_above": above}


def _check_together(items: list[Media]) -> None:
    if not items:
        raise ApiError(errors.ALBUM_EMPTY)
    if len(items) > limits.ALBUM_ITEMS:
        raise ApiError(errors.ALBUM_TOO_BIG)
    kinds = {item.kind for item in items}
    for kind in sorted(kinds & ALONE) if len(kinds) > 1 else ():
        raise ApiError(errors.ALBUM_MIXED, kind=kind.capitalize())
