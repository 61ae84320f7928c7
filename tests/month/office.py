"""An office that lives through a month on a clock moved by the lives of its tickets: database, ticker, sender."""

import asyncio
import heapq
import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from sqlmodel import Session

from bot.alerts.catching_up import CatchingUp
from bot.alerts.compose import compose
from bot.alerts.sender import Sender
from bot.alerts.tick import Ticker
from bot.playground.clock import VirtualClock
from bot.ports import Message, Sent
from bot.work import intake
from bot.work.outcome import Done, Refused
from bot.work.parties import parties
from bot.work.receivers import next_receiver
from storage import alarms, outbox
from storage.database import Database
from storage.rows import id_of
from storage.tables import Group, Person, Ticket
from tests.alerts.rig import UNPACED, RecordingMessenger
from tests.month.working_days import SHANGHAI
from tests.people import Cast, desk_leader, settle_under

T = TypeVar("T")
Life = Iterator[datetime]
"""What somebody does with a ticket: between two deeds it says when the next one comes."""
OFFICE_GROUP, UNIT_GROUP = -100_500_001, -100_500_002
LOOKS = (9, 12, 16, 17)
"""Lists and bulletins have moments of their own: the office is looked at in these hours, whatever else happens."""


@dataclass(frozen=True, slots=True)
class Told:
    """A message as it left. `how`: sent | edited; the text of an edit in a private chat is not kept."""

    at: datetime
    chat_id: int
    message_id: int
    how: str
    html: str


class Listener(RecordingMessenger):
    """Keeps what was said when, and to whom."""

    def __init__(self, clock: VirtualClock) -> None:
        super().__init__()
        self.clock = clock
        self.told: list[Told] = []

    async def send(self, chat_id: int, message: Message) -> Sent:
        sent = Sent(chat_id, next(self._ids))
        self.told.append(Told(self.clock.now(), chat_id, sent.message_id, "sent", _all_of(message)))
        return sent

    async def edit(self, chat_id: int, message_id: int, message: Message) -> Sent:
        shown = _all_of(message) if chat_id < 0 else ""
        self.told.append(Told(self.clock.now(), chat_id, message_id, "edited", shown))
        return Sent(chat_id, message_id)


def _all_of(message: Message) -> str:
    keys = "".join(f"\n[{button.text}]{button.data or ''}" for row in message.buttons for button in row)
    return f"{message.html}\n{message.plain}{keys}"


@dataclass
class Office:
    """One of the five offices, everybody bound to a chat, with a group of its own and one of a unit."""

    database: Database
    rulebook: str
    begins: datetime
    refusals: Counter[tuple[str, str]] = field(default_factory=Counter)
    deeds: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.clock = VirtualClock(self.begins, frozen=True)
        self.listener = Listener(self.clock)
        self.cast, self.desk_leader = self.database.write_now(self._settle)
        offices = self.cast.offices
        self.sender = Sender(
            self.database, self.listener, self.clock, compose, offices, next_receiver, pace=UNPACED, boot_id="the month"
        )
        self.ticker = Ticker(self.database, self.clock, offices, self.sender.wake)
        self.catching_up = CatchingUp(self.database, self.clock, lambda: offices)
        self._queue: list[tuple[datetime, int, Life]] = []
        self._order = itertools.count()

    @property
    def everybody(self) -> tuple[Person, ...]:
        return (*self.cast.everybody, self.desk_leader)

    def begin(self, at: datetime, life: Life) -> None:
        """This life's first deed is done at that moment."""
        heapq.heappush(self._queue, (at, next(self._order), life))

    def register(self, fields: dict[str, str]) -> Done | Refused:
        def work(session: Session) -> Done | Refused:
            return intake.register(session, self.cast.offices, id_of(self.cast.clerk), fields, self.clock.now())

        return self.database.write_now(work)

    def act(self, function: Callable[..., Done | Refused], person: Person, ticket_id: int, **facts: Any) -> Any:
        """One act in its own transaction; what is refused is counted."""
        answer = self.database.write_now(
            lambda session: function(
                session, self.cast.offices, id_of(person), ticket_id, now=self.clock.now(), **facts
            )
        )
        name = function.__name__
        if isinstance(answer, Refused):
            self.refusals[name, answer.told()] += 1
        else:
            self.deeds[name] += 1
        return answer

    def read(self, work: Callable[[Session], T]) -> T:
        return self.database.read_now(work)

    def ticket(self, ticket_id: int) -> Ticket:
        return self.read(lambda session: session.get_one(Ticket, ticket_id))

    def holder(self, ticket: Ticket, party: str) -> Person | None:
        """Somebody who may act as this party on the ticket now."""
        now = self.clock.now()
        return self.read(
            lambda session: next((one for one in self.everybody if party in parties(session, one, ticket, now)), None)
        )

    def live(self, until: datetime) -> None:
        """Everything that happens before `until`: what falls due is told first, then people act."""
        asyncio.run(self._live(until))

    async def _live(self, until: datetime) -> None:
        async with self._at_work():
            await self._all_told()
            while (moment := self._next_moment()) < until:
                self.clock.jump_to(max(moment, self.clock.now()))
                await self._all_told()
                while self._queue and self._queue[0][0] <= self.clock.now():
                    _, _, life = heapq.heappop(self._queue)
                    if (following := next(life, None)) is not None:
                        self.begin(following, life)
                    await self._said()
            self.clock.jump_to(until)
            await self.catching_up.look()
            await self._all_told()

    @asynccontextmanager
    async def _at_work(self) -> Any:
        self.ticker.start_scheduler()
        sending = asyncio.create_task(self.sender.run())
        try:
            yield
        finally:
            await self.sender.drain()
            await sending
            self.ticker.stop_scheduler()

    async def _all_told(self) -> None:
        """Plan what is due, and send whatever may leave at this moment."""
        await self.ticker.round()
        await self._said()

    async def _said(self) -> None:
        # A row on its way holds up the next one to the same chat: neither may be left behind in time.
        while self.sender.under_way or self.read(lambda session: outbox.due(session, self.clock.now(), 1)):
            self.sender.wake()
            await self.sender.idle.wait()

    def _next_moment(self) -> datetime:
        """When the next thing happens: a deed, an alarm, a message that waits, or a look at the clock."""
        now = self.clock.now()
        alarm, row = self.read(lambda session: (alarms.next_moment(session), outbox.next_moment(session, now)))
        deed = self._queue[0][0] if self._queue else None
        return min(moment for moment in (alarm, row, deed, _next_look(now)) if moment is not None)

    def _settle(self, session: Session) -> tuple[Cast, Person]:
        cast = settle_under(session, self.rulebook)
        office_id = cast.clerk.office_id
        session.add(Group(chat_id=OFFICE_GROUP, office_id=office_id, title="工作群"))
        session.add(Group(chat_id=UNIT_GROUP, office_id=office_id, unit_id=cast.unit.id, title="部门群"))
        for person in (*cast.everybody, desk_leader(session, cast)):
            person.bound_at = self.begins
            session.add(person)
        session.flush()
        return cast, desk_leader(session, cast)


def _next_look(now: datetime) -> datetime:
    local = now.astimezone(SHANGHAI).replace(minute=0, second=0, microsecond=0)
    hours = (local + timedelta(hours=hour) for hour in range(1, 25))
    return next(hour for hour in hours if hour.hour in LOOKS).astimezone(UTC)
