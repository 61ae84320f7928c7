"""Updates as Telegram's Bot API sends them, for the tests of the chat."""

from itertools import count
from typing import Any

Json = dict[str, Any]
_numbers = count(1)
GROUP = -1001
BOT = {"id": 99, "is_bot": True, "first_name": "12345 工单助手", "username": "hotline_demo_bot"}


def message(sender: int, chat: int | None = None, reply_to: int | None = None, **content: Any) -> Json:
    """A message of `sender`, in private unless `chat` names a group."""
    chat_id = sender if chat is None else chat
    body: Json = {
        "message_id": content.pop("message_id", 100_000 + next(_numbers)),
        "date": 1_795_140_000,
        "chat": {"id": chat_id, "type": "private" if chat_id > 0 else "supergroup"},
        "from": {"id": sender, "is_bot": False, "first_name": "某人"},
        **content,
    }
    if reply_to is not None:
        body["reply_to_message"] = {"message_id": reply_to, "date": 0, "chat": body["chat"], "from": BOT}
    return {"update_id": next(_numbers), "message": body}


def edited(said: Json, text: str) -> Json:
    """The same message, said again with other words."""
    return {"update_id": next(_numbers), "edited_message": said["message"] | {"text": text, "edit_date": 1}}


def photo(sender: int, **more: Any) -> Json:
    name = f"photo{next(_numbers)}"
    sizes = [{"file_id": f"{name}-{side}", "file_unique_id": name, "width": side, "height": side} for side in (90, 800)]
    return message(sender, photo=sizes, **more)


def voice(sender: int, **more: Any) -> Json:
    name = f"voice{next(_numbers)}"
    file = {"file_id": name, "file_unique_id": name, "duration": 30, "file_size": 40_000}
    return message(sender, voice=file, **more)


def document(sender: int, name: str = "情况说明.pdf", size: int = 1000, **more: Any) -> Json:
    number = next(_numbers)
    file = {"file_id": f"file{number}", "file_unique_id": f"file{number}", "file_name": name, "file_size": size}
    return message(sender, document=file, **more)


def press(sender: int, data: str, message_id: int = 1, chat: int | None = None) -> Json:
    chat_id = sender if chat is None else chat
    kind = "private" if chat_id > 0 else "supergroup"
    hanging = {"message_id": message_id, "date": 1, "chat": {"id": chat_id, "type": kind}, "from": BOT}
    who = {"id": sender, "is_bot": False, "first_name": "某人"}
    query = {"id": f"press{next(_numbers)}", "from": who, "message": hanging, "chat_instance": "1", "data": data}
    return {"update_id": next(_numbers), "callback_query": query}


def membership(sender: int, before: str, after: str, chat: int | None = None, title: str = "") -> Json:
    chat_id = sender if chat is None else chat
    place: Json = {"id": chat_id, "type": "private" if chat_id > 0 else "supergroup"}
    if title:
        place["title"] = title
    change = {
        "chat": place,
        "from": {"id": sender, "is_bot": False, "first_name": "某人"},
        "date": 1,
        "old_chat_member": {"user": BOT, "status": before},
        "new_chat_member": {"user": BOT, "status": after},
    }
    return {"update_id": next(_numbers), "my_chat_member": change}
