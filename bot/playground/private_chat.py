"""The conversation of one person with the bot."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from bot.playground.model import Message

if TYPE_CHECKING:
    from bot.playground.people import Person


class CannotDo(Exception):
    """A person's app would not offer this; the text is for that person, in Chinese."""


class PrivateChat:
    """The conversation of one person with the bot."""

    kind = "private"

    def __init__(self, person: Person) -> None:
        self.person = person
        self.id = person.id
        self.messages: dict[int, Message] = {}
        self.pinned: list[Message] = []

    @property
    def title(self) -> str:
        return self.person.name

    @property
    def member_ids(self) -> Iterable[int]:
        return (self.id,)

    def bot_sees(self, message: Message) -> bool:
        return True

    def next_message_id(self) -> int:
        return self.person.world.next_message_id()
