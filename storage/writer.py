"""The threads that write. On SQLite there is one: what waits together is made durable by one wait for the disk."""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

T = TypeVar("T")
MOST_TOGETHER = 16
THREAD_NAME = "database-write"


def transact(engine: Engine, work: Callable[[Session], T]) -> T:
    """Run `work` in a transaction of its own, in this thread."""
    with Session(engine, expire_on_commit=False) as session, session.begin():
        return work(session)


class WritingThreads:
    """For databases with many writers: functions of a session side by side, each in its own transaction."""

    def __init__(self, engine: Engine, most: int) -> None:
        self._engine = engine
        self._threads = ThreadPoolExecutor(most, thread_name_prefix=THREAD_NAME)

    def submit(self, work: Callable[[Session], T]) -> "Future[T]":
        return self._threads.submit(transact, self._engine, work)

    def shutdown(self) -> None:
        """Finish what was submitted, then end."""
        self._threads.shutdown(wait=True)


class _Job:
    """One function of a session, its result or its error, and who waits for them."""

    def __init__(self, work: Callable[[Session], Any]) -> None:
        self.work = work
        self.future: Future[Any] = Future()
        self.result: Any = None
        self.error: BaseException | None = None

    def run(self, connection: Connection) -> None:
        """In a savepoint of its own, so that its failure takes back nothing of the others."""
        try:
            with (
                Session(connection, expire_on_commit=False, join_transaction_mode="create_savepoint") as session,
                session.begin(),
            ):
                self.result = self.work(session)
        except BaseException as error:
            self.error = error

    def tell(self, failure: BaseException | None) -> None:
        """Only now, when it is on disk or surely is not."""
        if self.future.cancelled():
            return
        if self.error is not None or failure is not None:
            self.future.set_exception(self.error or failure)
        else:
            self.future.set_result(self.result)


class Writer:
    """For SQLite, which takes one writer at a time: functions of a session, in order; each stays or leaves no trace."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._serve, name=THREAD_NAME, daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[Session], T]) -> "Future[T]":
        job = _Job(work)
        self._jobs.put(job)
        return job.future

    def shutdown(self) -> None:
        """Finish what was submitted, then end."""
        self._jobs.put(None)
        self._thread.join()

    def _serve(self) -> None:
        job = self._jobs.get()
        while job is not None:
            together = [job]
            failure: BaseException | None = None
            try:
                with self._engine.begin() as connection:
                    self._run(job, connection)
                    while len(together) < MOST_TOGETHER and not self._jobs.empty():
                        job = self._jobs.get()
                        if job is None:
                            break
                        together.append(job)
                        self._run(job, connection)
            except BaseException as error:
                failure = error
            for done in together:
                done.tell(failure)
            job = self._jobs.get() if job is not None else None

    def _run(self, job: _Job, connection: Connection) -> None:
        # A job whose owner gave up while it waited is not begun.
        if job.future.set_running_or_notify_cancel():
            job.run(connection)
            if not connection.connection.dbapi_connection.in_transaction:  # type: ignore[union-attr]
                # A full disk may make SQLite take everything back by itself; what came next would stand alone.
                raise OperationalError("SAVEPOINT", {}, Exception("SQLite took the transaction back"))
