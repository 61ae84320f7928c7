"""Brings the tables to the version this program knows, after keeping a copy of the SQLite file."""

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect, text

from storage.engines import migrating_engine, sqlite_file

HEAD = "0003"
"""The newest revision under migrations/versions. Written down here so that a start without changes loads no alembic."""

MIGRATIONS = Path(__file__).parent / "migrations"
_MIGRATION_LOCK = 7_012_345_001


class SchemaTooNew(Exception):
    """The database was made by a newer version of this program."""

    def __init__(self, present: str) -> None:
        super().__init__(
            f"数据库的结构版本是 {present}，比本程序认识的 {HEAD} 新。请改用较新的程序，或恢复升级前的数据库副本。"
        )


class MigrationFailed(Exception):
    """A change of the tables failed and was taken back."""

    def __init__(self, present: str | None, copy: Path | None, error: Exception) -> None:
        kept = f"升级前的副本在 {copy}。" if copy else ""
        super().__init__(f"数据库从版本 {present or '空'} 升级到 {HEAD} 失败，已撤销：{error}。{kept}")


def migrate(url: str) -> Path | None:
    """Upgrade the database at `url` to HEAD; returns the copy made of a SQLite file, if one was needed.

    Nothing else may use a SQLite file meanwhile. Raises SchemaTooNew or MigrationFailed, and changes nothing then.
    """
    engine = migrating_engine(url)
    try:
        with engine.connect() as connection:
            present = version(connection)
            if present == HEAD:
                return None
            connection.rollback()
            return _upgrade(url, connection, present)
    finally:
        engine.dispose()


def is_current(url: str) -> bool:
    """Whether the database at `url` needs no migration."""
    engine = migrating_engine(url)
    try:
        with engine.connect() as connection:
            return version(connection) == HEAD
    finally:
        engine.dispose()


def version(connection: Connection) -> str | None:
    """The revision the database is at; None while it has no tables."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def _upgrade(url: str, connection: Connection, present: str | None) -> Path | None:
    # Loading alembic takes a quarter of a second, which a start without changes must not pay.
    from alembic import command
    from alembic.script import ScriptDirectory

    config = alembic_config(connection)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if present is not None and present not in known:
        raise SchemaTooNew(present)
    file = sqlite_file(url)
    holds_anything = bool(inspect(connection).get_table_names())
    connection.rollback()
    copy = keep_copy(file) if file is not None and holds_anything else None
    try:
        with connection.begin():
            if file is None:
                # Two processes started together: the second waits here and then finds nothing left to do.
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})"))
            command.upgrade(config, "head")
    except Exception as error:
        raise MigrationFailed(present, copy, error) from error
    return copy


def alembic_config(connection: Connection | None = None) -> Any:
    """What alembic needs to find our revisions, over a connection of ours."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def keep_copy(file: Path) -> Path:
    """Copy the SQLite database in `file`, as it was before HEAD, beside it; returns where."""
    copy = file.with_name(f"{file.stem}.before-{HEAD}{file.suffix}")
    unfinished = copy.with_name(f"{copy.name}.part")
    source, target = sqlite3.connect(file), sqlite3.connect(unfinished)
    try:
        source.backup(target)
    finally:
        target.close()
        source.close()
    return unfinished.replace(copy)
