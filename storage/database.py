"""The one way to the database: a function of a session runs in one transaction, which commits or leaves no trace."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import Session

from storage import once
from storage.alone import Alone
from storage.engines import LOCK_WAIT_SECONDS, POSTGRES_CONNECTIONS, reading_engine, sqlite_file, writing_engine
from storage.schema import is_current, migrate
from storage.writer import THREAD_NAME, Writer, WritingThreads

T = TypeVar("T")

UNAVAILABLE = (OperationalError, InterfaceError, PoolTimeout)
"""The database cannot be used at the moment: locked by another process, full, or not answering. Try again later."""

_READERS = 4


class Unopenable(Exception):
    """The folder or the files of a SQLite database cannot be used at all."""

    def __init__(self, file: Path, error: OSError) -> None:
        super().__init__(
            f"数据库 {file.name} 的文件夹用不了（{error.strerror}）：请检查 storage.database_url 和文件夹的权限。"
        )


class Database:
    """An open database. `write` and `read` are for the event loop, `write_now` and `read_now` for plain code.

    On SQLite every write runs in one thread, in the order of submission; on PostgreSQL several run side by side.
    """

    def __init__(self, url: str, alone: Alone | None, lock_wait: float) -> None:
        self.url = url
        self.is_sqlite = sqlite_file(url) is not None
        self._alone = alone
        self._writing = writing_engine(url, lock_wait)
        self._reading = reading_engine(url, lock_wait)
        self._writers: Writer | WritingThreads = (
            Writer(self._writing) if self.is_sqlite else WritingThreads(self._writing, POSTGRES_CONNECTIONS)
        )
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="database-read")

    @classmethod
    def open(cls, url: str, *, alone: bool = True, lock_wait: float = LOCK_WAIT_SECONDS) -> "Database":
        """Open and migrate the database at `url` (sqlite:///file or postgresql://…).

        `alone` is for the running bot: it holds a SQLite database for itself, or raises AlreadyRunning. A short command
        beside it opens with `alone=False`. Raises Unopenable, SchemaTooNew and MigrationFailed.
        """
        file = sqlite_file(url)
        if file is None:
            migrate(url)
            return cls(url, None, lock_wait)
        try:
            return cls._open_file(url, file, alone, lock_wait)
        except OSError as error:
            raise Unopenable(file, error) from error

    @classmethod
    def _open_file(cls, url: str, file: Path, alone: bool, lock_wait: float) -> "Database":
        file.parent.mkdir(parents=True, exist_ok=True)
        if not alone and is_current(url):
            return cls(url, None, lock_wait)
        lock = Alone(file)
        try:
            migrate(url)
        except BaseException:
            lock.release()
            raise
        if not alone:
            lock.release()
        return cls(url, lock if alone else None, lock_wait)

    async def write(self, work: Callable[[Session], T]) -> T:
        """Run `work` in one transaction that may change things; its exception rolls everything back."""
        return await asyncio.wrap_future(self._writers.submit(work))

    def write_now(self, work: Callable[[Session], T]) -> T:
        """As `write`, waiting for the result. Not inside another write."""
        if threading.current_thread().name.startswith(THREAD_NAME):
            raise RuntimeError("a write inside a write would wait for itself; use the session at hand")
        return self._writers.submit(work).result()

    async def read(self, work: Callable[[Session], T]) -> T:
        """Run `work` over one consistent state; a change is refused."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, once.read, self._reading, work)

    def read_now(self, work: Callable[[Session], T]) -> T:
        """As `read`, in the calling thread."""
        return once.read(self._reading, work)

    @property
    def engine(self) -> Engine:
        """The engine that writes, for advisory locks and maintenance; acts go through `write`."""
        return self._writing

    def close(self) -> None:
        """Wait for what is running, close the connections and give the SQLite file free."""
        self._writers.shutdown()
        self._readers.shutdown(wait=True)
        self._writing.dispose()
        self._reading.dispose()
        if self._alone:
            self._alone.release()
