"""What becomes of a row whose number may be known already: decided from plain values, the same for look and import."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.rules.workflow import State
from bot.work.importing.prepared import Prepared

FIXED = frozenset({"number", "is_recheck"})
"""What an import never changes: a number is what a ticket is known by, and a recheck is more than a changed field."""


class Verdict(StrEnum):
    NEW = "new"
    KNOWN = "known"
    CHANGED = "changed"
    RECHECK = "recheck"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Known:
    """A ticket as it is: `fields` printed, `own` those that the desk has set itself, `digest` of what was said last.

    `closed_at`: when it was closed, if it is.
    """

    ticket_id: int
    state: State
    digest: str
    is_recheck: bool = False
    closed_at: datetime | None = None
    fields: Mapping[str, str] | None = None
    own: Collection[str] = ()


def verdict(row: Prepared, known: Known | None) -> Verdict:
    """What the row asks for. A known ticket that is over or was said alike stays as it is."""
    if row.why:
        return Verdict.REFUSED
    if known is None:
        return Verdict.NEW
    if row.digest == known.digest:
        return Verdict.KNOWN
    if known.state is State.CLOSED:
        return Verdict.RECHECK if _comes_again(row, known) else Verdict.KNOWN
    return Verdict.CHANGED if changes(row, known) else Verdict.KNOWN


def changes(row: Prepared, known: Known) -> dict[str, str]:
    """What the row says otherwise. An empty cell takes nothing back, and what the desk put right stays."""
    now = known.fields or {}
    kept = FIXED | frozenset(known.own)
    return {name: said for name, said in row.fields.items() if name not in kept and said != now.get(name, "")}


def _comes_again(row: Prepared, known: Known) -> bool:
    """A recheck, and not the one that was known already: sent after the ticket had been closed."""
    if row.closed or row.fields.get("is_recheck") != "是":
        return False
    sent = row.fields.get("received_at") or row.fields.get("platform_dispatched_at")
    if not known.is_recheck:
        return True
    return bool(sent and known.closed_at and datetime.fromisoformat(f"{sent}+08:00") > known.closed_at)
