"""What can be signed on paper on a ticket now: whatever waits for a signature that a document wants on paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.rules.report_case import ReportCase
from bot.rules.requests import REQUEST_NAMES
from bot.rules.signatures import required
from bot.rules.visibility import mask_text
from bot.work.receivers import standing_in
from bot.work.requests import awaited
from bot.work.signers import able_to_sign
from bot.work.story import Story
from storage import requests
from storage.rows import id_of
from storage.tables import Report, Request, Ticket

PAPER, PAPER_TO = "paper", "paper_to"
"""Where a request keeps the clause that asks for paper, and who is told of the picture."""


@dataclass(frozen=True, slots=True)
class PaperInHand:
    """A text whose next signature may be given on paper: as which party, by which clause; `tell` hears of it."""

    signed: Report | Request
    role: str
    clause: str
    tell: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """`r12` or `q5`: which report or request it is."""
        return f"{'r' if isinstance(self.signed, Report) else 'q'}{id_of(self.signed)}"

    @property
    def name(self) -> str:
        return "办结报告" if isinstance(self.signed, Report) else REQUEST_NAMES[self.signed.kind]

    @property
    def author_id(self) -> int:
        return self.signed.submitted_by if isinstance(self.signed, Report) else self.signed.made_by

    def shown(self, ticket: Ticket) -> str:
        """The text as it is read in the chat: a report as it is signed, since it was masked when it was worded."""
        if isinstance(self.signed, Report):
            return self.signed.text
        return mask_text(self.signed.text, names=[ticket.caller], keep=[ticket.number])

    @property
    def written_at(self) -> datetime:
        return self.signed.submitted_at if isinstance(self.signed, Report) else self.signed.made_at


@dataclass(frozen=True, slots=True)
class Signer:
    """Somebody whose signature it can be: a holder of the post, or the deputy of one who was away."""

    person_id: int
    for_person_id: int | None
    name: str

    @property
    def code(self) -> str:
        return f"{self.person_id}-{self.for_person_id or 0}"


def report_on_paper(
    session: Session, story: Story, report: Report, case: ReportCase, owed: Sequence[str]
) -> PaperInHand | None:
    """The report, where the document wants the signature that it waits for on paper."""
    for one in required(story.law.rulebook, case) if owed else ():
        if one.on_paper and able_to_sign(session, story.ticket, one.party, report.submitted_by) == owed[0]:
            return PaperInHand(report, owed[0], one.on_paper)
    return None


def requests_on_paper(session: Session, ticket: Ticket) -> list[PaperInHand]:
    """The requests that wait for a signature which the document wants on paper, oldest first."""
    found = []
    for request in requests.pending(session, id_of(ticket)):
        clause = str(request.data.get(PAPER) or "")
        signers = awaited(session, ticket, request, requests.signatures(session, id_of(request))) if clause else ()
        if signers:
            found.append(PaperInHand(request, signers[0], clause, tuple(request.data.get(PAPER_TO, ()))))
    return found


def signers_of(session: Session, ticket: Ticket, paper: PaperInHand, at: datetime) -> list[Signer]:
    """Whose signature it can be that was given at that moment: never its author's, nor anybody's in their place."""
    found = []
    for holder, hearer in standing_in(session, ticket, paper.role, at):
        if holder.id == paper.author_id:
            continue
        found.append(Signer(id_of(holder), None, holder.name))
        if hearer.id not in (holder.id, paper.author_id):
            found.append(Signer(id_of(hearer), holder.id, f"{hearer.name}（代{holder.name}）"))
    return found
