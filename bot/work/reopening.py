"""A closed ticket comes back: by mistake or by the platform's word, or as a recheck with limits of its own."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.rules.workflow import Act
from bot.work.acting import Happened, Look, Scene, done_as, enter, repeated, settle
from bot.work.approval import back_with_whom, give_back
from bot.work.asking import unfit
from bot.work.circumstances import circumstances_of
from bot.work.dispatch import asked_of_informant
from bot.work.handling import impossible_moment
from bot.work.offices import Offices
from bot.work.outcome import Done, Refused
from storage import tickets
from storage.rows import id_of

TO_THE_DESK: dict[str, Any] = {"unit_id": None, "handler_id": None, "co_unit_ids": []}
"""How a ticket comes back that no unit has any more."""


@done_as(Act.REOPEN)
def reopen(
    session: Session, offices: Offices, actor_id: int, ticket_id: int, *, reason: str, now: datetime
) -> Done | Refused:
    """The ticket is not over after all; no limit starts anew (G-7).

    One that the platform above did not take back goes to the desk, to be dispatched a second time (PT-1.4).
    """
    scene = enter(session, offices, actor_id, ticket_id, now)
    if isinstance(scene, Refused):
        return scene
    circumstances, _ = circumstances_of(session, scene)
    state = scene.judge(Act.REOPEN, circumstances)
    if isinstance(state, Refused):
        return repeated(session, scene, scene.latest("reopened"), Act.REOPEN, "重新打开", now) or state
    if refused := unfit(reason, "重新打开的原因"):
        return refused
    report = tickets.last_report(session, id_of(scene.ticket))
    give_back(session, report, now)
    why = f"工单重新打开：{reason.strip()}"
    looks = back_with_whom(session, scene, report, why) if circumstances.has_unit else [Look("desk", why)]
    happened = [Happened("reopened", reason.strip())]
    told = "已重新打开，时限不重新计算。" if circumstances.has_unit else "已重新打开，请派单；时限不重新计算。"
    changes = {} if circumstances.has_unit else TO_THE_DESK
    return settle(session, offices, scene, told, happened, now, state=state, changes=changes, looks=looks)


@done_as(Act.RECHECK)
def recheck(
    session: Session,
    offices: Offices,
    actor_id: int,
    ticket_id: int,
    *,
    reason: str,
    received_at: datetime | None = None,
    now: datetime,
) -> Done | Refused:
    """The platform sends the ticket again for a recheck (复核单): its limits run from this receipt (PT-T11, NM-T12)."""
    scene = enter(session, offices, actor_id, ticket_id, now)
    if isinstance(scene, Refused):
        return scene
    return recheck_in(session, offices, scene, reason, received_at, now)


def recheck_in(
    session: Session,
    offices: Offices,
    scene: Scene,
    reason: str,
    received_at: datetime | None,
    now: datetime,
    **said: Any,
) -> Done | Refused:
    """The same for whoever stands in the scene; `said` is kept with what happened."""
    circumstances, _ = circumstances_of(session, scene)
    state = scene.judge(Act.RECHECK, circumstances)
    if isinstance(state, Refused):
        return repeated(session, scene, scene.latest("rechecked"), Act.RECHECK, "转为复核单", now) or state
    if refused := unfit(reason, "复核的原因"):
        return refused
    at = received_at or now
    if impossible := impossible_moment(scene, at, now, "复核单收单时间", "closed", "办结时间"):
        return impossible
    give_back(session, tickets.last_report(session, id_of(scene.ticket)), now)
    happened = [Happened("rechecked", reason.strip(), said), Happened("received", at=at), Happened("registered")]
    unit_id = scene.ticket.unit_id if circumstances.has_unit else None
    if unit_id is not None:
        data = {"unit_id": unit_id, "territory_id": scene.ticket.territory_id, "principle": ""}
        happened.append(Happened("dispatched", reason.strip(), data))
    changes = {"is_recheck": True, "platform_due_at": None, "handler_id": None}
    if unit_id is None:
        changes |= TO_THE_DESK
    why = f"回访复核单：{reason.strip()}"
    looks = [Look("unit", f"{why}，请接单"), Look("unit_head", why)] if unit_id is not None else [Look("desk", why)]
    if scene.ticket.territory_id is not None and unit_id is not None:
        looks.append(Look("informant", f"{why}{asked_of_informant(scene.law)}"))
    told = "已转为复核单，时限从本次收单起算。"
    return settle(session, offices, scene, told, happened, now, state=state, changes=changes, looks=looks)
