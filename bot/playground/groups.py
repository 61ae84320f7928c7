"""Groups: who is in them, what the bot may see of them, and how they become supergroups."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from typing import Any

from bot.playground import posting, shapes, views
from bot.playground.model import Bot, Human, Message, Place
from bot.playground.realm import Realm

COMMAND = re.compile(r"/[A-Za-z0-9_]+(?:@([A-Za-z0-9_]+))?")
FIRST_SUPERGROUP = -1_001_000_000_001


class Group(Place):
    """A basic group or, after `migrate`, a supergroup. `bot_status`: member, administrator, left or kicked."""

    def __init__(self, world: Realm, id: int, title: str, kind: str = "group") -> None:
        super().__init__(id, kind, title)
        self.world = world
        self.members: dict[int, Human] = {}
        self.bot_status = "left"
        self._own_ids = itertools.count(1)

    def __repr__(self) -> str:
        return f"<{self.kind} {self.title} {self.id}>"

    @property
    def member_ids(self) -> Iterable[int]:
        return self.members.keys()

    def next_message_id(self) -> int:
        return next(self._own_ids) if self.kind == "supergroup" else self.world.next_message_id()

    def status_of(self, account: Human | Bot) -> str:
        """How the Bot API names this account's standing here."""
        if isinstance(account, Bot):
            return self.bot_status
        if account.id not in self.members:
            return "left"
        return "creator" if next(iter(self.members)) == account.id else "member"

    def bot_sees(self, message: Message) -> bool:
        """Privacy mode: commands, answers to the bot's messages, what was sent via it and service messages.

        Everything as administrator.
        """
        if self.bot_status not in {"member", "administrator"}:
            return False
        if self.bot_status == "administrator" or message.service:
            return True
        if message.via_bot is not None or (message.reply_to is not None and message.reply_to.from_bot):
            return True
        command = COMMAND.match(message.text)
        addressee = command.group(1) if command else None
        return command is not None and (addressee is None or addressee.lower() == self.world.bot.username.lower())

    # Membership

    def add(self, person: Human, by: Human | None = None) -> None:
        """Let a person in; the bot sees the service message."""
        with self.world.changing():
            self.members[person.id] = person
            self._tell_of_member(person, "left", "member")
            posting.post(self.world, self, by or person, service={"new_chat_members": [shapes.user(person)]})

    def remove(self, person: Human) -> None:
        """A person leaves."""
        with self.world.changing():
            del self.members[person.id]
            self._tell_of_member(person, "member", "left")
            posting.post(self.world, self, person, service={"left_chat_member": shapes.user(person)})

    def add_bot(self, created: bool = False) -> None:
        """The creator takes the bot in: my_chat_member, then the service message."""
        with self.world.changing():
            self._set_bot_status("member")
            bot = shapes.user(self.world.bot)
            service = {"group_chat_created": True} if created else {"new_chat_members": [bot]}
            posting.post(self.world, self, self.creator or self.world.bot, service=service)

    def kick_bot(self) -> None:
        """The creator throws the bot out."""
        with self.world.changing():
            author = self.creator or self.world.bot
            posting.post(self.world, self, author, service={"left_chat_member": shapes.user(self.world.bot)})
            self._set_bot_status("kicked")

    def bot_leaves(self) -> None:
        """The bot goes by itself."""
        with self.world.changing():
            posting.post(self.world, self, self.world.bot, service={"left_chat_member": shapes.user(self.world.bot)})
            self._set_bot_status("left")

    def promote_bot(self) -> None:
        """Make the bot an administrator, who sees every message."""
        self._set_bot_status("administrator")

    def migrate(self) -> Group:
        """Turn into a supergroup under a new id; the old id answers only with where to go."""
        with self.world.changing():
            heir = Group(self.world, FIRST_SUPERGROUP - self.world.serial(), self.title, "supergroup")
            heir.members = dict(self.members)
            heir.bot_status = self.bot_status
            self.world.chats[heir.id] = heir
            author = self.creator or self.world.bot
            posting.post(self.world, self, author, service={"migrate_to_chat_id": heir.id})
            self.migrated_to = heir
            posting.post(self.world, heir, author, service={"migrate_from_chat_id": self.id})
            self.world.journal.note("act", act="migrate", chat=self.id, to=heir.id)
            self._tell_page()
            heir._tell_page()
            return heir

    @property
    def creator(self) -> Human | None:
        return next(iter(self.members.values()), None)

    def _set_bot_status(self, status: str) -> None:
        with self.world.changing():
            before, self.bot_status = self.bot_status, status
            self._tell_page()
            self.world.journal.note("act", act="membership", chat=self.id, before=before, after=status)
            change = self._change(self.creator or self.world.bot, self.world.bot, before, status)
            self.world.update("my_chat_member", change)

    def _tell_of_member(self, person: Human, before: str, after: str) -> None:
        """Only an administrator who asked for it hears of other people's coming and going this way."""
        self._tell_page()
        if self.bot_status == "administrator":
            self.world.update("chat_member", self._change(person, person, before, after))

    def _change(self, author: Human | Bot, account: Human | Bot, before: str, after: str) -> dict[str, Any]:
        return {
            "chat": shapes.chat(self),
            "from": shapes.user(author),
            "date": posting.unix_now(self.world),
            "old_chat_member": shapes.member(account, before),
            "new_chat_member": shapes.member(account, after),
        }

    def _tell_page(self) -> None:
        self.world.announce("chat", chat=views.chat(self))
