"""A threshold that some tickets reached, as its reader sees it now: clause, tickets, what the document wants, keys."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from bot.alerts.composition import Composition, Obsolete, Redraw, Say
from bot.alerts.drawing import message
from bot.ports import Message
from bot.rules.acts import Act
from bot.rules.thresholds import Threshold
from bot.work import access
from bot.work.bulletin_keys import see_draft_key
from bot.work.card_keys import REPEATS, act_key, open_key, special_key, supervise_key, view_key
from bot.work.card_view import masked
from bot.work.keys import Rows, in_rows
from bot.work.offices import Offices
from bot.work.reaching import STANDING, threshold_of
from bot.work.special import SPECIAL
from storage import bulletins, matters, staff
from storage.rows import id_of
from storage.tables import BulletinRow, OutboxRow, Person, Posted, Reached, Ticket

LISTED = 15
KIND = "reached"


def compose(session: Session, offices: Offices, row: OutboxRow, now: datetime) -> Composition:
    """The notice, as things are when it leaves."""
    reached = session.get(Reached, row.payload["reached_id"])
    person = staff.person(session, row.person_id) if row.person_id is not None else None
    if reached is None or person is None:
        return Obsolete("原来的情况已不在")
    if reached.state != STANDING:
        return Obsolete("受理方确认不是同一事项")
    shown = _shown(session, offices, reached, person, now)
    return Say(shown, reached.ticket_id, KIND) if shown else Obsolete("规则文件里已没有这一条")


def redrawn(session: Session, offices: Offices, posted: Posted, now: datetime) -> Composition:
    """The notice that was sent, with the tickets that came since, or marked as taken back."""
    row = session.get(OutboxRow, posted.outbox_id) if posted.outbox_id is not None else None
    reached = session.get(Reached, row.payload["reached_id"]) if row is not None and row.kind == KIND else None
    person = staff.person(session, posted.person_id) if posted.person_id is not None else None
    shown = _shown(session, offices, reached, person, now) if reached and person else None
    if shown is None:
        return Obsolete("原来的情况已不在")
    return Redraw(id_of(posted), posted.message_id, shown, KIND)


def _shown(session: Session, offices: Offices, reached: Reached, person: Person, now: datetime) -> Message | None:
    rule = threshold_of(offices, reached)
    if rule is None:
        return None
    together = matters.by_ids(session, reached.ticket_ids)
    values = {
        "name": rule.name,
        "clause": rule.clause,
        "then": rule.then,
        "assumed": rule.assumed,
        "count": f"{reached.count}{'人' if rule.counts == 'callers_of_same_matter' else '件'}",
        "at": reached.changed_at,
        "now": now,
        "taken_back": reached.state != STANDING,
        "drafted": _is_drafted(session, reached),
        "tickets": [{"number": one.number, "matter": masked(one, one.title, 24)} for one in together[-LISTED:]],
        "more": max(0, len(together) - LISTED),
    }
    keys = _keys(session, offices, reached, rule, together, person, now) if reached.state == STANDING else []
    return message(KIND, values, keys)


def _is_drafted(session: Session, reached: Reached) -> bool:
    return _draft(session, reached) is not None


def _draft(session: Session, reached: Reached) -> BulletinRow | None:
    draft = bulletins.drafted_for(session, id_of(reached))
    return draft if draft is not None and draft.state == bulletins.DRAFT else None


def _keys(
    session: Session,
    offices: Offices,
    reached: Reached,
    rule: Threshold,
    together: Sequence[Ticket],
    person: Person,
    now: datetime,
) -> Rows:
    """What the document wants now, one press away, for who may do it; then the tickets."""
    last = together[-1]
    acts = access.acts_for(session, offices, person, last, now)
    keys = []
    if Act.SUPERVISE in acts and (reason := _supervision(offices, reached, rule)) is not None:
        keys.append(supervise_key(last, reason))
    if rule.counts == "signed_untrue_forms" and Act.APPLY in acts:
        keys.append(act_key(last, Act.APPLY, text="申请存电"))
    is_desk = "desk" in access.parties(session, person, last, now)
    draft = _draft(session, reached) if is_desk else None
    if draft is not None:
        keys.append(see_draft_key(draft))
    elif is_desk and rule.drafts == SPECIAL and rule.judged:
        keys.append(special_key(last, id_of(reached)))
    return [*in_rows(keys, 2), [open_key(last), view_key(last, REPEATS, "同一事项")]]


def _supervision(offices: Offices, reached: Reached, rule: Threshold) -> int | None:
    """Which of the office's supervisions rests on this threshold, by its place."""
    rules = offices.present_law(reached.office_id).rulebook.supervision
    return next((place for place, one in enumerate(rules) if rule.id in one.reaches), None)
