"""The completion report: filled in from what is known, rendered, checked against the document, handed in."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.reports.markup import cut
from bot.reports.render import office_template
from bot.reports.render import render as fill
from bot.rules.finding import Finding
from bot.rules.report_case import ReportCase
from bot.rules.report_check import check
from bot.rules.rewording import offends, reworded
from bot.rules.visibility import mask_text
from bot.rules.workflow import Act, State
from bot.work.acting import Happened, Look, Scene, done_as, enter, repeated, settle, terms
from bot.work.circumstances import RETURNED, SUBMITTED, chain, circumstances_of
from bot.work.document_values import document_values
from bot.work.offices import Offices
from bot.work.outcome import Done, Refused
from bot.work.report_answers import empty_slots, impossible_answer, read_answer, slots_of
from bot.work.report_facts import NOT_REACHED, TOGETHER, Gathered, gather, moment_in, report_case
from bot.work.report_prefill import prefilled
from bot.work.report_slots import NOT_RATED, ReportFacts, Slot
from bot.work.story import Story, story_of
from storage import tickets
from storage.rows import id_of
from storage.tables import Report, Ticket

__all__ = [
    "RenderedReport",
    "ReportFacts",
    "Slot",
    "empty_slots",
    "facts_for",
    "offending_slots",
    "prefill",
    "read_answer",
    "render",
    "reworded_slots",
    "slots_of",
    "submit",
]

Slots = Mapping[str, Any]
COMPLETION, REPLY_POINTS = "completion.j2", "reply_points.j2"
"""The templates of an office that names none."""
LONGEST_REPLY_POINTS = 300
NO_CITIZENS = frozenset({"responsible_person", "replied_by", "contact_phone", "ticket_list", "reply_at"})
"""Answers that name staff, their phone, tickets or a moment."""
ACCEPTED = {"不满意": "不接受", **dict.fromkeys(("满意", "基本满意", "一般", "认可"), "接受")}
"""What a satisfaction says of the question whether the citizen accepts the result (附件3 of Songjiang)."""


@dataclass(frozen=True, slots=True)
class RenderedReport:
    """The exact text, its SHA-256, and what the office's document has against it (signatures left out).

    `answers`: those it was made of, with what follows from them.
    """

    text: str
    sha256: str
    findings: tuple[Finding, ...]
    answers: Mapping[str, Any]

    @property
    def reply_points(self) -> str:
        return str(self.answers["reply_points"])

    @property
    def blocking(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity == "block")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity == "warn")


def facts_for(session: Session, offices: Offices, ticket: Ticket) -> ReportFacts:
    """What decides which questions this ticket's report needs."""
    story = story_of(session, offices, ticket)
    return _facts(story, gather(session, story))


def prefill(session: Session, offices: Offices, ticket: Ticket, now: datetime) -> dict[str, Any]:
    """The slots that the chat has filled already, of those that this report's template asks for."""
    story = story_of(session, offices, ticket)
    gathered = gather(session, story)
    asked = {slot.name for slot in slots_of(_facts(story, gathered))}
    return {name: value for name, value in prefilled(session, story, gathered).items() if name in asked}


def render(session: Session, offices: Offices, ticket: Ticket, slots: Slots, now: datetime) -> RenderedReport:
    """The report as these answers make it; the same answers and facts give the same text whenever it is asked for."""
    story = story_of(session, offices, ticket)
    return _rendered(session, offices, story, gather(session, story), slots)


def offending_slots(session: Session, offices: Offices, ticket: Ticket, slots: Slots) -> tuple[Slot, ...]:
    """The questions, the office's own among them, in whose answers something stands that its document forbids."""
    story, case, asked = _case(session, offices, ticket, slots)
    return tuple(slot for slot in asked if offends(str(slots.get(slot.name) or ""), case, story.law.rulebook))


def reworded_slots(session: Session, offices: Offices, ticket: Ticket, slots: Slots) -> dict[str, str]:
    """The answers that read otherwise once every wording is exchanged for which the rulebook knows another."""
    story, case, asked = _case(session, offices, ticket, slots)
    office, said = offices.office(ticket.office_id).name, {slot.name: str(slots.get(slot.name) or "") for slot in asked}
    found = {name: reworded(text, case, story.law.rulebook, office) for name, text in said.items()}
    return {name: text for name, text in found.items() if text != said[name]}


