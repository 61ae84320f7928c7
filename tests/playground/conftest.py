"""A fresh playground per test, with one bot, and clients of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from bot.playground.serving import Playground
from bot.playground.world import World

TOKEN = "7000000001:invented-for-tests"


@dataclass
class Raw:
    """A bot that speaks plain HTTP."""

    base: str
    client: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=10))

    def post(self, method: str, **fields: Any) -> httpx.Response:
        return self.client.post(f"{self.base}/{method}", json=fields)

    def call(self, method: str, **fields: Any) -> Any:
        """The result; an error answer fails the test."""
        answer = self.post(method, **fields).json()
        assert answer["ok"], answer
        return answer["result"]

    def refusal(self, method: str, **fields: Any) -> tuple[int, str]:
        """Status and text of an answer that must be an error."""
        response = self.post(method, **fields)
        answer = response.json()
        assert answer["ok"] is False
        assert answer["error_code"] == response.status_code
        return response.status_code, answer["description"]


@pytest.fixture
def world() -> World:
    world = World(short_poll_penalty=False, flood="relaxed")
    world.register_bot(TOKEN, "hotline_test_bot", "工单助手")
    return world


@pytest.fixture
def playground(world: World) -> Iterator[Playground]:
    with Playground(world) as running:
        yield running


@pytest.fixture
def raw(playground: Playground) -> Iterator[Raw]:
    raw = Raw(f"{playground.bot_url}{TOKEN}")
    yield raw
    raw.client.close()
