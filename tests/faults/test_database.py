"""F26, F35, F36: a database that refuses for a while, a claim that was lost, updates that come again."""

import asyncio
import sqlite3
from collections.abc import Callable
from datetime import timedelta

from sqlmodel import Session, select

from bot.alerts.limits import SendRules
from bot.chat.gateway import TelegramMessenger
from bot.chat.inbox import Worker
from bot.chat.poller import Poller
from bot.playground.serving import Playground
from storage.database import Database
from storage.engines import sqlite_file
from storage.tables import Audit
from tests.alerts.rig import Rig
from tests.faults.child import note
from tests.faults.line import Line, said_to
from tests.served import TOKEN


def _other_process(database: Database) -> sqlite3.Connection:
    """Somebody else's connection to the same file."""
    file = sqlite_file(database.url)
    assert file is not None
    return sqlite3.connect(file, isolation_level=None, check_same_thread=False)


def test_f26_a_result_the_database_refuses_is_kept_until_it_is_written(sqlite_url: str, playground: Playground) -> None:
    database = Database.open(sqlite_url, lock_wait=0.05)
    line = Line(database, playground, read_seconds=10)
    phone, zhang = line.phone("张三")
    row = line.add("提醒", zhang)
    other = _other_process(database)
    playground.world.fail("delay", method="sendMessage", when="before", seconds=0.3)

    async def scenario() -> None:
        # The message is on the wire, its result is refused for a while by somebody else's transaction.
        await line.until(lambda: line.row(row).state == "sending")
        await asyncio.to_thread(other.execute, "BEGIN IMMEDIATE")
        await line.until(lambda: said_to(phone) == ["提醒"])
        await asyncio.sleep(0.3)
        assert line.row(row).state == "sending"
        other.execute("COMMIT")
        await line.all_ended()

    line.play(scenario)
    other.close()

    assert said_to(phone) == ["提醒"]
    assert (line.row(row).state, line.row(row).copies) == ("sent", 0)
    database.close()


def test_f26_while_the_database_is_locked_nothing_is_claimed_and_nothing_sent(
    sqlite_url: str, playground: Playground
) -> None:
    database = Database.open(sqlite_url, lock_wait=0.05)
    line = Line(database, playground)
    phone, zhang = line.phone("张三")
    line.add("提醒", zhang)
    other = _other_process(database)
    other.execute("BEGIN IMMEDIATE")

    async def scenario() -> None:
        await asyncio.sleep(0.3)
        assert said_to(phone) == []
        other.execute("COMMIT")
        await line.all_ended()

    line.play(scenario)
    other.close()

    assert said_to(phone) == ["提醒"]
    database.close()


def test_f35_a_sender_that_comes_back_after_its_lease_cannot_settle_what_another_took(database: Database) -> None:
    slow, fast = Rig(database, boot_id="slow"), Rig(database, boot_id="fast")
    fast.rules = SendRules(lease=timedelta(seconds=60))
    row = slow.add("提醒", chat_id=1)
    slow.messenger.gate.clear()

    async def scenario() -> None:
        async with slow.running():
            await slow.until(lambda: slow.messenger.asked)
            fast.clock.advance(slow.rules.lease.total_seconds() + 1)
            async with fast.running():
                await fast.settled()
            slow.messenger.gate.set()
            await slow.until(lambda: not slow.sender.under_way)

    asyncio.run(scenario())

    assert (slow.messenger.texts, fast.messenger.texts) == (["提醒"], ["〔补发〕提醒"])
    assert (fast.row(row).state, fast.row(row).boot_id, fast.row(row).claim_no) == ("sent", "fast", 2)
    assert fast.outcomes(row) == ["sent", "sent_without_claim"]


def test_f36_every_update_replayed_three_times_has_one_effect_and_one_answer(
    sqlite: Database, playground: Playground
) -> None:
    line = Line(sqlite, playground, read_seconds=10)
    phone, _ = line.phone("张三")
    for number in range(10):
        phone.say(f"笔记{number}")

    async def scenario() -> None:
        messenger = TelegramMessenger(TOKEN, playground.address)
        worker = Worker(sqlite, messenger, playground.clock, note, lambda *_: (), lambda: line.sender.wake())
        tasks = [asyncio.create_task(worker.run())]
        poller = Poller(_Thrice(sqlite), messenger, playground.clock, worker.wake, poll_seconds=1)
        tasks.append(asyncio.create_task(poller.run()))
        await line.until(lambda: len(said_to(phone)) == 10)
        poller.stop()
        await worker.drain()
        await asyncio.gather(*tasks)
        await messenger.close()

    line.play(scenario)

    assert said_to(phone) == [f"收到笔记{number}" for number in range(10)]
    notes = sqlite.read_now(lambda session: session.exec(select(Audit.detail)).all())
    assert sorted(notes) == [f"笔记{number}" for number in range(10)]


class _Thrice:
    """Keeps everything three times, as if the server had sent it three times."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def write(self, work: Callable[[Session], object]) -> object:
        for _ in range(2):
            await self._database.write(work)
        return await self._database.write(work)

    async def read(self, work: Callable[[Session], object]) -> object:
        return await self._database.read(work)
