"""Who hears about a ticket: the first of a party who can be reached, or whoever comes next on the ladder.

`unit_second` is no party of its own: it means the handlers of the unit besides the one who hears for it.
"""

from collections.abc import Iterator
from datetime import datetime

from sqlmodel import Session

from bot.work.parties import parties
from storage import staff, tickets
from storage.rows import id_of
from storage.tables import OutboxRow, Person, Ticket

# Whom the word goes to when nobody of a party can be reached, nearest first. The desk ends every ladder.
LADDER = {
    "unit": ("unit_head", "unit_branch_leader", "desk"),
    "co_unit": ("desk",),
    "unit_second": ("unit_head", "unit_branch_leader", "desk"),
    "informant": ("territory_branch_leader", "desk"),
    "unit_head": ("unit_branch_leader", "desk"),
    "unit_branch_leader": ("desk",),
    "territory_branch_leader": ("desk",),
    "desk_branch_leader": ("desk",),
    "main_leader": ("desk",),
    "desk": (),
}
# Parties of which one person is enough: B hears only when A cannot.
ONE_IS_ENOUGH = frozenset(
    {
        "unit",
        "unit_second",
        "unit_head",
        "unit_branch_leader",
        "territory_branch_leader",
        "desk_branch_leader",
        "main_leader",
    }
)


def receivers(session: Session, ticket: Ticket, party: str, now: datetime) -> list[Person]:
    """The people who must hear what concerns `party`; empty only when not even the desk can be reached."""
    for rung in (party, *LADDER.get(party, ("desk",))):
        hearers = _hearers(session, ticket, rung, now)
        reachable = [person for person in hearers if can_hear(person)]
        if reachable and rung == "co_unit" and len(reachable) < len(hearers):
            return [*reachable, *receivers(session, ticket, "desk", now)]
        if reachable:
            return reachable[:1] if rung in ONE_IS_ENOUGH else reachable
    return []


def helper_of(session: Session, ticket: Ticket, unit_id: int, now: datetime) -> Person | None:
    """Who hears for a unit that helps, the A before the B; None where nobody there can be reached."""
    hearers = (_present(session, person, now) for person in _of_unit(session, ticket, "handler", unit_id))
    return next(filter(can_hear, hearers), None)


def next_receiver(session: Session, row: OutboxRow, now: datetime) -> Person | None:
    """Who gets what `row` had to say when its person cannot be reached; None without a ticket or with nobody left."""
    if row.ticket_id is None or row.person_id is None:
        return None
    ticket = tickets.ticket(session, row.ticket_id)
    person = staff.person(session, row.person_id)
    if ticket is None or person is None:
        return None
    had_it = {person.id, *row.payload.get("passed_over", ())}
    meant = row.payload.get("party")
    for party in [meant] if meant in LADDER else _parties_once(session, person, ticket, now):
        for candidate in _down_the_ladder(session, ticket, party, now):
            if candidate.id not in had_it and can_hear(candidate):
                return candidate
    return None


def can_hear(person: Person) -> bool:
    """Whether a message to this person has somewhere to go."""
    return person.active and person.reachable and person.chat_id is not None


def people_of(session: Session, ticket: Ticket, party: str) -> list[Person]:
    """Everybody who holds the party's post, the A before the B, whether they can be reached or not.

    Of a unit whoever accepted the ticket comes first, as long as the post is theirs.
    """
    match party:
        case "desk" | "desk_branch_leader" | "main_leader":
            return staff.holders(session, ticket.office_id, party)
        case "unit":
            handlers = _of_unit(session, ticket, "handler", ticket.unit_id)
            return sorted(handlers, key=lambda person: person.id != ticket.handler_id)
        case "co_unit":
            return [person for unit in ticket.co_unit_ids for person in _of_unit(session, ticket, "handler", unit)]
        case "unit_head":
            return _of_unit(session, ticket, "unit_head", ticket.unit_id)
        case "unit_branch_leader":
            return _of_unit(session, ticket, "branch_leader", ticket.unit_id)
        case "informant":
            return _of_unit(session, ticket, "informant", ticket.territory_id)
        case "territory_branch_leader":
            return _of_unit(session, ticket, "branch_leader", ticket.territory_id)
    return []


def standing_in(session: Session, ticket: Ticket, party: str, now: datetime) -> list[tuple[Person, Person]]:
    """The party's people in order, each with who hears instead: the deputy of an absent one, else themselves."""
    if party == "co_unit":
        return _of_helpers(session, ticket, now)
    if party != "unit_second":
        return [(person, _present(session, person, now)) for person in people_of(session, ticket, party)]
    of_unit = standing_in(session, ticket, "unit", now)
    first = next((hearer for _, hearer in of_unit if can_hear(hearer)), None)
    return [(person, hearer) for person, hearer in of_unit if first is None or hearer.id != first.id]


def _of_helpers(session: Session, ticket: Ticket, now: datetime) -> list[tuple[Person, Person]]:
    """One of each unit that helps: the first who can hear, or its A where nobody can."""
    found = []
    for unit_id in ticket.co_unit_ids:
        people = _of_unit(session, ticket, "handler", unit_id)
        pairs = [(person, _present(session, person, now)) for person in people]
        found += [next((pair for pair in pairs if can_hear(pair[1])), pair) for pair in pairs[:1]]
    return found


def _present(session: Session, person: Person, now: datetime) -> Person:
    return staff.deputy_of(session, id_of(person), now) or person


def _of_unit(session: Session, ticket: Ticket, role: str, unit_id: int | None) -> list[Person]:
    return staff.holders(session, ticket.office_id, role, unit_id) if unit_id is not None else []


def _hearers(session: Session, ticket: Ticket, party: str, now: datetime) -> list[Person]:
    """The party's people with each absent one replaced by the deputy; an absent A whose deputy is B comes once."""
    return list({id_of(hearer): hearer for _, hearer in standing_in(session, ticket, party, now)}.values())


def _down_the_ladder(session: Session, ticket: Ticket, party: str, now: datetime) -> Iterator[Person]:
    for rung in (party, *LADDER.get(party, ("desk",))):
        yield from _hearers(session, ticket, rung, now)


def _parties_once(session: Session, person: Person, ticket: Ticket, now: datetime) -> list[str]:
    """The person's parties in the order of the ladder; a person who lost every post meanwhile leaves it to the desk."""
    held = parties(session, person, ticket, now)
    return [party for party in LADDER if party in held] or ["desk"]
