"""Fixtures for tests that talk to the playground over HTTP: a world, its server and the bot's messenger."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest

from bot.chat.gateway import TelegramMessenger
from bot.playground.serving import Playground
from bot.playground.world import World
from tests.playground.judge import Judge

TOKEN = "7000000001:invented-for-tests"

Scenario = Callable[[TelegramMessenger], Coroutine[Any, Any, Any]]


@pytest.fixture
def world() -> World:
    """A world without sending limits; tests of pacing make a strict one."""
    world = World(short_poll_penalty=False, flood="relaxed")
    world.register_bot(TOKEN, "hotline_test_bot", "工单助手")
    return world


@pytest.fixture
def playground(world: World) -> Iterator[Playground]:
    """The world served over HTTP, every exchange judged by aiogram's models when the test is over."""
    judge = Judge()
    with Playground(world, witness=judge) as running:
        yield running
    judge.confirm()


@pytest.fixture
def play(playground: Playground) -> Callable[[Scenario], Any]:
    """Run a scenario with a messenger of its own."""

    def run(scenario: Scenario) -> Any:
        async def with_messenger() -> Any:
            messenger = TelegramMessenger(TOKEN, playground.address)
            try:
                return await scenario(messenger)
            finally:
                await messenger.close()

        return asyncio.run(with_messenger())

    return run
