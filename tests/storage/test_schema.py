import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import JSON, Boolean, Integer, inspect, text
from sqlmodel import select

from storage.database import Database
from storage.engines import migrating_engine
from storage.schema import HEAD, MigrationFailed, SchemaTooNew, alembic_config, migrate
from storage.tables import Office, Table, Ticket
from tests.storage.postgres import PostgresServer


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'new.sqlite3'}"
    else:
        server: PostgresServer = request.getfixturevalue("postgres")
        yield server.url(server.create())


def test_the_migrations_make_exactly_the_tables_of_the_program(empty_url: str) -> None:
    migrate(empty_url)

    engine = migrating_engine(empty_url)
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Table.metadata)
    engine.dispose()
    assert differences == []


def test_the_newest_revision_is_the_one_written_down() -> None:
    assert ScriptDirectory.from_config(alembic_config()).get_current_head() == HEAD


def test_a_database_of_a_newer_program_is_refused_untouched(database_url: str) -> None:
    _set_version(database_url, "9999")

    with pytest.raises(SchemaTooNew, match=r"9999.*请改用较新的程序"):
        Database.open(database_url)

    _set_version(database_url, HEAD)
    Database.open(database_url).close()


def test_a_start_without_changes_loads_no_alembic(sqlite_url: str) -> None:
    program = (
        "import sys; from storage.database import Database; "
        f"Database.open({sqlite_url!r}).close(); print('alembic' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout

    assert said.strip() == "False"


def test_the_sqlite_file_is_copied_before_it_is_changed(sqlite_url: str) -> None:
    database = Database.open(sqlite_url)
    database.write_now(lambda session: session.add(Office(id="kept", name="留")))
    database.close()
    _make_older(sqlite_url)

    with pytest.raises(MigrationFailed, match="副本在"):
        # The tables of revision 0001 are there already, so that applying it again must fail half-way.
        migrate(sqlite_url)

    folder = Path(sqlite_url.removeprefix("sqlite:///")).parent
    copy = sqlite3.connect(folder / f"hotline.before-{HEAD}.sqlite3")
    assert copy.execute("SELECT id FROM office").fetchall() == [("kept",)]
    copy.close()


def test_a_failed_migration_is_taken_back_whole(database_url: str) -> None:
    _make_older(database_url)
    engine = migrating_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE audit"))

    with pytest.raises(MigrationFailed):
        migrate(database_url)

    with engine.connect() as connection:
        assert not engine.dialect.has_table(connection, "audit")
    engine.dispose()


def test_tickets_of_before_are_kept_and_known_to_be_neither_compared_nor_counted(empty_url: str) -> None:
    _upgrade(empty_url, "0002")
    engine = migrating_engine(empty_url)
    at = "2026-11-20 01:00:00"
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO office (id, name) VALUES ('yichuan_road', '宜川路街道')"))
        into = "INSERT INTO rulebookcopy (id, office_id, version, text, taken_at)"
        law = f"{into} VALUES ('law', 'yichuan_road', '1', '', :at)"
        connection.execute(text(law), {"at": at})
        columns = {column["name"]: column for column in inspect(connection).get_columns("ticket")}
        given = {
            "office_id": "yichuan_road",
            "rulebook_id": "law",
            "number": "20261120000001",
            "created_at": at,
            "updated_at": at,
        }
        needed = [name for name, one in columns.items() if not one["nullable"] and one["default"] is None]
        values = {name: given.get(name, _nothing(columns[name]["type"])) for name in needed if name != "id"}
        names, marks = ", ".join(values), ", ".join(f":{name}" for name in values)
        connection.execute(text(f"INSERT INTO ticket ({names}) VALUES ({marks})"), values)
    engine.dispose()

    database = Database.open(empty_url)
    (ticket,) = database.read_now(lambda session: session.exec(select(Ticket)).all())
    database.close()
    assert (ticket.number, ticket.matched_at, ticket.matter_id) == ("20261120000001", None, None)


def _upgrade(url: str, revision: str) -> None:
    """A database as an older program left it."""
    engine = migrating_engine(url)
    with engine.connect() as connection, connection.begin():
        command.upgrade(alembic_config(connection), revision)
    engine.dispose()


def _nothing(type_: Any) -> Any:
    """What a column of this type holds where nothing is known."""
    if isinstance(type_, Boolean):
        return False
    if isinstance(type_, Integer):
        return 0
    return "[]" if isinstance(type_, JSON) else ""


def _set_version(url: str, version: str) -> None:
    engine = migrating_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})
    engine.dispose()


def _make_older(url: str) -> None:
    """The state of a database that no revision has been applied to, but which alembic already knows."""
    engine = migrating_engine(url)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM alembic_version"))
    engine.dispose()
