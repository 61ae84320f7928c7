"""The conversation of one person with the bot."""

from collections.abc import Iterable

from bot.playground.model import Human, Message, Place
from bot.playground.realm import Realm


class CannotDo(Exception):
    """A person's app would not offer this; the text is for that person, in Chinese."""


class PrivateChat(Place):
    """The conversation of one person with the bot; it has the person's id."""

    def __init__(self, world: Realm, person: Human) -> None:
        super().__init__(person.id, "private", person.name)
        self.world = world
        self.person = person

    @property
    def member_ids(self) -> Iterable[int]:
        return (self.id,)

    def bot_sees(self, message: Message) -> bool:
        return True

    def next_message_id(self) -> int:
        return self.world.next_message_id()
