"""The tickets of one matter: how often it came and from how many, and the desk's word on whether it is one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.rules.workflow import OUR_OWN
from bot.work.acting import Happened, Scene, enter, settle, terms
from bot.work.matching import number_of, regroup
from bot.work.offices import Offices
from bot.work.outcome import Done, Refused
from bot.work.reaching import look_again
from bot.work.together import NAMED_AT_MOST, named_by_number
from storage import matters, tickets
from storage.rows import id_of
from storage.tables import MatterLink, Ticket

BY_THE_DESK, SAID = "desk", "受理员认定"
SAME, APART = "yes", "no"
UNKNOWN_NUMBER = "没有找到工单{number}。"
NOTHING_ASKED = Refused("这张工单没有等待确认的同一事项；要指明，请写上另一张工单的编号。")


@dataclass(frozen=True, slots=True)
class Question:
    """What the desk is asked about a ticket that came: whether it is the same as these, and why it seems so."""

    numbers: tuple[str, ...]
    reasons: tuple[str, ...]

    def told(self) -> str:
        """`可能与 …000101、…000201 等3件为同一事项（同一来电人、同一小区、文字相似 0.62）`"""
        return f"可能与 {named_by_number(self.numbers)}为同一事项（{'、'.join(self.reasons)}）"


def question(session: Session, ticket: Ticket) -> Question | None:
    """What the desk has not answered yet of what was guessed when the ticket came."""
    if ticket.matter_id is None:
        return None
    asked = _asked(session, ticket)
    numbers = {id_of(one): one.number for one in matters.by_ids(session, [link.other_id for link in asked])}
    found = tuple(numbers[link.other_id] for link in asked if link.other_id in numbers)
    return Question(found, tuple(asked[0].reasons)) if found else None


def answer(
    session: Session,
    offices: Offices,
    actor_id: int,
    ticket_id: int,
    *,
    same: bool,
    numbers: Sequence[str] = (),
    now: datetime,
) -> Done | Refused:
    """The desk says that the ticket is, or is not, about the matter it seems to be of, or that of these `numbers`."""
    scene = enter(session, offices, actor_id, ticket_id, now)
    if isinstance(scene, Refused):
        return scene
    if "desk" not in scene.parties:
        return Refused(f"是不是同一事项由{terms(scene.law).name('desk')}确认，您在这张工单上不是这个角色。", OUR_OWN)
    links = _meant(session, scene.ticket, numbers, same)
    if isinstance(links, Refused):
        return links
    verdict = SAME if same else APART
    changed = [link for link in links if link.verdict != verdict]
    if not changed:
        return Done("已经这样确认过了。", ticket_id)
    for link in changed:
        link.verdict, link.judged_by, link.judged_at = verdict, actor_id, now
        session.add(link)
    session.flush()
    return _settled(session, offices, scene, changed, same, now)


def _settled(
    session: Session, offices: Offices, scene: Scene, changed: Sequence[MatterLink], same: bool, now: datetime
) -> Done:
    ticket = scene.ticket
    around = regroup(session, {one for link in changed for one in (link.ticket_id, link.other_id)})
    session.refresh(ticket)
    others = matters.by_ids(session, {_other(link, ticket) for link in changed})
    named = named_by_number(tuple(one.number for one in others)).rstrip()
    told = f"已确认：与 {named} {'是同一事项' if same else '不是同一事项'}。"
    happened = Happened(
        "same_matter" if same else "other_matter",
        data={"numbers": [one.number for one in others][:NAMED_AT_MOST], "count": len(others)},
    )
    done = settle(session, offices, scene, told, [happened], now)
    look_again(session, offices, ticket.office_id, {*around, id_of(ticket)}, now)
    return done


def _meant(session: Session, ticket: Ticket, numbers: Sequence[str], same: bool) -> list[MatterLink] | Refused:
    """The pairs that an answer is about; a pair that nobody guessed is made."""
    links = matters.links_of(session, id_of(ticket))
    if not numbers:
        if same:
            return _asked(session, ticket) or [link for link in links if link.verdict == SAME] or NOTHING_ASKED
        return [link for link in links if link.ground != BY_THE_DESK or link.verdict != APART] or NOTHING_ASKED
    known = {_other(link, ticket): link for link in links}
    meant = []
    for number in numbers:
        other = tickets.ticket_by_number(session, ticket.office_id, number)
        if other is None or other.id == ticket.id:
            return Refused(UNKNOWN_NUMBER.format(number=number[:40]))
        meant.append(known.get(id_of(other)) or _said(session, ticket, other))
    return meant


def _said(session: Session, ticket: Ticket, other: Ticket) -> MatterLink:
    """A pair that only the desk's word makes; nothing is learnt from it about others."""
    later, earlier = sorted((id_of(ticket), id_of(other)), reverse=True)
    link = MatterLink(
        office_id=ticket.office_id, ticket_id=later, other_id=earlier, ground=BY_THE_DESK, score=1.0, reasons=[SAID],
        pair=number_of(BY_THE_DESK, str(later), str(earlier)),
    )  # fmt: skip
    session.add(link)
    session.flush()
    return link


def _asked(session: Session, ticket: Ticket) -> list[MatterLink]:
    return [
        link for link in matters.links_of(session, id_of(ticket)) if link.ticket_id == ticket.id and not link.verdict
    ]


def _other(link: MatterLink, ticket: Ticket) -> int:
    return link.other_id if link.ticket_id == ticket.id else link.ticket_id
