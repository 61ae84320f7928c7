"""The desk confirms that the platform above has the result."""

from datetime import datetime

from sqlmodel import Session

from bot.rules.workflow import Act, State
from bot.work.acting import Happened, done_as, enter, repeated, settle
from bot.work.approval import CALL_BACK_FIRST, calls_back_first
from bot.work.circumstances import circumstances_of
from bot.work.offices import Offices
from bot.work.outcome import Done, Refused


@done_as(Act.UPLOAD)
def upload(session: Session, offices: Offices, actor_id: int, ticket_id: int, *, now: datetime) -> Done | Refused:
    """The result was uploaded and confirmed there (PT-1.7); a ticket called back already is closed with it."""
    scene = enter(session, offices, actor_id, ticket_id, now)
    if isinstance(scene, Refused):
        return scene
    circumstances, _ = circumstances_of(session, scene)
    state = scene.judge(Act.UPLOAD, circumstances)
    if isinstance(state, Refused):
        return repeated(session, scene, scene.last("completed"), Act.UPLOAD, "确认上传", now) or state
    closing = state is State.CLOSED
    if not closing and calls_back_first(scene.law):
        return CALL_BACK_FIRST
    happened = [Happened("completed", data={"uploaded": True}), *([Happened("closed")] if closing else [])]
    told = "已确认上传，工单已办结。" if closing else "已确认上传，请安排回访。"
    return settle(session, offices, scene, told, happened, now, state=state)
