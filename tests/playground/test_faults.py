"""Misfortune on order."""

import json
import threading
import time
from typing import Any

import httpx
import pytest

from bot.playground.people import Person
from bot.playground.serving import Playground
from bot.playground.world import World
from tests.playground.conftest import Raw


def send(raw: Raw, person: Person) -> httpx.Response:
    return raw.post("sendMessage", chat_id=person.id, text="你好")


@pytest.mark.parametrize(
    ("kind", "details", "status", "description"),
    [
        ("429", {"retry_after": 7}, 429, "Too Many Requests: retry after 7"),
        ("5xx", {}, 500, "Internal Server Error"),
        ("5xx", {"status": 502}, 502, "Bad Gateway"),
        ("5xx", {"status": 503}, 503, "Service Unavailable"),
        ("5xx", {"status": 504}, 504, "Gateway Timeout"),
        ("401", {}, 401, "Unauthorized"),
        ("404", {}, 404, "Not Found"),
    ],
)
def test_a_wrong_answer_is_given_once_and_nothing_is_sent(
    kind: str, details: dict[str, Any], status: int, description: str, raw: Raw, person: Person, world: World
) -> None:
    world.fail(kind, **details)
    answer = send(raw, person)
    assert (answer.status_code, answer.json()["description"]) == (status, description)
    assert answer.headers.get("retry-after") == ("7" if kind == "429" else None)
    assert person.inbox == []
    assert send(raw, person).status_code == 200


def test_a_gateway_answers_with_a_page(raw: Raw, person: Person, world: World) -> None:
    world.fail("html502")
    answer = send(raw, person)
    assert (answer.status_code, answer.headers["content-type"]) == (502, "text/html; charset=utf-8")
    assert answer.text.startswith("<html>")


@pytest.mark.parametrize(("when", "arrived"), [("before", 0), ("after", 1)])
def test_a_dropped_connection_gives_no_answer_and_the_message_arrives_or_not(
    when: str, arrived: int, raw: Raw, person: Person, world: World
) -> None:
    world.fail("drop", when=when)
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        send(raw, person)
    assert len(person.inbox) == arrived
    assert send(raw, person).status_code == 200


@pytest.mark.parametrize(("when", "arrived"), [("before", 0), ("after", 1)])
def test_a_wrong_answer_can_also_come_after_the_message_was_sent(
    when: str, arrived: int, raw: Raw, person: Person, world: World
) -> None:
    world.fail("5xx", when=when)
    assert send(raw, person).status_code == 500
    assert len(person.inbox) == arrived


@pytest.mark.parametrize(("when", "arrived"), [("before", 0), ("after", 1)])
def test_a_delay_holds_the_message_or_only_the_answer(
    when: str, arrived: int, raw: Raw, person: Person, world: World
) -> None:
    world.fail("delay", when=when, seconds=0.4)
    with pytest.raises(httpx.ReadTimeout):
        raw.client.post(f"{raw.base}/sendMessage", json={"chat_id": person.id, "text": "x"}, timeout=0.1)
    assert len(person.inbox) == arrived
    world.wait_for(lambda: len(person.inbox) == 1)


def test_a_truncated_answer_cannot_be_parsed_though_the_message_is_there(
    raw: Raw, person: Person, world: World
) -> None:
    world.fail("truncated")
    answer = send(raw, person)
    assert answer.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        answer.json()
    assert len(person.inbox) == 1


def test_faults_choose_method_chat_count_and_how_many_to_spare(raw: Raw, person: Person, world: World) -> None:
    other = world.person("李四")
    other.start()
    world.fail("5xx", method="sendmessage", chat=person.id, count=2, skip=1)
    assert raw.call("getMe")
    assert send(raw, other).status_code == 200
    assert [send(raw, person).status_code for _ in range(4)] == [200, 500, 500, 200]
    world.fail("5xx", count=None)
    assert [send(raw, person).status_code for _ in range(3)] == [500] * 3
    world.faults.clear()
    assert send(raw, person).status_code == 200


def test_a_fault_without_method_waits_for_a_request_not_for_an_act_of_a_person(
    raw: Raw, person: Person, world: World
) -> None:
    world.fail("5xx")
    person.say("你好")
    assert send(raw, person).status_code == 500


def test_polling_suffers_too(raw: Raw, world: World) -> None:
    world.fail("409", method="getUpdates")
    assert raw.refusal("getUpdates", timeout=5)[0] == 409
    assert raw.call("getUpdates") == []


def test_a_duplicate_update_comes_once_more_after_it_was_confirmed(raw: Raw, person: Person, world: World) -> None:
    world.fail("duplicate_update")
    person.say("一")
    (update,) = raw.call("getUpdates")
    again = raw.call("getUpdates", offset=update["update_id"] + 1)
    assert again == [update]
    assert raw.call("getUpdates", offset=update["update_id"] + 1) == []


def test_a_poison_update_stands_in_the_way_until_it_is_confirmed(raw: Raw, person: Person, world: World) -> None:
    world.fail("poison_update")
    person.say("一")
    poison, update = raw.call("getUpdates")
    assert poison["message"]["date"] == "yesterday"
    assert raw.call("getUpdates", offset=poison["update_id"] + 1) == [update]
    world.fail("poison_update", update={"nonsense": 1})
    assert raw.call("getUpdates", offset=update["update_id"] + 1)[0]["nonsense"] == 1


@pytest.mark.parametrize("details", [{"kind": "flood"}, {"kind": "drop", "when": "never"}, {"kind": "drop", "what": 1}])
def test_faults_that_do_not_exist_are_refused(details: dict[str, Any], playground: Playground) -> None:
    assert httpx.post(f"{playground.address}/sim/faults", json=details).status_code == 400


def test_faults_can_be_ordered_and_cleared_over_http(playground: Playground, raw: Raw, person: Person) -> None:
    url = f"{playground.address}/sim/faults"
    assert httpx.post(url, json={"kind": "5xx", "method": "sendMessage", "count": 5}).status_code == 200
    assert send(raw, person).status_code == 500
    assert httpx.delete(url).status_code == 200
    assert send(raw, person).status_code == 200


def test_unplugged_telegram_refuses_connections_and_comes_back_on_the_same_port(
    playground: Playground, raw: Raw, person: Person
) -> None:
    address = playground.address
    playground.unplug()
    with pytest.raises(httpx.ConnectError):
        httpx.post(f"{raw.base}/getMe")
    person.say("期间")
    playground.plug_in()
    assert playground.address == address
    assert [update["message"]["text"] for update in raw.call("getUpdates")] == ["期间"]


def test_unplugging_cuts_a_waiting_poll(playground: Playground, raw: Raw) -> None:
    began = time.monotonic()
    threading.Timer(0.05, playground.unplug).start()
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        raw.post("getUpdates", timeout=5)
    assert time.monotonic() - began < 3
