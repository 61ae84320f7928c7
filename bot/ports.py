"""What the product needs from outside: a clock and a messenger. Telegram is one messenger among possible others."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol


class Clock(Protocol):
    """Wall time and steady time. Both move together on a virtual clock, also when it jumps."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that never go back; only differences mean anything."""
        ...


@dataclass(frozen=True, slots=True)
class Button:
    """One key under a message: `data` comes back as a press (at most 64 bytes), `copy` is put on the clipboard."""

    text: str
    data: str | None = None
    url: str | None = None
    copy: str | None = None
    style: str | None = None


@dataclass(frozen=True, slots=True)
class Media:
    """A file already known to the messenger (`file_id`), on this machine (`path`), or at hand (`content`)."""

    kind: str
    file_id: str | None = None
    path: str | None = None
    name: str | None = None
    content: bytes | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A message ready to leave: `html` is what the messenger shows, `plain` what remains if its markup is refused."""

    html: str
    plain: str = ""
    buttons: tuple[tuple[Button, ...], ...] = ()
    reply_to: int | None = None
    protected: bool = False
    silent: bool = False
    media: tuple[Media, ...] = ()


@dataclass(frozen=True, slots=True)
class Sent:
    """Where an accepted message can be found again."""

    chat_id: int
    message_id: int


@dataclass(frozen=True, slots=True)
class Article:
    """One thing to choose from: what is read before choosing, and the message that a choice puts into a chat."""

    key: str
    title: str
    description: str
    html: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What is offered to somebody who typed the bot's name in a chat.

    `more_from` is where the next articles begin, empty at the end; `button` leads to the private chat with the bot.
    """

    articles: tuple[Article, ...] = ()
    more_from: str = ""
    button: str = ""


class Refusal(StrEnum):
    """Why the messenger will never accept this message as it is."""

    BLOCKED = "blocked"
    NOT_CONNECTED = "not_connected"
    MIGRATED = "migrated"
    NOT_MODIFIED = "not_modified"
    MESSAGE_GONE = "message_gone"
    MARKUP = "markup"
    TOO_LONG = "too_long"
    OTHER = "other"


class TemporaryFailure(Exception):
    """Surely not sent; try again, after `retry_after` seconds where the messenger named them."""

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after


class PermanentFailure(Exception):
    """Surely not sent and never will be as it is; `new_chat_id` is set when the group moved."""

    def __init__(self, refusal: Refusal, reason: str, new_chat_id: int | None = None) -> None:
        super().__init__(reason)
        self.refusal = refusal
        self.reason = reason
        self.new_chat_id = new_chat_id


class UnknownOutcome(Exception):
    """The request left, no answer came: the message may or may not have arrived."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Messenger(Protocol):
    """Everything the product asks of a chat platform. Every call may raise the three failures above, nothing else."""

    async def username(self) -> str:
        """The bot's own name, for links and for commands that name it."""
        ...

    async def send(self, chat_id: int, message: Message) -> Sent: ...

    async def edit(self, chat_id: int, message_id: int, message: Message) -> Sent: ...

    async def delete(self, chat_id: int, message_id: int) -> None: ...

    async def answer(self, press_id: str, text: str, alert: bool = False) -> None: ...

    async def offer(self, query_id: str, offer: Offer) -> None: ...

    async def download(self, file_id: str) -> bytes: ...

    async def leave(self, chat_id: int) -> None: ...

    async def announce_commands(self, commands: tuple[tuple[str, str], ...], chat_id: int | None = None) -> None: ...

    async def updates(self, offset: int | None, timeout: int) -> list[dict[str, Any]]:
        """Raw updates from `offset` on, waiting up to `timeout` seconds; asking confirms everything before `offset`."""
        ...
