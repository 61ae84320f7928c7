"""Of several processes on one PostgreSQL, one leads: it alone listens. The lock dies with the leader's connection."""

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from storage.database import Database

LISTENING = 7_012_345_002


class Leadership:
    """`acquire` again and again; the answer may change when a connection breaks. Alone on SQLite one always leads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: Connection | None = None

    @property
    def leads(self) -> bool:
        """The last answer, without asking again."""
        return self._database.is_sqlite or self._connection is not None

    def acquire(self) -> bool:
        """Whether this process leads now; tries to if nobody does."""
        if self._database.is_sqlite:
            return True
        try:
            if self._connection is not None:
                self._connection.execute(text("SELECT 1"))
                return True
            return self._try()
        except SQLAlchemyError:
            self.release()
            return False

    def release(self) -> None:
        """Let another process lead."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.invalidate()
            connection.close()

    def _try(self) -> bool:
        # Outside any transaction: a lock that is held for months must not hold up the cleaning of old row versions.
        connection = self._database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        if connection.execute(text(f"SELECT pg_try_advisory_lock({LISTENING})")).scalar():
            self._connection = connection
            return True
        connection.close()
        return False
