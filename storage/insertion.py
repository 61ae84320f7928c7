"""Insert rows that may be there already."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from storage.tables import Table


def insert_new(session: Session, table: type[Table], rows: Sequence[dict[str, Any]], key: Sequence[str]) -> None:
    """Insert those `rows` whose `key` (a unique set of columns) nobody has yet; every row names the same columns."""
    if not rows:
        return
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    session.execute(dialect.insert(table).on_conflict_do_nothing(index_elements=list(key)), list(rows))
