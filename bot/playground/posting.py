"""What happens when a message appears, changes or vanishes: it is numbered, shown, and the bot hears of it."""

from typing import Any

from bot.playground import shapes, views
from bot.playground.model import Bot, Human, Message, Place
from bot.playground.realm import Realm


def post(world: Realm, chat: Place, sender: Human | Bot, **content: Any) -> Message:
    """A new message; the bot gets an update unless it wrote it itself or privacy mode hides it."""
    with world.changing():
        message = Message(chat.next_message_id(), chat, sender, unix_now(world), **content)
        chat.messages[message.id] = message
        world.announce("message", chat=chat.id, message=views.message(message))
        if (message.service or not message.from_bot) and chat.bot_sees(message):
            world.update("message", shapes.message(message))
        return message


def rewrite(world: Realm, message: Message, **changes: Any) -> Message:
    """Change a message in place and mark it edited; an edit by a person reaches the bot."""
    with world.changing():
        for name, value in changes.items():
            setattr(message, name, value)
        message.edit_date = max(unix_now(world), 1)
        world.announce("edit", chat=message.chat.id, message=views.message(message))
        if not message.from_bot and message.chat.bot_sees(message):
            world.update("edited_message", shapes.message(message))
        return message


def remove(world: Realm, message: Message) -> None:
    """Delete for everybody. Bots are never told of deletions."""
    with world.changing():
        message.deleted = True
        world.announce("delete", chat=message.chat.id, id=message.id)


def origin_of(message: Message) -> dict[str, Any]:
    """The note of where a message passed on came from: at first, however often it was passed on since."""
    return message.origin or shapes.origin(message)


def unix_now(world: Realm) -> int:
    return int(world.clock.now().timestamp())