def _case(
    session: Session, offices: Offices, ticket: Ticket, slots: Slots
) -> tuple[Story, ReportCase, tuple[Slot, ...]]:
    """The report as its single answers are judged, and what somebody words of it."""
    story = story_of(session, offices, ticket)
    gathered = gather(session, story)
    asked = tuple(slot for slot in slots_of(_facts(story, gathered)) if slot.answer == "text")
    return story, report_case(story, gathered, slots, ""), asked


@done_as(Act.REPORT)
def submit(
    session: Session,
    offices: Offices,
    actor_id: int,
    ticket_id: int,
    *,
    slots: Slots,
    sha256: str | None = None,
    now: datetime,
) -> Done | Refused:
    """Hand the report in, to who signs it or to the desk. With `sha256` only if the text is still the one shown."""
    scene = enter(session, offices, actor_id, ticket_id, now)
    if isinstance(scene, Refused):
        return scene
    gathered = gather(session, scene)
    rendered = _rendered(session, offices, scene, gathered, slots)
    case = report_case(scene, gathered, rendered.answers, rendered.text)
    owed = chain(session, scene, case, id_of(scene.person))
    known, _ = circumstances_of(session, scene)
    state = scene.judge(Act.REPORT, replace(known, signatures_owed=owed))
    if isinstance(state, Refused):
        return _submitted_already(session, scene, rendered, now) or state
    if refused := _unfit(offices, scene, gathered, slots, rendered, sha256, now):
        return refused
    report = _write(session, scene, rendered, now)
    first = owed[0] if state is State.SIGNING else "desk"
    told = f"办结报告已提交，等待{terms(scene.law).name(first)}{'签批' if state is State.SIGNING else '审核'}。"
    kept = {"report_id": id_of(report), "sha256": report.sha256, TOGETHER: [id_of(one) for one in gathered.together]}
    happened = [Happened("report_submitted", data=kept)]
    replied_at = moment_in(slots.get("reply_at"))
    if replied_at and replied_at != scene.facts.at("replied"):
        happened.insert(0, Happened("replied", at=replied_at))
    reason = "办结报告请您签批" if state is State.SIGNING else "办结报告请审核"
    changes = {"signer": first} if state is State.SIGNING else {}
    return settle(
        session, offices, scene, told, happened, now, state=state, changes=changes, looks=[Look(first, reason)]
    )


def _submitted_already(
    session: Session, scene: Scene, rendered: RenderedReport, now: datetime
) -> Done | Refused | None:
    """Another text from the same author is no repetition: that report is on its way and cannot be changed."""
    event = scene.last("report_submitted")
    if event and event.person_id == scene.person.id and event.data["sha256"] != rendered.sha256:
        return None
    return repeated(session, scene, event, Act.REPORT, "提交办结报告", now)


def _facts(story: Story, gathered: Gathered) -> ReportFacts:
    rulebook, ticket = story.law.rulebook, story.ticket
    return ReportFacts(
        rulebook,
        ticket.kind,
        bool(ticket.phone),
        gathered.repeat_count,
        ticket.is_recheck,
        gathered.distinct_callers,
        rulebook.report.template_for(story.facts) if rulebook.report else None,
    )


def _rendered(session: Session, offices: Offices, story: Story, gathered: Gathered, slots: Slots) -> RenderedReport:
    text, answers = worded(session, offices, story, gathered, slots)
    case = report_case(story, gathered, answers, text)
    findings = check(case, story.law.rulebook, signatures=False)
    return RenderedReport(text, hashlib.sha256(text.encode()).hexdigest(), findings, answers)


