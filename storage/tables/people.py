"""Offices, their units and their people: who holds which post, who stands in, who was invited."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from storage.tables.base import Table, big_integer


class Office(Table, table=True):
    """An office that uses this installation."""

    id: str = Field(primary_key=True)
    name: str


class Unit(Table, table=True):
    """A part of an office: its desk, a handling unit or a territory (`kind` = desk | unit | territory).

    `duties`: words that tell which matters are the unit's. Not `active`: nothing new is sent there.
    """

    __table_args__ = (UniqueConstraint("office_id", "name"),)
    id: int | None = Field(default=None, primary_key=True)
    office_id: str = Field(index=True)
    name: str
    kind: str
    duties: str = ""
    active: bool = True


class Person(Table, table=True):
    """A member of staff. `chat_id` is empty until an invitation binds it; `reachable` falls when the bot is blocked."""

    __table_args__ = (UniqueConstraint("office_id", "name"),)
    id: int | None = Field(default=None, primary_key=True)
    office_id: str = Field(index=True)
    name: str
    chat_id: int | None = big_integer(default=None, unique=True)
    active: bool = True
    reachable: bool = True
    bound_at: datetime | None = None


class Post(Table, table=True):
    """Who holds which role, in which unit; `rank` 1 is the A of a unit's pair of handlers, 2 the B."""

    __table_args__ = (UniqueConstraint("person_id", "role", "unit_id"),)
    id: int | None = Field(default=None, primary_key=True)
    office_id: str = Field(index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    role: str
    unit_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    rank: int = 1


class Deputy(Table, table=True):
    """Somebody standing in for a person between two moments."""

    id: int | None = Field(default=None, primary_key=True)
    office_id: str = Field(index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    deputy_id: int = Field(foreign_key="person.id")
    starts_at: datetime
    ends_at: datetime


class Invitation(Table, table=True):
    """A one-time link for one named person; only the SHA-256 of its secret is kept."""

    id: int | None = Field(default=None, primary_key=True)
    office_id: str
    person_id: int = Field(foreign_key="person.id", index=True)
    digest: str = Field(unique=True)
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


class Group(Table, table=True):
    """A group chat bound to an office (`unit_id` empty) or to one of its units."""

    __tablename__ = "chat_group"
    chat_id: int = big_integer(primary_key=True)
    office_id: str = Field(index=True)
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    title: str = ""
    active: bool = True
