"""One process per SQLite database, by an exclusive lock on a file beside it. The lock dies with its process."""

import fcntl
import os
from pathlib import Path
from types import TracebackType


class AlreadyRunning(Exception):
    """Another process holds this SQLite database."""

    def __init__(self, database: Path, holder: str) -> None:
        who = f"（进程 {holder}）" if holder else ""
        super().__init__(f"数据库 {database.name} 正由另一个运行中的助手使用{who}。请先停止它，再启动这一个。")


class Alone:
    """Holds the lock from construction until `release`. Raises AlreadyRunning when somebody else holds it."""

    def __init__(self, database: Path) -> None:
        path = database.with_name(f"{database.name}.lock")
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(descriptor, 20).decode("ascii", "replace").strip()
            os.close(descriptor)
            raise AlreadyRunning(database, holder) from None
        os.ftruncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
        self._descriptor: int | None = descriptor

    def release(self) -> None:
        # The file stays: removing it would let two processes lock two different files of the same name.
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> "Alone":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
