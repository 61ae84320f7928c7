"""The database without its threads: where nobody else waits, handing work over and back takes longer than the work."""

from collections.abc import Callable
from typing import TypeVar

from sqlmodel import Session

from storage.database import Database
from storage.writer import transact

T = TypeVar("T")


class SameThread(Database):
    """Every transaction runs where it is asked for, one after the other."""

    async def write(self, work: Callable[[Session], T]) -> T:
        return self.write_now(work)

    def write_now(self, work: Callable[[Session], T]) -> T:
        return transact(self.engine, work)

    async def read(self, work: Callable[[Session], T]) -> T:
        return self.read_now(work)
