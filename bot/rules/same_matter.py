"""Whether two tickets are about one matter, and why: never by one sign alone, and the same whichever came first."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import combinations

from bot.rules.matching_rules import Ground, Matching
from bot.rules.places import Place, Relation, relation
from bot.rules.topics import likeness

PLACE_WORDS: Mapping[Relation, str] = {
    Relation.SAME_FLAT: "同一户",
    Relation.SAME_HOUSE: "同一门牌",
    Relation.SAME_COMPOUND: "同一小区",
    Relation.OTHER_HOUSE: "同一小区",
    Relation.SAME_ROAD: "同一道路",
}
SAME_HOUSES = (Relation.SAME_FLAT, Relation.SAME_HOUSE)
IN_COMPOUND = (Relation.SAME_COMPOUND, Relation.OTHER_HOUSE)


@dataclass(frozen=True, slots=True)
class Matter:
    """What a ticket is about, in the shape in which it is compared. `caller`: see `caller_key`; `grams`: its text."""

    ticket_id: int
    caller: str
    at: datetime
    place: Place
    topics: frozenset[str]
    grams: frozenset[str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Match:
    """Why two tickets are taken for one matter, in words: `同一小区`, `同一事由（油烟）`, `文字相似 0.62`."""

    ground: Ground
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lessons:
    """What the desk's answers taught: `shift` moves the score that suffices, by ground; `apart`: pairs (see `pair_of`)
    that it told apart."""

    shift: Mapping[str, float] = field(default_factory=dict)
    apart: frozenset[str] = frozenset()


NOTHING_LEARNT = Lessons()


def compare(one: Matter, other: Matter, rules: Matching, lessons: Lessons = NOTHING_LEARNT) -> Match | None:
    """The match of two tickets, or None where too little speaks for it or anything against it."""
    same_caller = bool(one.caller) and one.caller == other.caller
    if _far_apart(one, other, rules.caller_days if same_caller else rules.others_days):
        return None
    lie = relation(one.place, other.place)
    shared = one.topics & other.topics
    if lie is Relation.APART or (one.topics and other.topics and not shared):
        return None
    alike = likeness(one.grams, other.grams)
    reach = _reach(shared, rules)
    ground = _ground(one, other, same_caller, lie, reach, alike, rules)
    if ground is None or pair_of(one, other) in lessons.apart:
        return None
    score = round(_score(same_caller, lie, bool(shared), alike, rules.weight), 2)
    wanted = wanted_score(ground, rules, lessons)
    return Match(ground, score, _reasons(same_caller, lie, shared, alike, wanted, rules)) if score >= wanted else None


def wanted_score(ground: str, rules: Matching, lessons: Lessons) -> float:
    """The score that suffices for this ground, after what the desk has answered, within the rulebook's bounds."""
    return min(max(rules.at_least + lessons.shift.get(ground, 0.0), rules.lowest), rules.highest)


def lessons_of(answers: Iterable[tuple[str, bool]], apart: Iterable[str], rules: Matching) -> Lessons:
    """`answers`: for each question the desk answered, its ground and whether it was one matter."""
    shift: dict[str, float] = {}
    for ground, yes in answers:
        shift[ground] = shift.get(ground, 0.0) + (-rules.step if yes else rules.step)
    return Lessons(shift, frozenset(apart))


def pair_of(one: Matter, other: Matter) -> str:
    """What two tickets have in common with later ones like them: houses and topics, and the caller where it is one."""
    caller = one.caller if one.caller == other.caller else ""
    sides = sorted(
        f"{'+'.join(sorted(each.place.names))}#{'+'.join(sorted(each.place.houses))}" for each in (one, other)
    )
    return f"{caller}|{'|'.join(sides)}|{'+'.join(sorted(one.topics & other.topics))}"


