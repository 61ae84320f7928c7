"""An office with its whole cast: in memory for what one transaction shows, in a real database for what several show."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import StaticPool, create_engine, event
from sqlmodel import Session

from storage.database import Database
from storage.tables import Table
from tests.people import Cast, settle_in
from tests.work.world import World


@pytest.fixture(scope="session")
def engine() -> Any:
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})

    # The driver's own habit of opening transactions would break savepoints.
    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN")

    Table.metadata.create_all(engine)
    return engine


@pytest.fixture
def session(engine: Any) -> Iterator[Session]:
    """One transaction in memory, taken back after the test."""
    with engine.connect() as connection, connection.begin() as transaction:
        with Session(connection, expire_on_commit=False, join_transaction_mode="create_savepoint") as session:
            yield session
        transaction.rollback()


@pytest.fixture
def cast(session: Session) -> Cast:
    return settle_in(session)


@pytest.fixture
def world(sqlite: Database) -> World:
    """The office in a SQLite file."""
    return World(sqlite)


@pytest.fixture
def any_world(database: Database) -> World:
    """The office in a SQLite file, and again in PostgreSQL."""
    return World(database)
