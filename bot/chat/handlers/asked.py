"""`@bot words` typed in any chat: the asker's own tickets to choose from; a choice shows what a group may see."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlmodel import Session

from bot.chat.incoming import Asked
from bot.ports import Article, Offer
from bot.reports.markup import one_line
from bot.reports.moments import left, moment
from bot.reports.render import render
from bot.work import access, listing
from bot.work.access import Person, Ticket
from bot.work.card_view import CardView, card_view
from bot.work.offices import Offices

PER_ANSWER = 20
MOST_FOUND = 200
NOBODY = "只为已登记的工作人员服务"
NOTHING_FOUND = "没有找到您的工单，打开助手"
NOTHING_IN_HAND = "您手上没有要办的工单，打开助手"


def offer(session: Session, offices: Offices, asked: Asked, now: datetime) -> Offer:
    """One page of what was asked for: by words, or without any what is on the asker's hands, most pressing first."""
    person = access.person_of_chat(session, asked.sender_id)
    if person is None or person.office_id not in offices.entries:
        return Offer(button=NOBODY)
    words = asked.words.strip()
    found = _wanted(session, offices, person, words, now)
    end = asked.start + PER_ANSWER
    articles = [_article(session, offices, ticket, now) for ticket in found[asked.start : end]]
    if not found:
        return Offer(button=NOTHING_FOUND if words else NOTHING_IN_HAND)
    return Offer(tuple(articles), str(end) if end < len(found) else "")


def _wanted(session: Session, offices: Offices, person: Person, words: str, now: datetime) -> Sequence[Ticket]:
    if words:
        return access.find(session, person, words, now, most=MOST_FOUND)
    return [ticket for ticket, _ in listing.mine(session, offices, person, now)]


def _article(session: Session, offices: Offices, ticket: Ticket, now: datetime) -> Article:
    view = card_view(session, offices, ticket, None, now)
    return Article(
        key=f"{view.ticket_id}.{ticket.revision}",
        title=f"{view.light} …{view.number[-6:]} {one_line(view.matter, 40)}",
        description=_description(view, now),
        html=render("cards/offered.html.j2", {**asdict(view), "now": now}),
    )


def _description(view: CardView, now: datetime) -> str:
    """What is read before choosing: the state, and the duty that presses most."""
    if not view.duties:
        return view.state
    first = view.duties[0]
    return f"{view.state} · {first.name}{moment(first.due_at, now)}前，{left(first.due_at, now)}"
