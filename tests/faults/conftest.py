"""The playground over HTTP, and bots in processes of their own."""

import random
from collections.abc import Iterator

import pytest

from bot.playground.serving import Playground
from bot.playground.world import World
from tests.faults.killing import Office
from tests.faults.nursery import Nursery
from tests.served import play, playground, world

__all__ = ["play", "playground", "world"]


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    nursery = Nursery()
    yield nursery
    nursery.close()


@pytest.fixture
def office(world: World, playground: Playground, nursery: Nursery, sqlite_url: str) -> Office:
    return Office(world, playground, nursery, sqlite_url, random.Random(20261120))
