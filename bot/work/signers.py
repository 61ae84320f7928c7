"""Who can sign in the end, where a post is empty or its holder is the author; and the signature written down."""

from datetime import datetime

from sqlmodel import Session

from bot.rules.signatures import LADDER
from bot.rules.workflow import SIGNERS
from bot.work.receivers import people_of
from storage.rows import id_of
from storage.tables import Person, Report, Request, Signature, Ticket

SIGNING = tuple(party for party in LADDER if party in SIGNERS)
"""Who may sign, lowest rank first."""


def able_to_sign(session: Session, ticket: Ticket, party: str, author_id: int) -> str:
    """The party itself, or the next one upwards where nobody holds the post, or only the author of the text does.

    A ticket must not wait for a signature that cannot be given (assumed: the documents say nothing of a unit without a
    head).
    """
    above = SIGNING[SIGNING.index(party) :] if party in SIGNING else (party,)
    for rung in above:
        if any(person.id != author_id for person in people_of(session, ticket, rung)):
            return rung
    return party


def write_signature(
    session: Session, person: Person, signed: Report | Request, role: str, now: datetime, reason: str | None = None
) -> None:
    """The person's yes as that party to exactly this text, or with a `reason` their no."""
    is_report = isinstance(signed, Report)
    session.add(
        Signature(
            ticket_id=signed.ticket_id,
            report_id=id_of(signed) if is_report else None,
            request_id=None if is_report else id_of(signed),
            role=role,
            person_id=id_of(person),
            given=reason is None,
            reason=reason or "",
            sha256=signed.sha256,
            at=now,
        )
    )
    session.flush()
