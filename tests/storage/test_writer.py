"""Several writes in one transaction on SQLite: each by itself all or nothing, all told only when they are on disk."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from typing import Any

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from storage.engines import sqlite_file, writing_engine
from storage.writer import MOST_TOGETHER, Writer


@pytest.fixture
def engine(sqlite_url: str) -> Iterator[Engine]:
    engine = writing_engine(sqlite_url, lock_wait=0.05)
    yield engine
    engine.dispose()


@pytest.fixture
def writer(engine: Engine) -> Iterator[Writer]:
    writer = Writer(engine)
    yield writer
    writer.shutdown()


def _insert(name: str) -> Callable[[Session], str]:
    def insert(session: Session) -> str:
        session.execute(text("INSERT INTO office VALUES (:name, :name)"), {"name": name})
        return name

    return insert


def _then_fail(session: Session) -> None:
    _insert("half")(session)
    raise ZeroDivisionError


class Held:
    """Keeps the writer busy until released, so that what is submitted meanwhile waits together."""

    def __init__(self, writer: Writer) -> None:
        self._go_on, begun = threading.Event(), threading.Event()

        def work(_session: Session) -> None:
            begun.set()
            self._go_on.wait(10)

        self.future = writer.submit(work)
        begun.wait(10)

    def release(self, *others: "Future[Any]") -> None:
        self._go_on.set()
        wait([self.future, *others], 10)


def _commits(engine: Engine) -> list[bool]:
    counted: list[bool] = []
    event.listen(engine, "commit", lambda connection: counted.append(True))
    return counted


def _there(url: str) -> set[str]:
    file = sqlite_file(url)
    assert file is not None
    connection = sqlite3.connect(file)
    found = {row[0] for row in connection.execute("SELECT id FROM office")}
    connection.close()
    return found


def test_what_waits_together_is_made_durable_by_one_commit(engine: Engine, writer: Writer, sqlite_url: str) -> None:
    counted = _commits(engine)
    held = Held(writer)
    futures = [writer.submit(_insert(f"{number}")) for number in range(10)]
    held.release(*futures)

    assert [future.result() for future in futures] == [f"{number}" for number in range(10)]
    assert len(counted) == 1
    assert _there(sqlite_url) == {f"{number}" for number in range(10)}


def test_a_long_queue_is_committed_in_portions(engine: Engine, writer: Writer) -> None:
    counted = _commits(engine)
    held = Held(writer)
    futures = [writer.submit(_insert(f"{number}")) for number in range(3 * MOST_TOGETHER - 1)]
    held.release(*futures)

    assert len(counted) == 3


def test_one_that_fails_takes_back_its_own_changes_only(writer: Writer, sqlite_url: str) -> None:
    held = Held(writer)
    before, bad, after = writer.submit(_insert("before")), writer.submit(_then_fail), writer.submit(_insert("after"))
    held.release(before, bad, after)

    assert isinstance(bad.exception(), ZeroDivisionError)
    assert (before.result(), after.result()) == ("before", "after")
    assert _there(sqlite_url) == {"before", "after"}


def test_nobody_is_told_of_success_before_it_is_on_disk(engine: Engine, writer: Writer, sqlite_url: str) -> None:
    told_too_early: list[bool] = []
    held = Held(writer)
    futures = [writer.submit(_insert("a")), writer.submit(_insert("b"))]
    event.listen(engine, "commit", lambda connection: told_too_early.extend(future.done() for future in futures))
    held.release(*futures)

    assert told_too_early == [False, False]
    assert _there(sqlite_url) == {"a", "b"}


def test_when_the_commit_fails_everybody_is_told_and_nothing_stays(
    engine: Engine, writer: Writer, sqlite_url: str
) -> None:
    failures = iter([OperationalError("COMMIT", {}, Exception("database or disk is full"))])

    def fail_once(_connection: object) -> None:
        for failure in failures:
            raise failure

    held = Held(writer)
    futures = [writer.submit(_insert("a")), writer.submit(_then_fail)]
    event.listen(engine, "commit", fail_once)
    held.release(*futures)

    assert [type(future.exception()) for future in futures] == [OperationalError, ZeroDivisionError]
    assert _there(sqlite_url) == set()
    assert writer.submit(_insert("later")).result(10) == "later"
    assert _there(sqlite_url) == {"later"}


def test_f28_on_a_full_disk_whoever_is_told_of_success_is_on_it(writer: Writer, sqlite_url: str) -> None:
    def no_room_left(session: Session) -> None:
        pages = session.execute(text("PRAGMA page_count")).scalar()
        session.execute(text(f"PRAGMA max_page_count = {pages}"))

    writer.submit(no_room_left).result(10)
    held = Held(writer)
    futures = {name: writer.submit(_insert(name)) for name in ("small", "big" * 100_000, "last")}
    held.release(*futures.values())

    told = {name for name, future in futures.items() if future.exception() is None}
    assert isinstance(futures["big" * 100_000].exception(), OperationalError)
    assert _there(sqlite_url) == told


def test_a_transaction_that_sqlite_took_back_by_itself_leaves_nothing_of_anybody(
    writer: Writer, sqlite_url: str
) -> None:
    held = Held(writer)
    before = writer.submit(_insert("before"))
    breaks = writer.submit(lambda session: session.connection().exec_driver_sql("ROLLBACK"))
    after = writer.submit(_insert("after"))
    held.release(before, breaks, after)

    assert isinstance(before.exception(), OperationalError)
    assert after.result() == "after"
    assert _there(sqlite_url) == {"after"}


def test_while_somebody_else_holds_the_file_a_write_is_refused_and_the_next_one_works(
    writer: Writer, sqlite_url: str
) -> None:
    file = sqlite_file(sqlite_url)
    assert file is not None
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    assert isinstance(writer.submit(_insert("refused")).exception(10), OperationalError)
    other.execute("ROLLBACK")
    other.close()
    assert writer.submit(_insert("taken")).result(10) == "taken"
    assert _there(sqlite_url) == {"taken"}


def test_what_its_owner_gave_up_while_it_waited_is_not_begun(writer: Writer, sqlite_url: str) -> None:
    held = Held(writer)
    given_up, kept = writer.submit(_insert("given up")), writer.submit(_insert("kept"))
    assert given_up.cancel()
    held.release(kept)

    assert _there(sqlite_url) == {"kept"}


def test_a_shutdown_finishes_what_was_submitted(engine: Engine, sqlite_url: str) -> None:
    writer = Writer(engine)
    futures = [writer.submit(_insert(f"{number}")) for number in range(40)]
    writer.shutdown()

    assert all(future.done() for future in futures)
    assert len(_there(sqlite_url)) == 40
