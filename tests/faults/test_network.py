"""F07–F11, F17: what the network and the server do to messages on their way."""

import asyncio
from typing import Any

import pytest

from bot.alerts.limits import Pace
from bot.playground.serving import Playground
from bot.playground.world import World
from storage.database import Database
from tests.faults.line import Line, said_to
from tests.served import TOKEN


@pytest.fixture
def line(sqlite: Database, playground: Playground) -> Line:
    return Line(sqlite, playground)


def test_f07_a_server_that_takes_a_message_and_never_answers_gets_one_marked_copy(line: Line, world: World) -> None:
    phone, zhang = line.phone("张三")
    world.fail("delay", method="sendMessage", when="after", seconds=2, count=1)
    line.add("提醒", zhang)

    line.play(line.all_ended)

    assert said_to(phone) == ["提醒", "〔补发〕提醒"]


def test_f07_a_server_that_never_answers_at_all_gets_two_copies_at_most(line: Line, world: World) -> None:
    phone, zhang = line.phone("张三")
    desk, _ = line.phone("林晓", "desk")
    world.fail("delay", method="sendMessage", chat=phone.id, when="after", seconds=2, count=None)
    row = line.add("提醒", zhang)

    line.play(line.all_ended)

    assert said_to(phone) == ["提醒", "〔补发〕提醒"]
    assert line.row(row).state == "undeliverable"
    assert ["没有送到" in text for text in said_to(desk)] == [True]


def test_f08_a_closed_port_costs_no_attempt_and_no_copy(line: Line, playground: Playground) -> None:
    phones = [line.phone(name) for name in ("张三", "李四", "周敏")]
    rows = [line.add(f"提醒 {person}", person) for _, person in phones]
    playground.unplug()

    async def scenario() -> None:
        await asyncio.sleep(0.4)
        assert {line.row(row).attempt for row in rows} <= {0, 1}
        await asyncio.to_thread(playground.plug_in)
        await line.all_ended()

    line.play(scenario)

    assert [said_to(phone) for phone, _ in phones] == [[f"提醒 {person}"] for _, person in phones]
    assert [line.row(row).attempt for row in rows] == [1, 1, 1]


@pytest.mark.parametrize(
    ("kind", "details"),
    [
        ("html502", {}),
        ("5xx", {"status": 504}),
        ("truncated", {}),
        ("drop", {"when": "before"}),
        ("drop", {"when": "after"}),
    ],
)
def test_f09_an_answer_that_is_none_costs_one_marked_copy_at_most(
    line: Line, world: World, kind: str, details: dict[str, Any]
) -> None:
    phone, zhang = line.phone("张三")
    world.fail(kind, method="sendMessage", **details)
    row = line.add("提醒", zhang)

    line.play(line.all_ended)

    assert said_to(phone) in (["提醒", "〔补发〕提醒"], ["〔补发〕提醒"])
    assert (line.row(row).state, line.row(row).unknown_count) == ("sent", 1)


def test_f10_a_chat_told_to_wait_holds_up_nobody_else(line: Line, world: World) -> None:
    slow, zhang = line.phone("张三")
    others = [line.phone(f"职员{number}") for number in range(5)]
    world.fail("429", method="sendMessage", chat=slow.id, retry_after=1)
    row = line.add("慢", zhang)
    for _, person in others:
        line.add("快", person)

    async def scenario() -> None:
        await line.until(lambda: all(said_to(phone) == ["快"] for phone, _ in others))
        assert said_to(slow) == []
        await line.all_ended()

    line.play(scenario)

    assert said_to(slow) == ["慢"]
    assert (line.row(row).state, line.row(row).copies) == ("sent", 0)


def test_f11_in_a_storm_of_waiting_times_each_is_obeyed_and_nothing_lost(line: Line, world: World) -> None:
    phones = [line.phone(f"职员{number}") for number in range(10)]
    # Far enough apart that they are not taken for the limit of all chats together.
    for place in (3, 11, 17):
        world.fail("429", method="sendMessage", retry_after=1, skip=place)
    for number in range(3):
        for _, person in phones:
            line.add(f"第{number}条", person)

    line.play(line.all_ended)

    assert [said_to(phone) for phone, _ in phones] == [["第0条", "第1条", "第2条"]] * 10
    assert _sent_too_early(world) == []


def test_a_strict_server_is_never_asked_too_much(sqlite: Database) -> None:
    world = World(short_poll_penalty=False, flood="strict")
    world.register_bot(TOKEN, "hotline_test_bot", "工单助手")
    with Playground(world) as playground:
        line = Line(sqlite, playground, pace=Pace(), read_seconds=10)
        phones = [line.phone(f"职员{number}") for number in range(12)]
        group = world.group("宜川路街道", [phone for phone, _ in phones])
        for number in range(5):
            for _, person in phones:
                line.add(f"第{number}条", person)
        for number in range(10):
            line.add(f"通报{number}", chat_id=group.id)

        line.play(lambda: line.all_ended(30))

        assert [said_to(phone) for phone, _ in phones] == [[f"第{number}条" for number in range(5)]] * 12
        assert [entry for entry in world.journal.after(kind="answer") if entry["status"] == 429] == []


def _sent_too_early(world: World) -> list[str]:
    """Requests to a chat inside the second it was told to wait, by the server's own clock."""
    until: dict[str, float] = {}
    early = []
    asked: dict[str, str] = {}
    for entry in world.journal.after():
        if entry.get("method", "").lower() != "sendmessage":
            continue
        if entry["kind"] == "request":
            chat = str(entry["parameters"]["chat_id"])
            asked["last"] = chat
            if entry["real"] < until.get(chat, 0.0) - 0.05:
                early.append(chat)
        elif entry["status"] == 429:
            until[asked["last"]] = entry["real"] + 1
    return early
