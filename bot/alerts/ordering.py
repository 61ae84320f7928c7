"""Which waiting row leaves next: the lane first, then age; whoever waits long moves up, so that nobody starves."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from storage.outbox import Waiting

LANE_UP_EVERY = timedelta(minutes=10)


def rank(row: Waiting, now: datetime) -> tuple[int, datetime, int]:
    """Lower leaves first."""
    moved_up = (now - row.created_at) // LANE_UP_EVERY
    return max(0, row.lane - max(0, moved_up)), row.created_at, row.id


def queues(rows: Iterable[Waiting], now: datetime) -> dict[int, list[Waiting]]:
    """The rows of each chat, the one that leaves first at the end, where it can be taken away cheaply."""
    found: dict[int, list[Waiting]] = {}
    for row in rows:
        if row.chat_id is not None:
            found.setdefault(row.chat_id, []).append(row)
    for waiting in found.values():
        waiting.sort(key=lambda row: rank(row, now), reverse=True)
    return found


def heads(waiting: Mapping[int, Sequence[Waiting]], now: datetime) -> list[int]:
    """The chats of `queues`, the one with the most urgent row first."""
    return sorted((chat for chat, rows in waiting.items() if rows), key=lambda chat: rank(waiting[chat][-1], now))
