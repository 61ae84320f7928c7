"""A leader names the unit that handles a ticket (指定承办); the desk or the unit may ask for it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.rules.decision_rules import Designation
from bot.rules.requests import DESIGNATION, RETURN, RETURN_UPWARD
from bot.rules.workflow import Act, State
from bot.work.acting import Happened, Look, Scene, done_as, enter, settle, terms
from bot.work.asking import Asked, Effect, awaiting, ended, next_look, put, same_again, who_of
from bot.work.circumstances import circumstances_of
from bot.work.offices import Law, Offices
from bot.work.outcome import Done, Refused
from bot.work.requests import GRANTED, WITHDRAWN, in_hand
from bot.work.taken_away import tell_who_had_it
from storage import requests, staff
from storage.rows import id_of
from storage.tables import Request


def occasions(scene: Scene) -> tuple[Designation, ...]:
    """The designations of the rulebook that the actor may ask for."""
    return tuple(rule for rule in scene.law.rulebook.designation if rule.asked_by in scene.parties)


@done_as(Act.ASK_DESIGNATION)
def ask_designation(
    session: Session,
    offices: Offices,
    actor_id: int,
    ticket_id: int,
    *,
    rule_id: str,
    note: str = "",
    now: datetime,
) -> Done | Refused:
    """Bring the ticket before the leader who names a unit for such tickets."""
    scene = enter(session, offices, actor_id, ticket_id, now)
    if isinstance(scene, Refused):
        return scene
    rule = _rule(scene.law, rule_id)
    text = f"{rule.name if rule else ''}。{note.strip()}"
    if same_again(session, scene, DESIGNATION, text):
        return Done("已经报请领导指定，正在办理。", ticket_id)
    circumstances, _ = circumstances_of(session, scene)
    state = scene.judge(Act.ASK_DESIGNATION, circumstances)
    if isinstance(state, Refused):
        return state
    if rule is None or rule not in occasions(scene):
        return Refused("请从本单位文件规定的指定承办情形中选一种。", rule.clause if rule else None)
    asked = Asked(
        DESIGNATION, rule.id, text, who_of(scene.parties, (rule.asked_by,)), decided_by=rule.by, data={"note": note}
    )
    request = put(session, scene, asked, now)
    told = f"已报请领导指定，{awaiting(session, scene, request)}。"
    happened = [Happened("designation_asked", text, {"rule": rule.id})]
    return settle(session, offices, scene, told, happened, now, looks=next_look(session, scene, request))


@done_as(Act.DESIGNATE)
def designate(
    session: Session,
    offices: Offices,
    actor_id: int,
    ticket_id: int,
    *,
    unit_id: int,
    note: str = "",
    now: datetime,
) -> Done | Refused:
    """The leader names the unit. A return that is pending meanwhile is settled by it."""
    scene = enter(session, offices, actor_id, ticket_id, now)
    if isinstance(scene, Refused):
        return scene
    circumstances, _ = circumstances_of(session, scene)
    state = scene.judge(Act.DESIGNATE, circumstances)
    if isinstance(state, Refused):
        return state
    rule = _answering(session, scene)
    if rule is None:
        return Refused("您这一级没有指定承办的情形。", scene.law.rulebook.designation[0].clause)
    unit = staff.unit(session, unit_id)
    if unit is None or unit.office_id != scene.ticket.office_id or unit.kind != "unit" or not unit.active:
        return Refused("请选择本单位的一个处置部门。", rule.clause)
    _settle_requests(session, scene, now)
    data = {"unit_id": unit_id, "territory_id": scene.ticket.territory_id, "rule": rule.id, "principle": rule.name}
    told = f"已指定{unit.name}承办" + (f"：{rule.principle}。" if rule.principle else "。")
    same = unit_id == scene.ticket.unit_id and scene.state is State.HANDLING
    happened = [Happened("designated", note.strip(), data)]
    happened += [] if same else [Happened("dispatched", note.strip(), data)]
    beside = [one for one in scene.ticket.co_unit_ids if one != unit_id]
    changes: dict[str, Any] = {} if same else {"unit_id": unit_id, "handler_id": None, "co_unit_ids": beside}
    why = f"{terms(scene.law).name(rule.by)}指定{unit.name}承办" + (f"（{rule.principle}）" if rule.principle else "")
    said = f"。批示：{note.strip()}" if note.strip() else ""
    tell_who_had_it(session, scene, unit, "领导已指定", now, helping=beside)
    asked = why if same else f"{why}，请接单"
    looks = [Look("unit", asked + said), Look("unit_head", why + said), Look("desk", why + said)]
    return settle(
        session, offices, scene, told, happened, now, state=scene.state if same else state, changes=changes, looks=looks
    )


def granted(
    session: Session, scene: Scene, request: Request, answer: Mapping[str, Any], now: datetime
) -> Effect | Refused:
    """A designation is granted by naming a unit, not by a bare yes."""
    return Refused("请直接指定一个处置部门。")


def _answering(session: Session, scene: Scene) -> Designation | None:
    """The designation that was asked of the actor, or else one that is theirs to decide."""
    asked = [one for one in requests.pending(session, id_of(scene.ticket)) if one.kind == DESIGNATION]
    put = next((one.rule for one in asked if in_hand(session, scene, one).next_party in scene.parties), "")
    theirs = (rule for rule in scene.law.rulebook.designation if rule.by in scene.parties)
    return _rule(scene.law, put) or next(theirs, None)


def _settle_requests(session: Session, scene: Scene, now: datetime) -> None:
    for request in requests.pending(session, id_of(scene.ticket)):
        if request.kind == DESIGNATION:
            ended(session, scene, request, GRANTED, now)
        elif request.kind in (RETURN, RETURN_UPWARD):
            ended(session, scene, request, WITHDRAWN, now, "领导已指定承办单位")


def _rule(law: Law, rule_id: str) -> Designation | None:
    return next((rule for rule in law.rulebook.designation if rule.id == rule_id), None)
