"""Many rows at once, made ready elsewhere: as the driver takes them, without an object for each."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Boolean, Column, func, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from storage.forms import structure
from storage.tables import Table

MOST_VALUES = 30_000
"""How many values one statement takes: SQLite 32,766, PostgreSQL 65,535."""
ZONES = {"sqlite": "", "postgresql": "+00:00"}
"""What stands behind a moment's text, by the kind of database: one keeps UTC without saying so."""


def zone_of(session: Session) -> str:
    """How moments end that are written into this database."""
    return ZONES[session.connection().dialect.name]


def next_ids(session: Session, table: type[Table], count: int) -> list[int]:
    """Ids for `count` rows to come, which nobody else gets. On SQLite for as long as this transaction writes."""
    connection = session.connection()
    name = str(table.__tablename__)
    if connection.dialect.name == "postgresql":
        drawn = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)")
        return [int(number) for number in connection.execute(drawn, {"name": name, "count": count}).scalars()]
    newest = connection.execute(select(func.max(Table.metadata.tables[name].c.id))).scalar()
    return list(range((newest or 0) + 1, (newest or 0) + 1 + count))


def insert_many(session: Session, table: type[Table], names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert `rows`, their values in the order of `names`; columns not named get what the table's class gives them.

    Moments and structures come as `moment` and `structure` make them. Raises IntegrityError as any insert.
    """
    connection = session.connection()
    head, one, rest = _statement(table, tuple(names), connection.dialect.name)
    together = MOST_VALUES // (len(names) + len(rest))
    for start in range(0, len(rows), together):
        some = rows[start : start + together]
        values = [value for row in some for value in (*row, *rest)]
        connection.exec_driver_sql(head + ",".join([one] * len(some)), tuple(values))


@cache
def _statement(table: type[Table], names: tuple[str, ...], dialect: str) -> tuple[str, str, tuple[Any, ...]]:
    """How the statement begins, the marks of one row, and the values of the columns that nobody named."""
    columns = Table.metadata.tables[str(table.__tablename__)].columns
    unnamed = [column for column in columns if column.name not in names and not column.primary_key]
    quoted = _quote(dialect)
    named = ", ".join(quoted(name) for name in (*names, *(column.name for column in unnamed)))
    marks = ",".join(["?" if dialect == "sqlite" else "%s"] * (len(names) + len(unnamed)))
    head = f"INSERT INTO {quoted(str(table.__tablename__))} ({named}) VALUES "
    return head, f"({marks})", tuple(_left_out(table, column) for column in unnamed)


def _quote(dialect: str) -> Any:
    chosen: Any = sqlite.dialect() if dialect == "sqlite" else postgresql.dialect()
    return chosen.identifier_preparer.quote


def _left_out(table: type[Table], column: "Column[Any]") -> Any:
    """What a new object of the class has there."""
    value = table.model_fields[column.name].get_default(call_default_factory=True)
    if isinstance(value, list | dict):
        return structure(value)
    return bool(value) if isinstance(column.type, Boolean) else value
