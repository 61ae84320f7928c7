import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, StatementError
from sqlmodel import Session

from storage.alone import AlreadyRunning
from storage.database import Database
from storage.tables import Heartbeat, Office

MORNING = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)


def test_what_a_write_changes_is_there_for_the_next_read(database: Database) -> None:
    database.write_now(lambda session: session.add(Office(id="yichuan_road", name="宜川路街道")))

    assert database.read_now(lambda session: session.get(Office, "yichuan_road")) == Office(
        id="yichuan_road", name="宜川路街道"
    )


def test_a_write_that_raises_leaves_no_trace(database: Database) -> None:
    def half(session: Session) -> None:
        session.add(Office(id="half", name="半"))
        session.flush()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        database.write_now(half)

    assert database.read_now(lambda session: session.get(Office, "half")) is None


def test_a_read_that_changes_something_is_refused(database: Database) -> None:
    with pytest.raises(DBAPIError):
        database.read_now(lambda session: session.execute(text("INSERT INTO office VALUES ('x', 'x')")))


def test_a_write_inside_a_write_is_refused_instead_of_waiting_for_itself(database: Database) -> None:
    with pytest.raises(RuntimeError, match="inside a write"):
        database.write_now(lambda _: database.write_now(lambda _: None))


def test_moments_come_back_in_utc_and_naive_ones_are_refused(database: Database) -> None:
    shanghai = datetime.fromisoformat("2026-11-20T09:30:00+08:00")
    database.write_now(lambda session: session.add(Heartbeat(component="a", at=shanghai)))

    kept = database.read_now(lambda session: session.get_one(Heartbeat, "a"))
    assert (kept.at, kept.at.tzinfo) == (MORNING, UTC)
    with pytest.raises(StatementError, match="timezone"):
        database.write_now(lambda session: session.add(Heartbeat(component="b", at=MORNING.replace(tzinfo=None))))


def test_sixteen_threads_counting_in_one_row_lose_no_count(database: Database) -> None:
    database.write_now(lambda session: session.add(Heartbeat(component="count", at=MORNING)))

    def count(session: Session) -> None:
        row = session.get_one(Heartbeat, "count", with_for_update=True)
        row.round += 1

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda _: database.write_now(count), range(160)))

    assert database.read_now(lambda session: session.get_one(Heartbeat, "count").round) == 160


def test_readers_beside_a_writer_are_never_told_that_the_database_is_locked(database: Database) -> None:
    database.write_now(lambda session: session.add(Heartbeat(component="mix", at=MORNING)))

    def read_then_write(session: Session) -> None:
        row = session.get_one(Heartbeat, "mix", with_for_update=True)
        row.round += 1

    async def task(number: int) -> None:
        for _ in range(20):
            await (database.write(read_then_write) if number % 2 else database.read(lambda s: s.get(Heartbeat, "mix")))

    async def eight() -> None:
        await asyncio.gather(*(task(number) for number in range(8)))

    asyncio.run(eight())
    assert database.read_now(lambda session: session.get_one(Heartbeat, "mix").round) == 80


def test_a_sqlite_write_reaches_the_disk_before_it_is_confirmed(sqlite: Database) -> None:
    def settings(session: Session) -> tuple[object, ...]:
        names = ("journal_mode", "synchronous", "foreign_keys")
        return tuple(session.execute(text(f"PRAGMA {name}")).scalar() for name in names)

    assert sqlite.write_now(settings) == ("wal", 2, 1)


def test_every_sqlite_write_happens_in_one_thread(sqlite: Database) -> None:
    with ThreadPoolExecutor(4) as pool:
        writers = set(pool.map(lambda _: sqlite.write_now(lambda _: threading.get_ident()), range(40)))

    assert len(writers) == 1


def test_a_second_process_on_one_sqlite_file_is_refused_in_a_plain_sentence(sqlite: Database) -> None:
    with pytest.raises(AlreadyRunning, match=r"正由另一个运行中的助手使用（进程 [0-9]+）"):
        Database.open(sqlite.url)


def test_a_short_command_may_work_beside_the_running_bot(sqlite: Database) -> None:
    command = Database.open(sqlite.url, alone=False)
    command.write_now(lambda session: session.add(Office(id="beizhan", name="北站")))
    command.close()

    assert sqlite.read_now(lambda session: session.get(Office, "beizhan")) is not None


def test_a_closed_database_can_be_opened_again(open_database: Callable[[], Database]) -> None:
    first = open_database()
    first.write_now(lambda session: session.add(Office(id="kept", name="留")))
    first.close()

    assert open_database().read_now(lambda session: session.get(Office, "kept")) is not None


def test_a_database_in_memory_is_refused() -> None:
    with pytest.raises(ValueError, match="memory forgets"):
        Database.open("sqlite://")


def test_the_folder_of_a_new_sqlite_file_is_made(tmp_path: Path) -> None:
    Database.open(f"sqlite:///{tmp_path / 'data' / 'hotline.sqlite3'}").close()

    assert (tmp_path / "data" / "hotline.sqlite3").exists()