def waves(matters: Iterable[Matter], rules: Matching) -> Iterator[tuple[tuple[Matter, ...], Match]]:
    """Every wave among these tickets: many callers, one compound, one topic, a few days; houses do not matter."""
    groups: dict[tuple[str, str], list[Matter]] = {}
    for matter in matters:
        for name in matter.place.names:
            for topic in matter.topics:
                groups.setdefault((name, topic), []).append(matter)
    for (_, topic), some in sorted(groups.items()):
        some.sort(key=lambda matter: (matter.at, matter.ticket_id))
        for last in some:
            first = last.at - timedelta(days=rules.wave_days)
            window = tuple(matter for matter in some if first < matter.at <= last.at)
            callers = len({matter.caller for matter in window if matter.caller})
            if callers >= rules.wave_callers:
                reasons = (f"{rules.wave_days}天内{callers}人反映", "同一小区", f"同一事由（{topic}）")
                yield window, Match("wave", rules.at_least, reasons)


def groups_of(links: Iterable[tuple[int, int]]) -> list[frozenset[int]]:
    """Which tickets belong together when these pairs do; the order of the pairs changes nothing."""
    group: dict[int, set[int]] = {}
    for one, other in links:
        joined = group.get(one, {one}) | group.get(other, {other})
        for member in joined:
            group[member] = joined
    return sorted({frozenset(members) for members in group.values()}, key=min)


def claimed(matters: Iterable[Matter], rules: Matching, lessons: Lessons = NOTHING_LEARNT) -> list[frozenset[int]]:
    """The groups among all of these tickets, by the naive way of comparing each with each."""
    known = sorted(matters, key=lambda matter: matter.ticket_id)
    pairs = [
        (one.ticket_id, other.ticket_id) for one, other in combinations(known, 2) if compare(one, other, rules, lessons)
    ]
    for window, _ in waves(known, rules):
        pairs += [(window[0].ticket_id, member.ticket_id) for member in window[1:]]
    return groups_of(pairs)


def _far_apart(one: Matter, other: Matter, days: int) -> bool:
    return abs(one.at - other.at) > timedelta(days=days)


def _reach(shared: frozenset[str], rules: Matching) -> str:
    """How far the widest of the shared topics reaches."""
    reaches = {rules.reach_of(name) for name in shared}
    return next((reach for reach in ("compound", "house", "flat") if reach in reaches), "")


def _ground(
    one: Matter, other: Matter, same_caller: bool, lie: Relation, reach: str, alike: float, rules: Matching
) -> Ground | None:
    """By what they may be one matter at all."""
    if lie in SAME_HOUSES:
        return _of_one_house(one, other, same_caller, reach, alike, rules)
    if lie in IN_COMPOUND and reach == "compound":
        return "caller" if same_caller else "compound"
    if lie is Relation.OTHER_HOUSE:
        return None
    if same_caller:
        enough = alike >= (rules.somewhat_alike if reach else rules.alike)
        return "caller" if enough else None
    if lie is Relation.SAME_COMPOUND and reach:
        return "compound" if alike >= rules.somewhat_alike else None
    return "road" if lie is Relation.SAME_ROAD and reach and alike >= rules.alike else None


def _of_one_house(
    one: Matter, other: Matter, same_caller: bool, reach: str, alike: float, rules: Matching
) -> Ground | None:
    if not reach and alike < rules.alike:
        return None
    if same_caller:
        return "caller"
    other_flat = bool(one.place.flat and other.place.flat and one.place.flat != other.place.flat)
    return None if reach == "flat" and other_flat and alike < rules.alike else "house"


def _score(same_caller: bool, lie: Relation, shared: bool, alike: float, weight: Mapping[str, float]) -> float:
    text = weight["text"] if shared else weight["text_alone"]
    place = weight.get(lie.value, 0.0)
    return weight["caller"] * same_caller + place + weight["topic"] * shared + text * alike


def _reasons(
    same_caller: bool, lie: Relation, shared: frozenset[str], alike: float, wanted: float, rules: Matching
) -> tuple[str, ...]:
    said = ["同一来电人"] if same_caller else []
    said += [PLACE_WORDS[lie]] if lie in PLACE_WORDS else []
    said += [f"同一事由（{'、'.join(sorted(shared))}）"] if shared else []
    said.append(f"文字相似 {alike:.2f}")
    if abs(wanted - rules.at_least) >= rules.step / 2:
        said.append(f"按受理员以往的判断，标准{'提高' if wanted > rules.at_least else '放宽'}到 {wanted:.2f}")
    return tuple(said)
