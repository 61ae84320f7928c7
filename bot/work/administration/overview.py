"""Everybody of an office by unit, and whether each can be reached: what `/staff` shows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.reports import moments
from bot.work.people import ROLE_NAMES
from bot.work.roster import KIND_NAMES
from bot.work.roster_preview import RANKS
from storage import chats, staff
from storage.rows import id_of
from storage.tables import Person, Post

NO_POST = "没有岗位"
NO_UNIT = "不属于部门"


@dataclass(frozen=True, slots=True)
class StaffLine:
    """A person in one place: the posts there, and how they can be reached: `bound`, `unbound`, `blocked` or `away`."""

    name: str
    posts: str
    reach: str
    words: str


@dataclass(frozen=True, slots=True)
class StaffPlace:
    """A unit (or none) with its people; `about` says what kind it is, whether it has a group, and its duties."""

    name: str
    about: str
    people: tuple[StaffLine, ...]


def overview(session: Session, office_id: str, now: datetime) -> list[StaffPlace]:
    """The desk, the units and the territories, then the posts in none, then those without a post."""
    people = {id_of(person): person for person in staff.people(session, office_id) if person.active}
    posts = [post for person_id in people for post in staff.posts(session, person_id)]
    grouped = {group.unit_id for group in chats.groups(session, office_id)}
    places: list[StaffPlace] = []
    for unit in sorted(staff.active_units(session, office_id), key=lambda unit: list(KIND_NAMES).index(unit.kind)):
        held = [post for post in posts if post.unit_id == unit.id]
        about = [KIND_NAMES[unit.kind], *(["有群"] if unit.id in grouped else [])]
        about += [f"职责：{unit.duties}"] if unit.duties else []
        places.append(StaffPlace(unit.name, "，".join(about), tuple(_lines(session, people, held, now))))
    in_none = [post for post in posts if post.unit_id is None]
    idle = [person for person_id, person in people.items() if all(post.person_id != person_id for post in posts)]
    if in_none:
        places.append(StaffPlace(NO_UNIT, "", tuple(_lines(session, people, in_none, now))))
    if idle:
        places.append(StaffPlace(NO_POST, "", tuple(_line(session, person, "", now) for person in idle)))
    return places


def _lines(session: Session, people: dict[int, Person], held: list[Post], now: datetime) -> Iterator[StaffLine]:
    for post in sorted(held, key=lambda post: (list(ROLE_NAMES).index(post.role), post.rank, id_of(post))):
        rank = RANKS.get(post.rank, "") if post.role == "handler" else ""
        yield _line(session, people[post.person_id], f"{ROLE_NAMES[post.role]}{rank}", now)


def _line(session: Session, person: Person, posts: str, now: datetime) -> StaffLine:
    reach, words = _reach(session, person, now)
    return StaffLine(person.name, posts, reach, words)


def _reach(session: Session, person: Person, now: datetime) -> tuple[str, str]:
    if person.chat_id is None:
        return "unbound", "未绑定"
    if not person.reachable:
        return "blocked", "停用了聊天"
    away = next((one for one in staff.absences(session, id_of(person), now) if one.starts_at <= now), None)
    if away is None:
        return "bound", ""
    deputy = staff.person(session, away.deputy_id)
    return "away", f"外出至{moments.moment(away.ends_at, now)}，{deputy.name if deputy else ''}代"
