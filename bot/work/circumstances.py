"""What the table of moves alone cannot know: who still signs, who wrote the report, can the citizen be reached."""

from datetime import datetime

from sqlmodel import Session

from bot.rules.offered import asks_for_paper
from bot.rules.report_case import ReportCase
from bot.rules.signatures import required
from bot.rules.thresholds import tried_enough
from bot.rules.workflow import Act, CallBack, Circumstances, State
from bot.work.acting import Look, Scene, enter, scene_of, settle
from bot.work.contact import attempts_asked
from bot.work.offices import Offices
from bot.work.outcome import Refused
from bot.work.paper_in_hand import PaperInHand, report_on_paper, requests_on_paper
from bot.work.report_facts import gather, report_case
from bot.work.requests import asked_to_explain, in_hand, pending_kinds
from bot.work.signature_lines import standing_under
from bot.work.signers import able_to_sign, stood_in_for_by
from bot.work.story import Story
from storage import staff, tickets
from storage.rows import id_of
from storage.tables import Event, Person, Report, Request, Ticket

ASKED_AGAIN = "review_again_asked"
"""What is kept where the desk asks for a second review (PT-1.7)."""
SUBMITTED, REVIEWED, RETURNED, APPROVED = "submitted", "reviewed", "returned", "approved"
"""The states of a report: reviewed by the desk, where leaders sign after it, and approved by everybody."""


def chain(
    session: Session, story: Story, case: ReportCase, author_id: int, *, after_review: bool = False
) -> tuple[str, ...]:
    """Who signs the report before the desk's review, or after it, in order."""
    return tuple(
        dict.fromkeys(
            able_to_sign(session, story.ticket, one.party, author_id)
            for one in required(story.law.rulebook, case)
            if one.after_review is after_review
        )
    )


def circumstances_of(
    session: Session, scene: Scene, call_back: CallBack = CallBack.UNREACHED, request: Request | None = None
) -> tuple[Circumstances, Report | None]:
    """The circumstances of the ticket as it is, and the report in question, if one is.

    `request`: the one that an act on requests is about.
    """
    report, case, owed = _in_question(session, scene)
    later: tuple[str, ...] = ()
    if report is not None and case is not None and scene.state is State.REVIEWING:
        later = chain(session, scene, case, report.submitted_by, after_review=True)
    known = Circumstances(
        signatures_owed=owed,
        reviewed=report is not None and report.state == REVIEWED,
        on_paper=frozenset(one.role for one in _papers(session, scene, report, case, owed)),
        signs_after_review=later,
        wrote_report=report is not None and _wrote(scene, report, owed),
        call_back=call_back,
        cannot_be_reached=cannot_be_reached(scene),
        request=in_hand(session, scene, request) if request is not None else None,
        pending=pending_kinds(session, scene),
        uploaded=scene.facts.at("completed") is not None,
        has_unit=has_unit(session, scene),
        explains=frozenset(party for _, parties in asked_to_explain(session, scene) for party in parties),
    )
    return known, report


def enter_under_circumstances(
    session: Session, offices: Offices, actor_id: int, ticket_id: int, act: Act, now: datetime
) -> Scene | Refused:
    """As `enter_to`, for an act about which the ticket's circumstances decide as well."""
    scene = enter(session, offices, actor_id, ticket_id, now)
    if isinstance(scene, Refused):
        return scene
    circumstances, _ = circumstances_of(session, scene)
    state = scene.judge(act, circumstances)
    return state if isinstance(state, Refused) else scene


def papers_in_hand(session: Session, scene: Scene) -> list[PaperInHand]:
    """Whatever waits for a signature that may be given on paper, the report first."""
    return _papers(session, scene, *_in_question(session, scene))


def _in_question(session: Session, scene: Scene) -> tuple[Report | None, ReportCase | None, tuple[str, ...]]:
    """The report that was handed in and is not returned; its case while signed or reviewed; who is yet to sign."""
    report = tickets.last_report(session, id_of(scene.ticket))
    if report is None or report.state == RETURNED:
        return None, None, ()
    if scene.state not in (State.SIGNING, State.REVIEWING):
        return report, None, ()
    case = case_of(session, scene, report)
    return report, case, _owed(session, scene, report, case) if scene.state is State.SIGNING else ()


