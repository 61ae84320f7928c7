"""What the imitated Telegram remembers: messages, files, presses. Data with names, no behaviour of the server."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Bot:
    """The bot's own account."""

    id: int
    token: str = field(repr=False)
    username: str
    name: str


class Human:
    """A person's account. `started` once they wrote to the bot, `blocked` while they have stopped it.

    Who is `hidden` is not named as an account where their messages are forwarded.
    """

    def __init__(self, id: int, name: str, title: str) -> None:
        self.id = id
        self.name = name
        self.title = title
        self.started = False
        self.blocked = False
        self.hidden = False


class Place(ABC):
    """A chat of any kind with its messages; `kind` as the Bot API names it."""

    def __init__(self, id: int, kind: str, title: str) -> None:
        self.id = id
        self.kind = kind
        self.title = title
        self.messages: dict[int, Message] = {}
        self.pinned: list[Message] = []
        self.migrated_to: Place | None = None

    @property
    @abstractmethod
    def member_ids(self) -> Iterable[int]:
        """The people in it."""

    @abstractmethod
    def bot_sees(self, message: Message) -> bool:
        """Whether the bot is told of this message."""

    @abstractmethod
    def next_message_id(self) -> int:
        """The number of the next message."""


@dataclass(eq=False, slots=True)
class StoredFile:
    """A file on the imitated server. `content` is None when only its size was declared."""

    file_id: str
    unique_id: str
    kind: str
    size: int
    content: bytes | None = field(repr=False)
    name: str | None = None
    mime: str | None = None


@dataclass(eq=False, slots=True)
class Media:
    """A file as it appears in a message; `sizes` only for photos, smallest first, as Telegram scales them."""

    kind: str
    file: StoredFile
    width: int = 0
    height: int = 0
    duration: int = 0
    title: str | None = None
    performer: str | None = None
    spoiler: bool = False
    sizes: list[tuple[StoredFile, int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Button:
    """One key of an inline keyboard as a person sees it."""

    text: str
    data: str | None = None
    url: str | None = None
    style: str | None = None
    copy: str | None = None


@dataclass(eq=False, slots=True)
class Message:
    """One message of one chat. `text` is the caption when there is media; `date` and `edit_date` are Unix seconds."""

    id: int
    chat: Place
    sender: Human | Bot
    date: int
    text: str = ""
    entities: list[Json] = field(default_factory=list)
    media: Media | None = None
    reply_to: Message | None = None
    group_key: str | None = None
    markup: Json | None = None
    protected: bool = False
    silent: bool = False
    origin: Json | None = None
    via_bot: Bot | None = None
    service: Json | None = None
    edit_date: int | None = None
    deleted: bool = False
    caption_above: bool = False
    preview: Json | None = None
    reactions: list[Json] = field(default_factory=list)

    @property
    def from_bot(self) -> bool:
        return isinstance(self.sender, Bot)

    @property
    def buttons(self) -> list[list[Button]]:
        """The inline keyboard, row by row; empty when there is none."""
        rows = (self.markup or {}).get("inline_keyboard", [])
        return [[_button(key) for key in row] for row in rows]

    @property
    def labels(self) -> list[str]:
        """What is written on the keys, in reading order."""
        return [button.text for row in self.buttons for button in row]


@dataclass(eq=False, slots=True)
class Press:
    """One tap on a key and, once given, the bot's answer to it. `pressed_at` is the clock's steady time."""

    id: str
    person: Human
    message: Message
    data: str
    pressed_at: float
    answered: bool = False
    answer: str | None = None
    alert: bool = False


@dataclass(eq=False, slots=True)
class Query:
    """What somebody typed behind the bot's name, and what the bot offered. `asked_at` is the clock's steady time."""

    id: str
    person: Human
    words: str
    offset: str
    asked_at: float
    answered: bool = False
    results: list[Json] = field(default_factory=list)
    next_offset: str = ""
    button: Json | None = None
    personal: bool = False
    cache_seconds: int = 300


def _button(key: Json) -> Button:
    copied = key.get("copy_text") or {}
    return Button(key["text"], key.get("callback_data"), key.get("url"), key.get("style"), copied.get("text"))
