"""Databases for tests: `database` runs a test on SQLite and again on PostgreSQL; `sqlite` is one file, for the rest."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.database import Database
from storage.engines import migrating_engine
from storage.schema import HEAD
from storage.tables import Table
from tests.scratch import folder_in_memory
from tests.storage.postgres import PostgresServer


def make_tables(url: str) -> None:
    """All tables at once, marked as being at HEAD; that the migrations make the same is a test of its own."""
    engine = migrating_engine(url)
    with engine.begin() as connection:
        Table.metadata.create_all(connection)
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
        connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})
    engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "template.sqlite3"
    make_tables(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    server = PostgresServer()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postgres_template(postgres: PostgresServer) -> str:
    name = postgres.create()
    make_tables(postgres.url(name))
    return name


@pytest.fixture
def sqlite_url(sqlite_template: Path) -> Iterator[str]:
    """A SQLite file with all tables, not yet opened."""
    with tempfile.TemporaryDirectory(prefix="hotline-", dir=folder_in_memory()) as folder:
        yield f"sqlite:///{shutil.copyfile(sqlite_template, Path(folder) / 'hotline.sqlite3')}"


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[Database]:
    database = Database.open(sqlite_url)
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A database with all tables, not yet opened: once as a SQLite file, once in PostgreSQL."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_url")
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    name = server.create(request.getfixturevalue("postgres_template"))
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def open_database(database_url: str) -> Iterator[Callable[[], Database]]:
    """Opens the same database as often as asked (on SQLite the earlier one must be closed first)."""
    opened: list[Database] = []

    def open_again() -> Database:
        opened.append(Database.open(database_url))
        return opened[-1]

    yield open_again
    for database in opened:
        database.close()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database.open(database_url)
    yield opened
    opened.close()
