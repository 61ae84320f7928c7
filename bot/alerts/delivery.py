"""One row from its claim to its end: claim, look again, compose, transmit, settle."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol, TypeVar

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from bot.alerts import settling
from bot.alerts.attaching import with_attachment
from bot.alerts.composition import Composition, Obsolete, Redraw, Remove, Say
from bot.alerts.judging import Failure, GiveUp, Retry, Verdict, at_fault, judge
from bot.alerts.limits import SendRules
from bot.alerts.looking_again import built_in, why_withheld
from bot.alerts.papering import FormMaker, with_papers
from bot.alerts.picturing import with_picture
from bot.alerts.settling import NextReceiver
from bot.alerts.transmitting import Accepted, transmit
from bot.ports import Clock, Messenger, PermanentFailure, TemporaryFailure, UnknownOutcome
from bot.reports.filling.filler import Filler
from bot.reports.pictures import Drawer
from bot.running.errors import place_of
from bot.work.offices import Offices
from storage import outbox
from storage.database import UNAVAILABLE, Database
from storage.tables import OutboxRow

T = TypeVar("T")
SHORTEST_PAUSE, LONGEST_PAUSE = 0.1, 5.0
PLAIN_KINDS = frozenset(
    {"say", "card", "reminder", "evidence", "handover", "board", "chart", "forms", "reached", "bulletin"}
)
"""Kinds whose sending neither holds up nor adds other rows."""

logger = logging.getLogger(__name__)


class Compose(Protocol):
    """Words for a row from the present state; reads only."""

    def __call__(
        self, session: Session, offices: Offices, row: OutboxRow, companions: Sequence[OutboxRow], now: datetime
    ) -> Composition: ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a delivery tells the one who paces: whether the messenger was asked, reached, and told us to wait.

    `final` when the row has ended and nothing else in the outbox changed with it.
    """

    asked: bool = False
    reached: bool = True
    wait: float | None = None
    final: bool = False


