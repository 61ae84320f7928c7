"""What each HTML tag means as a span of text, and what such a span carries."""

import re
from typing import Any
from urllib.parse import urlsplit

from bot.playground import errors
from bot.playground.errors import ApiError

KIND_BY_TAG = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
DATE_FORMAT = re.compile(r"[rR]|[tTdDwW]*")
SPACE = re.compile(r"\s")


def details_of(tag: str, attributes: dict[str, str], covered: str) -> dict[str, Any] | None:
    """What the span of a tag carries beside its place; None when Telegram drops the span silently."""
    if tag == "a":
        url = _checked_link(attributes.get("href") or covered)
        return {"url": url} if url else None
    if tag == "tg-emoji":
        if not attributes.get("emoji-id", "").isdigit():
            raise ApiError(errors.CUSTOM_EMOJI)
        return {"custom_emoji_id": attributes["emoji-id"]}
    if tag == "tg-time":
        return _moment(attributes)
    if tag == "blockquote" and "expandable" in attributes:
        return {"type": "expandable_blockquote"}
    if tag == "code" and attributes.get("class", "").startswith("language-"):
        return {"language": attributes["class"].removeprefix("language-")}
    return {}


def _moment(attributes: dict[str, str]) -> dict[str, Any] | None:
    written = attributes.get("format", "")
    if not DATE_FORMAT.fullmatch(written):
        raise ApiError(errors.DATE_FORMAT)
    unix = attributes.get("unix", "")
    if not unix.isdigit() or int(unix) == 0:
        return None
    return {"unix_time": int(unix), **({"date_time_format": written} if written else {})}


def _checked_link(url: str) -> str:
    url = url.strip()
    if not url or SPACE.search(url):
        return ""
    if "://" not in url and not url.startswith(("mailto:", "tel:", "tg:")):
        url = f"http://{url}"
    parts = urlsplit(url)
    if parts.scheme in {"http", "https"}:
        if "." not in parts.netloc and parts.hostname not in {"localhost"}:
            return ""
        return url if parts.path or parts.query else f"{url}/"
    return url if parts.scheme in {"tg", "ton", "tonsite", "mailto", "tel"} else ""
