"""A request as somebody reads it who must sign it or decide about it."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.reports.moments import moment
from bot.rules.visibility import mask_text
from bot.rules.workflow import Act
from bot.work.acting import scene_of, terms
from bot.work.evidence import counted_by_purpose
from bot.work.offices import Offices
from bot.work.requests import PENDING, for_act, in_hand
from bot.work.signature_lines import signatures_on
from storage import files, requests, staff
from storage.rows import id_of
from storage.tables import Person, Ticket


@dataclass(frozen=True, slots=True)
class RequestToRead:
    """The exact text's hash and kind; `text` is masked, `made_at`, `signatures` and `evidence` are words."""

    request_id: int
    kind: str
    name: str
    sha256: str
    text: str
    author: str
    made_at: str
    signatures: tuple[str, ...]
    evidence: tuple[str, ...]


def request_to_read(
    session: Session, offices: Offices, person: Person, ticket: Ticket, act: Act, now: datetime
) -> RequestToRead | None:
    """The request that this person could do `act` about, or None where none waits."""
    found = for_act(session, scene_of(session, offices, person, ticket, now), act)
    return read(session, offices, person, ticket, id_of(found), now) if found else None


def read(
    session: Session, offices: Offices, person: Person, ticket: Ticket, request_id: int, now: datetime
) -> RequestToRead | None:
    """The request while it is pending."""
    request = requests.request(session, request_id)
    if request is None or request.ticket_id != ticket.id or request.state != PENDING:
        return None
    scene = scene_of(session, offices, person, ticket, now)
    author = staff.person(session, request.made_by)
    signed = signatures_on(session, request, terms(scene.law))
    given = [row.purpose for row in files.evidence_of(session, id_of(ticket))]
    return RequestToRead(
        request_id=request_id,
        kind=request.kind,
        name=in_hand(session, scene, request).name,
        sha256=request.sha256,
        text=mask_text(request.text, names=[ticket.caller] if ticket.caller else [], keep=[ticket.number]),
        author=author.name if author else "",
        made_at=moment(request.made_at, now),
        signatures=tuple(line.words(now) for line in signed if line.given),
        evidence=tuple(counted_by_purpose(given)),
    )
