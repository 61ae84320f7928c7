"""What was heard, from the moment it is kept until it has had its effect, exactly once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from sqlmodel import Session

from bot.reports.markup import escape
from bot.work import notices
from storage import inbox
from storage.database import UNAVAILABLE

__all__ = ["UNAVAILABLE", "Heard", "Transactions", "apply", "failed", "forget_old", "keep", "set_aside", "waiting"]

T = TypeVar("T")
MOST_TRIES = 3
KEPT_FOR = timedelta(days=8)
"""Longer than Telegram keeps an update, and past the week after which its numbers may start anew."""

COULD_NOT = "刚才这一条没能处理，已记录下来。请稍后再发一次；如仍不行，请告诉管理员。"


class Transactions(Protocol):
    """The database, as far as a listener needs it."""

    async def write(self, work: Callable[[Session], T]) -> T: ...

    async def read(self, work: Callable[[Session], T]) -> T: ...


@dataclass(frozen=True, slots=True)
class Heard:
    """An update that still waits for its effect; `raw` is its JSON."""

    id: int
    raw: str
    attempts: int


def keep(session: Session, updates: Sequence[dict[str, Any]], now: datetime) -> None:
    """Write raw updates down, each once; only then may they be confirmed."""
    inbox.keep(session, updates, now)


def waiting(session: Session, limit: int, besides: Sequence[int]) -> list[Heard]:
    """What waits, in the order it was heard, without those of `besides`."""
    return [Heard(*found) for found in inbox.unhandled(session, limit, besides)]


def apply(session: Session, heard_id: int, effect: Callable[[Session], T], now: datetime) -> T | None:
    """Let an update have its effect, in one transaction with the note that it had; None when it had it before."""
    return effect(session) if inbox.finish(session, heard_id, now) else None


def failed(session: Session, heard_id: int, error: str) -> bool:
    """Note a failure, named without a word of what was heard; True when it was the last try."""
    return inbox.note_failure(session, heard_id, error) >= MOST_TRIES


def set_aside(session: Session, heard_id: int, chat_id: int | None, error: str, now: datetime) -> None:
    """End an update that cannot be handled, and tell whoever said it, in one sentence."""
    if inbox.finish(session, heard_id, now, error) and chat_id is not None:
        notices.say(session, chat_id, escape(COULD_NOT), [], now)


def forget_old(session: Session, now: datetime) -> int:
    """Drop what was handled long ago: it holds what citizens said. Returns how much."""
    return inbox.forget(session, now - KEPT_FOR)