def hand_on(session: Session, offices: Offices, person: Person, ticket: Ticket, now: datetime) -> None:
    """A report whose last awaited signature is no longer asked for goes on; else another may be next."""
    if ticket.state != State.SIGNING:
        return
    scene = scene_of(session, offices, person, ticket, now)
    circumstances, report = circumstances_of(session, scene)
    if report is not None and not circumstances.signatures_owed:
        state, look = leaves_signers(session, report)
        settle(session, offices, scene, "", [], now, state=state, looks=[look])
    elif report is not None and circumstances.signatures_owed[0] != ticket.signer:
        signer = circumstances.signatures_owed[0]
        looks = [Look(signer, "办结报告请您签批")]
        settle(session, offices, scene, "", [], now, changes={"signer": signer}, looks=looks)


def leaves_signers(session: Session, report: Report) -> tuple[State, Look]:
    """Where a report goes that everybody at this stage has signed, and who must look at it."""
    if report.state != REVIEWED:
        return State.REVIEWING, Look("desk", "办结报告已签批，请审核")
    report.state = APPROVED
    session.add(report)
    return State.CALLING_BACK, Look("desk", "办结报告已签批完，请办理上报和回访")


def case_of(session: Session, scene: Scene, report: Report) -> ReportCase:
    """The submitted report as the rules see it, with the signatures under it, whoever's place they were given in.

    The matter is that of when it was submitted: nobody does a report again over tickets found since.
    """
    signed = [signature.role for signature in standing_under(session, report) if signature.given]
    vacant = stood_in_for_by(session, scene.ticket, signed, report.submitted_by)
    return report_case(scene, gather(session, scene, report), report.slots, report.text, [*signed, *vacant])


def has_unit(session: Session, scene: Scene) -> bool:
    """Whether a unit that still exists has the ticket; what came back from the platform needs another one (PT-1.4)."""
    unit = staff.unit(session, scene.ticket.unit_id) if scene.ticket.unit_id is not None else None
    return unit is not None and unit.active and scene.facts.at("returned") is None


def cannot_be_reached(scene: Scene) -> bool:
    """No contact data, or called back in vain as often as the office asks for a first contact (YC-T19, assumed)."""
    asked = attempts_asked(scene)
    return not scene.ticket.phone or (asked is not None and tried_enough(asked, vain_call_backs(scene)))


def vain_call_backs(scene: Scene) -> list[datetime]:
    return [event.at for event in scene.this_round("called_back") if not event.data.get("reached")]


def _wrote(scene: Scene, report: Report, owed: tuple[str, ...]) -> bool:
    """Whether the actor submitted the report, or would sign or review it in the place of who did."""
    next_party = owed[0] if owed else "desk"
    return report.submitted_by == scene.person.id or next_party in scene.in_place_of(report.submitted_by)


def second_reviewer(session: Session, story: Story, report: Report) -> str | None:
    """The party that reviews this report once more where the desk asks for it, if the document knows that."""
    review = story.law.rulebook.desk_review
    if review is None or review.again is None:
        return None
    return able_to_sign(session, story.ticket, review.again.by, report.submitted_by)


def asked_again(scene: Scene, report: Report) -> Event | None:
    """The desk's last question for a second review of this report."""
    asked = scene.last(ASKED_AGAIN)
    return asked if asked is not None and asked.data["report_id"] == report.id else None


def _owed_again(session: Session, scene: Scene, report: Report) -> tuple[str, ...]:
    """Who was asked to review the report once more and has not signed it since."""
    asked, party = asked_again(scene, report), second_reviewer(session, scene, report)
    if asked is None or party is None:
        return ()
    since = (event for event in scene.this_round("signature_given") if id_of(event) > id_of(asked))
    return () if any(event.data["role"] == party for event in since) else (party,)


def _owed(session: Session, scene: Scene, report: Report, case: ReportCase) -> tuple[str, ...]:
    """Who has yet to sign at this stage. Whoever signed before the review in another's place signs after it as well."""
    again = _owed_again(session, scene, report)
    reviewed = scene.last("approved") if report.state == REVIEWED else None
    wanted = chain(session, scene, case, report.submitted_by, after_review=reviewed is not None)
    given = [one for one in standing_under(session, report) if one.given]
    signed = {one.role for one in given if reviewed is None or one.at >= reviewed.recorded_at}
    return tuple(dict.fromkeys((*again, *(party for party in wanted if party not in signed))))


def _papers(
    session: Session, scene: Scene, report: Report | None, case: ReportCase | None, owed: tuple[str, ...]
) -> list[PaperInHand]:
    if not asks_for_paper(scene.law.rulebook):
        return []
    found = report_on_paper(session, scene, report, case, owed) if report and case and owed else None
    return [*([found] if found else []), *requests_on_paper(session, scene.ticket)]
