"""A ticket is compared with the others when it comes, and anew when its text is put right; guesses become links."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlmodel import Session

from bot.rules.matching_rules import Matching
from bot.rules.matter_groups import Link, grouped
from bot.rules.places import place_of
from bot.rules.same_matter import Lessons, Match, Matter, compare, lessons_of, pair_of, waves
from bot.rules.topics import grams_of, topics_of
from bot.rules.vocabulary import Moment
from bot.work.facts import facts_of
from bot.work.offices import Offices
from bot.work.together import caller_of
from storage import matters
from storage.rows import id_of
from storage.tables import MatterLink, Ticket

MOST_LINKS = 20
"""How many links a new ticket gets; more would not make its group any larger, as every group gets one."""
CALL_MOMENTS: tuple[Moment, ...] = ("called", "platform_dispatched", "received", "registered")
"""What tells when a citizen called, the most exact first."""
ANSWERS_REMEMBERED = 200
"""From how many of the desk's latest answers is learnt."""


class Found(NamedTuple):
    """A ticket taken for the same matter, and why."""

    ticket: Ticket
    matter: Matter
    match: Match


def take_in(session: Session, offices: Offices, ticket: Ticket, now: datetime) -> None:
    """Compare the ticket with those before and after it; what was only guessed about it before is guessed anew."""
    rules = offices.present_law(ticket.office_id).rulebook.matching
    if rules is None:
        return
    before = _forget_guesses(session, ticket) if ticket.matched_at is not None else set[int]()
    own = matter_of(ticket, _called_at(session, ticket), rules)
    matters.replace_keys(session, ticket, (key for _, key in keys_of(own)), own.at)
    ticket.matched_at = now
    session.add(ticket)
    session.flush()
    known = {one for link in matters.links_of(session, id_of(ticket)) for one in (link.ticket_id, link.other_id)}
    found = [one for one in _alike(session, ticket, own, rules) if one.ticket.id not in known]
    for one in _kept(found):
        session.add(_link(ticket, own, one))
    session.flush()
    linked = {id_of(ticket), *known, *(id_of(one.ticket) for one in found)}
    if before or not _joined(session, linked):
        regroup(session, linked | before)


def matter_of(ticket: Ticket, at: datetime, rules: Matching) -> Matter:
    """The ticket in the shape in which it is compared."""
    return Matter(
        ticket_id=id_of(ticket),
        caller=caller_of(ticket),
        at=at,
        place=place_of(ticket.address, rules.place),
        topics=topics_of(ticket.title, ticket.content, rules.topic),
        grams=grams_of(ticket.title, ticket.content),
    )


def _called_at(session: Session, ticket: Ticket) -> datetime:
    """When the citizen called, as exactly as it is known."""
    facts = facts_of(session, ticket)
    return next((at for moment in CALL_MOMENTS if (at := facts.at(moment)) is not None), ticket.created_at)


def keys_of(matter: Matter) -> Iterator[tuple[str, int]]:
    """By what the ticket is found, with the sort of key; see `searched_by`."""
    if matter.caller:
        yield "caller", number_of("caller", matter.caller)
    for name in sorted(matter.place.names):
        for house in sorted(matter.place.houses) or [""]:
            yield "house", number_of("house", name, house)
        for topic in sorted(matter.topics):
            yield "topic", number_of("topic", name, topic)
    sort = "on_road" if matter.place.names else "road"
    for road in sorted(matter.place.roads):
        for topic in sorted(matter.topics):
            yield sort, number_of(sort, road, topic)


def searched_by(matter: Matter) -> Iterator[tuple[str, int]]:
    """The keys of the tickets that may be like it. Where both name more than a road, the road alone says nothing."""
    yield from (one for one in keys_of(matter) if one[0] != "on_road")
    for road in sorted(matter.place.roads):
        for topic in sorted(matter.topics):
            other = "road" if matter.place.names else "on_road"
            yield other, number_of(other, road, topic)


