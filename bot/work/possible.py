"""What a person can do with a ticket now, the most pressing first."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlmodel import Session

from bot.rules.duties import plan
from bot.rules.requests import DESIGNATION
from bot.rules.workflow import Act, State, possible
from bot.work.acting import Scene, scene_of, terms
from bot.work.applying import rules_for
from bot.work.circumstances import circumstances_of
from bot.work.designating import occasions
from bot.work.offices import Offices
from bot.work.requests import acts_on, for_act
from bot.work.returning import designated_here, grounds
from storage import files
from storage.rows import id_of
from storage.tables import Person, Ticket

IN_THE_ORDER_OF_NEED = (
    Act.ACCEPT,
    Act.SIGN_REQUEST,
    Act.REFUSE_REQUEST,
    Act.GRANT,
    Act.REJECT,
    Act.DESIGNATE,
    Act.SIGN,
    Act.REFUSE_SIGNATURE,
    Act.SIGN_ON_PAPER,
    Act.APPROVE,
    Act.SEND_BACK,
    Act.REVIEW_AGAIN,
    Act.CALL_BACK,
    Act.UPLOAD,
    Act.CLOSE,
    Act.DISPATCH,
    Act.DESK_CONTACT,
    Act.FIRST_CONTACT,
    Act.SITE_VISIT,
    Act.PROGRESS,
    Act.CO_HANDLE,
    Act.FOLLOW_UP,
    Act.REPORT,
    Act.REPLY,
    Act.APPLY_RETURN,
    Act.WITHDRAW,
    Act.APPLY,
    Act.CHOOSE_FINDING,
    Act.SHOW_CONTACT,
    Act.NOTE,
    Act.EVIDENCE,
    Act.SHOW_EVIDENCE,
    Act.URGE,
    Act.CLASSIFY,
    Act.CORRECT,
    Act.JOIN,
    Act.SUPERVISE,
    Act.ASK_DESIGNATION,
    Act.RETURN_UPWARD,
    Act.ASK_FOLLOW_UP,
    Act.RECHECK,
    Act.REOPEN,
)
DONE_ONCE = {
    Act.DESK_CONTACT: "desk_contact",
    Act.FIRST_CONTACT: "first_contact",
    Act.SITE_VISIT: "site_visit",
    Act.REPLY: "replied",
}
"""What need not be offered again until the report comes back."""
CALLING = frozenset({Act.DESK_CONTACT, Act.FIRST_CONTACT, Act.REPLY, Act.CALL_BACK, Act.SHOW_CONTACT})
"""What needs the caller's phone."""


def acts_for(session: Session, offices: Offices, person: Person, ticket: Ticket, now: datetime) -> tuple[Act, ...]:
    """The acts that would not be refused now and make sense now, the most pressing first."""
    scene = scene_of(session, offices, person, ticket, now)
    if not scene.parties:
        return ()
    circumstances, _ = circumstances_of(session, scene)
    allowed = {*possible(scene.state, scene.parties, circumstances, terms(scene.law)), *acts_on(session, scene)}
    return tuple(act for act in IN_THE_ORDER_OF_NEED if act in allowed and _sensible(session, offices, scene, act))


def _sensible(session: Session, offices: Offices, scene: Scene, act: Act) -> bool:
    ticket = scene.ticket
    if act in CALLING and not ticket.phone:
        return False
    if act is Act.SITE_VISIT and scene.visit is None:
        return True
    if act in DONE_ONCE:
        return scene.last(DONE_ONCE[act]) is None
    if act is Act.GRANT:
        return not _is_granted_by_naming(session, scene)
    if act in KNOWN_ONLY_HERE:
        return KNOWN_ONLY_HERE[act](session, scene)
    if act is Act.SHOW_CONTACT:
        return offices.office(ticket.office_id).shows_contact
    if act is Act.SHOW_EVIDENCE:
        return bool(files.evidence_of(session, id_of(ticket)))
    return act is not Act.PROGRESS or _owes_progress(scene)


def _is_granted_by_naming(session: Session, scene: Scene) -> bool:
    """A leader who is asked to name a unit does just that; «处理申请» would offer nothing but a no."""
    request = for_act(session, scene, Act.GRANT)
    return request is not None and request.kind == DESIGNATION


def _has_ground(_session: Session, scene: Scene) -> bool:
    return bool(grounds(scene)) and designated_here(scene) is None


def _may_apply(session: Session, scene: Scene) -> bool:
    return bool(rules_for(session, scene))


def _may_ask(_session: Session, scene: Scene) -> bool:
    return bool(occasions(scene))


def _is_asked(_session: Session, scene: Scene) -> bool:
    """A leader is offered the choice of a unit where the document gives it to them."""
    return any(rule.by in scene.parties for rule in scene.law.rulebook.designation)


KNOWN_ONLY_HERE: Mapping[Act, Callable[[Session, Scene], bool]] = {
    Act.APPLY_RETURN: _has_ground,
    Act.APPLY: _may_apply,
    Act.ASK_DESIGNATION: _may_ask,
    Act.DESIGNATE: _is_asked,
}
"""What the table allows to a party, and the office's document only for some tickets."""


def _owes_progress(scene: Scene) -> bool:
    """Whether a rule of the office asks for word of the progress on such a ticket; once it is reviewed, still asks."""
    duties = plan(scene.facts, scene.law.rulebook, scene.law.calendar)
    asked = [duty for duty in duties if not TOLD_OF_PROGRESS.isdisjoint(duty.source.ends)]
    reviewed = scene.state in (State.CALLING_BACK, State.UPLOADING)
    return any(duty.is_open or not reviewed for duty in asked)


TOLD_OF_PROGRESS = frozenset({"progress_reported", "reported_upward"})
"""How a duty to tell of the progress ends: with anybody's word, or with the desk's to the platform above."""
