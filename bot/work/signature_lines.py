"""Who signed a report or a request: as the story, the reading cards and the Word forms tell it."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.reports.moments import moment
from bot.rules.workflow import PLAIN, Terms
from storage import requests, staff, tickets
from storage.rows import id_of
from storage.tables import Report, Request, Signature


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """One signature that stands under a text: a yes (`given`), or a no with its `reason`.

    `role` is the party and `role_name` the office's word for it; `person` signed, in the place of `for_person` where
    that is not empty. `on_paper`: `evidence_id` is the picture of the signed paper.
    """

    role: str
    role_name: str
    person: str
    for_person: str
    at: datetime
    on_paper: bool
    given: bool
    reason: str = ""
    evidence_id: int | None = None

    @property
    def name(self) -> str:
        """`吴刚`, or `何平（代吴刚）` where only standing in for somebody gave the right to sign."""
        return f"{self.person}（代{self.for_person}）" if self.for_person else self.person

    def words(self, now: datetime) -> str:
        """`处置部门负责人 何平（代吴刚） 11月20日（周五）10:30（纸质）`."""
        return f"{self.role_name} {self.name} {moment(self.at, now)}{'（纸质）' if self.on_paper else ''}"


def signatures_on(session: Session, signed: Report | Request, terms: Terms = PLAIN) -> tuple[SignatureLine, ...]:
    """What stands under exactly this text, in the order it was given; what a later text voided is not among it.

    `terms`: how the office calls the parties.
    """
    standing = standing_under(session, signed)
    people = {one.person_id for one in standing} | {one.for_person_id for one in standing if one.for_person_id}
    names = staff.names(session, people)
    return tuple(
        SignatureLine(
            role=one.role,
            role_name=terms.name(one.role),
            person=names.get(one.person_id, ""),
            for_person=names.get(one.for_person_id or 0, ""),
            at=one.at,
            on_paper=one.on_paper,
            given=one.given,
            reason=one.reason,
            evidence_id=one.evidence_id,
        )
        for one in standing
    )


def standing_under(session: Session, signed: Report | Request) -> list[Signature]:
    """The signatures under the text as it is now: one under another text is none."""
    query = tickets.standing_signatures if isinstance(signed, Report) else requests.signatures
    return [one for one in query(session, id_of(signed)) if one.sha256 == signed.sha256]
