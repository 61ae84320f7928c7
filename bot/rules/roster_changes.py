"""What a roster would change: decided from the posts people hold and the posts it lists, before anything is written."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class HeldPost:
    """A role in a unit (by name; empty for a role in none); `rank` 1 is the A of a pair of handlers, 2 the B."""

    role: str
    unit: str = ""
    rank: int = 1


Posts = Mapping[str, frozenset[HeldPost]]
"""The posts of people, by name."""


@dataclass(frozen=True, slots=True)
class PersonChange:
    """What changes for one person. `is_new`: nobody of this name yet, or somebody whose access had been taken away."""

    name: str
    is_new: bool
    gained: tuple[HeldPost, ...]
    lost: tuple[HeldPost, ...]


@dataclass(frozen=True, slots=True)
class RosterChanges:
    """Everything a roster would change; `unchanged` counts the people it names for whom nothing does."""

    people: tuple[PersonChange, ...]
    new_units: tuple[str, ...]
    unchanged: int


def changes(held: Posts, listed: Posts, known_units: Collection[str]) -> RosterChanges:
    """The posts of whoever is listed become exactly those listed; whoever is not keeps theirs.

    `held` has everybody with access, also those without a post.
    """
    found = [
        PersonChange(
            name,
            name not in held,
            _ordered(posts - held.get(name, frozenset())),
            _ordered(held.get(name, frozenset()) - posts),
        )
        for name, posts in listed.items()
    ]
    changed = tuple(one for one in found if one.is_new or one.gained or one.lost)
    units = dict.fromkeys(post.unit for posts in listed.values() for post in _ordered(posts) if post.unit)
    new_units = tuple(unit for unit in units if unit not in known_units)
    return RosterChanges(changed, new_units, len(found) - len(changed))


def leaves_no_administrator(held: Posts, listed: Posts) -> bool:
    """Whether the office has an administrator now and would have none afterwards, so that nobody could mend it."""
    return _has_administrator(held) and not _has_administrator({**held, **listed})


def _has_administrator(posts: Posts) -> bool:
    return any(post.role == ADMINISTRATOR for held in posts.values() for post in held)


def _ordered(posts: frozenset[HeldPost]) -> tuple[HeldPost, ...]:
    return tuple(sorted(posts, key=lambda post: (post.unit, post.role, post.rank)))
