"""A person's posts in words."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from bot.rules.rulebook import Rulebook
from bot.work.offices import Offices
from bot.work.parties import roles
from storage import staff
from storage.rows import id_of
from storage.tables import Person, Post

ROLE_NAMES = {
    "desk": "受理派单",
    "handler": "经办人",
    "informant": "片区信息员",
    "unit_head": "部门负责人",
    "branch_leader": "分管领导",
    "desk_branch_leader": "受理单位分管领导",
    "main_leader": "主要领导",
    "administrator": "系统管理员",
}


def names_of(session: Session, person_ids: Collection[int]) -> dict[int, str]:
    """The names of these people by their ids."""
    return staff.names(session, person_ids)


def bound_chats(session: Session, now: datetime) -> dict[int, tuple[str, frozenset[str]]]:
    """The office and the roles of everybody who can hear us, by their chat."""
    return {
        person.chat_id: (person.office_id, roles(session, person, now))
        for person in staff.bound(session)
        if person.chat_id is not None and person.reachable
    }


def posts_in_words(session: Session, offices: Offices, person: Person) -> list[str]:
    """`城建办 经办人（A角）`, one for each post."""
    rulebook = offices.present_law(person.office_id).rulebook
    return [_in_words(session, rulebook, post) for post in staff.posts(session, id_of(person))]


def _in_words(session: Session, rulebook: Rulebook, post: Post) -> str:
    unit = staff.unit(session, post.unit_id) if post.unit_id is not None else None
    name = (
        rulebook.roles.get("desk", ROLE_NAMES["desk"]) if post.role == "desk" else ROLE_NAMES.get(post.role, post.role)
    )
    rank = f"（{'A' if post.rank == 1 else 'B'}角）" if post.role == "handler" else ""
    return f"{unit.name} {name}{rank}" if unit and unit.name != name else f"{name}{rank}"
