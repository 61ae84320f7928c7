"""What a unit applies for beside its work: more time, a stored call, a ticket kept out of the assessment."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from sqlmodel import Session

from bot.reports.moments import SHANGHAI
from bot.rules.calendar import local
from bot.rules.decision_rules import Request as RequestRule
from bot.rules.requests import EXTENSION
from bot.rules.workflow import Act
from bot.work.acting import Happened, Scene, done_as, enter, settle
from bot.work.asking import Asked, Effect, awaiting, next_look, put, same_again, unfit
from bot.work.circumstances import circumstances_of
from bot.work.offices import Offices
from bot.work.outcome import Done, Refused
from bot.work.paper_in_hand import PAPER
from bot.work.planning import duties_of
from bot.work.untrue_forms import signed_untrue_forms
from storage.rows import id_of
from storage.tables import Request


def rules_for(session: Session, scene: Scene) -> tuple[RequestRule, ...]:
    """What may be applied for on the ticket now: a stored call only from the sixth signed form on (NM-R9)."""
    return tuple(rule for rule in _rules(scene) if _too_few_forms(session, scene, rule) is None)


def _rules(scene: Scene) -> tuple[RequestRule, ...]:
    """What may be applied for on such a ticket at all."""
    rulebook = scene.law.rulebook
    return tuple(rule for rule in rulebook.request if rule.by in scene.parties and rule.when.holds(scene.facts, None))


@done_as(Act.APPLY)
def apply(
    session: Session,
    offices: Offices,
    actor_id: int,
    ticket_id: int,
    *,
    rule_id: str,
    ground: str,
    reason: str,
    until: date | None = None,
    now: datetime,
) -> Done | Refused:
    """Apply on one of the rulebook's grounds. `until`: the last day asked for, of an extension."""
    scene = enter(session, offices, actor_id, ticket_id, now)
    if isinstance(scene, Refused):
        return scene
    rule = next((one for one in _rules(scene) if one.id == rule_id), None)
    late = rule is not None and _is_late(session, offices, scene, rule, now)
    text = _text(rule, ground, reason, until, late)
    if rule is not None and same_again(session, scene, rule.kind, text):
        return Done("申请已经提交，正在办理。", ticket_id)
    circumstances, _ = circumstances_of(session, scene)
    state = scene.judge(Act.APPLY, circumstances)
    if isinstance(state, Refused):
        return state
    if rule is None:
        return Refused("这张工单没有可以提出的这种申请。", scene.law.rulebook.request[0].clause)
    if refused := _unfit(session, scene, rule, ground, reason, until, now):
        return refused
    asked = Asked(
        kind=rule.kind,
        rule=rule.id,
        text=text,
        made_as=rule.by,
        chain=rule.signers,
        decided_by="desk",
        data={
            "ground": ground,
            "until": until.isoformat() if until else None,
            PAPER: rule.clause if rule.paper else None,
        },
    )
    request = put(session, scene, asked, now)
    kind = "extension_applied" if rule.kind == EXTENSION else "request_made"
    happened = [Happened(kind, reason.strip(), {"rule": rule.id, "ground": ground, "request_id": id_of(request)})]
    flagged = f"已超过文件规定的申请时间（{rule.clause}），已注明逾期提出。" if late else ""
    told = f"{rule.name}申请已提交，{awaiting(session, scene, request)}。{flagged}批准以前原时限照走。"
    return settle(session, offices, scene, told, happened, now, looks=next_look(session, scene, request))


def granted(
    session: Session, scene: Scene, request: Request, answer: Mapping[str, Any], now: datetime
) -> Effect | Refused:
    """The desk enters what was decided: of an extension the new last day, in place of the old limit."""
    rule = next((one for one in scene.law.rulebook.request if one.id == request.rule), None)
    effect = rule.effect if rule else ""
    if request.kind != EXTENSION:
        data = {"rule": request.rule, "request_id": id_of(request)}
        return Effect(f"已登记批准：{effect}。", (Happened("request_granted", request.text, data),))
    until = _last_day(str(answer.get("until") or request.data.get("until") or ""))
    if until is None:
        return Refused("请写明批准延期到哪一天。", rule.clause if rule else None)
    if until <= local(now).date():
        return Refused("批准的日期要在今天以后。", rule.clause if rule else None)
    at = datetime.combine(until, time(23, 59, 59), SHANGHAI)
    data = {"rule": request.rule, "until": at.isoformat(), "request_id": id_of(request)}
    return Effect(f"已批准延期到{until.month}月{until.day}日。", (Happened("extension_approved", request.text, data),))


def _unfit(
    session: Session, scene: Scene, rule: RequestRule, ground: str, reason: str, until: date | None, now: datetime
) -> Refused | None:
    if ground not in rule.grounds:
        return Refused("请从文件列出的理由中选一种。", rule.clause)
    if refused := unfit(reason, "申请理由"):
        return Refused(refused.reason, rule.clause)
    if rule.kind == EXTENSION and (until is None or until <= local(now).date()):
        return Refused("请写明申请延期到今天以后的哪一天。", rule.clause)
    return _too_few_forms(session, scene, rule)


def _too_few_forms(session: Session, scene: Scene, rule: RequestRule) -> Refused | None:
    for threshold in scene.law.rulebook.threshold:
        if threshold.id in rule.reaches and threshold.counts == "signed_untrue_forms":
            signed = signed_untrue_forms(session, scene)
            if signed < threshold.at_least:
                return Refused(
                    f"同一事项签报的《情况说明表》有{signed}次，满{threshold.at_least}次才能申请{rule.name}。",
                    rule.clause,
                )
    return None


def _is_late(session: Session, offices: Offices, scene: Scene, rule: RequestRule, now: datetime) -> bool:
    """Whether the time for applying is over: it may still be applied for, and the desk sees it (NM-T09)."""
    windows = (duty for duty in duties_of(session, offices, scene.ticket) if duty.key == rule.apply_within)
    return any(now > duty.due_at for duty in windows)


def _text(rule: RequestRule | None, ground: str, reason: str, until: date | None, late: bool) -> str:
    """What is signed and decided: whoever decides reads there that it comes late (NM-T09 注明逾期提出)."""
    last = f"，申请延期到{until.month}月{until.day}日" if until else ""
    told_late = "，逾期提出" if late else ""
    return f"{rule.name if rule else ''}（{ground}）{last}{told_late}。理由：{reason.strip()}"


def _last_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
