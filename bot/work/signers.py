"""Who can sign in the end, where a post is empty or its holder is the author; and the signature written down."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.rules.signatures import LADDER
from bot.rules.workflow import SIGNERS
from bot.work.acting import Scene
from bot.work.authors import FOR_WHOM
from bot.work.receivers import people_of
from storage.rows import id_of
from storage.tables import Report, Request, Signature, Ticket

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


def stood_in_for_by(session: Session, ticket: Ticket, signed: Collection[str], author_id: int) -> Iterator[str]:
    """The parties that cannot sign, and in whose stead one of those who `signed` did."""
    highest = max((SIGNING.index(party) for party in signed if party in SIGNING), default=0)
    for party in SIGNING[:highest]:
        if party not in signed and able_to_sign(session, ticket, party, author_id) in signed:
            yield party


@dataclass(frozen=True, slots=True)
class Word:
    """One person's word as a party: yes, or with a `reason` no.

    `for_person_id`: whose place they take. `evidence_id`: the picture, where they signed on paper.
    """

    person_id: int
    role: str
    at: datetime
    for_person_id: int | None = None
    reason: str | None = None
    evidence_id: int | None = None

    def data(self) -> dict[str, Any]:
        """What an event tells of it."""
        return {"role": self.role} | ({FOR_WHOM: self.for_person_id} if self.for_person_id else {})


def word_of(scene: Scene, role: str, now: datetime, reason: str | None = None) -> Word:
    """The word that the actor gives as that party, for another where their own posts would not allow it."""
    return Word(id_of(scene.person), role, now, scene.for_whom(role), reason)


def write_signature(session: Session, signed: Report | Request, word: Word) -> None:
    """The word given to exactly this text."""
    is_report = isinstance(signed, Report)
    session.add(
        Signature(
            ticket_id=signed.ticket_id,
            report_id=id_of(signed) if is_report else None,
            request_id=None if is_report else id_of(signed),
            role=word.role,
            person_id=word.person_id,
            for_person_id=word.for_person_id,
            given=word.reason is None,
            reason=word.reason or "",
            sha256=signed.sha256,
            at=word.at,
            on_paper=word.evidence_id is not None,
            evidence_id=word.evidence_id,
        )
    )
    session.flush()
