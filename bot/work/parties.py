"""As what a person deals with a ticket, by their posts and by those of the people they stand in for."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from sqlmodel import Session

from storage import staff
from storage.rows import id_of
from storage.sieve import Scope
from storage.tables import Person, Post, Ticket

# Which posts see which tickets; `party_of` tells as what.
OF_EVERY_TICKET = frozenset({"desk", "desk_branch_leader", "main_leader"})
OF_A_UNIT = frozenset({"handler", "unit_head", "branch_leader"})
OF_A_HELPER = frozenset({"handler"})
OF_A_TERRITORY = frozenset({"informant", "branch_leader"})


def roles(session: Session, person: Person, now: datetime | None = None) -> frozenset[str]:
    """The roles of a person's posts, with those of the people they stand in for at `now`."""
    return frozenset(post.role for post in _posts(session, person, now))


def parties(session: Session, person: Person, ticket: Ticket, now: datetime | None = None) -> frozenset[str]:
    """As what the person deals with this ticket; empty when it is none of theirs.

    Whoever stands in for somebody at `now` counts as that person too; without `now` only the person's own posts count.
    """
    return parties_in(session, person, now)(ticket)


def parties_by_holder(session: Session, person: Person, ticket: Ticket, now: datetime) -> dict[int, frozenset[str]]:
    """As `parties`, told apart by whose posts they come from: the person's own, or those of whom they stand in for."""
    if not person.active or person.office_id != ticket.office_id:
        return {}
    posts = _posts(session, person, now)
    return {
        holder: frozenset(party_of(post, ticket) or "" for post in posts if post.person_id == holder) - {""}
        for holder in {post.person_id for post in posts}
    }


def parties_in(session: Session, person: Person, now: datetime | None = None) -> Callable[[Ticket], frozenset[str]]:
    """As `parties`, for many tickets: the person's posts are read once."""
    return _held(person, _posts(session, person, now))


def scope_of(session: Session, person: Person, now: datetime | None = None) -> Scope:
    """The tickets that the person deals with, for a query: exactly those of which `parties` is not empty."""
    return _scope(person, _posts(session, person, now))


def scope_and_parties(
    session: Session, person: Person, now: datetime
) -> tuple[Scope, Callable[[Ticket], frozenset[str]]]:
    """Both at once, out of one look at the person's posts."""
    posts = _posts(session, person, now)
    return _scope(person, posts), _held(person, posts)


def _held(person: Person, posts: Sequence[Post]) -> Callable[[Ticket], frozenset[str]]:
    def held(ticket: Ticket) -> frozenset[str]:
        if not person.active or person.office_id != ticket.office_id:
            return frozenset()
        return frozenset(party for post in posts if (party := party_of(post, ticket)) is not None)

    return held


def _scope(person: Person, posts: Sequence[Post]) -> Scope:
    if not person.active:
        return Scope(person.office_id)
    return Scope(
        person.office_id,
        everything=any(post.role in OF_EVERY_TICKET for post in posts),
        unit_ids=_places(posts, OF_A_UNIT),
        territory_ids=_places(posts, OF_A_TERRITORY),
        co_unit_ids=_places(posts, OF_A_HELPER),
    )


def _places(posts: Iterable[Post], roles: frozenset[str]) -> frozenset[int]:
    return frozenset(post.unit_id for post in posts if post.role in roles and post.unit_id is not None)


def _posts(session: Session, person: Person, now: datetime | None) -> list[Post]:
    if now is None:
        return staff.posts(session, id_of(person))
    return staff.posts_held(session, id_of(person), now)


def party_of(post: Post, ticket: Ticket) -> str | None:
    """As what a post has to do with the ticket, or None."""
    of_unit = post.unit_id is not None and post.unit_id == ticket.unit_id
    of_territory = post.unit_id is not None and post.unit_id == ticket.territory_id
    match post.role:
        case "handler" if not of_unit and post.unit_id in ticket.co_unit_ids:
            return "co_unit"
        case "desk" | "desk_branch_leader" | "main_leader":
            return post.role
        case "handler" if of_unit:
            return "unit"
        case "informant" if of_territory:
            return "informant"
        case "unit_head" if of_unit:
            return "unit_head"
        case "branch_leader" if of_unit:
            return "unit_branch_leader"
        case "branch_leader" if of_territory:
            return "territory_branch_leader"
    return None
