"""A ticket's whole story and the state of its deliveries, shown on request."""

from dataclasses import asdict
from functools import partial
from itertools import groupby

from bot.chat.replies import NOTHING, Reply, alert
from bot.chat.turn import Turn
from bot.reports.markup import MESSAGE_LIMIT, visible_length
from bot.reports.render import render
from bot.rules.outcome import Refused
from bot.rules.workflow import PARTY_NAMES, STATE_NAMES, State
from bot.work import access, delivery_view
from bot.work.access import Ticket
from bot.work.acting import terms
from bot.work.card_keys import delivery_key, open_key, story_key
from bot.work.chronicle import chronicle, pages
from bot.work.delivery_view import NOTICES, Told
from bot.work.keys import Rows, turns
from bot.work.press import PagePress

PAGE_OF_STORY = "story."
"""How a page of a ticket's story is named in a press; the ticket's id follows."""
GONE = "这个按钮已经失效，请用最新的卡片。"


def turn_page(turn: Turn, which: str, page: int) -> Reply:
    """Another page of the story, in the place of the one before."""
    number = which.removeprefix(PAGE_OF_STORY)
    if not (number.isascii() and number.isdecimal() and len(number) <= 18):
        return alert(GONE)
    ticket = access.ticket_for(turn.session, turn.person, int(number), turn.now)
    return alert(ticket.told()) if isinstance(ticket, Refused) else story(turn, ticket, page)


def story(turn: Turn, ticket: Ticket, page: int = 0) -> Reply:
    """One page of everything that happened to the ticket."""
    watches = delivery_view.watches(turn.session, turn.person, ticket, turn.now)
    only_to = None if watches else turn.person_id
    found = pages(chronicle(turn.session, turn.offices, ticket, turn.now, only_to))
    last = len(found) - 1
    page = min(max(page, 0), last)
    values = {
        "number": ticket.number,
        "state": STATE_NAMES[State(ticket.state)],
        "page": page,
        "last_page": last,
        "lines": [asdict(line) for line in found[page]],
        "now": turn.now,
    }
    turn.answer(render("cards/story.html.j2", values), _story_keys(turn, ticket, page, last), ticket.id)
    return NOTHING


def deliveries(turn: Turn, ticket: Ticket) -> Reply:
    """Who got what of the ticket and what they did with it, for those who may know."""
    if not delivery_view.watches(turn.session, turn.person, ticket, turn.now):
        return turn.tell(delivery_view.NOT_FOR_YOU)
    told = delivery_view.last_of_each(delivery_view.told_of(turn.session, ticket, turn.now))
    by_reader = groupby(told, _reader)
    people: list[dict[str, object]] = [
        {"name": name, "lines": [_line(one) for one in some]} for (_, name), some in by_reader
    ]
    names = terms(turn.offices.law(ticket))
    unheard: list[dict[str, object]] = [
        {"at": at, "who": names.name(who) if who in PARTY_NAMES else who}
        for at, who in delivery_view.unheard(turn.session, ticket)
    ]
    html = _deliveries(ticket, people, unheard, turn)
    while len(people) > 1 and visible_length(html) > MESSAGE_LIMIT - 200:
        people.pop()
        html = _deliveries(ticket, people, unheard, turn)
    turn.say(html, [[story_key(ticket), open_key(ticket)]], ticket.id)
    return NOTHING


def _reader(one: Told) -> tuple[int | None, str]:
    return one.person_id, one.name


def _line(one: Told) -> dict[str, object]:
    now = one.standing
    return {
        "kind": NOTICES[one.kind],
        "about": one.about,
        "sent": one.at,
        "words": now.words,
        "at": now.at,
        "well": now.well,
    }


def _deliveries(ticket: Ticket, people: list[dict[str, object]], unheard: list[dict[str, object]], turn: Turn) -> str:
    values = {"number": ticket.number, "people": people, "unheard": unheard[-5:], "now": turn.now}
    return render("cards/delivery.html.j2", values)


def _story_keys(turn: Turn, ticket: Ticket, page: int, last: int) -> Rows:
    below = [open_key(ticket)]
    if delivery_view.watches(turn.session, turn.person, ticket, turn.now):
        below.append(delivery_key(ticket))
    return [*turns(page, last, partial(PagePress, f"{PAGE_OF_STORY}{ticket.id}")), below]
