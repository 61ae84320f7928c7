"""Returns (退单): a unit gives a ticket back to the desk, the desk gives it back to the platform above."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.rules.calendar import local
from bot.rules.report_rules import ReturnGround, ReturnRules
from bot.rules.requests import RETURN, RETURN_UPWARD
from bot.rules.returns import PIECE_NAMES, ReturnAllowed, judge_return, signatures
from bot.rules.workflow import Act, State
from bot.work.acting import Happened, Look, Scene, done_as, enter, settle
from bot.work.asking import Asked, Effect, awaiting, next_look, put, same_again, unfit
from bot.work.circumstances import circumstances_of, enter_under_circumstances
from bot.work.offices import Offices
from bot.work.outcome import Done, Refused
from bot.work.paper_in_hand import PAPER, PAPER_TO
from bot.work.planning import duties_of
from bot.work.requests import GRANTED, REFUSED
from storage import files, requests, staff
from storage.rows import id_of
from storage.tables import Request, Ticket

PHOTOS = ("photo_site", "photo_before", "photo_after")
RECORDINGS = ("first_contact_recording", "reply_recording")
NEXT_UNIT, UPWARD = "second_dispatch", "upward"
"""What the desk does with a ticket that came back."""


def grounds(scene: Scene, *, by_desk: bool = False) -> tuple[ReturnGround, ...]:
    """The reasons of the rulebook for which the actor may return the ticket."""
    rules = scene.law.rulebook.returns
    if rules is None:
        return ()
    return tuple(one for one in rules.ground if (one.by == "desk") is by_desk and (by_desk or one.by in scene.parties))


@done_as(Act.APPLY_RETURN)
def apply_return(
    session: Session,
    offices: Offices,
    actor_id: int,
    ticket_id: int,
    *,
    ground: str,
    reason: str,
    target: str = "",
    late_reason: str = "",
    now: datetime,
) -> Done | Refused:
    """A unit, or an informant, applies to give the ticket back.

    `target`: the department that it should go to. `late_reason`: why only now, asked for on the last day (YC-3.8.5).
    """
    scene = enter(session, offices, actor_id, ticket_id, now)
    if isinstance(scene, Refused):
        return scene
    rules = scene.law.rulebook.returns
    given = next((one for one in grounds(scene) if one.name == ground), None)
    text = _text(session, scene, ground, reason, target, late_reason)
    if same_again(session, scene, RETURN, text):
        return Done("退单申请已经提交，正在办理。", ticket_id)
    circumstances, _ = circumstances_of(session, scene)
    state = scene.judge(Act.APPLY_RETURN, circumstances)
    if isinstance(state, Refused):
        return state
    if rules is None or given is None:
        return Refused("请从本单位文件规定的退单情形中选一种。", rules.ground[0].clause if rules else None)
    if refused := unfit(reason, "退单理由") or designated_here(scene) or _to_itself(session, scene, target):
        return refused
    judged = _judged(session, offices, scene, rules, given, reason, target, now)
    if isinstance(judged, Refused):
        return judged
    if judged.warning and not late_reason.strip():
        return Refused(judged.warning, judged.clause)
    asked = Asked(
        kind=RETURN,
        rule=given.id,
        text=text,
        made_as=given.by,
        chain=judged.signed_by,
        decided_by="desk",
        data={
            "ground": ground,
            "target": target.strip(),
            "unit_id": scene.ticket.unit_id,
            PAPER: judged.on_paper,
            PAPER_TO: judged.paper_to,
        },
    )
    request = put(session, scene, asked, now)
    happened = [Happened("return_applied", reason.strip(), {"ground": ground, "request_id": id_of(request)})]
    told = f"退单申请已提交，{awaiting(session, scene, request)}。审核期间时限照走。"
    return settle(session, offices, scene, told, happened, now, looks=next_look(session, scene, request))


def _to_itself(session: Session, scene: Scene, target: str) -> Refused | None:
    own = staff.unit(session, scene.ticket.unit_id) if scene.ticket.unit_id else None
    return Refused(f"{own.name}就是本部门，请写应该由哪个部门办。") if own and own.name == target.strip() else None


@done_as(Act.RETURN_UPWARD)
def return_upward(
    session: Session,
    offices: Offices,
    actor_id: int,
    ticket_id: int,
    *,
    ground: str = "",
    reason: str,
    now: datetime,
) -> Done | Refused:
    """The desk returns the ticket to the platform above, after whoever signs such a return has signed."""
    scene = enter_under_circumstances(session, offices, actor_id, ticket_id, Act.RETURN_UPWARD, now)
    if isinstance(scene, Refused):
        return scene
    if refused := unfit(reason, "退单理由"):
        return refused
    request = _put_upward(session, scene, ground, reason, now)
    return _go_upward(session, offices, scene, request, [], now)


def granted(
    session: Session, scene: Scene, request: Request, answer: Mapping[str, Any], now: datetime
) -> Effect | Refused:
    """The desk agrees to a return: the ticket is to be dispatched anew, or on its way to the platform above."""
    unit = staff.unit(session, scene.ticket.unit_id) if scene.ticket.unit_id else None
    data = {"request_id": id_of(request), "unit_id": scene.ticket.unit_id, "target": request.data.get("target", "")}
    happened = [Happened("return_granted", request.text, data)]
    if answer.get("then") == UPWARD:
        further = _put_upward(session, scene, str(request.data.get("ground", "")), request.text, now)
        if further.chain:
            told = f"已同意退单，向上级平台退单{awaiting(session, scene, further)}。"
            return Effect(told, tuple(happened), looks=tuple(next_look(session, scene, further)))
        upward = returned(session, scene, further, {}, now)
        further.state = GRANTED
        session.add(further)
        return Effect(upward.told, (*happened, *upward.happened), upward.state)
    granted_to = f"已同意{unit.name if unit else '处置部门'}退单"
    told, farewell = f"{granted_to}，请二次派单；时限不重新计算。", f"{granted_to}，不用再办。"
    changes: dict[str, Any] = {"unit_id": None, "handler_id": None, "co_unit_ids": []}
    return Effect(told, tuple(happened), State.REGISTERED, changes, farewell=farewell)


def returned(session: Session, scene: Scene, request: Request, answer: Mapping[str, Any], now: datetime) -> Effect:
    """The platform above has the ticket again: it is over for this office."""
    data = {"ground": request.data.get("ground", ""), "request_id": id_of(request)}
    told = "已向上级平台退单，工单在本单位了结。"
    happened = (Happened("returned", request.text, data), Happened("closed", data={"returned": True}))
    looks = (Look("unit", "已向上级平台退单，不用再办"),) if scene.ticket.unit_id is not None else ()
    return Effect(told, happened, State.CLOSED, looks=looks)


def missing(
    session: Session, offices: Offices, actor_id: int, ticket_id: int, said: Mapping[str, Any], now: datetime
) -> tuple[str, ...]:
    """What an application in the making still lacks, in Chinese."""
    scene = enter(session, offices, actor_id, ticket_id, now)
    if isinstance(scene, Refused):
        return ()
    ground = next((one for one in grounds(scene) if one.name == said.get("ground")), None)
    if ground is None:
        return ()
    there = _pieces(session, scene, str(said.get("reason", "")), str(said.get("target", "")))
    return tuple(PIECE_NAMES[piece] for piece in ground.needs if piece not in there)


def last_day_warning(session: Session, offices: Offices, ticket: Ticket | None, now: datetime) -> str:
    """The document's word about a return on the last day of its time; empty on any other day."""
    rules = offices.law(ticket).rulebook.returns if ticket is not None else None
    if ticket is None or rules is None or rules.warns_on_last_day is None:
        return ""
    windows = (duty.due_at for duty in duties_of(session, offices, ticket) if duty.key in rules.limits)
    return rules.warns_on_last_day if any(local(at).date() == local(now).date() for at in windows) else ""


