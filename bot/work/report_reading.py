"""A submitted report as somebody reads it who must sign or review it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.rules.evidence import EvidenceStanding, standing
from bot.rules.examination import examine
from bot.rules.pre_checks import PreCheck, list_name, pre_checks
from bot.rules.report_check import check
from bot.rules.visibility import mask_text
from bot.work.acting import Scene, scene_of, terms
from bot.work.circumstances import asked_again, case_of, circumstances_of
from bot.work.evidence import PURPOSES, RECORDED, compares
from bot.work.offices import Law, Offices
from bot.work.report_changes import changes_since_last
from bot.work.report_facts import Gathered, gather
from bot.work.signature_lines import signatures_on
from bot.work.together import standing_of
from storage import staff
from storage.once import keep
from storage.rows import id_of
from storage.tables import Evidence, Person, Report, Ticket


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """Files of one purpose beside a report. `at_least` 0 where nothing asks for them; `unfetched`: not on disk yet."""

    name: str
    given: int
    at_least: int
    clause: str
    recorded: bool
    unfetched: int

    @property
    def is_missing(self) -> bool:
        return self.given < self.at_least


@dataclass(frozen=True, slots=True)
class Item:
    """Something for which a report may be sent back: its code, its name, and what is wrong where that is known."""

    code: str
    name: str
    wrong: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    ticked: bool = False
    is_defect: bool = False

    @property
    def words(self) -> str:
        return f"{self.name}：{'；'.join(self.wrong)}" if self.wrong else self.name


@dataclass(frozen=True, slots=True)
class ReportToRead:
    """The exact text with its hash, what the document has against it, and what lies beside it.

    `changed`: what differs from the report before, None where this is the first. `awaited`: who has yet to sign.
    """

    report_id: int
    sha256: str
    text: str
    author: str
    submitted_at: datetime
    explanation: str
    evidence: tuple[EvidenceLine, ...]
    signatures: tuple[str, ...]
    awaited: tuple[str, ...]
    changed: tuple[str, ...] | None
    checks_name: str
    checks: tuple[PreCheck, ...]
    items: tuple[Item, ...]
    doubt: str = ""
    """What the desk asked for a second review of this report for."""
    found_since: tuple[str, ...] = ()
    """Tickets (by number) that turned out to be of the matter since the report was handed in; it need not name them."""
    signed_next: str = ""
    """Who signs it after the desk's review, in the office's words."""

    @property
    def offers_items(self) -> bool:
        """Whether ticking is worth a question: nothing fails and nothing is named, and words do it at once."""
        return any(one.ticked or one.is_defect for one in self.items)


def report_in_question(
    session: Session, offices: Offices, person: Person, ticket: Ticket, now: datetime
) -> ReportToRead | None:
    """As `report_to_read`, made once for all the questions of one turn: every act raises the ticket's revision."""
    key = ("report_to_read", ticket.id, ticket.revision, person.id, now)
    return keep(session, key, lambda: report_to_read(session, offices, person, ticket, now))


def report_to_read(
    session: Session, offices: Offices, person: Person, ticket: Ticket, now: datetime
) -> ReportToRead | None:
    """The report in question, or None where none waits."""
    scene = scene_of(session, offices, person, ticket, now)
    circumstances, report = circumstances_of(session, scene)
    if report is None:
        return None
    author = staff.person(session, report.submitted_by)
    rulebook, case = scene.law.rulebook, case_of(session, scene, report)
    gathered, names = gather(session, scene, report), terms(scene.law)
    needs = standing(rulebook, case, _counted(scene.law, gathered.evidence))
    checks = pre_checks(examine(case, rulebook), check(case, rulebook), needs)
    return ReportToRead(
        report_id=id_of(report),
        sha256=report.sha256,
        text=report.text,
        author=author.name if author else "",
        submitted_at=report.submitted_at,
        explanation=mask_text(str(report.slots.get("explanation", "")), names=[ticket.caller], keep=[ticket.number]),
        evidence=tuple(_evidence_lines(needs, gathered)),
        signatures=tuple(line.words(now) for line in signatures_on(session, report, names) if line.given),
        awaited=tuple(names.name(party) for party in circumstances.signatures_owed),
        changed=changes_since_last(session, report, gathered, rulebook.report.slot if rulebook.report else ()),
        checks_name=list_name(rulebook),
        checks=checks,
        items=tuple(_items(scene, checks)),
        doubt=_doubt(scene, report),
        found_since=_found_since(session, scene, gathered),
        signed_next="".join(map(names.name, circumstances.signs_after_review[:1])),
    )


def _doubt(scene: Scene, report: Report) -> str:
    asked, ticket = asked_again(scene, report), scene.ticket
    return mask_text(asked.text, names=[ticket.caller], keep=[ticket.number]) if asked is not None else ""


def _found_since(session: Session, scene: Scene, known: Gathered) -> tuple[str, ...]:
    return tuple(one.number for one in standing_of(session, scene.ticket).counted if one not in known.together)


def evidence_lines(session: Session, scene: Scene, report: Report) -> tuple[EvidenceLine, ...]:
    """What lies beside the report and what should."""
    gathered = gather(session, scene)
    given = _counted(scene.law, gathered.evidence)
    needs = standing(scene.law.rulebook, case_of(session, scene, report), given)
    return tuple(_evidence_lines(needs, gathered))


def _counted(law: Law, given: Sequence[Evidence]) -> Counter[str]:
    """How many files there are of each purpose; where before and after are compared, before shows the site as well."""
    counted = Counter(row.purpose for row in given)
    if compares(law):
        counted["photo_site"] += counted["photo_before"]
    return counted


def _evidence_lines(needs: Sequence[EvidenceStanding], gathered: Gathered) -> Iterator[EvidenceLine]:
    """What is asked for first, in the order of a ticket's life; then whatever else was given."""
    unfetched = Counter(row.purpose for row in gathered.evidence if row.stored_at is None)
    for need in needs:
        recorded = need.purpose in RECORDED
        yield EvidenceLine(need.name, need.given, need.at_least, need.clause, recorded, unfetched[need.purpose])
    asked = {need.purpose for need in needs}
    others: list[Evidence] = [row for row in gathered.evidence if row.purpose not in asked]
    counted = Counter(row.purpose for row in others)
    for code, name in PURPOSES.items():
        if counted[code]:
            yield EvidenceLine(name, counted[code], 0, "", code in RECORDED, unfetched[code])


def _items(scene: Scene, checks: Sequence[PreCheck]) -> list[Item]:
    """What fails first, and ticked; then the defects that the office's document names, and every other check."""
    return sorted([*_defects(scene, checks), *_checked(checks)], key=lambda item: not item.ticked)


def _checked(checks: Sequence[PreCheck]) -> Iterator[Item]:
    for one in checks:
        if one.verdict != "not_asked":
            wrong = [f"{finding.excerpt}（{finding.clause}）" for finding in one.findings]
            wrong += [f"缺{need.name}（{need.clause}）" for need in one.missing]
            rules = [finding.rule for finding in one.findings] + [need.rule for need in one.missing]
            failed = one.verdict == "failed"
            yield Item(one.check.id, one.check.name, tuple(wrong), tuple(dict.fromkeys(rules)), failed)


def _defects(scene: Scene, checks: Sequence[PreCheck]) -> Iterator[Item]:
    review = scene.law.rulebook.desk_review
    found = {finding.rule for one in checks for finding in one.findings}
    for defect in review.defect if review else ():
        name = f"{defect.name}（{defect.clause}）"
        yield Item(defect.id, name, rules=(defect.id,), ticked=defect.id in found, is_defect=True)
