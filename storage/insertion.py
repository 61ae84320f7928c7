"""Insert rows that may be there already."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Executable
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from storage.tables import Table


def insert_new(session: Session, table: type[Table], rows: Sequence[dict[str, Any]], key: Sequence[str]) -> None:
    """Insert those `rows` whose `key` (a unique set of columns) nobody has yet; every row names the same columns."""
    if rows:
        connection = session.connection()
        connection.execute(_statement(table, tuple(key), connection.dialect.name), list(rows))


@cache
def _statement(table: type[Table], key: tuple[str, ...], dialect: str) -> Executable:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(table).on_conflict_do_nothing(index_elements=list(key))