def number_of_this(session: Session, scene: Scene) -> int:
    """The how manieth return of the ticket the next one would be; what was withdrawn does not count."""
    return 1 + len(requests.of_kind(session, id_of(scene.ticket), RETURN, (GRANTED, REFUSED)))


def _judged(
    session: Session,
    offices: Offices,
    scene: Scene,
    rules: ReturnRules,
    ground: ReturnGround,
    reason: str,
    target: str,
    now: datetime,
) -> ReturnAllowed | Refused:
    windows = [duty.due_at for duty in duties_of(session, offices, scene.ticket) if duty.key in rules.limits]
    due_at = min(windows) if windows and ground.by == "unit" else None
    return judge_return(
        rules,
        ground,
        by=scene.parties,
        given=_pieces(session, scene, reason, target),
        number=number_of_this(session, scene),
        upwards=False,
        due_at=due_at,
        now=now,
    )


def _pieces(session: Session, scene: Scene, reason: str, target: str) -> frozenset[str]:
    """What of an application's material is there: told now, told before, or given as files."""
    purposes = {row.purpose for row in files.evidence_of(session, id_of(scene.ticket))}
    contacted = not scene.facts.has_contact or scene.latest("first_contact") is not None
    there = {
        "reason": bool(reason.strip()),
        "target": bool(target.strip()),
        "basis": "basis" in purposes,
        "recording": not purposes.isdisjoint(RECORDINGS) or not scene.facts.has_contact,
        "photos": not purposes.isdisjoint(PHOTOS) or not scene.facts.has_site,
        "site_visit": scene.visit is not None or not scene.facts.has_site,
        "first_contact": contacted,
    }
    return frozenset(piece for piece, is_there in there.items() if is_there)


