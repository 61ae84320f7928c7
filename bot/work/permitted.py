"""Why somebody may not begin an act, asked before a dialogue begins rather than at its end."""

from datetime import datetime

from sqlmodel import Session

from bot.rules.requests import ABOUT_REQUESTS
from bot.rules.workflow import Act
from bot.work.acting import repeated, scene_of
from bot.work.circumstances import ASKED_AGAIN, circumstances_of
from bot.work.contact import NO_CONTACT_DATA, NOT_SHOWN_HERE
from bot.work.offices import Offices
from bot.work.outcome import NO_SUCH_TICKET, Done, Refused
from bot.work.possible import CALLING
from bot.work.requests import for_act
from bot.work.returning import designated_here
from storage.tables import Person, Ticket

# What shows that an act was done, and how it is told of somebody who was faster.
TRACES: dict[str, tuple[str, str]] = {
    Act.DISPATCH: ("dispatched", "派单"),
    Act.DESK_CONTACT: ("desk_contact", "联系来电人"),
    Act.FIRST_CONTACT: ("first_contact", "先行联系"),
    Act.SITE_VISIT: ("site_visit", "登记现场查看"),
    Act.REPORT: ("report_submitted", "提交办结报告"),
    Act.SIGN: ("signature_given", "签批"),
    Act.APPROVE: ("approved", "审核通过"),
    Act.REVIEW_AGAIN: (ASKED_AGAIN, "请部门再次审核"),
    Act.UPLOAD: ("completed", "确认上传"),
    Act.REPLY: ("replied", "答复来电人"),
    Act.REOPEN: ("reopened", "重新打开"),
    Act.RECHECK: ("rechecked", "转为复核单"),
    Act.CALL_BACK: ("called_back", "回访"),
    Act.CLOSE: ("closed", "办结"),
}
ONCE = frozenset({Act.DESK_CONTACT, Act.FIRST_CONTACT, Act.SITE_VISIT})


def obstacle(
    session: Session, offices: Offices, person: Person, ticket: Ticket, act: Act, now: datetime
) -> Done | Refused | None:
    """What to answer instead of beginning `act`; None where it may begin; a Done where the speaker did it already."""
    scene = scene_of(session, offices, person, ticket, now)
    if not scene.parties:
        return NO_SUCH_TICKET
    request = for_act(session, scene, act) if act in ABOUT_REQUESTS else None
    circumstances, _ = circumstances_of(session, scene, request=request)
    state = scene.judge(act, circumstances)
    trace, done = TRACES.get(act, ("", ""))
    if isinstance(state, Refused):
        return repeated(session, scene, scene.last(trace), act, done, now) or state
    done_here = act != Act.SITE_VISIT or scene.visit is not None
    if act in ONCE and done_here and (answer := repeated(session, scene, scene.last(trace), act, done, now)):
        return answer
    if act == Act.APPLY_RETURN and (designated := designated_here(scene)):
        return designated
    if act == Act.SHOW_CONTACT and not offices.office(ticket.office_id).shows_contact:
        return NOT_SHOWN_HERE
    return NO_CONTACT_DATA if act in CALLING and not ticket.phone else None
