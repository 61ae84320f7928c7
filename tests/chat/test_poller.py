"""The poller against the playground's server: nothing is confirmed before it is kept."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select

from bot.chat.gateway import TelegramMessenger
from bot.chat.poller import QUIET_SECONDS, Poller, next_offset
from bot.playground.people import Person
from bot.playground.serving import Playground
from bot.playground.world import World
from storage.database import Database
from storage.tables import InboxRow
from tests.served import TOKEN, playground, world

__all__ = ["playground", "world"]


@pytest.fixture
def zhang(world: World) -> Person:
    return world.person("张三")


def _texts(database: Database) -> list[str]:
    rows = database.read_now(lambda session: session.exec(select(InboxRow).order_by(InboxRow.id)).all())  # type: ignore[arg-type]
    return [json.loads(row.raw)["message"].get("text") for row in rows]


class Listening:
    """Runs a poller beside a scenario; `kept` is awaited for things to arrive."""

    def __init__(self, database: Any, playground: Playground, **more: Any) -> None:
        self.messenger = TelegramMessenger(TOKEN, playground.address)
        self._kept = asyncio.Event()
        options = {"poll_seconds": 1, "shortest_pause": 0.02, **more}
        self.poller = Poller(database, self.messenger, playground.clock, self._kept.set, **options)

    async def __aenter__(self) -> "Listening":
        self._task = asyncio.create_task(self.poller.run())
        return self

    async def __aexit__(self, *_error: object) -> None:
        self.poller.stop()
        await self._task
        await self.messenger.close()

    async def until(self, condition: Callable[[], object]) -> None:
        async with asyncio.timeout(10):
            while not condition():
                await asyncio.sleep(0.005)


def test_what_people_say_is_kept_in_order_and_confirmed(
    database: Database, playground: Playground, world: World, zhang: Person
) -> None:
    for number in range(5):
        zhang.say(f"第{number}句")

    async def scenario() -> None:
        async with Listening(database, playground) as listening:
            await listening.until(lambda: world.pending == 0)

    asyncio.run(scenario())

    assert _texts(database) == [f"第{number}句" for number in range(5)]


def test_nothing_is_confirmed_while_the_database_refuses_it(
    sqlite: Database, playground: Playground, world: World, zhang: Person
) -> None:
    class Locked:
        refusals = 3

        async def write(self, work: Callable[[Session], Any]) -> Any:
            if self.refusals:
                self.refusals -= 1
                assert world.pending == 1
                raise OperationalError("insert", {}, Exception("database is locked"))
            return await sqlite.write(work)

        async def read(self, work: Callable[[Session], Any]) -> Any:
            return await sqlite.read(work)

    zhang.say("收到")

    async def scenario() -> None:
        async with Listening(Locked(), playground) as listening:
            await listening.until(lambda: world.pending == 0)

    asyncio.run(scenario())

    assert _texts(sqlite) == ["收到"]


@pytest.mark.parametrize("kind", ["401", "404", "409", "5xx", "html502", "truncated", "drop", "429"])
def test_trouble_with_fetching_passes_and_nothing_is_lost(
    sqlite: Database, playground: Playground, world: World, zhang: Person, kind: str
) -> None:
    more = {"retry_after": 1} if kind == "429" else {}
    world.fail(kind, method="getUpdates", count=2 if kind != "429" else 1, **more)
    zhang.say("收到")

    async def scenario() -> None:
        async with Listening(sqlite, playground) as listening:
            await listening.until(lambda: world.pending == 0)

    asyncio.run(scenario())

    assert _texts(sqlite) == ["收到"]


def test_an_outage_of_the_network_passes(sqlite: Database, playground: Playground, world: World, zhang: Person) -> None:
    playground.unplug()
    zhang.say("收到")

    async def scenario() -> None:
        async with Listening(sqlite, playground) as listening:
            await asyncio.sleep(0.1)
            await asyncio.to_thread(playground.plug_in)
            await listening.until(lambda: world.pending == 0)

    asyncio.run(scenario())

    assert _texts(sqlite) == ["收到"]


def test_an_update_nobody_can_read_is_kept_like_any_other(
    sqlite: Database, playground: Playground, world: World, zhang: Person
) -> None:
    world.fail("poison_update")
    zhang.say("收到")

    async def scenario() -> None:
        async with Listening(sqlite, playground) as listening:
            await listening.until(lambda: world.pending == 0)

    asyncio.run(scenario())

    assert _texts(sqlite) == [None, "收到"]


def test_an_update_the_database_does_not_take_holds_up_nobody(
    sqlite: Database, playground: Playground, world: World, zhang: Person, caplog: pytest.LogCaptureFixture
) -> None:
    class Choosy:
        async def write(self, work: Any) -> Any:
            if any(update.get("message", {}).get("text") == "怪" for update in work.keywords["updates"]):
                raise UnicodeEncodeError("utf-8", "怪", 0, 1, "surrogates not allowed")
            return await sqlite.write(work)

        async def read(self, work: Any) -> Any:
            return await sqlite.read(work)

    for words in ("收到", "怪", "到现场了"):
        zhang.say(words)

    async def scenario() -> None:
        async with Listening(Choosy(), playground) as listening:
            await listening.until(lambda: world.pending == 0)

    asyncio.run(scenario())

    assert _texts(sqlite) == ["收到", "到现场了"]
    assert "cannot be kept: UnicodeEncodeError" in caplog.text


def test_an_update_sent_again_by_the_server_is_kept_once(
    sqlite: Database, playground: Playground, world: World, zhang: Person
) -> None:
    zhang.say("收到")
    world.fail("duplicate_update")

    async def scenario() -> None:
        async with Listening(sqlite, playground) as listening:
            await listening.until(lambda: world.pending == 0)
            zhang.say("再说一句")
            await listening.until(lambda: len(_texts(sqlite)) == 2 and world.pending == 0)

    asyncio.run(scenario())

    assert _texts(sqlite) == ["收到", "再说一句"]


def test_after_a_quiet_week_numbers_may_start_anywhere(
    sqlite: Database, playground: Playground, world: World, zhang: Person
) -> None:
    zhang.say("一月")

    async def scenario() -> None:
        async with Listening(sqlite, playground) as listening:
            await listening.until(lambda: world.pending == 0)
            playground.clock.advance(QUIET_SECONDS + 8 * 24 * 3600)
            zhang.say("二月")
            await listening.until(lambda: len(_texts(sqlite)) == 2 and world.pending == 0)

    asyncio.run(scenario())

    assert _texts(sqlite) == ["一月", "二月"]


def test_who_does_not_lead_does_not_listen(
    sqlite: Database, playground: Playground, world: World, zhang: Person
) -> None:
    zhang.say("收到")
    asked = []

    def leads() -> bool:
        asked.append(True)
        return False

    async def scenario() -> None:
        async with Listening(sqlite, playground, leads=leads) as listening:
            await listening.until(lambda: asked)

    asyncio.run(scenario())

    assert (world.pending, _texts(sqlite)) == (1, [])


def test_the_offset_follows_the_highest_number_kept() -> None:
    assert next_offset([{"update_id": 7}, {"update_id": 5}, {"update_id": "x"}], None) == 8
    assert next_offset([{"message": {}}], 3) == 3


def test_a_long_silence_is_told_once_when_the_messenger_is_heard_again(
    sqlite: Database, playground: Playground, world: World, zhang: Person
) -> None:
    silences: list[float] = []
    world.fail("5xx", method="getUpdates", count=3, status=502)
    zhang.say("收到")

    async def scenario() -> None:
        options = {"shortest_pause": 0.2, "long_silence": 0.5, "on_silence": silences.append}
        async with Listening(sqlite, playground, **options) as listening:
            await listening.until(lambda: silences)
            zhang.say("又一句")
            await listening.until(lambda: world.pending == 0)

    asyncio.run(scenario())

    assert len(silences) == 1
    assert silences[0] > 0.5


def test_waiting_for_somebody_to_speak_is_no_silence(
    sqlite: Database, playground: Playground, world: World, zhang: Person
) -> None:
    silences: list[float] = []
    zhang.say("收到")

    async def scenario() -> None:
        async with Listening(sqlite, playground, long_silence=5.0, on_silence=silences.append) as listening:
            await listening.until(lambda: world.pending == 0)
            zhang.say("又一句")
            await listening.until(lambda: world.pending == 0)

    asyncio.run(scenario())

    assert silences == []