def designated_here(scene: Scene) -> Refused | None:
    """«指定谁、谁处置，先执行、后申诉»: a unit that a leader named does the work first (NM-R8.3)."""
    event = scene.latest("designated")
    if event is None or event.data.get("unit_id") != scene.ticket.unit_id:
        return None
    rule = next((one for one in scene.law.rulebook.designation if one.id == event.data.get("rule")), None)
    if rule is None or not rule.principle or "先执行" not in rule.principle:
        return None
    return Refused(f"本单位是领导指定的处置单位：{rule.principle}，请先处置，办结后再申诉。", rule.clause)


def _text(session: Session, scene: Scene, ground: str, reason: str, target: str, late_reason: str) -> str:
    unit = staff.unit(session, scene.ticket.unit_id) if scene.ticket.unit_id else None
    number, rules = number_of_this(session, scene), scene.law.rulebook.returns
    lines = [f"{unit.name if unit else scene.person.name}以“{ground}”申请退单（第{number}次）。"]
    lines.append(f"理由：{reason.strip()}")
    lines += [f"应转派：{target.strip()}"] if target.strip() else []
    lines += [f"此时才退的原因：{late_reason.strip()}"] if late_reason.strip() else []
    # What the document wants of another objection is read by whoever signs and decides (NM-R8.3).
    lines += [f"{rules.objection}。"] if rules is not None and rules.objection and number > 1 else []
    return "\n".join(lines)


def _put_upward(session: Session, scene: Scene, ground: str, reason: str, now: datetime) -> Request:
    rules = scene.law.rulebook.returns
    chain, _ = signatures(rules, 0, upwards=True) if rules else ((), None)
    asked = Asked(
        kind=RETURN_UPWARD,
        rule=next((one.id for one in grounds(scene, by_desk=True) if one.name == ground), ""),
        text=f"向上级平台退单{f'（{ground}）' if ground else ''}。理由：{reason.strip()}",
        made_as="desk",
        chain=chain,
        decided_by="desk" if chain else "",
        data={"ground": ground},
    )
    return put(session, scene, asked, now)


def _go_upward(
    session: Session, offices: Offices, scene: Scene, request: Request, happened: list[Happened], now: datetime
) -> Done:
    """At once where nobody has to sign; otherwise the signer is asked."""
    applied = Happened("return_applied", request.text, {"ground": request.data["ground"], "request_id": id_of(request)})
    if request.chain:
        told = f"向上级平台退单{awaiting(session, scene, request)}。"
        return settle(
            session, offices, scene, told, [*happened, applied], now, looks=next_look(session, scene, request)
        )
    request.state, request.ended_at, request.ended_by = GRANTED, now, scene.person.id
    session.add(request)
    effect = returned(session, scene, request, {}, now)
    happened = [*happened, applied, *effect.happened]
    return settle(session, offices, scene, effect.told, happened, now, state=effect.state, looks=effect.looks)
