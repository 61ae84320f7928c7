"""Inline queries over HTTP: answered at once, kept nowhere, and never in the way of what people said."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlmodel import Session, select

from bot.chat.answering import Answerer
from bot.chat.gateway import TelegramMessenger
from bot.chat.incoming import Asked
from bot.chat.poller import Poller
from bot.playground.people import Person
from bot.playground.serving import Playground
from bot.playground.world import World
from bot.ports import Article, Offer
from storage.database import Database
from storage.tables import InboxRow
from tests.served import TOKEN, playground, world

__all__ = ["playground", "world"]

FOUND = Offer((Article("1.1", "🟢 …000301", "处置中", "<b>工单</b>"),), "20")


@pytest.fixture
def zhang(world: World) -> Person:
    return world.person("张三")


class Ear:
    """A poller and an answerer beside a scenario."""

    def __init__(self, database: Database, playground: Playground, offer: Callable[[Asked], Offer]) -> None:
        self.database, self.world = database, playground.world
        self.messenger = TelegramMessenger(TOKEN, playground.address)

        def looked_up(session: Session, asked: Asked, now: datetime) -> Offer:
            return offer(asked)

        self.answerer = Answerer(database, self.messenger, playground.clock, looked_up)
        self.poller = Poller(
            database, self.messenger, playground.clock, lambda: None, asked=self.answerer.hear,
            poll_seconds=1, shortest_pause=0.02,
        )  # fmt: skip

    def play(self, condition: Callable[[], object]) -> None:
        async def both() -> None:
            task = asyncio.create_task(self.poller.run())
            async with asyncio.timeout(10):
                while not condition():
                    await asyncio.sleep(0.005)
            self.poller.stop()
            await task
            await self.answerer.drain()
            await self.messenger.close()

        asyncio.run(both())

    def kept(self) -> int:
        return len(self.database.read_now(lambda session: session.exec(select(InboxRow)).all()))


def test_a_query_is_answered_for_the_asker_alone_and_never_from_a_cache(
    sqlite: Database, playground: Playground, zhang: Person
) -> None:
    query = zhang.ask("面馆")
    Ear(sqlite, playground, lambda asked: FOUND).play(lambda: query.answered)
    assert (query.personal, query.cache_seconds, query.next_offset) == (True, 0, "20")
    assert [one["title"] for one in query.results] == ["🟢 …000301"]


def test_a_strangers_button_leads_to_the_private_chat(sqlite: Database, playground: Playground, zhang: Person) -> None:
    query = zhang.ask("面馆")
    Ear(sqlite, playground, lambda asked: Offer(button="只为工作人员")).play(lambda: query.answered)
    assert query.button == {"text": "只为工作人员", "start_parameter": "ask"}


def test_what_is_said_beside_a_query_is_kept_and_the_query_is_not(
    sqlite: Database, playground: Playground, world: World, zhang: Person
) -> None:
    zhang.say("一")
    query = zhang.ask("面馆")
    zhang.say("二")
    ear = Ear(sqlite, playground, lambda asked: FOUND)
    ear.play(lambda: query.answered and world.pending == 0)
    assert ear.kept() == 2


def test_of_what_somebody_types_only_the_last_is_looked_up(
    sqlite: Database, playground: Playground, zhang: Person
) -> None:
    queries = [zhang.ask("面馆油烟"[:length]) for length in range(5)]
    looked: list[str] = []

    def offer(asked: Asked) -> Offer:
        looked.append(asked.words)
        return FOUND

    Ear(sqlite, playground, offer).play(lambda: queries[-1].answered)
    assert looked == ["面馆油烟"]


def test_a_query_that_cannot_be_answered_holds_up_nobody_and_its_words_are_not_logged(
    sqlite: Database, playground: Playground, world: World, zhang: Person, caplog: pytest.LogCaptureFixture
) -> None:
    zhang.ask("王样英")
    other = world.person("李四")

    def offer(asked: Asked) -> Offer:
        if asked.words == "王样英":
            raise ValueError("王样英")
        return FOUND

    query = other.ask("面馆")
    with caplog.at_level(logging.DEBUG, logger="bot"):
        Ear(sqlite, playground, offer).play(lambda: query.answered)
    assert "cannot be answered: ValueError" in caplog.text
    assert "王样英" not in caplog.text


def test_an_answer_that_comes_too_late_is_let_go(
    sqlite: Database, playground: Playground, world: World, zhang: Person
) -> None:
    first = zhang.ask("面馆")
    called: list[Any] = []

    def offer(asked: Asked) -> Offer:
        called.append(asked)
        world.clock.advance(31)
        return FOUND

    ear = Ear(sqlite, playground, offer)
    ear.play(lambda: called and world.journal.requests("answerInlineQuery"))
    assert not first.answered
