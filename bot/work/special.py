"""Special bulletins (专报, 民情专报) drafted from the tickets of one matter; the desk looks through them first."""

from collections import Counter
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.reports.moments import day
from bot.reports.render import render
from bot.rules.thresholds import Threshold
from bot.work.card_view import masked
from bot.work.offices import Offices
from bot.work.outcome import Done, Refused
from bot.work.parties import parties
from bot.work.together import caller_of
from storage import matters, staff
from storage.rows import id_of
from storage.tables import BulletinDraft, Reached, Ticket

SPECIAL, DRAFT, WITHDRAWN = "special", "draft", "withdrawn"
TEMPLATE = "bulletins/special.j2"


def draft_special(
    session: Session, offices: Offices, reached: Reached, now: datetime, made_by: int | None = None
) -> BulletinDraft:
    """The draft of a special bulletin about a threshold reached; the same one where it was drafted already."""
    known = matters.draft_for(session, id_of(reached), SPECIAL)
    if known is not None and known.state != WITHDRAWN:
        return known
    facts = facts_of(session, offices, reached)
    draft = BulletinDraft(
        office_id=reached.office_id, kind=SPECIAL, rule=reached.rule, title=facts["title"],
        text=render(TEMPLATE, {**facts, "now": now}), ticket_ids=list(reached.ticket_ids), facts=facts,
        reached_id=reached.id, made_by=made_by, made_at=now,
    )  # fmt: skip
    session.add(draft)
    session.flush()
    return draft


def draft_at_desk(
    session: Session, offices: Offices, actor_id: int, ticket: Ticket, reached_id: int | None, now: datetime
) -> Done | Refused:
    """The desk wants a special bulletin: about this threshold, or the latest that the ticket's matter reached."""
    person = staff.person(session, actor_id)
    if person is None or "desk" not in parties(session, person, ticket, now):
        return Refused("民情专报由派单方起草，您没有这个岗位。")
    rules = {rule.id for rule in offices.present_law(ticket.office_id).rulebook.threshold if rule.drafts == SPECIAL}
    about = [
        row
        for row in matters.standing_rows(session, ticket.office_id)
        if row.rule in rules and ticket.id in row.ticket_ids and reached_id in (None, row.id)
    ]
    if not about:
        return Refused("这张工单所属的事项没有达到起草民情专报的件数。")
    draft = draft_special(session, offices, about[0], now, made_by=actor_id)
    return Done(f"已起草：{draft.title}，请核对后再发。", ticket.id)


def refresh_draft(session: Session, offices: Offices, reached: Reached, now: datetime) -> None:
    """Further tickets came: a draft that nobody has looked through yet speaks of them, too."""
    draft = matters.draft_for(session, id_of(reached), SPECIAL)
    if draft is None or draft.state != DRAFT or draft.text != _text(draft):
        return
    draft.facts = facts_of(session, offices, reached)
    draft.title, draft.ticket_ids = draft.facts["title"], list(reached.ticket_ids)
    draft.text = render(TEMPLATE, {**draft.facts, "now": draft.made_at})
    session.add(draft)


def withdraw_draft(session: Session, reached: Reached) -> None:
    """What the draft was about has turned out to be no one matter."""
    draft = matters.draft_for(session, id_of(reached), SPECIAL)
    if draft is not None and draft.state == DRAFT:
        draft.state = WITHDRAWN
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
        "tickets": [_line(one) for one in together],
    }


def _why(rule: Threshold | None, reached: Reached) -> str:
    return f"{rule.name}，现为{reached.count}" if rule else ""


def _line(ticket: Ticket) -> dict[str, str]:
    return {"number": ticket.number, "matter": masked(ticket, ticket.title, 40), "state": ticket.state}


def _text(draft: BulletinDraft) -> str:
    """The text as the draft's own facts make it: another one was written by somebody."""
    return render(TEMPLATE, {**draft.facts, "now": draft.made_at})
