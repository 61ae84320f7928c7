"""Special bulletins (专报, 民情专报) drafted from the tickets of one matter; the desk looks through them first."""

from collections import Counter
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.reports.moments import day
from bot.reports.render import render
from bot.rules.bulletin_content import Line, Section
from bot.rules.bulletin_rules import Bulletin
from bot.rules.thresholds import Threshold
from bot.rules.workflow import OUR_OWN
from bot.work.acting import terms
from bot.work.bulletin_facts import named_lines
from bot.work.bulletin_text import content_of
from bot.work.bulletins import tell_of_draft
from bot.work.card_view import masked
from bot.work.offices import Offices
from bot.work.outcome import Done, Refused
from bot.work.parties import parties
from bot.work.together import caller_of
from storage import bulletins, matters, staff
from storage.bulletins import DRAFT, WITHDRAWN
from storage.rows import id_of
from storage.tables import BulletinRow, Reached, Ticket

SPECIAL = "special"
TEMPLATE = "bulletins/special.j2"
OF_FACTS = frozenset({"1", "2"})
"""The paragraphs that are made of the tickets."""


def draft_special(
    session: Session, offices: Offices, reached: Reached, now: datetime, made_by: int | None = None
) -> BulletinRow | None:
    """The draft of a special bulletin about a threshold reached; the same one where it was drafted already.

    None where the office publishes none about it.
    """
    known = bulletins.drafted_for(session, id_of(reached))
    if known is not None and known.state != WITHDRAWN:
        return known
    bulletin = _bulletin_about(offices, reached)
    if bulletin is None:
        return None
    draft = BulletinRow(
        office_id=reached.office_id, rule=bulletin.id, due_at=now, state=DRAFT, reached_id=reached.id, made_by=made_by,
        made_at=now,
    )  # fmt: skip
    _fill(session, offices, draft, bulletin, reached, now)
    session.flush()
    return draft


def draft_at_desk(
    session: Session, offices: Offices, actor_id: int, ticket: Ticket, reached_id: int | None, now: datetime
) -> Done | Refused:
    """The desk wants a special bulletin: about this threshold, or the latest that the ticket's matter reached."""
    law = offices.present_law(ticket.office_id)
    rules = {rule.id: rule.clause for rule in law.rulebook.threshold if rule.drafts == SPECIAL}
    clause = "、".join(dict.fromkeys(rules.values())) or OUR_OWN
    person = staff.person(session, actor_id)
    if person is None or "desk" not in parties(session, person, ticket, now):
        return Refused(f"民情专报由{terms(law).name('desk')}起草，您没有这个岗位。", clause)
    about = [
        row
        for row in matters.standing_rows(session, ticket.office_id)
        if row.rule in rules and ticket.id in row.ticket_ids and reached_id in (None, row.id)
    ]
    if not about:
        return Refused("这张工单所属的事项没有达到起草民情专报的件数。", clause)
    draft = draft_special(session, offices, about[0], now, made_by=actor_id)
    if draft is None:
        return Refused("本单位的文件没有就此规定专报。")
    tell_of_draft(session, draft, now)
    return Done(f"已起草：{draft.title}，请核对后再发。", ticket.id)


def refresh_draft(session: Session, offices: Offices, reached: Reached, now: datetime) -> None:
    """Further tickets came: a draft of which nobody has changed the facts yet speaks of them, too."""
    draft, bulletin = bulletins.drafted_for(session, id_of(reached)), _bulletin_about(offices, reached)
    if draft is None or bulletin is None or draft.state != DRAFT or draft.corrected.keys() & OF_FACTS:
        return
    _fill(session, offices, draft, bulletin, reached, now)


def withdraw_draft(session: Session, reached: Reached) -> None:
    """What the draft was about has turned out to be no one matter."""
    draft = bulletins.drafted_for(session, id_of(reached))
    if draft is not None and draft.state == DRAFT:
        draft.state, draft.reason = WITHDRAWN, "受理方确认其中有不是同一事项的"
        session.add(draft)


def facts_of(session: Session, offices: Offices, reached: Reached) -> dict[str, Any]:
    """What such a bulletin says, as plain values, masked: matter, tickets, callers, units, from when to when, why."""
    book = offices.present_law(reached.office_id).rulebook
    rule = next((one for one in book.threshold if one.id == reached.rule), None)
    together = matters.by_ids(session, reached.ticket_ids)
    moments = matters.moments(session, reached.ticket_ids)
    called = sorted(moments.get(id_of(one), one.created_at) for one in together)
    units = [unit.name for one in together if one.unit_id and (unit := staff.unit(session, one.unit_id))]
    matter = masked(together[-1], together[-1].title, 40)
    return {
        "office": offices.office(reached.office_id).name,
        "title": f"关于“{matter}”的民情专报",
        "matter": matter,
        "rule": reached.rule,
        "clause": rule.clause if rule else "",
        "why": _why(rule, reached),
        "count": len(together),
        "callers": len({caller_of(one) for one in together}),
        "first": day(called[0]),
        "last": day(called[-1]),
        "units": list(Counter(units)),
    }


def _why(rule: Threshold | None, reached: Reached) -> str:
    return f"{rule.name}，现为{reached.count}" if rule else ""


def _bulletin_about(offices: Offices, reached: Reached) -> Bulletin | None:
    known = offices.present_law(reached.office_id).rulebook.bulletin
    return next((one for one in known if one.every == "event" and reached.rule in one.thresholds), None)


def _fill(
    session: Session, offices: Offices, draft: BulletinRow, bulletin: Bulletin, reached: Reached, now: datetime
) -> None:
    """The facts as they are now; what the desk wrote stays."""
    facts = facts_of(session, offices, reached)
    lines = named_lines(session, offices, reached.office_id, reached.ticket_ids, now)
    sections = (
        Section("基本情况", "basis", (Line(render(TEMPLATE, facts)),)),
        Section("工单列表", "tickets", lines),
        *(Section(name) for name in bulletin.writes),
    )
    draft.title, draft.ticket_ids = facts["title"], list(reached.ticket_ids)
    draft.content = content_of(facts["office"], bulletin, None, sections, facts=facts)
    session.add(draft)
