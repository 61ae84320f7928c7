"""Signing a request, granting, refusing or taking it back; what comes of it is told by the kind of request."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlmodel import Session

from bot.reports.markup import fill
from bot.rules.requests import DESIGNATION, EXTENSION, FOLLOW_UP, RETURN, RETURN_UPWARD, SIGNING, SUPERVISION
from bot.rules.workflow import Act
from bot.work import applying, designating, following_up, notices, returning, supervising
from bot.work.acting import Happened, Look, Scene, done_as, enter, repeated, settle
from bot.work.asking import Effect, awaiting, ended, next_look, unfit
from bot.work.authors import how_signed
from bot.work.circumstances import circumstances_of
from bot.work.offices import Offices
from bot.work.outcome import Done, Refused
from bot.work.receivers import can_hear, receivers
from bot.work.requests import GRANTED, PENDING, REFUSED, WITHDRAWN, in_hand
from bot.work.signers import word_of, write_signature
from storage import requests, staff
from storage.rows import id_of
from storage.tables import Person, Request

Granting = Callable[[Session, Scene, Request, Mapping[str, Any], datetime], Effect | Refused]
EFFECTS: Mapping[str, Granting] = MappingProxyType(
    {
        RETURN: returning.granted,
        RETURN_UPWARD: returning.returned,
        SUPERVISION: supervising.granted,
        DESIGNATION: designating.granted,
        FOLLOW_UP: following_up.granted,
        EXTENSION: applying.granted,
        "stored_call": applying.granted,
        "not_assessed": applying.granted,
        "objective": applying.granted,
    }
)
WAS: Mapping[str, str] = MappingProxyType({"_signed": "签批", "_refused": "不同意", "_withdrawn": "撤回"})
"""What was done to a request, by how the name of the event ends."""
ANOTHER_TEXT = Refused("这份申请已经变了，请打开工单看最新的一份。")


@done_as(Act.SIGN_REQUEST)
def sign_request(
    session: Session,
    offices: Offices,
    actor_id: int,
    ticket_id: int,
    *,
    request_id: int,
    sha256: str,
    now: datetime,
) -> Done | Refused:
    """Say yes to exactly this text. The last signature hands the request to who decides, or decides it."""
    met = _meet(session, offices, actor_id, ticket_id, request_id, Act.SIGN_REQUEST, "签批", now)
    if isinstance(met, Done | Refused):
        return met
    scene, request = met
    if request.sha256 != sha256:
        return ANOTHER_TEXT
    hand = in_hand(session, scene, request)
    word = word_of(scene, hand.awaited[0], now)
    write_signature(session, request, word)
    data = {"request_id": request_id, "sha256": sha256, **word.data()}
    signed = Happened("request_signed", f"{hand.name}：同意", data)
    return signed_by(session, offices, scene, request, f"已签批同意{hand.name}", signed, now)


@done_as(Act.REFUSE_REQUEST)
def refuse_request(
    session: Session, offices: Offices, actor_id: int, ticket_id: int, *, request_id: int, reason: str, now: datetime
) -> Done | Refused:
    """A signer says no, with a reason: the request is over."""
    met = _meet(session, offices, actor_id, ticket_id, request_id, Act.REFUSE_REQUEST, "不同意", now)
    if isinstance(met, Done | Refused):
        return met
    scene, request = met
    if refused := unfit(reason, "不同意的原因"):
        return refused
    word = word_of(scene, in_hand(session, scene, request).awaited[0], now, reason.strip())
    write_signature(session, request, word)
    return _turn_down(session, offices, scene, request, reason.strip(), now, word.data())


@done_as(Act.GRANT)
def grant(
    session: Session,
    offices: Offices,
    actor_id: int,
    ticket_id: int,
    *,
    request_id: int,
    answer: Mapping[str, Any] | None = None,
    now: datetime,
) -> Done | Refused:
    """Whoever decides agrees; `answer` holds what the kind of request asks of them (where to, until when)."""
    met = _meet(session, offices, actor_id, ticket_id, request_id, Act.GRANT, "批准", now)
    if isinstance(met, Done | Refused):
        return met
    scene, request = met
    return _take_effect(session, offices, scene, request, answer or {}, [], now)


@done_as(Act.REJECT)
def reject(
    session: Session, offices: Offices, actor_id: int, ticket_id: int, *, request_id: int, reason: str, now: datetime
) -> Done | Refused:
    """Whoever decides says no, with a reason; the ticket stays where it is and its limits run on."""
    met = _meet(session, offices, actor_id, ticket_id, request_id, Act.REJECT, "不同意", now)
    if isinstance(met, Done | Refused):
        return met
    scene, request = met
    if refused := unfit(reason, "驳回的原因"):
        return refused
    return _turn_down(session, offices, scene, request, reason.strip(), now)


@done_as(Act.WITHDRAW)
def withdraw(
    session: Session, offices: Offices, actor_id: int, ticket_id: int, *, request_id: int, now: datetime
) -> Done | Refused:
    """Whoever asked takes it back."""
    met = _meet(session, offices, actor_id, ticket_id, request_id, Act.WITHDRAW, "撤回", now)
    if isinstance(met, Done | Refused):
        return met
    scene, request = met
    name = in_hand(session, scene, request).name
    ended(session, scene, request, WITHDRAWN, now)
    requests.void_signatures(session, request_id, now)
    happened = [Happened(f"{request.kind}_withdrawn", request.text, {"request_id": request_id})]
    looks = _to_unit_after_all(scene, request, f"{name}已撤回")
    return settle(session, offices, scene, f"{name}已撤回。", happened, now, looks=looks)


def signed_by(
    session: Session,
    offices: Offices,
    scene: Scene,
    request: Request,
    told: str,
    signed: Happened,
    now: datetime,
    also: Sequence[Look] = (),
) -> Done | Refused:
    """A signature more under the request: on to whoever is next, or into effect. `also` look at it meanwhile."""
    if not in_hand(session, scene, request).next_party:
        return _take_effect(session, offices, scene, request, {}, [signed], now)
    looks = [*next_look(session, scene, request), *also]
    told = f"{told}，{awaiting(session, scene, request)}。"
    return settle(session, offices, scene, told, [signed], now, looks=looks)


def _meet(
    session: Session,
    offices: Offices,
    actor_id: int,
    ticket_id: int,
    request_id: int,
    act: Act,
    done: str,
    now: datetime,
) -> tuple[Scene, Request] | Done | Refused:
    """The scene and the pending request that the act is about, or the answer instead."""
    scene = enter(session, offices, actor_id, ticket_id, now)
    if isinstance(scene, Refused):
        return scene
    found = requests.request(session, request_id)
    mine = found if found is not None and found.ticket_id == ticket_id else None
    pending = mine if mine is not None and mine.state == PENDING else None
    circumstances, _ = circumstances_of(session, scene, request=pending)
    state = scene.judge(act, circumstances)
    if isinstance(state, Refused):
        return (_already(session, scene, mine, act, done, now) if mine is not None else None) or state
    return (scene, pending) if pending is not None else ANOTHER_TEXT


def _already(
    session: Session, scene: Scene, request: Request, act: Act, done: str, now: datetime
) -> Done | Refused | None:
    """The same answer again for who did it, «谁 什么时候 已办» for who was slower."""
    told = [event for event in scene.events if event.data.get("request_id") == id_of(request)]
    signed = [event for event in told if event.kind == "request_signed" and event.data["role"] in scene.parties]
    event = next(reversed(signed if request.state == PENDING or (act is Act.SIGN_REQUEST and signed) else told), None)
    if event is None or (request.state == PENDING and act not in SIGNING):
        return None
    was = next((words for kind, words in WAS.items() if event.kind.endswith(kind)), done)
    said = how_signed(event) if event.kind == "request_signed" else was
    return repeated(session, scene, event, act, said, now, instead=was != done)


def _take_effect(
    session: Session,
    offices: Offices,
    scene: Scene,
    request: Request,
    answer: Mapping[str, Any],
    happened: list[Happened],
    now: datetime,
) -> Done | Refused:
    effect = EFFECTS[request.kind](session, scene, request, answer, now)
    if isinstance(effect, Refused):
        return effect
    ended(session, scene, request, GRANTED, now)
    looks = [*effect.looks]
    if effect.farewell:
        _tell_applicant(session, scene, request, effect.farewell, now)
    else:
        looks += _to_applicant(session, scene, request, effect.told, now)
    return settle(
        session,
        offices,
        scene,
        effect.told,
        [*happened, *effect.happened],
        now,
        state=effect.state,
        changes=dict(effect.changes),
        looks=looks,
    )


def _turn_down(
    session: Session,
    offices: Offices,
    scene: Scene,
    request: Request,
    reason: str,
    now: datetime,
    signer: Mapping[str, Any] = MappingProxyType({}),
) -> Done:
    name = in_hand(session, scene, request).name
    ended(session, scene, request, REFUSED, now, reason)
    happened = [Happened(f"{request.kind}_refused", reason, {"request_id": id_of(request), **signer})]
    said = f"{scene.person.name}未同意{name}：{reason}"
    looks = _to_applicant(session, scene, request, said, now)
    heard = "，已告知申请人" if looks else ""
    looks += [Look(one, said) for one in _who_agreed(session, request) if one.id != scene.person.id]
    looks += _to_unit_after_all(scene, request, f"{name}未同意")
    return settle(session, offices, scene, f"您没有同意{name}{heard}；时限照走。", happened, now, looks=looks)


def _who_agreed(session: Session, request: Request) -> list[Person]:
    """Whoever had signed what did not come about in the end."""
    signed = (staff.person(session, one.person_id) for one in requests.signatures(session, id_of(request)) if one.given)
    return [one for one in signed if one is not None and one.id != request.made_by and can_hear(one)]


def _to_unit_after_all(scene: Scene, request: Request, why: str) -> list[Look]:
    """A unit whose ticket was to go back to the platform above handles it after all, and hears so."""
    stays = request.kind == RETURN_UPWARD and scene.ticket.unit_id is not None
    return [Look("unit", f"{why}，请继续办理")] if stays else []


def _to_applicant(session: Session, scene: Scene, request: Request, reason: str, now: datetime) -> list[Look]:
    return [Look(one, reason) for one in _applicants(session, scene, request, now)]


def _tell_applicant(session: Session, scene: Scene, request: Request, told: str, now: datetime) -> None:
    words = fill("工单 <code>{number}</code>：{told}", number=scene.ticket.number, told=told)
    for one in _applicants(session, scene, request, now):
        notices.say(session, one, words, [], now, ticket_id=id_of(scene.ticket), lane=notices.NEW_LANE)


def _applicants(session: Session, scene: Scene, request: Request, now: datetime) -> list[Person]:
    """Whoever asked, or where they cannot hear, who hears for their side; not the actor, who knows."""
    applicant = staff.person(session, request.made_by)
    if applicant is None or applicant.id == scene.person.id:
        return []
    if can_hear(applicant):
        return [applicant]
    side = str(request.data.get("as") or "desk")
    return [one for one in receivers(session, scene.ticket, side, now) if one.id != scene.person.id]
