"""What a composer hands to the sender: the words, what to do with them, and which rows they settle."""

from dataclasses import dataclass

from bot.ports import Message
from bot.reports.pictures import Picture
from bot.work.form_values import FormSheet


@dataclass(frozen=True, slots=True)
class Captioned:
    """A picture still to be drawn, and the one line of markup below it."""

    picture: Picture
    caption: str


@dataclass(frozen=True, slots=True)
class Attached:
    """A file still to be read: below the folder of archives at `path`, sent under `name`."""

    path: str
    name: str


@dataclass(frozen=True, slots=True)
class Papers:
    """Word forms still to be filled, sent as one file of this name."""

    sheets: tuple[FormSheet, ...]
    name: str


@dataclass(frozen=True, slots=True)
class Say:
    """Send `message`; it speaks of `ticket_id` where one is given and is a message of `kind` (card, reminder …).

    `seen`: of a card, a digest of what its reader would notice if it changed.
    With a `picture`, the message is what is said in its place if it cannot be drawn. `attached` is sent with it,
    and so are the `papers`, once they are filled.
    """

    message: Message
    ticket_id: int | None = None
    kind: str = "say"
    covers: tuple[int, ...] = ()
    """Outbox rows, besides the one composed, that this message also says (they end as folded into it)."""
    picture: Captioned | None = None
    attached: Attached | None = None
    papers: Papers | None = None
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Redraw:
    """Edit one of our messages so that it shows `message`; it is of `kind`, remembered as `posted_id` where it is."""

    posted_id: int | None
    message_id: int
    message: Message
    kind: str = "card"
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Remove:
    """Delete a message of ours."""

    message_id: int


@dataclass(frozen=True, slots=True)
class Obsolete:
    """Nothing is to be said any more, and why."""

    reason: str


Composition = Say | Redraw | Remove | Obsolete
