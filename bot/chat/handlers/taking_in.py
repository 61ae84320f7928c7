"""Tickets that the desk pastes, on their way into the dialogue that registers them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from bot.chat.dialogues import engine
from bot.chat.dialogues.catalogue import dialogue_of
from bot.chat.dialogues.intake import MANY, ONE, QUEUE, TICKETS, list_of, queued
from bot.chat.replies import NOTHING, Reply
from bot.chat.turn import Turn
from bot.reports.markup import fill, length
from bot.work import access, intake
from bot.work.access import Ticket
from bot.work.card_keys import open_key
from bot.work.card_view import holder_of
from bot.work.drafts import Draft
from bot.work.intake import ParsedTicket

# A text over 4096 characters arrives as two messages, the second at once behind the first.
SPLIT_FROM, SPLIT_WITHIN = 3900, timedelta(seconds=30)
UNFINISHED = "unfinished"


def paste(turn: Turn, text: str, floor: Draft | None) -> Reply | None:
    """Take a pasted text in; None where it is no ticket, or only lines that correct the one under way."""
    if floor is not None and _goes_on(turn, floor):
        return _add(turn, floor, text)
    parsed = intake.parse_text(text)
    if not parsed or (_corrects(floor) and not any(one.fields.get("number") for one in parsed)):
        return None
    if len(parsed) == 1:
        return _take_one(turn, parsed[0], floor, text)
    return _take_many(turn, parsed)


def _corrects(floor: Draft | None) -> bool:
    return floor is not None and floor.kind in (ONE, "correct")


def _goes_on(turn: Turn, floor: Draft) -> bool:
    """Whether the next text is the rest of a long one that the messenger sent in two."""
    recent = turn.now - floor.touched_at <= SPLIT_WITHIN
    return floor.kind == ONE and bool(floor.slots.get(UNFINISHED)) and recent


def _add(turn: Turn, floor: Draft, text: str) -> Reply:
    content = f"{floor.slots.get('content', '')}{text}"
    engine.add(turn, floor, {"content": content, UNFINISHED: length(text) >= SPLIT_FROM})
    return engine.resume(turn, floor, "后半段已接在内容后面。")


def _take_one(turn: Turn, parsed: ParsedTicket, floor: Draft | None, text: str) -> Reply:
    known = _registered(turn, parsed)
    if known is not None:
        turn.say(_where_it_stands(turn, known), [[open_key(known)]], known.id)
        return NOTHING
    slots: dict[str, Any] = {**parsed.fields, "doubts": _doubts(turn, parsed)}
    if length(text) >= SPLIT_FROM:
        slots[UNFINISHED] = True
    if floor is not None and floor.kind == ONE and floor.slots.get("number") != parsed.fields.get("number"):
        queue = [*floor.slots.get(QUEUE, ()), slots]
        engine.add(turn, floor, {QUEUE: queue})
        return engine.resume(turn, floor, f"又收到一张，先把这张登记完（后面还有{len(queue)}张）。")
    return engine.begin(turn, dialogue_of(ONE), None, start=slots)


def _take_many(turn: Turn, parsed: Sequence[ParsedTicket]) -> Reply:
    fine: dict[str, dict[str, str]] = {}
    faulty: list[ParsedTicket] = []
    known = 0
    for one in parsed:
        if _registered(turn, one) is not None or (not one.problems and one.fields["number"] in fine):
            known += 1
        elif one.problems or _late_problems(turn, one):
            faulty.append(ParsedTicket(one.fields, one.problems or _late_problems(turn, one)))
        else:
            fine[one.fields["number"]] = one.fields
    queue = [one.fields for one in faulty if one.fields]
    if queue and not fine:
        return engine.begin(turn, dialogue_of(ONE), None, start=queued(queue))
    start = {
        TICKETS: list(fine.values()),
        "problems": [problem for one in faulty for problem in one.problems],
        "known": known,
        QUEUE: queue,
    }
    if not fine:
        turn.say(list_of(start))
        return NOTHING
    return engine.begin(turn, dialogue_of(MANY), None, start=start)


def _late_problems(turn: Turn, parsed: ParsedTicket) -> tuple[str, ...]:
    return intake.problems_of(turn.session, turn.person_id, parsed.fields, turn.now)


def _doubts(turn: Turn, parsed: ParsedTicket) -> list[str]:
    """What the reading doubted and the fields alone no longer show: something given twice."""
    again = set(_late_problems(turn, parsed))
    return [problem for problem in parsed.problems if problem not in again]


def _registered(turn: Turn, parsed: ParsedTicket) -> Ticket | None:
    number = parsed.fields.get("number", "")
    found = access.find(turn.session, turn.person, number, turn.now) if number else []
    return next((ticket for ticket in found if ticket.number == number), None)


def _where_it_stands(turn: Turn, ticket: Ticket) -> str:
    return fill(
        "工单 <code>{number}</code> 已经登记过，没有重复登记：{where}。",
        number=ticket.number,
        where=holder_of(turn.session, turn.offices, ticket, turn.now),
    )
