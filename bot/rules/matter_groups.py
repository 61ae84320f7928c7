"""Which tickets stand together when some pairs are guessed, some confirmed and some denied by the desk."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Link:
    """Two tickets, the score of the guess that they are one matter, and the desk's word: "yes", "no" or none."""

    one: int
    other: int
    score: float
    verdict: str = ""


def grouped(links: Iterable[Link]) -> list[frozenset[int]]:
    """The groups: what the desk confirmed first, then the better guesses; no guess joins what the desk keeps apart.

    The order of the links changes nothing.
    """
    known = list(links)
    apart = {frozenset((link.one, link.other)) for link in known if link.verdict == "no"}
    group: dict[int, set[int]] = {}
    for link in sorted((link for link in known if link.verdict != "no"), key=_strongest_first):
        one, other = group.get(link.one, {link.one}), group.get(link.other, {link.other})
        if one is other or (link.verdict != "yes" and _kept_apart(one, other, apart)):
            continue
        joined = one | other
        for member in joined:
            group[member] = joined
    return sorted({frozenset(members) for members in group.values()}, key=min)


def _strongest_first(link: Link) -> tuple[bool, float, int, int]:
    return link.verdict != "yes", -link.score, min(link.one, link.other), max(link.one, link.other)


def _kept_apart(one: set[int], other: set[int], apart: set[frozenset[int]]) -> bool:
    return bool(apart) and any(frozenset((a, b)) in apart for a in one for b in other)
