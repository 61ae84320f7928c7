"""The inbox: what was heard, kept before it is confirmed and handled once."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlmodel import Session, col

from storage.insertion import insert_new
from storage.tables import InboxRow, Table

_TABLE = Table.metadata.tables[str(InboxRow.__tablename__)]
_UNHANDLED = (
    select(_TABLE.c.id, _TABLE.c.raw, _TABLE.c.attempts)
    .where(_TABLE.c.handled_at.is_(None))
    .order_by(_TABLE.c.id)
    .limit(bindparam("most"))
)
_FINISH = (
    _TABLE.update()
    .where(_TABLE.c.id == bindparam("the_row"), _TABLE.c.handled_at.is_(None))
    .values(handled_at=bindparam("the_now"), error=bindparam("the_error"))
)
NO_NUMBER, MOST_NUMBER = -1, 1 << 62
"""What stands for the number of an update that has none, and what no number reaches."""


def keep(session: Session, updates: Sequence[dict[str, Any]], now: datetime) -> None:
    """Write raw updates down; one that is there already is not written again.

    An update is known by its number and its content: numbers may start anew after a quiet week.
    """
    rows = []
    for raw in updates:
        # In ASCII: half a surrogate pair, which JSON may carry, is no text that a database takes.
        text = json.dumps(raw, sort_keys=True)
        number = raw.get("update_id")
        rows.append(
            {
                "update_id": number if isinstance(number, int) and 0 <= number < MOST_NUMBER else NO_NUMBER,
                "digest": hashlib.sha256(text.encode()).hexdigest(),
                "raw": text,
                "received_at": now,
                "attempts": 0,
                "error": "",
            }
        )
    insert_new(session, InboxRow, rows, ("update_id", "digest"))


def unhandled(session: Session, limit: int, besides: Sequence[int] = ()) -> list[tuple[int, str, int]]:
    """What still waits for its effect, in the order it was heard, as (id, raw JSON, failed attempts)."""
    query = _UNHANDLED.where(_TABLE.c.id.not_in(list(besides))) if besides else _UNHANDLED
    return [(row.id, row.raw, row.attempts) for row in session.connection().execute(query, {"most": limit})]


def finish(session: Session, row_id: int, now: datetime, error: str = "") -> bool:
    """Mark an update as handled, in the transaction of its effect; False when it was handled before."""
    values = {"the_row": row_id, "the_now": now, "the_error": error}
    return bool(session.connection().execute(_FINISH, values).rowcount)


def note_failure(session: Session, row_id: int, error: str) -> int:
    """Count a failed attempt; returns how many there were."""
    found = session.get_one(InboxRow, row_id)
    found.attempts, found.error = found.attempts + 1, error
    session.add(found)
    return found.attempts


def forget(session: Session, before: datetime) -> int:
    """Drop updates handled before that moment; they hold what citizens said. Returns how many."""
    query = delete(InboxRow).where(col(InboxRow.handled_at) < before)
    return int(session.execute(query).rowcount)  # type: ignore[attr-defined]
