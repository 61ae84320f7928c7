"""What the table of moves alone cannot know: who still signs, who wrote the report, can the citizen be reached."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from bot.rules.report_case import ReportCase
from bot.rules.signatures import LADDER, required
from bot.rules.thresholds import tried_enough
from bot.rules.workflow import SIGNERS, CallBack, Circumstances, State
from bot.work.acting import Scene
from bot.work.contact import attempts_asked
from bot.work.receivers import people_of
from bot.work.report_facts import gather, report_case
from bot.work.story import Story
from storage import tickets
from storage.rows import id_of
from storage.tables import Report

SUBMITTED, RETURNED, APPROVED = "submitted", "returned", "approved"
"""The states of a report."""
SIGNING = tuple(party for party in LADDER if party in SIGNERS)
"""Who may sign, lowest rank first."""


def parties_to_sign(
    session: Session, story: Story, case: ReportCase, author_id: int, given: Iterable[str] = ()
) -> tuple[str, ...]:
    """Who has yet to sign the report, in order.

    A post that nobody holds, or only the author of the report, is stood in for by the next one upwards: a ticket must
    not wait for a signature that cannot be given (assumed: the document says nothing of a unit without a head).
    """
    wanted = [_able(session, story, one.party, author_id) for one in required(story.law.rulebook, case)]
    signed = frozenset(given)
    return tuple(party for party in dict.fromkeys(wanted) if party not in signed)


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
    return parties_to_sign(session, scene, case, report.submitted_by, case.signed)


def _able(session: Session, story: Story, party: str, author_id: int) -> str:
    above = SIGNING[SIGNING.index(party) :] if party in SIGNING else (party,)
    for rung in above:
        if any(person.id != author_id for person in people_of(session, story.ticket, rung)):
            return rung
    return party
