"""F18–F20, F43, F45: what fell due while nobody worked, and many things due for one person at once."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from bot.alerts.audit import what_has_no_end
from bot.alerts.compose import compose
from bot.alerts.recovery import Outage
from bot.alerts.sender import Sender
from bot.alerts.tick import Ticker
from bot.playground.clock import VirtualClock
from bot.rules.calendar import CHINA
from bot.rules.workflow import State
from bot.work import dispatch
from bot.work.outcome import Done
from bot.work.receivers import next_receiver
from storage import alarms, outbox, tickets
from storage.database import Database
from storage.tables import AlarmRow, OutboxRow
from tests.alerts.rig import UNPACED, RecordingMessenger
from tests.people import MORNING
from tests.work.world import World, play


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026 on the offices' clock."""
    return datetime(2026, 11, day, hour, minute, tzinfo=CHINA)


class Office:
    """Tickets dispatched to 城建办 at 09:40 on a Friday; what was said until then is out of the way."""

    def __init__(self, database: Database) -> None:
        self.world = World(database)
        self.messenger = RecordingMessenger()

    def dispatched(self, count: int = 1) -> list[int]:
        def write(session: Session) -> list[int]:
            players = [play(session, self.world.cast, number=number) for number in _numbers(count)]
            for player in players:
                player.bring_to(State.DISPATCHED)
            return [player.ticket_id for player in players]

        ids = self.world.database.write_now(write)
        self.silence()
        return ids

    def silence(self) -> None:
        """What waits to be said was said."""
        waiting = update(OutboxRow).where(col(OutboxRow.state) == outbox.WAITING)
        said = waiting.values(state=outbox.OBSOLETE, reason="说过了", ended_at=MORNING)
        self.world.database.write_now(lambda session: session.execute(said))

    def start(self, moment: datetime, down_since: datetime | None = None, then: Sequence[datetime] = ()) -> None:
        """Start ticker and sender at `moment`, let all happen that is due, and again at each moment of `then`."""
        clock = VirtualClock(moment, frozen=True)
        outage = Outage(down_since, moment) if down_since else None

        async def day() -> None:
            offices, database = self.world.cast.offices, self.world.database
            sender = Sender(database, self.messenger, clock, compose, offices, next_receiver, pace=UNPACED)
            ticker = Ticker(database, clock, offices, sender.wake, outage=outage)
            tasks = [asyncio.create_task(sender.run()), asyncio.create_task(ticker.run())]
            for later in (moment, *then):
                clock.jump_to(later)
                await self._everything(clock, ticker, sender)
            ticker.stop()
            await sender.drain()
            await asyncio.gather(*tasks)

        asyncio.run(day())

    async def _everything(self, clock: VirtualClock, ticker: Ticker, sender: Sender) -> None:
        def due() -> bool:
            earliest = self.world.read(alarms.next_moment)
            return earliest is not None and earliest <= clock.now()

        ticker.wake()
        async with asyncio.timeout(30):
            while due():
                await asyncio.sleep(0.01)
            sender.wake()
            await sender.idle.wait()

    def heard(self, name: str) -> list[str]:
        chat = next(person.chat_id for person in self.world.cast.everybody if person.name == name)
        return [message.plain for receiver, message in self.messenger.sent if receiver == chat]

    def alarm(self, ticket_id: int, key: str, stage: str) -> AlarmRow:
        found = self.world.read(lambda session: tickets.alarms(session, ticket_id))
        return next(alarm for alarm in found if (alarm.key, alarm.stage) == (key, stage))

    def nothing_is_without_an_end(self, until: datetime) -> bool:
        return self.world.read(lambda session: what_has_no_end(session, MORNING, until)) == ()


@pytest.fixture
def office(sqlite: Database) -> Office:
    return Office(sqlite)


def test_f18_a_limit_that_passed_while_the_system_was_down_is_told_once_each_with_the_outage(office: Office) -> None:
    office.dispatched()

    office.start(at(20, 10, 45), down_since=at(20, 9, 50), then=[at(20, 10, 46), at(20, 11, 0)])

    (told,) = office.heard("张三")
    assert "接单" in told
    assert "已超时" in told
    assert "系统 09:50–10:45 停机" in told
    assert len(office.heard("吴刚")) == 1
    assert office.nothing_is_without_an_end(at(20, 10, 45))


def test_f19_of_three_missed_stages_one_message_with_the_time_that_is_left(office: Office) -> None:
    (ticket_id,) = office.dispatched()

    office.start(at(20, 10, 7), down_since=at(20, 9, 45))

    (told,) = office.heard("张三")
    assert "3分钟" in told
    assert office.alarm(ticket_id, "YC-T07", "50%").state == alarms.FOLDED
    assert office.alarm(ticket_id, "YC-T07", "5min before").state == alarms.FIRED


def test_f20_what_was_done_while_the_system_was_down_is_not_asked_for(office: Office) -> None:
    (ticket_id,) = office.dispatched()
    accepted = office.world.act(dispatch.accept, office.world.cast.handler, ticket_id, now=at(20, 9, 55))
    assert isinstance(accepted, Done)
    office.silence()

    office.start(at(20, 10, 45), down_since=at(20, 9, 50))

    assert [text for text in office.heard("张三") if "接单" in text] == []
    alarm = office.alarm(ticket_id, "YC-T07", "overdue")
    assert (alarm.state, alarm.reason) == (alarms.OBSOLETE, "已完成")


def test_f20_what_is_done_between_planning_and_sending_ends_with_its_reason(office: Office) -> None:
    (ticket_id,) = office.dispatched()
    office.start(at(20, 10, 45))
    assert office.heard("吴刚") == []
    office.world.act(dispatch.accept, office.world.cast.handler, ticket_id, now=at(20, 10, 45))

    office.start(at(20, 10, 50))

    assert office.heard("吴刚") == []
    query = select(OutboxRow).where(OutboxRow.kind == "escalation")
    ends = office.world.read(lambda session: session.exec(query).all())
    assert {(row.state, row.reason) for row in ends} == {(outbox.OBSOLETE, "工单已了结或情况变化，不再通报")}


def test_f45_forty_escalations_to_one_leader_are_at_most_two_pushes_that_list_all_forty(office: Office) -> None:
    office.dispatched(40)

    office.start(at(24, 17, 0), then=[at(24, 17, 1), at(24, 17, 11), at(24, 17, 22)])

    for leader in ("郑华", "冯兰"):
        pushes = office.heard(leader)
        assert 1 <= len(pushes) <= 2
        assert [sum(number in push for push in pushes) for number in _numbers(40)] == [1] * 40
    assert office.nothing_is_without_an_end(at(24, 17, 0))


def _numbers(count: int) -> list[str]:
    return [f"202611200003{number:02}" for number in range(count)]
