"""The people's side: what somebody with a phone can do to the bot and its groups."""

from __future__ import annotations

import re
from typing import Any

from bot.playground import asking, limits, posting, shapes, views
from bot.playground.formatting import found_in
from bot.playground.groups import Group
from bot.playground.model import Button, Human, Message, Place, Press, Query
from bot.playground.private_chat import CannotDo, PrivateChat
from bot.playground.realm import Realm

PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
CHAT_INSTANCE = "4815162342"


class Person(Human):
    """Somebody with the app open. Every act returns what it made and may raise CannotDo."""

    def __init__(self, world: Realm, id: int, name: str, title: str) -> None:
        super().__init__(id, name, title)
        self.world = world
        self.chat = PrivateChat(world, self)
        self._albums: dict[str, str] = {}

    def __repr__(self) -> str:
        return f"<{self.title or 'person'} {self.name} {self.id}>"

    # Reading

    @property
    def inbox(self) -> list[Message]:
        """Everything others wrote that this person can see now, oldest first, groups included."""
        with self.world.changing():
            return [message for message in self.visible() if message.sender is not self]

    def visible(self, chat: Place | None = None) -> list[Message]:
        """Messages not deleted, of one chat or of all this person is in, oldest first."""
        own = [each for each in self.world.chats.values() if self.id in each.member_ids]
        chats = own if chat is None else [chat]
        found = [message for each in chats for message in each.messages.values() if not message.deleted]
        return sorted(found, key=lambda message: (message.date, message.id))

    # Starting and stopping

    def start(self, payload: str | None = None) -> Message:
        """Open a deep link or press Start; also how a blocked bot is let in again."""
        if payload and not PAYLOAD.fullmatch(payload):
            raise CannotDo("链接不对：start 后面只能是 64 个以内的字母、数字、下划线和短横。")
        with self.world.changing():
            self.unblock()
            return self.say(f"/start {payload}" if payload else "/start")

    def block(self) -> None:
        """Stop the bot: from now on it is refused with 403."""
        self._set_blocked(True)

    def unblock(self) -> None:
        self._set_blocked(False)

    def _set_blocked(self, blocked: bool) -> None:
        if self.blocked == blocked:
            return
        with self.world.changing():
            self.blocked = blocked
            self._note("block", blocked=blocked)
            before, after = ("member", "kicked") if blocked else ("kicked", "member")
            self.world.announce("person", person=views.person(self))
            self.world.update(
                "my_chat_member",
                {
                    "chat": shapes.chat(self.chat),
                    "from": shapes.user(self),
                    "date": posting.unix_now(self.world),
                    "old_chat_member": shapes.member(self.world.bot, before),
                    "new_chat_member": shapes.member(self.world.bot, after),
                },
            )

    # Writing

    def say(self, text: str, chat: Group | None = None, reply_to: Message | None = None) -> Message:
        """Write a text, to the bot or into a group; a long one is cut into several messages and the first returned."""
        return self.say_all(text, chat, reply_to)[0]

    def say_all(self, text: str, chat: Group | None = None, reply_to: Message | None = None) -> list[Message]:
        """As `say`, with every message a long text became."""
        if not text.strip():
            raise CannotDo("空消息发不出去。")
        with self.world.changing():
            place = self._enter(chat)
            self._note("say", chat=place.id, text=text)
            return [
                posting.post(
                    self.world,
                    place,
                    self,
                    text=piece,
                    entities=found_in(piece, []),
                    reply_to=self._answered(reply_to, place),
                )
                for piece in limits.split_text(text.strip())
            ]

    def attach(
        self,
        kind: str,
        content: bytes | None,
        *,
        caption: str = "",
        chat: Group | None = None,
        reply_to: Message | None = None,
        group_key: str | None = None,
        name: str | None = None,
        mime: str | None = None,
        size: int | None = None,
        duration: int = 0,
    ) -> Message:
        """Send a file; messages with one `group_key` form an album; `size` declares a big file without its bytes."""
        if limits.utf16_length(caption) > limits.CAPTION_LENGTH:
            raise CannotDo("说明文字太长，最多 1024 字。")
        with self.world.changing():
            place = self._enter(chat)
            media = self.world.files.media(kind, content, name=name, mime=mime, size=size, duration=duration)
            self._note("attach", chat=place.id, media=kind, size=media.file.size, caption=caption)
            return posting.post(
                self.world,
                place,
                self,
                text=caption,
                entities=found_in(caption, []),
                media=media,
                reply_to=self._answered(reply_to, place),
                group_key=self._album(group_key),
            )

    def attach_photo(self, content: bytes, **details: Any) -> Message:
        return self.attach("photo", content, **details)

    def attach_voice(self, content: bytes, **details: Any) -> Message:
        return self.attach("voice", content, **{"duration": 3, **details})

    def attach_audio(self, content: bytes, **details: Any) -> Message:
        return self.attach("audio", content, **{"duration": 3, "name": "录音.mp3", **details})

    def attach_video(self, content: bytes, **details: Any) -> Message:
        return self.attach("video", content, **{"duration": 3, **details})

    def attach_document(self, content: bytes, **details: Any) -> Message:
        return self.attach("document", content, **{"name": "file.bin", **details})

    def attach_album(
        self, contents: list[bytes], kind: str = "photo", caption: str = "", **details: Any
    ) -> list[Message]:
        """Several files as one album; the caption stands under the first, as apps do it."""
        key = f"album {self.world.serial()}"
        with self.world.changing():
            return [
                self.attach(kind, content, caption=caption if first == 0 else "", group_key=key, **details)
                for first, content in enumerate(contents)
            ]

    def press(self, message: Message, button: str, force: bool = False) -> Press:
        """Tap a key by its label or its data; `force` sends any data, as a hostile client can."""
        with self.world.changing():
            self._enter(message.chat)
            data = button if force else self._find_data(message, button)
            press = Press(str(10**17 + self.world.serial()), self, message, data, self.world.clock.monotonic())
            self.world.presses[press.id] = press
            self._note("press", chat=message.chat.id, message=message.id, data=data)
            content = shapes.press(press, CHAT_INSTANCE)
            self.world.update("callback_query", content, lifetime=limits.CALLBACK_SECONDS)
            return press

    def edit(self, message: Message, text: str) -> Message:
        """Change an own message, its caption when it carries a file."""
        if message.sender is not self or message.deleted:
            raise CannotDo("只能修改自己的消息。")
        self._note("edit", chat=message.chat.id, message=message.id, text=text)
        return posting.rewrite(self.world, message, text=text, entities=found_in(text, []))

    def delete(self, message: Message) -> None:
        """Delete a message; in a private chat also the bot's."""
        if message.sender is not self and message.chat is not self.chat:
            raise CannotDo("群里只能删除自己的消息。")
        self._note("delete", chat=message.chat.id, message=message.id)
        posting.remove(self.world, message)

    def forward(self, message: Message, chat: Group | None = None) -> Message:
        """Pass a message on to the bot or into a group."""
        if message.protected or message.deleted:
            raise CannotDo("这条消息不能转发。")
        with self.world.changing():
            place = self._enter(chat)
            self._note("forward", chat=place.id, from_chat=message.chat.id, message=message.id)
            return posting.post(
                self.world,
                place,
                self,
                text=message.text,
                entities=message.entities,
                media=message.media,
                origin=posting.origin_of(message),
                via_bot=message.via_bot,
            )

    # Inline mode

    def ask(self, words: str = "", chat: Group | None = None, offset: str = "") -> Query:
        """Type `@bot words` in a chat, to the bot or in a group; what it offers then stands in the query."""
        return asking.ask(self.world, self, words, chat or self.chat, offset)

    def choose(self, query: Query, result_id: str, chat: Group | None = None) -> Message:
        """Send one of the offers into a chat."""
        if query.person is not self:
            raise CannotDo("这不是您的查询。")
        with self.world.changing():
            return asking.choose(self.world, query, result_id, self._enter(chat))

    # Conditions

    def _enter(self, chat: Place | None) -> PrivateChat | Group:
        if chat is None or chat is self.chat:
            if self.blocked:
                raise CannotDo(f"{self.name}已停用机器人，请先启用。")
            self._open()
            return self.chat
        if not isinstance(chat, Group) or self.id not in chat.members or chat.migrated_to is not None:
            raise CannotDo(f"{self.name}不在这个会话里。")
        return chat

    def _open(self) -> None:
        if not self.started:
            self.started = True
            self.world.announce("person", person=views.person(self))

    def _find_data(self, message: Message, button: str) -> str:
        if message.deleted:
            raise CannotDo("这条消息已被删除。")
        keys: list[Button] = [key for row in message.buttons for key in row]
        for key in [each for each in keys if each.text == button] + [each for each in keys if each.data == button]:
            if key.data is not None:
                return key.data
        raise CannotDo(f"这条消息下面没有按钮「{button}」，只有：{'、'.join(message.labels) or '无'}。")

    def _answered(self, reply_to: Message | None, place: Place) -> Message | None:
        if reply_to is not None and (reply_to.deleted or reply_to.chat is not place):
            raise CannotDo("要回复的消息不在这个会话里。")
        return reply_to

    def _album(self, key: str | None) -> str | None:
        if key is None:
            return None
        return self._albums.setdefault(key, str(13 * 10**15 + self.world.serial()))

    def _note(self, act: str, **fields: Any) -> None:
        self.world.journal.note("act", act=act, person=self.id, name=self.name, **fields)


__all__ = ["CannotDo", "Person", "PrivateChat"]
