"""getUpdates: confirmation, waiting, expiry, and one poll at a time."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from bot.playground.people import Person
from bot.playground.serving import Playground
from bot.playground.world import World
from tests.playground.conftest import TOKEN, Raw, updates

CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


def texts(batch: list[dict[str, Any]]) -> list[str]:
    return [update["message"]["text"] for update in batch]


def test_updates_stay_until_a_higher_offset_confirms_them(raw: Raw, person: Person, world: World) -> None:
    for text in ("一", "二", "三"):
        person.say(text)
    first = raw.call("getUpdates")
    assert texts(first) == texts(raw.call("getUpdates")) == ["一", "二", "三"]
    assert [update["update_id"] - first[0]["update_id"] for update in first] == [0, 1, 2]
    assert texts(raw.call("getUpdates", offset=first[1]["update_id"])) == ["二", "三"]
    assert world.pending == 2
    assert raw.call("getUpdates", offset=first[2]["update_id"] + 1) == []
    assert world.pending == 0


def test_a_limit_cuts_the_batch_and_a_hundred_is_the_most(raw: Raw, person: Person) -> None:
    for number in range(120):
        person.say(str(number))
    assert len(raw.call("getUpdates", limit=3)) == 3
    assert len(raw.call("getUpdates")) == len(raw.call("getUpdates", limit=500)) == 100
    assert len(raw.call("getUpdates", limit=0)) == 1


def test_a_negative_offset_forgets_all_but_the_last(raw: Raw, person: Person, world: World) -> None:
    for text in ("一", "二", "三"):
        person.say(text)
    assert texts(raw.call("getUpdates", offset=-1)) == ["三"]
    assert world.pending == 1


def test_an_offset_far_in_the_future_confirms_nothing(raw: Raw, person: Person) -> None:
    person.say("一")
    assert texts(raw.call("getUpdates", offset=2_000_000_000)) == ["一"]


def test_a_long_poll_is_answered_as_soon_as_something_happens(raw: Raw, person: Person) -> None:
    threading.Timer(0.05, person.say, ["你好"]).start()
    began = time.monotonic()
    assert texts(raw.call("getUpdates", timeout=5)) == ["你好"]
    assert time.monotonic() - began < 2


def test_a_long_poll_ends_empty_after_its_time(raw: Raw) -> None:
    began = time.monotonic()
    assert raw.call("getUpdates", timeout=1) == []
    assert 0.9 < time.monotonic() - began < 3


def test_the_older_of_two_long_polls_ends_with_a_conflict(raw: Raw, person: Person) -> None:
    with ThreadPoolExecutor(2) as pool:
        older = pool.submit(raw.post, "getUpdates", timeout=5)
        person.world.wait_for(lambda: len(person.world.journal.requests("getUpdates")) == 3)
        newer = pool.submit(raw.post, "getUpdates", timeout=5)
        assert older.result(2).json() == {"ok": False, "error_code": 409, "description": CONFLICT}
        person.say("给新的")
        assert texts(newer.result(2).json()["result"]) == ["给新的"]


def hasty_polls(client: httpx.Client, world: World) -> None:
    """Asking again at once waits three seconds, and asking at once with updates there gives one."""
    began = time.monotonic()
    for _ in range(2):
        assert client.post("getUpdates").json()["result"] == []
    assert time.monotonic() - began > 2.5
    for text in ("一", "二"):
        world.person(text).say(text)
    client.post("getUpdates", json={"offset": 5})
    assert len(client.post("getUpdates", json={"offset": 5}).json()["result"]) == 1


def rival_polls(client: httpx.Client, world: World) -> None:
    """Of three polls the first is refused at once, the second after a pause."""
    took: list[float] = []

    def poll() -> None:
        began = time.monotonic()
        if client.post("getUpdates", json={"timeout": 5}).status_code == 409:
            took.append(time.monotonic() - began)

    polls = [threading.Thread(target=poll) for _ in range(3)]
    for number, each in enumerate(polls, 1):
        each.start()
        world.wait_for(lambda number=number: len(world.journal.requests("getUpdates")) == number)
    world.wait_for(lambda: len(world.journal.after(kind="answer")) == 2)
    world.person("张三").say("给第三个")
    for each in polls:
        each.join()
    assert took[0] < 1 < 2.5 < took[1]


def test_haste_and_a_second_conflict_are_made_to_wait_three_seconds() -> None:
    def run(play: Callable[[httpx.Client, World], None], penalty: bool) -> None:
        world = World(flood="relaxed", short_poll_penalty=penalty)
        world.register_bot(TOKEN, "hotline_test_bot", "工单助手")
        with Playground(world) as running, httpx.Client(base_url=f"{running.bot_url}{TOKEN}", timeout=10) as client:
            play(client, world)

    with ThreadPoolExecutor(2) as pool:
        for outcome in [pool.submit(run, hasty_polls, True), pool.submit(run, rival_polls, False)]:
            outcome.result()


@pytest.mark.parametrize(("hours", "left"), [(23.9, 1), (24.1, 0)])
def test_messages_wait_twenty_four_hours(hours: float, left: int, raw: Raw, person: Person, world: World) -> None:
    person.say("你好")
    world.clock.advance(hours * 3600)
    assert len(raw.call("getUpdates")) == world.pending == left


@pytest.mark.parametrize(("seconds", "left"), [(149, 1), (151, 0)])
def test_presses_wait_a_hundred_and_fifty_seconds(
    seconds: float, left: int, raw: Raw, person: Person, world: World
) -> None:
    keys = {"inline_keyboard": [[{"text": "好", "callback_data": "ok"}]]}
    raw.call("sendMessage", chat_id=person.id, text="卡", reply_markup=keys)
    press = person.press(person.inbox[-1], "好")
    world.clock.advance(seconds)
    assert len(updates(raw, "callback_query")) == left
    if not left:
        text = "Bad Request: query is too old and response timeout expired or query ID is invalid"
        assert raw.refusal("answerCallbackQuery", callback_query_id=press.id) == (400, text)


def test_only_the_kinds_asked_for_are_queued_and_the_wish_is_remembered(raw: Raw, person: Person, world: World) -> None:
    raw.call("getUpdates", allowed_updates=["my_chat_member"])
    assert raw.call("getWebhookInfo")["allowed_updates"] == ["my_chat_member"]
    person.say("不要")
    raw.call("getUpdates")
    person.block()
    (update,) = raw.call("getUpdates")
    assert update["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    raw.call("getUpdates", allowed_updates=[], offset=update["update_id"] + 1)
    person.start()
    assert [sorted(update.keys() - {"update_id"}) for update in raw.call("getUpdates")] == [
        ["my_chat_member"],
        ["message"],
    ]


def test_after_a_silent_week_numbering_starts_anew(raw: Raw, person: Person, world: World) -> None:
    person.say("旧")
    (old,) = raw.call("getUpdates")
    raw.call("getUpdates", offset=old["update_id"] + 1)
    world.clock.advance(8 * 24 * 3600)
    person.say("新")
    (new,) = raw.call("getUpdates", offset=old["update_id"] + 1) or raw.call("getUpdates")
    assert abs(new["update_id"] - old["update_id"]) > 1000


def test_webhooks_are_refused_and_dropping_pending_updates_works(raw: Raw, person: Person, world: World) -> None:
    status, text = raw.refusal("setWebhook", url="https://example.com/hook")
    assert (status, text.startswith("Bad Request: bad webhook: ")) == (400, True)
    person.say("你好")
    assert raw.call("getWebhookInfo")["pending_update_count"] == 1
    assert raw.call("deleteWebhook", drop_pending_updates=True) is True
    assert world.pending == 0
    assert raw.call("setWebhook", url="") is True


def test_a_caller_that_hangs_up_leaves_the_updates_for_the_next(raw: Raw, person: Person) -> None:
    with pytest.raises(httpx.ReadTimeout):
        raw.client.post(f"{raw.base}/getUpdates", json={"timeout": 5}, timeout=0.1)
    person.say("还在")
    assert texts(raw.call("getUpdates", timeout=5)) == ["还在"]
