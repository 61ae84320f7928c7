"""The sending limits, strict in tests and off in the demo."""

from typing import Any

import pytest

from bot.playground.clock import VirtualClock
from bot.playground.flood import FloodControl
from bot.playground.people import Person
from bot.playground.world import World
from tests.playground.conftest import Raw, png


@pytest.fixture
def control() -> FloodControl:
    return FloodControl(VirtualClock(frozen=True))


def waits(control: FloodControl, chat: int, times: int) -> list[int]:
    return [control.admit(chat) for _ in range(times)]


def advance(control: FloodControl, seconds: float) -> None:
    control._clock.advance(seconds)


def test_three_messages_may_come_at_once_then_one_a_second(control: FloodControl) -> None:
    assert waits(control, 1, 5) == [0, 0, 0, 1, 1]
    advance(control, 1)
    assert waits(control, 1, 2) == [0, 1]
    assert waits(control, 2, 1) == [0]
    advance(control, 60)
    assert waits(control, 1, 4) == [0, 0, 0, 1]


def test_a_group_takes_twenty_a_minute(control: FloodControl) -> None:
    for _ in range(20):
        assert control.admit(-1) == 0
        advance(control, 1)
    assert control.admit(-1) == 40
    advance(control, 40)
    assert waits(control, -1, 2) == [0, 1]


def test_thirty_a_second_are_the_most_over_all_chats(control: FloodControl) -> None:
    assert sum(waits(control, chat, 1)[0] for chat in range(1, 31)) == 0
    assert control.admit(31) == 1
    advance(control, 1)
    assert control.admit(31) == 0


def test_when_relaxed_nothing_is_limited() -> None:
    assert waits(FloodControl(VirtualClock(frozen=True), "relaxed"), 1, 100) == [0] * 100


def test_a_flood_is_answered_with_the_seconds_to_wait_and_recorded(raw: Raw, person: Person, world: World) -> None:
    world.flood.mode = "strict"
    answers = [raw.post("sendMessage", chat_id=person.id, text=str(n)) for n in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1].headers["retry-after"] == "1"
    assert answers[-1].json() == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }
    assert [violation.kind for violation in world.violations] == ["flood"]
    assert len(person.inbox) == 3
    world.clock.advance(1)
    raw.call("sendMessage", chat_id=person.id, text="再来")


def test_edits_count_in_groups_only_and_an_album_counts_whole(raw: Raw, person: Person, world: World) -> None:
    group = world.group("群", [person])
    world.flood.mode = "strict"

    def edit(chat: int, number: int, text: str) -> int:
        return raw.post("editMessageText", chat_id=chat, message_id=number, text=text).status_code

    own: dict[str, Any] = raw.call("sendMessage", chat_id=person.id, text="x")
    assert {edit(person.id, own["message_id"], str(n)) for n in range(25)} == {200}
    world.clock.advance(10)
    shared = raw.call("sendMessage", chat_id=group.id, text="x")["message_id"]
    assert [edit(group.id, shared, str(n)) for n in range(20)] == [200] * 19 + [429]
    world.clock.advance(60)
    photo = raw.client.post(
        f"{raw.base}/sendPhoto", data={"chat_id": group.id}, files={"photo": ("a.png", png())}
    ).json()["result"]["photo"][-1]["file_id"]
    items = [{"type": "photo", "media": photo}] * 10
    assert len(raw.call("sendMediaGroup", chat_id=group.id, media=items)) == 10
    world.clock.advance(5)
    assert raw.post("sendMediaGroup", chat_id=group.id, media=items).status_code == 200
    assert raw.post("sendMessage", chat_id=group.id, text="x").status_code == 429
