"""A fresh playground per test, with one bot, and clients of it."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from bot.playground.people import Person
from bot.playground.serving import Playground
from bot.playground.world import World

TOKEN = "7000000001:invented-for-tests"


def plain_client(**options: Any) -> httpx.Client:
    """A client without certificates, whose loading would take longer than a whole test."""
    return httpx.Client(verify=False, trust_env=False, **options)


@dataclass
class Raw:
    """A bot that speaks plain HTTP."""

    base: str
    client: httpx.Client = field(default_factory=lambda: plain_client(timeout=10))

    @property
    def port(self) -> int:
        return httpx.URL(self.base).port or 0

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


@pytest.fixture
def person(world: World, raw: Raw) -> Person:
    """Somebody who has started the bot; that update is already confirmed."""
    person = world.person("张三", title="经办人")
    person.start()
    (update,) = raw.call("getUpdates")
    raw.call("getUpdates", offset=update["update_id"] + 1)
    return person


def updates(raw: Raw, kind: str) -> list[dict[str, Any]]:
    """Fetch and confirm what waits for the bot; the contents of one kind."""
    batch = raw.call("getUpdates")
    if batch:
        raw.call("getUpdates", offset=batch[-1]["update_id"] + 1)
    return [update[kind] for update in batch if kind in update]


def png(width: int = 8, height: int = 8, size: int = 0) -> bytes:
    """A picture whose head says its size, padded to at least `size` bytes."""
    head = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR" + struct.pack(">II", width, height) + b"\x08\x02\x00\x00\x00"
    return head.ljust(size, b"\x00")
