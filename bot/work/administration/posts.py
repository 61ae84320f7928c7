"""Posts given and taken, and a person who moves to another unit."""

from datetime import datetime

from sqlmodel import Session

from bot.reports.markup import escape
from bot.rules.roster_changes import HeldPost
from bot.work import leaving, notices
from bot.work.administration.rights import (
    ADMINISTRATOR,
    LAST_ADMINISTRATOR,
    both,
    is_last_administrator,
    note,
    own_unit,
)
from bot.work.leaving import PassedOn
from bot.work.notices import NEW_LANE
from bot.work.outcome import Done, Refused
from bot.work.people import ROLE_NAMES
from bot.work.roster import KIND_NAMES, PLACE_OF
from bot.work.roster_preview import post_in_words
from storage import staff
from storage.rows import id_of
from storage.tables import Person, Post, Unit

MOVING = frozenset({"handler", "unit_head", "informant"})
"""Roles that somebody takes along to another unit of the same kind."""
NO_SUCH_POST = Refused("这个岗位已经没有了，请重新选择。")


def give(
    session: Session, actor_id: int, person_id: int, role: str, unit_id: int | None, rank: int, now: datetime
) -> Done | Refused:
    """One post more. `rank` counts for handlers: 1 the A, of whom a unit has one, 2 the B."""
    found = both(session, actor_id, person_id, now)
    if isinstance(found, Refused):
        return found
    actor, person = found
    unit = own_unit(session, actor, unit_id) if unit_id is not None else None
    if isinstance(unit, Refused):
        return unit
    refused = _obstacle(session, person, role, unit, rank)
    if refused is not None:
        return refused
    _write(session, person, role, unit, rank)
    note(session, actor, "post_given", now, person)
    words = post_in_words(HeldPost(role, unit.name if unit else "", rank))
    _tell(session, person, actor, f"您现在是：{words}。", now)
    return Done(
        f"{person.name}现在是：{words}。" + ("" if person.chat_id else f"还没有绑定账号，请 /invite {person.name}。")
    )


def _obstacle(session: Session, person: Person, role: str, unit: Unit | None, rank: int) -> Refused | None:
    places = PLACE_OF.get(role)
    if places is None:
        return Refused("没有这个岗位。")
    if places and (unit is None or unit.kind not in places):
        return Refused(f"{ROLE_NAMES[role]}的单位应是{'或'.join(KIND_NAMES[place] for place in places)}。")
    if not places and unit is not None:
        return Refused(f"{ROLE_NAMES[role]}不属于某个部门。")
    if role == "handler" and rank == 1 and unit is not None:
        first = _first_handler(session, unit)
        if first is not None and first.id != person.id:
            return Refused(f"{unit.name}的A角已经是{first.name}，请选B角，或先取消{first.name}的A角。")
    return None


def _first_handler(session: Session, unit: Unit) -> Person | None:
    """The unit's A, if it has one."""
    held = staff.posts_in_unit(session, id_of(unit), "handler")
    ids = [post.person_id for post in held if post.rank == 1]
    people = [staff.person(session, person_id) for person_id in ids]
    return next((person for person in people if person is not None and person.active), None)


def _write(session: Session, person: Person, role: str, unit: Unit | None, rank: int) -> None:
    unit_id = unit.id if unit else None
    held = [post for post in staff.posts(session, id_of(person)) if (post.role, post.unit_id) == (role, unit_id)]
    post = next(iter(held), None) or Post(
        office_id=person.office_id, person_id=id_of(person), role=role, unit_id=unit_id
    )
    post.rank = rank if role == "handler" else 1
    session.add(post)
    session.flush()


def take(session: Session, actor_id: int, person_id: int, post_id: int, now: datetime) -> Done | Refused:
    """One post less; what was in hand by it goes to whoever is next."""
    found = both(session, actor_id, person_id, now)
    if isinstance(found, Refused):
        return found
    actor, person = found
    post = next((post for post in staff.posts(session, id_of(person)) if post.id == post_id), None)
    if post is None:
        return NO_SUCH_POST
    if post.role == ADMINISTRATOR and is_last_administrator(session, person):
        return LAST_ADMINISTRATOR
    words = in_words(session, post)
    theirs = leaving.in_hand(session, person, now)
    session.delete(post)
    session.flush()
    note(session, actor, "post_taken", now, person)
    passed = leaving.pass_on(session, person, theirs, f"{person.name}不再担任{words}，由您接着办", now)
    _tell(session, person, actor, f"您不再是：{words}。{_handed(passed)}", now)
    return Done(f"{person.name}不再是：{words}。{_handed(passed)}")


def transfer(session: Session, actor_id: int, person_id: int, unit_id: int, now: datetime) -> Done | Refused:
    """To another unit with the same role: the posts in the old ones end, what was accepted there stays there."""
    found = both(session, actor_id, person_id, now)
    if isinstance(found, Refused):
        return found
    actor, person = found
    unit = own_unit(session, actor, unit_id)
    if isinstance(unit, Refused):
        return unit
    moved = [post for post in staff.posts(session, id_of(person)) if _moves(session, post, unit)]
    if not moved:
        return Refused(f"{person.name}没有可以带到{unit.name}的岗位，请用 /post 给岗位。")
    theirs = leaving.in_hand(session, person, now)
    for post in moved:
        session.delete(post)
    session.flush()
    for role in dict.fromkeys(post.role for post in moved):
        first = _first_handler(session, unit) if role == "handler" else None
        _write(session, person, role, unit, 1 if first is None or first.id == person.id else 2)
    note(session, actor, "person_transferred", now, person)
    passed = leaving.pass_on(session, person, theirs, f"{person.name}已调离，由您接着办", now)
    _tell(session, person, actor, f"您已调到{unit.name}。{_handed(passed)}", now)
    return Done(f"{person.name}已调到{unit.name}。{_handed(passed)}")


def _moves(session: Session, post: Post, to: Unit) -> bool:
    place = staff.unit(session, post.unit_id) if post.unit_id is not None else None
    return place is not None and post.role in MOVING and place.kind == to.kind and place.id != to.id


def _handed(passed: list[PassedOn]) -> str:
    words = leaving.in_words(passed)
    return f"手上的工单转给：{words}。" if words else ""


def _tell(session: Session, person: Person, actor: Person, words: str, now: datetime) -> None:
    """The person hears of it too, unless they did it themselves."""
    if person.id != actor.id and person.chat_id is not None:
        notices.say(session, person, escape(words), [], now, lane=NEW_LANE)


def in_words(session: Session, post: Post) -> str:
    unit = staff.unit(session, post.unit_id) if post.unit_id is not None else None
    return post_in_words(HeldPost(post.role, unit.name if unit else "", post.rank))
