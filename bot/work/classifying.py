"""What decides about a ticket's limits, said by the desk; and the relation that an informant chooses (YC-2.4.3)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, get_args

from sqlmodel import Session

from bot.rules.vocabulary import Complexity, Kind, Supervised, Urgency
from bot.rules.workflow import Act
from bot.work.acting import Happened, Look, done_as, enter_to, settle
from bot.work.circumstances import hand_on
from bot.work.offices import Law, Offices
from bot.work.outcome import Done, Refused
from bot.work.report_slots import ReportFacts, appeals, findings, outcomes
from bot.work.together import standing_of
from storage.tables import Ticket

CLASSES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "kind": ("类别", get_args(Kind)),
    "urgency": ("紧急程度", get_args(Urgency)),
    "complexity": ("复杂程度", get_args(Complexity)),
    "supervised": ("上级督办", get_args(Supervised)),
}
SWITCHES: Mapping[str, str] = {"is_recheck": "复核单", "simple": "简易工单", "has_site": "有实际现场"}
LONGEST_TAG = 12


@done_as(Act.CLASSIFY)
def classify(
    session: Session, offices: Offices, actor_id: int, ticket_id: int, *, values: Mapping[str, Any], now: datetime
) -> Done | Refused:
    """Set some of CLASSES, SWITCHES and `tags` (a list); limits follow at once."""
    scene = enter_to(session, offices, actor_id, ticket_id, Act.CLASSIFY, now)
    if isinstance(scene, Refused):
        return scene
    if refused := _unfit(values):
        return refused
    changed = {name: value for name, value in values.items() if getattr(scene.ticket, name) != value}
    if not changed:
        return Done("分类没有变化。", ticket_id)
    before = {name: getattr(scene.ticket, name) for name in changed}
    said = "、".join(_said(name, value) for name, value in changed.items())
    happened = [Happened("classified", said, {"before": before, "after": changed})]
    looks = [Look("unit", f"分类有变化：{said}，时限已重新推算")] if scene.ticket.unit_id else []
    done = settle(session, offices, scene, f"已改为{said}。", happened, now, changes=changed, looks=looks)
    hand_on(session, offices, scene.person, scene.ticket, now)
    return done


@done_as(Act.CHOOSE_FINDING)
def choose_finding(
    session: Session,
    offices: Offices,
    actor_id: int,
    ticket_id: int,
    *,
    finding: str,
    appeal: str = "",
    outcome: str = "",
    now: datetime,
) -> Done | Refused:
    """The informant chooses finding, appeal verdict and outcome; the unit's report begins with them."""
    scene = enter_to(session, offices, actor_id, ticket_id, Act.CHOOSE_FINDING, now)
    if isinstance(scene, Refused):
        return scene
    facts = finding_facts(session, offices, scene.ticket)
    chosen = {"finding": finding, "appeal": appeal, "outcome": outcome}
    clause = scene.law.rulebook.acts.get(Act.CHOOSE_FINDING)
    if finding not in findings(chosen, facts):
        return Refused("事实认定请按工单类别选择。", clause)
    if facts.asks_appeal and appeal not in appeals(chosen, facts):
        return Refused("诉求认定请从列出的选项中选择。", clause)
    if outcome not in outcomes(chosen, facts):
        return Refused("处理结果与事实认定、诉求认定不能这样搭配。", clause)
    said = "、".join(filter(None, (finding, appeal, outcome)))
    happened = [Happened("finding_chosen", said, chosen)]
    looks = [Look("unit", f"片区信息员选定：{said}")]
    return settle(session, offices, scene, f"已选定：{said}。", happened, now, looks=looks)


def finding_facts(session: Session, offices: Offices, ticket: Ticket) -> ReportFacts:
    """What decides which findings fit."""
    rulebook = offices.law(ticket).rulebook
    repeats = standing_of(session, ticket).repeat_count(rulebook.threshold)
    return ReportFacts(rulebook, ticket.kind, bool(ticket.phone), repeats)


def tags_of(law: Law) -> tuple[str, ...]:
    """The tags that the office's rules speak of, in the order in which they do."""
    book = law.rulebook
    conditions = [rule.when for rule in book.duty]
    conditions += [rule.when for rule in book.supervision] + [rule.when for rule in book.designation]
    found = [tag for condition in conditions for inner in condition.within() for tag in inner.tags]
    return tuple(dict.fromkeys((*found, *(tag for rule in book.follow_up for tag in rule.tags))))


def _unfit(values: Mapping[str, Any]) -> Refused | None:
    for name, value in values.items():
        if name in CLASSES and value not in CLASSES[name][1]:
            return Refused(f"{CLASSES[name][0]}请选择：{'、'.join(CLASSES[name][1])}。")
        if name in SWITCHES and not isinstance(value, bool):
            return Refused(f"{SWITCHES[name]}请选择是或否。")
        if name == "tags" and any(not tag or len(tag) > LONGEST_TAG for tag in value):
            return Refused(f"标签要在1到{LONGEST_TAG}字之间。")
        if name not in CLASSES and name not in SWITCHES and name != "tags":
            return Refused("没有这一项分类。")
    return None


def _said(name: str, value: Any) -> str:
    if name in CLASSES:
        return f"{CLASSES[name][0]}「{value}」"
    if name in SWITCHES:
        return f"{SWITCHES[name]}「{'是' if value else '否'}」"
    return f"标签「{'、'.join(value) or '无'}」"
