"""What a composer hands to the sender: the words, what to do with them, and which rows they settle."""

from dataclasses import dataclass

from bot.ports import Message


@dataclass(frozen=True, slots=True)
class Say:
    """Send `message`; it speaks of `ticket_id` where one is given and is a message of `kind` (card, reminder …)."""

    message: Message
    ticket_id: int | None = None
    kind: str = "say"
    covers: tuple[int, ...] = ()
    """Outbox rows, besides the one composed, that this message also says (they end as folded into it)."""


@dataclass(frozen=True, slots=True)
class Redraw:
    """Edit the message that was posted as `posted_id` so that it shows `message`."""

    posted_id: int
    message_id: int
    message: Message


@dataclass(frozen=True, slots=True)
class Remove:
    """Delete a message of ours."""

    message_id: int


@dataclass(frozen=True, slots=True)
class Obsolete:
    """Nothing is to be said any more, and why."""

    reason: str


Composition = Say | Redraw | Remove | Obsolete
