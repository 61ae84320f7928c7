"""The imitated Telegram: the shared realm with its people and groups."""

import itertools
from collections.abc import Sequence
from pathlib import Path

from bot.playground import views
from bot.playground.clock import VirtualClock
from bot.playground.flood import Mode
from bot.playground.groups import Group
from bot.playground.people import Person
from bot.playground.private_chat import PrivateChat
from bot.playground.realm import Realm, Violation

FIRST_PERSON = 100_001
FIRST_GROUP = -400_001


class World(Realm):
    """Where tests and the page bring people and groups into being; every method may be called from any thread.

    `flood` strict enforces the sending limits; `strict` refuses parameters the methods do not have;
    `short_poll_penalty` slows down hasty getUpdates calls as the real server does.
    """

    def __init__(
        self,
        clock: VirtualClock | None = None,
        *,
        flood: Mode = "strict",
        strict: bool = True,
        short_poll_penalty: bool = True,
        journal_path: Path | None = None,
    ) -> None:
        super().__init__(clock, flood, strict, short_poll_penalty, journal_path)
        self.people: dict[int, Person] = {}
        self._person_ids = itertools.count(FIRST_PERSON)
        self._group_ids = itertools.count(FIRST_GROUP, -1)

    @property
    def groups(self) -> dict[int, Group]:
        """All groups by id, also those that moved."""
        return {number: chat for number, chat in self.chats.items() if isinstance(chat, Group)}

    def person(self, name: str, title: str = "", id: int | None = None) -> Person:
        """A new person who has not yet started the bot; `id` is also the id of their private chat."""
        with self.changing():
            number = id if id is not None else next(self._person_ids)
            if number <= 0 or number in self.people:
                raise ValueError(f"person {number} cannot be added: taken, or not above zero")
            person = Person(self, number, name, title)
            self.people[number] = person
            self.chats[number] = person.chat
            self.announce("person", person=views.person(person))
            self.announce("chat", chat=views.chat(person.chat))
            return person

    def group(self, title: str, members: Sequence[Person] = ()) -> Group:
        """A new group of these people and the bot; the first is its creator."""
        with self.changing():
            group = Group(self, next(self._group_ids), title)
            self.chats[group.id] = group
            for person in members:
                group.members[person.id] = person
            group.add_bot(created=True)
            return group

    def chat(self, chat_id: int) -> PrivateChat | Group | None:
        """The private chat of that person or the group of that id."""
        found = self.chats.get(chat_id)
        return found if isinstance(found, PrivateChat | Group) else None


__all__ = ["Violation", "World"]
