"""Watches the promise that everything due ends in a recorded state: each minute what is late, each day all of it."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from bot.ports import Clock
from bot.running.errors import place_of
from bot.running.waking import Waker
from storage import auditing
from storage.database import Database

EVERY_SECONDS = 60.0
DAY = timedelta(days=1)
LATE_ALARM = timedelta(minutes=1)
LONG_ON_THE_WIRE = timedelta(seconds=90)
LATE_ROW = {
    0: timedelta(minutes=1),
    1: timedelta(minutes=2),
    2: timedelta(minutes=5),
    3: timedelta(minutes=15),
    4: timedelta(minutes=45),
}
"""How long a row of each lane may wait before somebody should know; ageing lets none wait longer than forty minutes."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that breaks the promise, and how often."""

    what: str
    count: int


def what_is_late(session: Session, now: datetime) -> tuple[Problem, ...]:
    """What should have happened by now; cheap however much there is, so it may be asked every minute."""
    counts = {
        "alarms that should have fired": auditing.alarms_waiting_since(session, now - LATE_ALARM),
        "messages sent off without an outcome": auditing.rows_sending_since(session, now - LONG_ON_THE_WIRE),
    }
    for lane, most in LATE_ROW.items():
        counts[f"messages of lane {lane} that should have left"] = auditing.rows_waiting_since(
            session, now - most, lane
        )
    return _problems(counts)


def what_has_no_end(session: Session, began: datetime, ended: datetime) -> tuple[Problem, ...]:
    """Everything due in that time without a recorded end and reason; empty is the proof."""
    counts = {
        "alarms without an end or a reason": auditing.alarms_without_end(session, began, ended),
        "alarms that fired and told nobody": auditing.alarms_without_message(session, began, ended),
        "messages without an end or a reason": auditing.rows_without_end(session, began, ended),
    }
    return _problems(counts)


def _problems(counts: dict[str, int]) -> tuple[Problem, ...]:
    return tuple(Problem(what, count) for what, count in counts.items() if count)


class Auditor:
    """`run` until `stop`. Problems go to the log, and to `report` if one is given."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        report: Callable[[tuple[Problem, ...]], None] = lambda problems: None,
        every_seconds: float = EVERY_SECONDS,
    ) -> None:
        self._database, self._clock, self._report = database, clock, report
        self._every_seconds = every_seconds
        self._waker = Waker()
        self._stopping = False
        self._proven_until = clock.now()

    async def run(self) -> None:
        """Audit until stopped."""
        await self._waker.wait(self._every_seconds)
        while not self._stopping:
            try:
                await self.round()
            except Exception as error:
                logger.error("the audit failed: %s", place_of(error))
            await self._waker.wait(self._every_seconds)

    def stop(self) -> None:
        self._stopping = True
        self._waker.wake()

    async def round(self) -> tuple[Problem, ...]:
        """One audit; yesterday is proven once it is an hour old, so that what was on its way has arrived."""
        now = self._clock.now()
        problems = await self._database.read(lambda session: what_is_late(session, now))
        if now - self._proven_until > DAY + timedelta(hours=1):
            began, self._proven_until = self._proven_until, self._proven_until + DAY
            problems += await self._database.read(lambda s: what_has_no_end(s, began, began + DAY))
        for problem in problems:
            logger.error("audit: %s: %s", problem.what, problem.count)
        if problems:
            self._report(problems)
        return problems