def number_of(*words: str) -> int:
    """The same 63 bits for the same words on every machine; nobody reads a phone or an address out of them."""
    digest = hashlib.blake2b("\x1f".join(words).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1


def _joined(session: Session, ticket_ids: Collection[int]) -> bool:
    """Make one group of these tickets and their groups: all there is to do while the desk has denied nothing there."""
    if len(ticket_ids) < 2:
        return True
    groups = matters.groups_of(session, ticket_ids)
    if matters.is_denied(session, ticket_ids, groups):
        return False
    matters.join(session, ticket_ids, groups, min((*ticket_ids, *groups)))
    return True


def regroup(session: Session, ticket_ids: Collection[int]) -> set[int]:
    """Put every ticket that hangs together with these into its group; returns all that were looked at."""
    around, links = _around(session, ticket_ids)
    groups = grouped(Link(one.ticket_id, one.other_id, one.score, one.verdict) for one in links)
    alone = set(around)
    for group in groups:
        matters.set_matter(session, group, min(group))
        alone -= group
    matters.set_matter(session, alone, None)
    return set(around)


def _around(session: Session, ticket_ids: Collection[int]) -> tuple[set[int], list[MatterLink]]:
    """The tickets that can be reached from these over links, and the links."""
    around, edge, links = set[int](), set(ticket_ids), dict[int, MatterLink]()
    while edge:
        around |= edge
        found = matters.links_among(session, edge)
        links |= {id_of(link): link for link in found}
        edge = {one for link in found if link.verdict != "no" for one in (link.ticket_id, link.other_id)} - around
    return around, list(links.values())


def _alike(session: Session, ticket: Ticket, own: Matter, rules: Matching) -> list[Found]:
    """The tickets about the same matter, the best first."""
    candidates = _candidates(session, ticket, own, rules)
    if not candidates:
        return []
    lessons = _lessons(session, ticket.office_id, own, [matter for _, matter in candidates], rules)
    found = {}
    for other, matter in candidates:
        match = compare(own, matter, rules, lessons)
        if match is not None:
            found[matter.ticket_id] = Found(other, matter, match)
    wave: dict[int, Match] = {}
    for window, match in _waves(session, own, [matter for _, matter in candidates], rules):
        wave |= dict.fromkeys((matter.ticket_id for matter in window), match)
    for other, matter in candidates:
        is_new = matter.ticket_id in wave and matter.ticket_id not in found
        if is_new and pair_of(own, matter) not in lessons.apart:
            found[matter.ticket_id] = Found(other, matter, wave[matter.ticket_id])
    return sorted(found.values(), key=lambda one: (-one.match.score, id_of(one.ticket)))


def _candidates(session: Session, ticket: Ticket, own: Matter, rules: Matching) -> list[tuple[Ticket, Matter]]:
    by_sort: dict[bool, set[int]] = {True: set(), False: set()}
    for sort, key in searched_by(own):
        by_sort[sort == "caller"].add(key)
    moments: dict[int, datetime] = {}
    for of_caller, days in ((True, rules.caller_days), (False, rules.others_days)):
        span = timedelta(days=days)
        moments |= matters.found_by(
            session, ticket.office_id, by_sort[of_caller], own.at - span, own.at + span, id_of(ticket)
        )
    return [(one, matter_of(one, moments[id_of(one)], rules)) for one in matters.by_ids(session, moments)]


def _lessons(session: Session, office_id: str, own: Matter, others: Sequence[Matter], rules: Matching) -> Lessons:
    """What the desk's answers say: about grounds in general, and about pairs like these."""
    asked = {(ticket_id, ground): verdict for ticket_id, ground, verdict in _answers(session, office_id)}
    pairs = {number_of(pair): pair for pair in (pair_of(own, other) for other in others)}
    verdicts = matters.verdicts_on(session, office_id, pairs)
    apart = [pair for number, pair in pairs.items() if verdicts.get(number) == "no"]
    return lessons_of([(ground, verdict == "yes") for (_, ground), verdict in asked.items()], apart, rules)


def _answers(session: Session, office_id: str) -> Iterable[tuple[int, str, str]]:
    return matters.last_answers(session, office_id, ANSWERS_REMEMBERED)


def _waves(
    session: Session, own: Matter, others: Sequence[Matter], rules: Matching
) -> Iterator[tuple[tuple[Matter, ...], Match]]:
    """The waves that this ticket is in. Whom the desk has kept apart from others here makes no wave."""
    if len(others) + 1 < rules.wave_callers:
        return
    denied = matters.denied_among(session, [matter.ticket_id for matter in others])
    counted = [own, *(matter for matter in others if matter.ticket_id not in denied)]
    yield from ((window, match) for window, match in waves(counted, rules) if own in window)


def _kept(found: Sequence[Found]) -> list[Found]:
    """The best, and at least one of every group, so that a cut leaves the groups as they would be."""
    kept = list(found[:MOST_LINKS])
    groups = {one.ticket.matter_id for one in kept}
    for one in found[MOST_LINKS:]:
        if one.ticket.matter_id is None or one.ticket.matter_id not in groups:
            kept.append(one)
            groups.add(one.ticket.matter_id)
    return kept


def _link(ticket: Ticket, own: Matter, found: Found) -> MatterLink:
    return MatterLink(
        office_id=ticket.office_id,
        ticket_id=id_of(ticket),
        other_id=id_of(found.ticket),
        ground=found.match.ground,
        score=found.match.score,
        reasons=list(found.match.reasons),
        pair=number_of(pair_of(own, found.matter)),
    )


def _forget_guesses(session: Session, ticket: Ticket) -> set[int]:
    """Whatever was guessed of the ticket's old text; the tickets it was linked with."""
    guessed = [link for link in matters.links_of(session, id_of(ticket)) if not link.verdict]
    for link in guessed:
        session.delete(link)
    session.flush()
    return {one for link in guessed for one in (link.ticket_id, link.other_id)}
