"""What the table of moves alone cannot know: who still signs, who wrote the report, can the citizen be reached."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from bot.rules.report_case import ReportCase
from bot.rules.rulebook import Rulebook
from bot.rules.signatures import required
from bot.rules.thresholds import tried_enough
from bot.rules.workflow import CallBack, Circumstances, State
from bot.work.acting import Scene
from bot.work.contact import attempts_asked
from bot.work.report_facts import gather, report_case
from storage import tickets
from storage.rows import id_of
from storage.tables import Report

SUBMITTED, RETURNED, APPROVED = "submitted", "returned", "approved"
"""The states of a report."""


def parties_to_sign(rulebook: Rulebook, case: ReportCase, given: Iterable[str] = ()) -> tuple[str, ...]:
    """Who has yet to sign the report, in order."""
    signed = frozenset(given)
    return tuple(one.party for one in required(rulebook, case) if one.party not in signed)


def circumstances_of(
    session: Session, scene: Scene, call_back: CallBack = CallBack.UNREACHED
) -> tuple[Circumstances, Report | None]:
    """The circumstances of the ticket as it is, and the report in question, if one is."""
    report = tickets.last_report(session, id_of(scene.ticket))
    if report is not None and report.state == RETURNED:
        report = None
    owed = _owed(session, scene, report) if report and scene.state is State.SIGNING else ()
    wrote = report is not None and report.submitted_by == scene.person.id
    return Circumstances(owed, wrote, call_back, cannot_be_reached(scene)), report


def case_of(session: Session, scene: Scene, report: Report) -> ReportCase:
    """The submitted report as the rules see it, with the signatures under it."""
    signed = [signature.role for signature in tickets.standing_signatures(session, id_of(report)) if signature.given]
    return report_case(scene, gather(session, scene), report.slots, report.text, signed)


def cannot_be_reached(scene: Scene) -> bool:
    """No contact data, or called back in vain as often as the office asks for a first contact (YC-T19, assumed)."""
    asked = attempts_asked(scene)
    return not scene.ticket.phone or (asked is not None and tried_enough(asked, vain_call_backs(scene)))


def vain_call_backs(scene: Scene) -> list[datetime]:
    return [event.at for event in scene.this_round("called_back") if not event.data.get("reached")]


def _owed(session: Session, scene: Scene, report: Report) -> tuple[str, ...]:
    case = case_of(session, scene, report)
    return parties_to_sign(scene.law.rulebook, case, case.signed)
