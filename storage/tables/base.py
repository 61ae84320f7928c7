"""The base of every table: one MetaData with named constraints, and the two column types of our own."""

from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Index, MetaData, text
from sqlmodel import Field, SQLModel

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Table(SQLModel):
    """Base of every table: one MetaData of our own, constraints named so that migrations can address them."""

    metadata = MetaData(naming_convention=NAMING)


def big_integer(**options: Any) -> Any:
    """A column for the messenger's ids, which do not fit 32 bits."""
    return Field(sa_type=BigInteger, **options)


def structure(kind: type) -> Any:
    """A JSON column holding a list or a dict, empty at first. Assign a new value to change it; mutation is not seen."""
    return Field(default_factory=kind, sa_column=Column(JSON, nullable=False))


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index over the few rows that still matter, so that a million settled or future ones cost nothing."""
    return Index(name, *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where))
