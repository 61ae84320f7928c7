"""Objects as the Bot API writes them in JSON."""

from typing import Any

from bot.playground.model import Bot, Human, Media, Message, Place, Press, Query, StoredFile

Json = dict[str, Any]


def user(account: Human | Bot) -> Json:
    if isinstance(account, Bot):
        return {"id": account.id, "is_bot": True, "first_name": account.name, "username": account.username}
    return {"id": account.id, "is_bot": False, "first_name": account.name, "language_code": "zh-hans"}


def chat(place: Place) -> Json:
    if place.kind == "private":
        return {"id": place.id, "first_name": place.title, "type": "private"}
    return {"id": place.id, "title": place.title, "type": place.kind}


def message(item: Message, with_reply: bool = True) -> Json:
    """A message as the bot sees it; the message it answers is shown one level deep."""
    shape: Json = {"message_id": item.id, "from": user(item.sender), "chat": chat(item.chat), "date": item.date}
    if item.edit_date:
        shape["edit_date"] = item.edit_date
    if item.origin:
        shape["forward_origin"] = item.origin
    if item.via_bot:
        shape["via_bot"] = user(item.via_bot)
    if with_reply and item.reply_to and not item.reply_to.deleted:
        shape["reply_to_message"] = message(item.reply_to, with_reply=False)
    if item.group_key:
        shape["media_group_id"] = item.group_key
    shape.update(_content(item))
    if item.protected:
        shape["has_protected_content"] = True
    if item.markup and "inline_keyboard" in item.markup:
        shape["reply_markup"] = item.markup
    return shape


def _content(item: Message) -> Json:
    if item.service:
        return dict(item.service)
    if not item.media:
        shape: Json = {"text": item.text}
        if item.entities:
            shape["entities"] = item.entities
        if item.preview:
            shape["link_preview_options"] = item.preview
        return shape
    shape = {item.media.kind: media(item.media)}
    if item.text:
        shape["caption"] = item.text
        if item.entities:
            shape["caption_entities"] = item.entities
    if item.caption_above:
        shape["show_caption_above_media"] = True
    if item.media.spoiler:
        shape["has_media_spoiler"] = True
    return shape


def media(item: Media) -> Json | list[Json]:
    if item.kind == "photo":
        return [{**_file(file), "width": width, "height": height} for file, width, height in item.sizes]
    shape = _file(item.file)
    if item.kind == "video":
        shape |= {"width": item.width, "height": item.height}
    if item.kind in {"video", "voice", "audio"}:
        shape["duration"] = item.duration
    if item.kind != "voice" and item.file.name:
        shape["file_name"] = item.file.name
    if item.file.mime:
        shape["mime_type"] = item.file.mime
    if item.title:
        shape["title"] = item.title
    if item.performer:
        shape["performer"] = item.performer
    return shape


def _file(file: StoredFile) -> Json:
    return {"file_id": file.file_id, "file_unique_id": file.unique_id, "file_size": file.size}


def press(item: Press, chat_instance: str) -> Json:
    """A callback query; a message deleted since is shown as the stub Telegram sends for it."""
    place = item.message
    if place.deleted:
        shown: Json = {"chat": chat(place.chat), "message_id": place.id, "date": 0}
    else:
        shown = message(place)
    return {
        "id": item.id,
        "from": user(item.person),
        "message": shown,
        "chat_instance": chat_instance,
        "data": item.data,
    }


def query(item: Query, chat_kind: str | None) -> Json:
    """An inline query; `chat_kind` as the Bot API names the chat in which it is typed, left out where unknown."""
    shape: Json = {"id": item.id, "from": user(item.person), "query": item.words, "offset": item.offset}
    return {**shape, "chat_type": chat_kind} if chat_kind else shape


def origin(item: Message) -> Json:
    """Where a forwarded message comes from; somebody who hides there leaves only a name."""
    if isinstance(item.sender, Human) and item.sender.hidden:
        return {"type": "hidden_user", "sender_user_name": item.sender.name, "date": item.date}
    return {"type": "user", "sender_user": user(item.sender), "date": item.date}


def member(account: Human | Bot, status: str) -> Json:
    """A chat member; `status` as the Bot API names it."""
    shape: Json = {"user": user(account), "status": status}
    if status == "creator":
        shape["is_anonymous"] = False
    if status == "kicked":
        shape["until_date"] = 0
    if status == "administrator":
        shape |= _administrator_rights()
    return shape


def _administrator_rights() -> Json:
    granted = ("can_manage_chat", "can_delete_messages", "can_invite_users", "can_pin_messages", "can_change_info")
    withheld = (
        "can_be_edited",
        "is_anonymous",
        "can_manage_video_chats",
        "can_restrict_members",
        "can_promote_members",
        "can_post_stories",
        "can_edit_stories",
        "can_delete_stories",
        "can_manage_topics",
        "can_send_welcome_messages",
    )
    return dict.fromkeys(granted, True) | dict.fromkeys(withheld, False)
