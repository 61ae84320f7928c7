"""Queries about people, their posts, who stands in for whom, units and invitations."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import BindParameter, bindparam, or_, update
from sqlmodel import Session, col, select

from storage.once import read_once
from storage.tables import Deputy, Invitation, Person, Post, Unit

# Asked several times in every act: built once.
_PERSON: BindParameter[int] = bindparam("person_id")
_NOW: BindParameter[datetime] = bindparam("now")
_POSTS = select(Post).where(Post.person_id == _PERSON).order_by(col(Post.id))
_ABSENT = select(Deputy.person_id).where(Deputy.deputy_id == _PERSON, Deputy.starts_at <= _NOW, Deputy.ends_at > _NOW)
_POSTS_HELD = (
    select(Post).where(or_(col(Post.person_id) == _PERSON, col(Post.person_id).in_(_ABSENT))).order_by(col(Post.id))
)
_HOLDERS = (
    select(Person)
    .join(Post, col(Post.person_id) == col(Person.id))
    .where(Post.office_id == bindparam("office_id"), Post.role == bindparam("role"), col(Person.active))
    .order_by(col(Post.rank), col(Post.id))
)
_HOLDERS_IN_UNIT = _HOLDERS.where(Post.unit_id == bindparam("unit_id"))


@read_once
def person(session: Session, person_id: int) -> Person | None:
    return session.get(Person, person_id)


def person_of_chat(session: Session, chat_id: int) -> Person | None:
    return session.exec(select(Person).where(Person.chat_id == chat_id, col(Person.active))).first()


def person_by_name(session: Session, office_id: str, name: str) -> Person | None:
    return session.exec(select(Person).where(Person.office_id == office_id, Person.name == name)).first()


def people(session: Session, office_id: str) -> list[Person]:
    return list(session.exec(select(Person).where(Person.office_id == office_id).order_by(col(Person.id))))


def names(session: Session, person_ids: Collection[int]) -> dict[int, str]:
    """The names of these people by their ids."""
    if not person_ids:
        return {}
    found = session.exec(select(Person.id, Person.name).where(col(Person.id).in_(list(person_ids))))
    return {person_id: name for person_id, name in found if person_id is not None}


def bound(session: Session) -> list[Person]:
    """Everybody of every office with a chat of their own."""
    return list(session.exec(select(Person).where(col(Person.chat_id).is_not(None), col(Person.active))))


@read_once
def posts(session: Session, person_id: int) -> list[Post]:
    return list(session.exec(_POSTS, params={"person_id": person_id}))


def posts_in_unit(session: Session, unit_id: int, role: str | None = None) -> list[Post]:
    """Every post in a unit, or those of one role: the A before the B."""
    query = select(Post).where(Post.unit_id == unit_id)
    if role is not None:
        query = query.where(Post.role == role)
    return list(session.exec(query.order_by(col(Post.rank), col(Post.id))))


@read_once
def posts_held(session: Session, person_id: int, now: datetime) -> list[Post]:
    """The posts of a person, and of everybody for whom they stand in at `now`."""
    return list(session.exec(_POSTS_HELD, params={"person_id": person_id, "now": now}))


@read_once
def holders(session: Session, office_id: str, role: str, unit_id: int | None = None) -> list[Person]:
    """Active people with a role, in one unit where one is named: the A before the B."""
    asked = {"office_id": office_id, "role": role}
    if unit_id is None:
        found = session.exec(_HOLDERS, params=asked)
    else:
        found = session.exec(_HOLDERS_IN_UNIT, params={**asked, "unit_id": unit_id})
    return list({person.id: person for person in found}.values())


def deputy_of(session: Session, person_id: int, now: datetime) -> Person | None:
    """Who stands in for that person at `now`, or None; a person with a deputy is away."""
    query = (
        select(Person)
        .join(Deputy, col(Deputy.deputy_id) == col(Person.id))
        .where(Deputy.person_id == person_id, Deputy.starts_at <= now, Deputy.ends_at > now)
    )
    return session.exec(query.order_by(col(Deputy.id).desc())).first()


def stood_in_for(session: Session, person_id: int, now: datetime) -> list[int]:
    """The ids of the people for whom that person stands in at `now`."""
    return list(session.exec(_ABSENT, params={"person_id": person_id, "now": now}))


def absences(session: Session, person_id: int, now: datetime) -> list[Deputy]:
    """When this person is away, now or later, and who stands in; the earliest first."""
    query = select(Deputy).where(Deputy.person_id == person_id, Deputy.ends_at > now)
    return list(session.exec(query.order_by(col(Deputy.starts_at), col(Deputy.id))))


def deputising(session: Session, person_id: int, now: datetime) -> list[Deputy]:
    """When this person is away or stands in for somebody, now or later."""
    concerned = or_(col(Deputy.person_id) == person_id, col(Deputy.deputy_id) == person_id)
    return list(session.exec(select(Deputy).where(concerned, Deputy.ends_at > now).order_by(col(Deputy.starts_at))))


@read_once
def unit(session: Session, unit_id: int) -> Unit | None:
    return session.get(Unit, unit_id)


def units(session: Session, office_id: str, kind: str | None = None) -> list[Unit]:
    query = select(Unit).where(Unit.office_id == office_id)
    if kind is not None:
        query = query.where(Unit.kind == kind)
    return list(session.exec(query.order_by(col(Unit.id))))


def active_units(session: Session, office_id: str, kind: str | None = None) -> list[Unit]:
    """The units that something new may be sent to."""
    return [unit for unit in units(session, office_id, kind) if unit.active]


def unit_by_name(session: Session, office_id: str, name: str) -> Unit | None:
    return session.exec(select(Unit).where(Unit.office_id == office_id, Unit.name == name)).first()


def invitation(session: Session, digest: str) -> Invitation | None:
    """The invitation with that digest, held until the transaction ends: of two at once one finds it used."""
    query = select(Invitation).where(Invitation.digest == digest).with_for_update()
    return session.exec(query.execution_options(populate_existing=True)).first()


def expire_invitations(session: Session, person_ids: Iterable[int], now: datetime) -> None:
    """End every unused invitation of these people."""
    query = update(Invitation).where(
        col(Invitation.person_id).in_(list(person_ids)),
        col(Invitation.used_at).is_(None),
        col(Invitation.expires_at) > now,
    )
    session.execute(query.values(expires_at=now))
