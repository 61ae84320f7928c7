"""What a row changes about a ticket that is known: corrected as the desk would, or back again as a recheck."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.work import acting
from bot.work.acting import Scene
from bot.work.correcting import correct_in
from bot.work.importing.deciding import Known, Verdict, changes, verdict
from bot.work.importing.prepared import Prepared
from bot.work.importing.taking_in import Author, known_closely, last_digest
from bot.work.labels import FIELD_NAMES
from bot.work.offices import Offices
from bot.work.outcome import Done, Refused
from bot.work.reading import readable
from bot.work.reopening import recheck_in
from storage import tickets

COMES_BACK = "上级平台转来复核单"


@dataclass(frozen=True, slots=True)
class Amended:
    """A known ticket that a row changed: `fields` by our names for them; none where it came back as a recheck."""

    ticket_id: int
    number: str
    fields: tuple[str, ...] = ()

    @property
    def what(self) -> str:
        """What is new, in words."""
        return "、".join(FIELD_NAMES[name] for name in self.fields) or COMES_BACK


def amend(
    session: Session, offices: Offices, author: Author, row: Prepared, ticket_id: int, now: datetime
) -> Amended | Refused | None:
    """Do what the row asks of the ticket as it is now; None where nothing is left to do."""
    ticket = tickets.ticket_locked(session, ticket_id)
    assert ticket is not None
    known = known_closely(session, offices, ticket_id, last_digest(session, ticket_id))
    asked = verdict(row, known)
    if asked not in (Verdict.CHANGED, Verdict.RECHECK):
        return None
    scene = _scene(session, offices, author, ticket_id, now)
    if isinstance(scene, Refused):
        return scene
    if asked is Verdict.RECHECK:
        outcome = recheck_in(session, offices, scene, COMES_BACK, _received(row, known), now, digest=row.digest)
        changed: dict[str, str] = {}
    else:
        changed = changes(row, known)
        outcome = correct_in(session, offices, scene, changed, now, digest=row.digest)
    if isinstance(outcome, Done):
        return Amended(ticket_id, row.number, tuple(changed))
    return outcome


def _scene(session: Session, offices: Offices, author: Author, ticket_id: int, now: datetime) -> Scene | Refused:
    if author.person_id is not None:
        return acting.enter(session, offices, author.person_id, ticket_id, now)
    ticket = tickets.ticket(session, ticket_id)
    assert ticket is not None
    return acting.scene_of_import(session, offices, ticket)


def _received(row: Prepared, known: Known) -> datetime | None:
    """When the recheck came, where the row says so; a platform may repeat the moments of the first time."""
    values: dict[str, Any] = readable(row.cells)[0]
    at: datetime | None = values.get("received_at") or values.get("platform_dispatched_at")
    return at if at is not None and known.closed_at is not None and at > known.closed_at else None
