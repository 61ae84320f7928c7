"""The world as the page shows it: /sim JSON, with HTML that is safe to put into a document."""

import itertools
from html import escape
from typing import Any

from bot.playground.clock import VirtualClock
from bot.playground.limits import utf16_length
from bot.playground.model import Human, Media, Message, Place, Query

Json = dict[str, Any]

PLAIN_TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
CLASSES = {
    "bot_command": "command",
    "mention": "mention",
    "text_mention": "mention",
    "hashtag": "hashtag",
    "spoiler": "spoiler",
    "custom_emoji": "emoji",
}
EXCERPT = 60
MEDIA_WORDS = {"photo": "照片", "voice": "语音", "audio": "音频", "video": "视频", "document": "文件"}


def message(item: Message) -> Json:
    written = html(item.text, item.entities) if item.text else None
    return {
        "id": item.id,
        "chat": item.chat.id,
        "from": {"id": item.sender.id, "name": item.sender.name, "is_bot": item.from_bot},
        "date": item.date,
        "edited": item.edit_date is not None,
        "text": None if item.media else item.text or None,
        "html": _service(item) if item.service else None if item.media else written,
        "media": [media(item.media)] if item.media else [],
        "caption_html": written if item.media else None,
        "reply_to": item.reply_to.id if item.reply_to else None,
        "reply_excerpt": excerpt(item.reply_to) if item.reply_to else None,
        "buttons": [
            [{"text": key.text, "data": key.data, "url": key.url, "style": key.style, "copy": key.copy} for key in row]
            for row in item.buttons
        ],
        "protected": item.protected,
        "deleted": item.deleted,
        "group_key": item.group_key,
        "service": item.service is not None,
        "reactions": [reaction.get("emoji", "") for reaction in item.reactions],
        "forwarded": item.origin is not None,
        "forwarded_from": _came_from(item.origin) if item.origin else None,
        "via": item.via_bot.username if item.via_bot else None,
    }


def media(item: Media) -> Json:
    return {
        "kind": item.kind,
        "file_id": item.file.file_id,
        "url": f"/sim/file/{item.file.file_id}",
        "name": item.file.name,
        "size": item.file.size,
        "duration": item.duration,
    }


def _came_from(origin: Json) -> str:
    return str(origin.get("sender_user", {}).get("first_name") or origin.get("sender_user_name", ""))


def offers(item: Query) -> Json:
    """What the bot offers for an inline query."""
    shown = [{name: each[name] for name in ("id", "title", "description")} for each in item.results]
    start = item.button["start_parameter"] if item.button else None
    button = {"text": item.button["text"], "start": start} if item.button else None
    return {"query": item.id, "results": shown, "next_offset": item.next_offset, "button": button}


def excerpt(item: Message) -> str:
    """The first words of a message, for the bar above a reply."""
    words = item.text or (MEDIA_WORDS[item.media.kind] if item.media else "")
    return words if len(words) <= EXCERPT else words[:EXCERPT] + "…"


def person(item: Human) -> Json:
    return {
        "id": item.id,
        "name": item.name,
        "title": item.title,
        "blocked": item.blocked,
        "started": item.started,
    }


def chat(item: Place) -> Json:
    return {
        "id": item.id,
        "type": item.kind,
        "title": item.title,
        "members": list(item.member_ids),
        "migrated_to": item.migrated_to.id if item.migrated_to else None,
    }


def clock(item: VirtualClock) -> Json:
    return {
        "now": item.now().isoformat(),
        "frozen": item.frozen,
        "offset_seconds": round(item.offset_seconds, 3),
    }


def html(text: str, entities: list[Json]) -> str:
    """Escaped text with the spans as tags; spans that overlap without nesting are closed and opened again."""
    edges = sorted({0, utf16_length(text), *_edges(entities)})
    units = text.encode("utf-16-le")

    def cut(start: int, end: int) -> str:
        return units[start * 2 : end * 2].decode("utf-16-le", "replace")

    spans = [
        {**each, "url": each.get("url") or cut(each["offset"], each["offset"] + each["length"])} for each in entities
    ]
    out = []
    for start, end in itertools.pairwise(edges):
        covering = [each for each in spans if each["offset"] <= start and end <= each["offset"] + each["length"]]
        out.append(_wrapped(escape(cut(start, end)), covering))
    return "".join(out)


def _edges(entities: list[Json]) -> list[int]:
    return [edge for each in entities for edge in (each["offset"], each["offset"] + each["length"])]


def _wrapped(piece: str, covering: list[Json]) -> str:
    for entity in reversed(covering):
        opening, closing = _tags(entity)
        piece = f"{opening}{piece}{closing}"
    return piece


def _tags(entity: Json) -> tuple[str, str]:
    kind = entity["type"]
    if kind in PLAIN_TAGS:
        return f"<{PLAIN_TAGS[kind]}>", f"</{PLAIN_TAGS[kind]}>"
    if kind == "expandable_blockquote":
        return '<blockquote class="expandable">', "</blockquote>"
    if kind == "date_time":
        shape = escape(entity.get("date_time_format", ""))
        return f'<time data-unix="{int(entity["unix_time"])}" data-format="{shape}">', "</time>"
    if kind in {"text_link", "url"}:
        return _link(entity["url"])
    return f'<span class="{CLASSES.get(kind, "text")}">', "</span>"


def _link(url: str) -> tuple[str, str]:
    if "://" not in url:
        url = f"https://{url}"
    if not url.lower().startswith(("http://", "https://", "tg://")):
        return "<span>", "</span>"
    return f'<a href="{escape(url)}" rel="noreferrer noopener" target="_blank">', "</a>"


def _service(item: Message) -> str:
    """One line for what happened in a group."""
    kind, about = next(iter((item.service or {}).items()))
    others = about if isinstance(about, list) else [about]
    names = "、".join(str(each.get("first_name", "")) for each in others if isinstance(each, dict))
    words = SERVICE_WORDS.get(kind, "")
    return f"<i>{escape(words.format(name=item.sender.name, others=names))}</i>"


SERVICE_WORDS = {
    "group_chat_created": "{name} 建立了群组",
    "new_chat_members": "{others} 加入了群组",
    "left_chat_member": "{others} 离开了群组",
    "migrate_to_chat_id": "群组已升级为超级群组",
    "migrate_from_chat_id": "由普通群组升级而来",
    "pinned_message": "{name} 置顶了一条消息",
}
