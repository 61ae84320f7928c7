"""From what a request says to what a message holds: entities parsed, blanks trimmed, links found, lengths checked."""

import re
from typing import Any

from bot.playground import errors, limits
from bot.playground.entities import in_order, parse_html
from bot.playground.errors import ApiError, Refusal
from bot.playground.limits import utf16_length
from bot.playground.wire import Parameters, text_of

Entities = list[dict[str, Any]]

WRITTEN_KINDS: dict[str, tuple[str, ...]] = {
    "bold": (),
    "italic": (),
    "underline": (),
    "strikethrough": (),
    "spoiler": (),
    "code": (),
    "pre": (),
    "blockquote": (),
    "expandable_blockquote": (),
    "text_link": ("url",),
    "text_mention": ("user",),
    "custom_emoji": ("custom_emoji_id",),
    "date_time": ("unix_time",),
}
FOUND = (
    ("url", re.compile(r"https?://[^\s<>\"，。；、）】」]+|(?<![\w.@/])t\.me/[\w/?=&\-]+")),
    ("email", re.compile(r"(?<![\w.])[A-Za-z0-9_.+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+")),
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])")),
    ("mention", re.compile(r"(?<![\w/@])@[A-Za-z][A-Za-z0-9_]{2,31}(?!\w)")),
    ("hashtag", re.compile(r"(?<![\w/#&])#(?=\w*[^\W\d_])\w{1,256}(?![\w#])")),
)
KNOWN_KINDS = {*WRITTEN_KINDS, *(kind for kind, _ in FOUND), "cashtag", "phone_number", "bank_card_number"}


def message_text(parameters: Parameters, too_long: Refusal) -> tuple[str, Entities]:
    """The `text` of a request; never empty."""
    if not parameters.text("text"):
        raise ApiError(errors.TEXT_EMPTY)
    text, entities = formatted(parameters.text("text"), parameters.text("parse_mode"), _given(parameters, "entities"))
    if not text:
        raise ApiError(errors.TEXT_BLANK)
    if utf16_length(text) > limits.TEXT_LENGTH:
        raise ApiError(too_long)
    return text, entities


def caption_text(parameters: Parameters, too_long: Refusal) -> tuple[str, Entities]:
    """The `caption` of a request; may be empty."""
    given = _given(parameters, "caption_entities")
    return caption(parameters.text("caption"), parameters.text("parse_mode"), given, too_long)


def caption(text: str, parse_mode: str, given: Any, too_long: Refusal) -> tuple[str, Entities]:
    """A caption from its parts, as an album writes it."""
    plain, entities = formatted(text, parse_mode, given)
    if utf16_length(plain) > limits.CAPTION_LENGTH:
        raise ApiError(too_long)
    return plain, entities


def formatted(text: str, parse_mode: str, given: Any) -> tuple[str, Entities]:
    """Plain text with every span in it, written by the bot or found by Telegram."""
    if len(text.encode()) > limits.TEXT_BYTES:
        raise ApiError(errors.TEXT_FAR_TOO_LONG)
    mode = parse_mode.lower()
    if mode not in {"", "none", "html"}:
        raise ApiError(errors.PARSE_MODE)
    plain, entities = parse_html(text) if mode == "html" else (text, _checked(given))
    plain, entities = _trimmed(plain, entities)
    return plain, found_in(plain, entities)


def found_in(text: str, entities: Entities) -> Entities:
    """Add the spans Telegram finds by itself: commands, links, mentions, hashtags."""
    found = list(entities)
    for kind, pattern in FOUND:
        if not text:
            break
        for match in pattern.finditer(text):
            offset = utf16_length(text[: match.start()])
            span = {"type": kind, "offset": offset, "length": utf16_length(match.group())}
            if not any(_clashes(span, other) for other in found):
                found.append(span)
    return in_order(found)


def _clashes(span: dict[str, Any], other: dict[str, Any]) -> bool:
    if other["type"] in {"bold", "italic", "underline", "strikethrough", "spoiler"} or "blockquote" in other["type"]:
        return False
    ends_before = span["offset"] + span["length"] <= other["offset"]
    return not ends_before and other["offset"] + other["length"] > span["offset"]


def _given(parameters: Parameters, name: str) -> Any:
    try:
        return parameters.json(name, errors.ENTITY)
    except ApiError:
        return None


def _checked(given: Any) -> Entities:
    """Entities written out by the bot; those Telegram finds by itself are dropped and found again."""
    if not isinstance(given, list):
        return []
    for entity in given:
        _check(entity)
    return in_order([dict(entity) for entity in given if entity["type"] in WRITTEN_KINDS])


def _check(entity: Any) -> None:
    if not isinstance(entity, dict):
        raise ApiError(errors.ENTITY, reason="expected an Object")
    for name in ("offset", "length", "type", *WRITTEN_KINDS.get(str(entity.get("type")), ())):
        if name not in entity:
            raise ApiError(errors.ENTITY, reason=f'Can\'t find field "{name}"')
    for name in ("offset", "length"):
        if not isinstance(entity[name], int) or entity[name] < 0:
            raise ApiError(errors.ENTITY, reason=f'Field "{name}" must be a valid Number')
    if text_of(entity["type"]) not in KNOWN_KINDS:
        raise ApiError(errors.ENTITY, reason="Unsupported type specified")


def _trimmed(text: str, entities: Entities) -> tuple[str, Entities]:
    """Blank ends cut off and the spans moved accordingly; leading blanks inside a span stay, as on the real server."""
    kept = text.rstrip()
    first = min((entity["offset"] for entity in entities), default=len(kept))
    lead = 0
    while lead < first and lead < len(kept) and kept[lead] in " \n":
        lead += 1
    kept, end = kept[lead:], utf16_length(kept)
    moved = []
    for entity in entities:
        length = min(entity["length"], end - entity["offset"])
        if length > 0:
            moved.append({**entity, "offset": entity["offset"] - lead, "length": length})
    return kept, moved
