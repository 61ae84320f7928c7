"""Urging (催办) and supervising (督办) what is slow or grave."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from bot.rules.offered import consent
from bot.rules.requests import SUPERVISION
from bot.rules.workflow import Act
from bot.work.acting import Happened, Look, Scene, done_as, enter, repeated, settle, spoken
from bot.work.asking import Asked, Effect, awaiting, next_look, put, same_again, unfit
from bot.work.circumstances import circumstances_of
from bot.work.offices import Law, Offices
from bot.work.outcome import Done, Refused
from storage.tables import Request

SUPERVISED_TAG = "督办"
OTHER_REASON = "其他"
TOLD_OTHERWISE = ("unit", "unit_head", "unit_branch_leader")
# Two clerks who urge at the same time are one voice (assumed: no document says how often).
URGED_AGAIN_AFTER = timedelta(minutes=10)


@done_as(Act.URGE)
def urge(
    session: Session, offices: Offices, actor_id: int, ticket_id: int, *, note: str = "", now: datetime
) -> Done | Refused:
    """The desk hurries whoever has the next step, with a word of its own."""
    scene = enter(session, offices, actor_id, ticket_id, now)
    if isinstance(scene, Refused):
        return scene
    circumstances, _ = circumstances_of(session, scene)
    state = scene.judge(Act.URGE, circumstances)
    if isinstance(state, Refused):
        return state
    last, words = scene.latest("urged"), note.strip()
    if last is not None and now - last.at < URGED_AGAIN_AFTER:
        if last.person_id == scene.person.id and words != last.text:
            again = spoken(last.at + URGED_AGAIN_AFTER, now)
            return Refused(f"您 {spoken(last.at, now)} 已催办，这次的话没有转达；{again}以后可以再催。")
        return repeated(session, scene, last, Act.URGE, "催办", now) or Done("已催办。", ticket_id)
    reason = f"催办：{words}" if words else "催办：请抓紧办理"
    signing = circumstances.signatures_owed[:1]
    looks = [
        Look(party, reason) for party in (*(signing or ("unit",)), *(("co_unit",) if scene.ticket.co_unit_ids else ()))
    ]
    return settle(session, offices, scene, "已催办。", [Happened("urged", words)], now, looks=looks)


def reasons(law: Law) -> tuple[str, ...]:
    """For what the office supervises a ticket, in the document's words, and any other reason."""
    rule = consent(law.rulebook)
    listed = (*(one.name for one in law.rulebook.supervision), *(rule.tags if rule else ()))
    return (*dict.fromkeys(listed), OTHER_REASON)


@done_as(Act.SUPERVISE)
def supervise(
    session: Session,
    offices: Offices,
    actor_id: int,
    ticket_id: int,
    *,
    reason: str,
    note: str = "",
    now: datetime,
) -> Done | Refused:
    """The desk puts the ticket under supervision; once leaders agreed where the document wants it."""
    scene = enter(session, offices, actor_id, ticket_id, now)
    if isinstance(scene, Refused):
        return scene
    circumstances, _ = circumstances_of(session, scene)
    text = f"督办：{reason}" + (f"。{note.strip()}" if note.strip() else "")
    if same_again(session, scene, SUPERVISION, text):
        return Done("督办已经报请领导同意，正在办理。", ticket_id)
    state = scene.judge(Act.SUPERVISE, circumstances)
    if isinstance(state, Refused):
        return state
    if reason not in reasons(scene.law):
        return Refused("请从列出的督办情形中选一种。")
    if reason == OTHER_REASON and (refused := unfit(note, "督办的原因")):
        return refused
    rule = consent(scene.law.rulebook)
    asked = Asked(
        kind=SUPERVISION,
        rule=_rule(scene.law, reason),
        text=text,
        made_as="desk",
        chain=rule.signed_by if rule else (),
    )
    if asked.chain:
        request = put(session, scene, asked, now)
        told = f"督办须经领导同意，{awaiting(session, scene, request)}。"
        happened = [Happened("supervision_applied", text)]
        return settle(session, offices, scene, told, happened, now, looks=next_look(session, scene, request))
    effect = _supervised(scene, asked.rule, text)
    return settle(
        session, offices, scene, effect.told, effect.happened, now, changes=dict(effect.changes), looks=effect.looks
    )


def granted(session: Session, scene: Scene, request: Request, answer: Mapping[str, Any], now: datetime) -> Effect:
    """The leaders agree: the supervision begins."""
    return _supervised(scene, request.rule, request.text)


def _supervised(scene: Scene, rule_id: str, text: str) -> Effect:
    rule = next((one for one in scene.law.rulebook.supervision if one.id == rule_id), None)
    told_to = rule.tell if rule and rule.tell else TOLD_OTHERWISE
    looks = tuple(Look(party, text) for party in dict.fromkeys(("unit", *told_to)) if scene.ticket.unit_id)
    tags = [*scene.ticket.tags, *([] if SUPERVISED_TAG in scene.ticket.tags else [SUPERVISED_TAG])]
    return Effect(
        "已列入督办。", (Happened("supervised", text, {"rule": rule_id}),), changes={"tags": tags}, looks=looks
    )


def _rule(law: Law, reason: str) -> str:
    rule = consent(law.rulebook)
    return next((one.id for one in law.rulebook.supervision if one.name == reason), rule.id if rule else "")