def worded(
    session: Session, offices: Offices, story: Story, gathered: Gathered, slots: Slots, *, masked: bool = True
) -> tuple[str, dict[str, Any]]:
    """The text as the office's template words it, and the answers with what follows from them.

    What is signed is `masked`; only in print does the citizen's name stand in full.
    """
    facts, answers = _facts(story, gathered), _complete(slots)
    shown = {**answers, **_hidden(answers, story, gathered)} if masked else answers
    values = document_values(session, offices, story, gathered, shown, masked=masked)
    if not answers.get("reply_points"):
        answers["reply_points"] = values["reply_points"] = _reply_points(story, values)
    file = facts.template.file if facts.template else COMPLETION
    return fill(office_template("reports", story.law.rulebook.id, file), values), answers


def _hidden(answers: Slots, story: Story, gathered: Gathered) -> dict[str, Any]:
    """What staff worded, without the citizen's name, phone and doors: the text goes to everybody who signs.

    The place is as readable as on the card that the same people get, no more and no less: what is signed is read in
    the chat. In full it stands in print, and for whoever may see the contact.
    """
    others = (*gathered.earlier, *gathered.by_others, story.ticket)
    names = [one.caller for one in others]
    keep = [*(one.number for one in others), str(answers.get("contact_phone") or "")]
    worded = (name for name, value in answers.items() if isinstance(value, str) and name not in NO_CITIZENS)
    return {name: mask_text(answers[name], names=names, keep=keep) for name in worded}


def _reply_points(story: Story, values: Mapping[str, Any]) -> str:
    """What the hotline's own agents may tell the citizen, where nobody worded it otherwise."""
    return cut(fill(office_template("reports", story.law.rulebook.id, REPLY_POINTS), values), LONGEST_REPLY_POINTS)


def _complete(slots: Slots) -> dict[str, Any]:
    """The answers with what follows from them where nobody said otherwise."""
    answers = dict(slots)
    if slots.get("reply_at") == NOT_REACHED:
        answers["satisfaction"] = NOT_RATED
    if not answers.get("accepted") and answers.get("satisfaction"):
        answers["accepted"] = ACCEPTED.get(answers["satisfaction"], "")
    return answers


def _unfit(
    offices: Offices,
    scene: Scene,
    gathered: Gathered,
    slots: Slots,
    rendered: RenderedReport,
    sha256: str | None,
    now: datetime,
) -> Refused | None:
    facts = _facts(scene, gathered)
    if missing := empty_slots(slots, facts):
        return Refused(f"办结报告还缺：{'、'.join(slot.label for slot in missing)}。")
    if impossible := impossible_answer(slots, now, scene.facts.at("first_contact")):
        return Refused(impossible.said)
    if rendered.blocking:
        advice = "；".join(f"{finding.excerpt}，{finding.advice}".rstrip("。") for finding in rendered.blocking)
        clauses = "、".join(dict.fromkeys(finding.clause for finding in rendered.blocking))
        return Refused(f"办结报告还不能提交：{advice}。", clauses)
    if rendered.warnings and not str(slots.get("explanation", "")).strip():
        excerpts = "；".join(finding.excerpt for finding in rendered.warnings)
        clauses = "、".join(dict.fromkeys(finding.clause for finding in rendered.warnings))
        return Refused(f"请先用一句话说明：{excerpts}。", clauses)
    if sha256 is not None and sha256 != rendered.sha256:
        return Refused("报告内容和您看到的不一样了，请再看一遍后提交。")
    return None


def _write(session: Session, scene: Scene, rendered: RenderedReport, now: datetime) -> Report:
    """The report of exactly this text; signatures under an earlier one count no more."""
    tickets.void_signatures(session, id_of(scene.ticket), now)
    last = tickets.last_report(session, id_of(scene.ticket))
    if last is not None and last.state == SUBMITTED:
        last.state = RETURNED
        session.add(last)
    answers = rendered.answers
    report = Report(
        ticket_id=id_of(scene.ticket),
        state=SUBMITTED,
        slots=dict(answers),
        text=rendered.text,
        sha256=rendered.sha256,
        finding=answers.get("finding", ""),
        appeal=answers.get("appeal"),
        outcome=answers.get("outcome", ""),
        satisfaction=answers.get("satisfaction", ""),
        submitted_by=id_of(scene.person),
        submitted_at=now,
    )
    session.add(report)
    session.flush()
    return report
