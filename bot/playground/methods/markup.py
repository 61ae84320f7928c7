"""Keyboards and replies as requests carry them, checked the way Telegram checks them."""

from typing import Any

from bot.playground import errors, limits
from bot.playground.errors import ApiError
from bot.playground.groups import Group
from bot.playground.limits import utf16_length
from bot.playground.methods import reach
from bot.playground.methods.registry import Call
from bot.playground.model import Message
from bot.playground.people import PrivateChat
from bot.playground.wire import number_of, text_of

Json = dict[str, Any]
STYLES = {"primary", "success", "danger"}


def reply_markup(call: Call) -> Json | None:
    """The keyboard of a request; None when there is none or it is empty."""
    given = call.parameters.json("reply_markup", errors.MARKUP_JSON)
    if given is None:
        return None
    if not isinstance(given, dict):
        raise ApiError(errors.MARKUP_OBJECT)
    if given.get("inline_keyboard"):
        return {"inline_keyboard": _inline_rows(given["inline_keyboard"])}
    if given.get("keyboard"):
        if not _rows(given["keyboard"]):
            raise ApiError(errors.REPLY_KEYBOARD_ROWS)
        return given
    return given if given.get("force_reply") or given.get("remove_keyboard") else None


def inline_markup(call: Call) -> Json | None:
    """The keyboard of an edit, which can only be an inline one."""
    markup = reply_markup(call)
    if markup is not None and "inline_keyboard" not in markup:
        raise ApiError(errors.INLINE_KEYBOARD_EXPECTED)
    return markup


def replied(call: Call, chat: PrivateChat | Group) -> Message | None:
    """The message a request answers; None when it answers none, or it is gone and that was allowed."""
    given = call.parameters.json("reply_parameters", errors.REPLY_JSON)
    if given is None or given == {}:
        return None
    if not isinstance(given, dict):
        raise ApiError(errors.REPLY_OBJECT)
    try:
        return reach.find(chat, number_of(given.get("message_id")), errors.REPLY_NOT_FOUND)
    except ApiError:
        if given.get("allow_sending_without_reply"):
            return None
        raise


def _rows(given: Any) -> bool:
    return isinstance(given, list) and all(isinstance(row, list) for row in given)


def _inline_rows(given: Any) -> list[list[Json]]:
    if not _rows(given):
        raise ApiError(errors.KEYBOARD_ROWS)
    rows = [[_inline_button(button) for button in row] for row in given]
    if sum(len(row) for row in rows) > limits.KEYBOARD_BUTTONS:
        raise ApiError(errors.BUTTONS_TOO_MANY)
    return [row for row in rows if row]


def _inline_button(given: Any) -> Json:
    if not isinstance(given, dict):
        raise ApiError(errors.BUTTON_OBJECT)
    if "text" not in given:
        raise ApiError(errors.BUTTON_FIELD, field="text")
    text, style = text_of(given["text"]), text_of(given.get("style"))
    if style not in STYLES and given.get("style"):
        raise ApiError(errors.BUTTON_STYLE)
    if not text.strip():
        raise ApiError(errors.BUTTON_TEXT)
    return {"text": text, **_action(given)} | ({"style": style} if style else {})


def _action(given: Json) -> Json:
    url, data = text_of(given.get("url")), text_of(given.get("callback_data"))
    if url:
        return {"url": _checked_url(url)}
    if data:
        if len(data.encode()) > limits.CALLBACK_DATA_BYTES:
            raise ApiError(errors.BUTTON_DATA)
        return {"callback_data": data}
    if isinstance(given.get("copy_text"), dict):
        copied = text_of(given["copy_text"].get("text"))
        if not 1 <= utf16_length(copied) <= limits.COPY_TEXT_LENGTH:
            raise ApiError(errors.BUTTON_COPY)
        return {"copy_text": {"text": copied}}
    raise ApiError(errors.BUTTON_KIND)


def _checked_url(url: str) -> str:
    scheme, found, rest = url.partition("://")
    if not found:
        scheme, rest, url = "http", url, f"http://{url}"
    if scheme.lower() not in {"http", "https", "tg", "ton", "tonsite"}:
        raise ApiError(errors.BUTTON_URL, url=url, reason="Unsupported URL protocol")
    host = rest.partition("/")[0].partition("?")[0]
    if " " in url or (scheme.lower().startswith("http") and "." not in host.strip(".")):
        raise ApiError(errors.BUTTON_URL, url=url, reason="Wrong HTTP URL")
    return url
