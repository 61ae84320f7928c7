"""Connections to the database: the same code for one SQLite file and for PostgreSQL."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.pool import NullPool, StaticPool

LOCK_WAIT_SECONDS = 10.0
"""How long a SQLite write waits for another process's transaction before it gives up."""

POSTGRES_CONNECTIONS = 10


def sqlite_file(url: str) -> Path | None:
    """The file behind a SQLite URL; None for any other database."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return None
    if not parsed.database or parsed.database == ":memory:":
        raise ValueError(f"{url!r}: the database must be a file, memory forgets")
    return Path(parsed.database)


def writing_engine(url: str, lock_wait: float = LOCK_WAIT_SECONDS) -> Engine:
    """Transactions that may change anything. On SQLite one connection, which takes the write lock as it begins."""
    if sqlite_file(url) is None:
        return create_engine(_psycopg(url), pool_size=POSTGRES_CONNECTIONS, pool_pre_ping=True)
    engine = create_engine(url, poolclass=StaticPool, connect_args={"timeout": lock_wait, "check_same_thread": False})
    # A plain BEGIN that reads before it writes fails at once when somebody else wrote in between, whatever the timeout.
    _prepare(engine, begin="BEGIN IMMEDIATE", pragmas=("synchronous=FULL", "foreign_keys=ON"))
    return engine


def reading_engine(url: str, lock_wait: float = LOCK_WAIT_SECONDS) -> Engine:
    """Transactions that see one consistent state and are refused any change."""
    if sqlite_file(url) is None:
        return create_engine(
            _psycopg(url),
            pool_size=POSTGRES_CONNECTIONS,
            pool_pre_ping=True,
            isolation_level="REPEATABLE READ",
            connect_args={"options": "-c default_transaction_read_only=on"},
        )
    engine = create_engine(url, connect_args={"timeout": lock_wait})
    _prepare(engine, begin="BEGIN", pragmas=("query_only=ON",))
    return engine


def migrating_engine(url: str) -> Engine:
    """For changes of the tables: SQLite rebuilds a table by dropping it, which foreign keys would forbid."""
    if sqlite_file(url) is None:
        return create_engine(_psycopg(url), poolclass=NullPool)
    engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": LOCK_WAIT_SECONDS})
    _prepare(engine, begin="BEGIN IMMEDIATE", pragmas=("synchronous=FULL", "foreign_keys=OFF"))
    return engine


def _psycopg(url: str) -> str:
    return make_url(url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


def _prepare(engine: Engine, begin: str, pragmas: tuple[str, ...]) -> None:
    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: Any) -> None:
        # The driver's own habit of opening transactions must be off, or our BEGIN comes too late.
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", *pragmas):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin_transaction(connection: Connection) -> None:
        connection.exec_driver_sql(begin)
