"""A submitted report as somebody reads it who must sign or review it."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.rules.finding import Finding
from bot.rules.report_check import check
from bot.work.acting import scene_of, terms
from bot.work.circumstances import case_of, circumstances_of
from bot.work.evidence import PURPOSES
from bot.work.offices import Offices
from storage import files, staff, tickets
from storage.rows import id_of
from storage.tables import Person, Ticket


@dataclass(frozen=True, slots=True)
class ReportToRead:
    """The exact text with its hash, what the document has against it, and what lies beside it."""

    report_id: int
    sha256: str
    text: str
    author: str
    submitted_at: datetime
    explanation: str
    findings: tuple[Finding, ...]
    evidence: tuple[str, ...]
    signatures: tuple[str, ...]


def report_to_read(
    session: Session, offices: Offices, person: Person, ticket: Ticket, now: datetime
) -> ReportToRead | None:
    """The report in question, or None where none waits."""
    scene = scene_of(session, offices, person, ticket, now)
    _, report = circumstances_of(session, scene)
    if report is None:
        return None
    author = staff.person(session, report.submitted_by)
    given = [row.purpose for row in files.evidence_of(session, id_of(ticket))]
    names = terms(scene.law)
    signed = tickets.standing_signatures(session, id_of(report))
    signers = [(names.name(one.role), staff.person(session, one.person_id)) for one in signed if one.given]
    return ReportToRead(
        report_id=id_of(report),
        sha256=report.sha256,
        text=report.text,
        author=author.name if author else "",
        submitted_at=report.submitted_at,
        explanation=str(report.slots.get("explanation", "")),
        findings=check(case_of(session, scene, report), scene.law.rulebook),
        evidence=tuple(f"{name}{given.count(code)}份" for code, name in PURPOSES.items() if code in given),
        signatures=tuple(f"{role} {signer.name}" for role, signer in signers if signer),
    )
