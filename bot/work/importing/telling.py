"""What is said about a file of tickets: what was seen in it, how far it is, what became of it, and to whom."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.reports.markup import fill, one_line
from bot.reports.render import render
from bot.rules.workflow import State
from bot.work import notices
from bot.work.card_keys import open_key
from bot.work.importing.amending import Amended
from bot.work.importing.headings import Heading
from bot.work.importing.taking_in import Author
from bot.work.importing.tally import FEW, Tally
from bot.work.keys import Rows, key
from bot.work.labels import FIELD_NAMES, usual_name, words
from bot.work.press import CommandPress
from bot.work.receivers import can_hear, receivers
from storage import staff, tickets
from storage.rows import id_of
from storage.tables import Person, Ticket

COMMAND = "import"
STOP, RESUME, ROWS = "停止", "继续", "明细"
SHOWN, LONGEST, MOST_NAMED = 20, 80, 10
OWN_NAMES = {name: usual_name("import", name) for name in words("import")}


def seen(heading: Heading, tally: Tally, broken: str = "") -> dict[str, Any]:
    """What a look found, as plain values for the template `import_seen`."""
    understood = [{"name": name, "field": named(field)} for name, field in heading.understood]
    return {
        **tally.counts(),
        "understood": [pair for pair in understood if pair["name"] != pair["field"]],
        "as_named": [pair["name"] for pair in understood if pair["name"] == pair["field"]],
        "others": heading.others[:SHOWN],
        "doubled": heading.doubled,
        "missing": [FIELD_NAMES[name] for name in ("kind", "content") if name not in heading.fields],
        "faults": faults(tally.refused),
        "broken": broken,
    }


def named(field: str) -> str:
    """What we call a column."""
    return FIELD_NAMES.get(field) or OWN_NAMES[field]


def faults(refused: Sequence[Sequence[Any]]) -> list[str]:
    """The first rows that are refused, one line each."""
    return [one_line(f"第{row}行：{why}", LONGEST) for row, _, why in refused[:SHOWN]]


def seen_in_words(values: dict[str, Any]) -> str:
    return render("cards/import_seen.html.j2", values)


def progress(done: int, total: int) -> tuple[str, Rows]:
    """How far an import is, with the key that stops it."""
    told = fill("正在导入：<b>{done}</b>/{total}行……", done=f"{done:,}", total=f"{total:,}")
    return told, [[key("停止导入", CommandPress(COMMAND, STOP))]]


def result_in_words(counts: dict[str, Any], refused: Sequence[Sequence[Any]], ending: str, where: str) -> str:
    """What became of a file. `ending`: why it is not whole, if it is not; `where` it came from, if not the chat."""
    return render("cards/import_done.html.j2", {**counts, "faults": faults(refused), "ending": ending, "where": where})


def result_keys(run_id: int, refused: Sequence[Any]) -> Rows:
    return [[key("没有导入的行（.csv）", CommandPress(COMMAND, f"{ROWS} {run_id}"))]] if refused else []


def tell_desk(
    session: Session, author: Author, tally: Tally, run_id: int, now: datetime, ending: str = "", where: str = ""
) -> None:
    """One message to whoever sent the file, or to the whole desk where nobody did."""
    counts = tally.counts()
    html = result_in_words(counts, tally.refused, ending, where)
    for person in _desk(session, author):
        notices.say(session, person, html, result_keys(run_id, tally.refused), now)


def _desk(session: Session, author: Author) -> list[Person]:
    sender = staff.person(session, author.person_id) if author.person_id is not None else None
    if sender is not None:
        return [sender]
    return [person for person in staff.holders(session, author.office_id, "desk") if can_hear(person)]


def tell_concerned(session: Session, author: Author, tally: Tally, now: datetime) -> None:
    """A card for each new ticket where they are few; and once to each unit's people what has changed of theirs."""
    if tally.new <= FEW:
        _show_cards(session, author, tally.first_new, now)
    _tell_of_changes(session, tally.changed, now)


def _show_cards(session: Session, author: Author, ticket_ids: Sequence[int], now: datetime) -> None:
    sender = staff.person(session, author.person_id) if author.person_id is not None else None
    for ticket_id in ticket_ids:
        ticket = tickets.ticket(session, ticket_id)
        if ticket is None or ticket.state == State.CLOSED:
            continue
        if sender is not None:
            notices.show_card(session, ticket, sender, "新登记，请派单", now)
        else:
            notices.show_cards(session, ticket, "desk", "新登记，请派单", now)


def _tell_of_changes(session: Session, changed: Sequence[Amended], now: datetime) -> None:
    told: dict[int, tuple[Person, list[tuple[Ticket, Amended]]]] = {}
    for one in changed:
        ticket = tickets.ticket(session, one.ticket_id)
        if ticket is None or ticket.unit_id is None:
            continue
        parties = ("unit", "informant") if ticket.territory_id is not None else ("unit",)
        hearers = {id_of(person): person for party in parties for person in receivers(session, ticket, party, now)}
        for person_id, person in hearers.items():
            told.setdefault(person_id, (person, []))[1].append((ticket, one))
    for person, found in told.values():
        lines = [{"number": ticket.number, "what": one.what} for ticket, one in found[:SHOWN]]
        html = render("cards/import_changed.html.j2", {"lines": lines, "total": len(found)})
        notices.say(session, person, html, [[open_key(ticket)] for ticket, _ in found[:MOST_NAMED]], now)
