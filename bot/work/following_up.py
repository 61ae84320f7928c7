"""What is owed beyond the ticket itself: a notice answered, an explanation in writing, a rectification, a visit."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.rules.offered import written_follow_ups
from bot.rules.office_rules import FollowUp
from bot.rules.requests import FOLLOW_UP
from bot.rules.workflow import Act
from bot.work.acting import Happened, Look, Scene, done_as, enter, settle
from bot.work.asking import Asked, Effect, awaiting, next_look, put, same_again, unfit, who_of
from bot.work.circumstances import circumstances_of, enter_under_circumstances
from bot.work.offices import Law, Offices
from bot.work.outcome import Done, Refused
from bot.work.requests import asked_to_explain
from storage.tables import Request

NOTICE = "notice"


def rules_of(law: Law) -> tuple[FollowUp, ...]:
    """Every follow-up that this office's document knows."""
    return written_follow_ups(law.rulebook)


def owed_by(session: Session, scene: Scene) -> tuple[FollowUp, ...]:
    """The follow-ups that the actor owes on this ticket."""
    owed = {rule for rule, parties in asked_to_explain(session, scene) if parties & scene.parties}
    return tuple(rule for rule in rules_of(scene.law) if rule.id in owed)


@done_as(Act.ASK_FOLLOW_UP)
def ask_follow_up(
    session: Session,
    offices: Offices,
    actor_id: int,
    ticket_id: int,
    *,
    rule_id: str,
    note: str,
    now: datetime,
) -> Done | Refused:
    """The desk asks for it, saying why. A notice starts the time in which it must be answered (NM-T14)."""
    scene = enter_under_circumstances(session, offices, actor_id, ticket_id, Act.ASK_FOLLOW_UP, now)
    if isinstance(scene, Refused):
        return scene
    rule = next((one for one in rules_of(scene.law) if one.id == rule_id), None)
    if rule is None:
        return Refused("请从本单位文件规定的事项中选一种。", rules_of(scene.law)[0].clause)
    if refused := unfit(note, "事由"):
        return Refused(refused.reason, rule.clause)
    if any(rule.id == owed for owed, _ in asked_to_explain(session, scene)):
        return Refused(f"已经要求过{rule.name}，还没有收到。", rule.clause)
    happened = [Happened("follow_up_asked", note.strip(), {"rule": rule.id})]
    happened += [Happened("notice", note.strip(), {"rule": rule.id})] if rule.occasion == NOTICE else []
    needed = f"请写明：{'、'.join(rule.holds)}" if rule.holds else ""
    looks = [Look(party, f"{rule.name}：{note.strip().rstrip('。')}。{needed}") for party in rule.by]
    return settle(session, offices, scene, f"已要求{rule.name}。", happened, now, looks=looks)


@done_as(Act.FOLLOW_UP)
def follow_up(
    session: Session,
    offices: Offices,
    actor_id: int,
    ticket_id: int,
    *,
    rule_id: str,
    text: str,
    now: datetime,
) -> Done | Refused:
    """Hand in what was asked for; it counts once everybody who signs it has signed."""
    scene = enter(session, offices, actor_id, ticket_id, now)
    if isinstance(scene, Refused):
        return scene
    if same_again(session, scene, FOLLOW_UP, text.strip()):
        return Done("已经提交，正在签批。", ticket_id)
    circumstances, _ = circumstances_of(session, scene)
    state = scene.judge(Act.FOLLOW_UP, circumstances)
    if isinstance(state, Refused):
        return state
    rule = next((one for one in owed_by(session, scene) if one.id == rule_id), None)
    if rule is None:
        return Refused("没有要求您作这项说明。", rules_of(scene.law)[0].clause)
    if refused := unfit(text, rule.name):
        return Refused(refused.reason, rule.clause)
    owing = next((parties for owed, parties in asked_to_explain(session, scene) if owed == rule.id), frozenset[str]())
    made_as = who_of(scene.parties & owing, rule.by)
    asked = Asked(FOLLOW_UP, rule.id, text.strip(), made_as, chain=rule.signed_by)
    if asked.chain:
        request = put(session, scene, asked, now)
        told = f"{rule.name}已提交，{awaiting(session, scene, request)}。"
        happened = [Happened("follow_up_written", text.strip(), {"rule": rule.id})]
        return settle(session, offices, scene, told, happened, now, looks=next_look(session, scene, request))
    effect = _given(rule, text.strip(), made_as)
    return settle(session, offices, scene, effect.told, effect.happened, now, looks=effect.looks)


def granted(
    session: Session, scene: Scene, request: Request, answer: Mapping[str, Any], now: datetime
) -> Effect | Refused:
    """Everybody has signed it."""
    rule = next((one for one in rules_of(scene.law) if one.id == request.rule), None)
    return _given(rule, request.text, str(request.data.get("as", ""))) if rule else Effect("已签批。")


def _given(rule: FollowUp, text: str, made_as: str) -> Effect:
    happened = [Happened("follow_up_given", text, {"rule": rule.id, "as": made_as})]
    happened += [Happened("notice_answered", text, {"rule": rule.id})] if rule.occasion == NOTICE else []
    looks = tuple(Look(party, f"{rule.name}：{text}") for party in dict.fromkeys(("desk", *rule.informs)))
    return Effect(f"{rule.name}已报送。", tuple(happened), looks=looks)
