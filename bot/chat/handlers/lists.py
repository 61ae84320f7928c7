"""Lists of tickets: /my, /due and what was searched for; page by page, each line opened by a button."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import partial

from sqlmodel import Session

from bot.chat.handlers import stories
from bot.chat.replies import NOTHING, Reply, alert
from bot.chat.turn import Turn
from bot.reports.markup import escape
from bot.reports.render import render
from bot.work import access, listing, notices
from bot.work.access import Person, Ticket
from bot.work.card_keys import OPEN_CARD
from bot.work.keys import Rows, in_rows, key, turns
from bot.work.listing import Entry, Pending
from bot.work.offices import Offices
from bot.work.press import ActPress, PagePress

PER_PAGE = 8
MY, DUE = "my", "due"
NO_TICKETS = {MY: "您手上现在没有要办的工单。", DUE: "今天没有到期的事项，也没有超时的。"}
TITLES = {MY: "我手上的工单", DUE: "今天到期和已超时"}
Collect = Callable[[Session, Offices, Person, datetime], list[Pending]]
COLLECT: dict[str, Collect] = {MY: listing.mine, DUE: listing.due_today}


def show(turn: Turn, which: str, page: int = 0) -> Reply:
    """One page of /my or /due, as things are now."""
    if which.startswith(stories.PAGE_OF_STORY):
        return stories.turn_page(turn, which, page)
    collect = COLLECT.get(which)
    if collect is None:
        return alert("这个按钮已经失效，请用最新的卡片。")
    found = collect(turn.session, turn.offices, turn.person, turn.now)
    if not found:
        turn.answer(escape(NO_TICKETS[which]))
        return NOTHING
    last = (len(found) - 1) // PER_PAGE
    page = min(max(page, 0), last)
    shown = found[page * PER_PAGE : (page + 1) * PER_PAGE]
    entries = [listing.entry_of(turn.offices, ticket, turn.now, row) for ticket, row in shown]
    if which == MY:
        entries = listing.on_own_hands(turn.session, turn.person, turn.now, entries)
    html = list_of(turn, TITLES[which], entries, len(found), page * PER_PAGE)
    turn.answer(html, [*keys_of(entries), *turns(page, last, partial(PagePress, which))])
    return NOTHING


def search(turn: Turn, words: str) -> bool:
    """Show what a number or a few words find: the card itself where it is one ticket. False where nothing is found."""
    found = access.find(turn.session, turn.person, words, turn.now)
    if found:
        show_these(turn, found)
    return bool(found)


def named(turn: Turn, numbers: Sequence[str]) -> list[Ticket]:
    """This person's tickets that these numbers name, each once."""
    found = [ticket for number in numbers for ticket in access.find(turn.session, turn.person, number, turn.now)]
    return list({ticket.id: ticket for ticket in found}.values())


def show_these(turn: Turn, found: Sequence[Ticket]) -> None:
    """The card of a single ticket, a list of several."""
    if len(found) == 1:
        notices.show_card(turn.session, found[0], turn.person, "", turn.now, asked_for=True)
        return
    entries = listing.entries_of(turn.session, turn.offices, found[:PER_PAGE], turn.now)
    turn.answer(list_of(turn, f"找到{len(found)}张工单", entries, len(found), 0), keys_of(entries))


def list_of(turn: Turn, title: str, entries: Sequence[Entry], total: int, first: int) -> str:
    """A page of lines, counted from `first`."""
    values = {
        "title": title,
        "total": total,
        "first": first,
        "entries": [asdict(entry) for entry in entries],
        "now": turn.now,
    }
    return render("cards/listing.html.j2", values)


def keys_of(entries: Sequence[Entry]) -> Rows:
    """A key for each ticket of the page, which opens its card."""
    keys = [key(f"…{entry.number[-6:]}", ActPress(OPEN_CARD, entry.ticket_id, entry.revision)) for entry in entries]
    return in_rows(keys, 4)