@dataclass(slots=True)
class Courier:
    """Takes single rows to the messenger. `offices` may be replaced while it works."""

    database: Database
    messenger: Messenger
    clock: Clock
    compose: Compose
    offices: Offices
    next_receiver: NextReceiver
    rules: SendRules
    boot_id: str
    archives: Path = field(default_factory=Path)
    drawer: Drawer = field(default_factory=Drawer)
    forms: FormMaker = field(default_factory=lambda: FormMaker(Filler(), Path()))

    async def deliver(self, row_id: int, chat_id: int) -> Outcome:
        """Deliver one waiting row. Raises only what `UNAVAILABLE` names, before the row was claimed."""
        now = self.clock.now()
        try:
            row = await self.database.write(
                lambda session: outbox.claim(session, row_id, chat_id, self.boot_id, now, self.rules.lease)
            )
        except IntegrityError:
            return Outcome()
        if row is None:
            return Outcome()
        try:
            return await self._carry(row, chat_id, now)
        except Exception as error:
            logger.error("outbox row %s (%s) failed: %s", row.id, row.kind, place_of(error))
            await self._persist(lambda: self.database.write(lambda s: settling.stranded(s, row, self.clock.now())))
            return Outcome()

    async def _carry(self, row: OutboxRow, chat_id: int, now: datetime) -> Outcome:
        what = await self._composed(row)
        match what:
            case Obsolete():
                await self._keep(lambda session: settling.obsolete(session, row, what.reason, now))
            case GiveUp() | Retry():
                await self._fail(row, what, "not composed")
            case Say():
                drawn = await with_picture(self.drawer, what)
                papered = await with_papers(self.forms, self.drawer, drawn)
                return await self._transmit(row, chat_id, await with_attachment(self.archives, papered))
            case _:
                return await self._transmit(row, chat_id, what)
        return Outcome()

    async def end_without_chat(self, row_id: int) -> None:
        """End a row whose receiver has no chat or may hear nothing, and hand it over. Raises as `deliver` does."""
        try:
            await self.database.write(lambda session: self._end(session, row_id, self.next_receiver))
        except UNAVAILABLE:
            raise
        except Exception as error:
            logger.error("outbox row %s cannot be handed over: %s", row_id, place_of(error))
            await self.database.write(lambda session: self._end(session, row_id, _nobody))

    def _end(self, session: Session, row_id: int, next_receiver: NextReceiver) -> None:
        now = self.clock.now()
        row = outbox.claim(session, row_id, None, self.boot_id, now, self.rules.lease)
        if row is None:
            return
        verdict = why_withheld(session, row, now) or GiveUp("收信人没有可用的聊天")
        if isinstance(verdict, Obsolete):
            settling.obsolete(session, row, verdict.reason, now)
        else:
            settling.failed(session, row, verdict, "no chat", now, self.rules, next_receiver)

    async def _composed(self, row: OutboxRow) -> Composition | GiveUp | Retry:
        """What to say now; a row that cannot be composed says something built in at its last try."""

        def compose(session: Session) -> Composition | GiveUp:
            now = self.clock.now()
            withheld = why_withheld(session, row, now)
            if withheld is not None:
                return withheld
            return self.compose(session, self.offices, row, outbox.companions(session, row, now), now)

        try:
            return await self._persist(lambda: self.database.read(compose))
        except Exception as error:
            logger.error("outbox row %s (%s) cannot be composed: %s", row.id, row.kind, place_of(error))
            verdict = at_fault(row, "内容无法生成", self.clock.now())
        if isinstance(verdict, Retry):
            return verdict
        return await self._persist(lambda: self.database.read(lambda session: built_in(session, row))) or verdict

    async def _transmit(self, row: OutboxRow, chat_id: int, what: Say | Redraw | Remove) -> Outcome:
        failure: Failure
        try:
            done = await transmit(self.messenger, chat_id, what, marked=row.copies > 0)
        except (TemporaryFailure, UnknownOutcome, PermanentFailure) as known:
            failure = known
        except Exception as error:
            # The messenger promised to raise nothing else; the request may have left.
            logger.error("outbox row %s: the messenger failed with %s", row.id, place_of(error))
            failure = UnknownOutcome(type(error).__name__)
        else:
            await self._accept(row, what, done)
            plain = isinstance(what, Redraw) or (isinstance(what, Say) and not what.covers and row.kind in PLAIN_KINDS)
            return Outcome(asked=True, final=plain)
        repeatable = not isinstance(what, Say)
        verdict = judge(row, failure, repeatable, self.clock.now(), self.rules)
        await self._fail(row, verdict, failure.reason)
        if isinstance(failure, TemporaryFailure):
            return Outcome(asked=True, reached=failure.retry_after is not None, wait=failure.retry_after)
        return Outcome(asked=True)

    async def _accept(self, row: OutboxRow, what: Say | Redraw | Remove, done: Accepted) -> None:
        now = self.clock.now()
        await self._keep(
            lambda session: settling.accepted(session, row, what, done, now, self.rules),
            otherwise=lambda session: outbox.settle(session, row, state=outbox.SENT, ended_at=now),
        )

    async def _fail(self, row: OutboxRow, verdict: Verdict, detail: str) -> None:
        now = self.clock.now()

        await self._keep(
            lambda s: settling.failed(s, row, verdict, detail, now, self.rules, self.next_receiver),
            otherwise=lambda s: settling.failed(s, row, verdict, detail, now, self.rules, _nobody),
        )

    async def _keep(self, write: Callable[[Session], T], otherwise: Callable[[Session], object] | None = None) -> None:
        """Write a result however long the database refuses it: forgetting it would send the message again."""
        try:
            await self._persist(lambda: self.database.write(write))
        except Exception as error:
            if otherwise is None:
                raise
            logger.error("a result cannot be written in full: %s", place_of(error))
            await self._persist(lambda: self.database.write(otherwise))

    async def _persist(self, attempt: Callable[[], Awaitable[T]]) -> T:
        pause = SHORTEST_PAUSE
        while True:
            try:
                return await attempt()
            except UNAVAILABLE as error:
                logger.warning("the database is not available: %s", type(error).__name__)
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)


def _nobody(_session: Session, _row: OutboxRow, _now: datetime) -> None:
    """Stands in for a next receiver that cannot be worked out."""
