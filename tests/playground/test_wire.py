"""The four ways a request can be written, and the envelope of the answer."""

import json
import socket

import pytest

from bot.playground.people import Person
from bot.playground.world import World
from tests.playground.conftest import TOKEN, Raw, png

KEYS = {"inline_keyboard": [[{"text": "好", "callback_data": "ok"}]]}


@pytest.mark.parametrize("way", ["query", "urlencoded", "json", "multipart"])
def test_every_way_of_writing_a_request_is_understood(way: str, raw: Raw, person: Person) -> None:
    fields = {"chat_id": str(person.id), "text": "你好 & <b>", "reply_markup": json.dumps(KEYS)}
    url = f"{raw.base}/sendMessage"
    response = {
        "query": lambda: raw.client.get(url, params=fields),
        "urlencoded": lambda: raw.client.post(url, data=fields),
        "json": lambda: raw.client.post(url, json=fields | {"chat_id": person.id, "reply_markup": KEYS}),
        "multipart": lambda: raw.client.post(url, files={name: (None, value) for name, value in fields.items()}),
    }[way]()
    result = response.json()["result"]
    assert (result["text"], result["reply_markup"]) == ("你好 & <b>", KEYS)
    assert person.inbox[-1].labels == ["好"]


@pytest.mark.parametrize("name", ["getMe", "getme", "GETME", "gEtMe"])
def test_method_names_are_read_without_regard_to_case(name: str, raw: Raw) -> None:
    assert raw.call(name)["username"] == "hotline_test_bot"


def test_the_query_string_counts_beside_the_body(raw: Raw, person: Person) -> None:
    response = raw.client.post(f"{raw.base}/sendMessage?chat_id={person.id}", data={"text": "一半在此"})
    assert response.json()["result"]["text"] == "一半在此"


def test_a_file_comes_under_its_field_or_by_an_attach_name(raw: Raw, person: Person) -> None:
    url = f"{raw.base}/sendPhoto"
    direct = raw.client.post(url, data={"chat_id": person.id}, files={"photo": ("a.png", png())})
    fields = {"chat_id": person.id, "photo": "attach://one"}
    attached = raw.client.post(url, data=fields, files={"one": ("a.png", png())})
    for response in (direct, attached):
        assert response.json()["result"]["photo"][-1]["width"] == 8


def test_a_parameter_the_method_does_not_have_is_refused_and_recorded(raw: Raw, world: World, person: Person) -> None:
    status, text = raw.refusal("sendMessage", chat_id=person.id, text="x", silent=True)
    assert status == 400
    assert "silent" in text
    (violation,) = world.violations
    assert (violation.kind, violation.method) == ("parameter", "sendMessage")
    assert raw.refusal("getUpdates", patience=3)[0] == 400


def test_when_not_strict_it_is_only_recorded(raw: Raw, world: World, person: Person) -> None:
    world.strict = False
    assert raw.call("sendMessage", chat_id=person.id, text="x", silent=True)["text"] == "x"
    assert len(world.violations) == 1


@pytest.mark.parametrize("body", ['{"text": "\\ud83d"}', '{"text": "x", "reply_markup": "{\\"a\\": \\"\\\\ud83d\\"}"}'])
def test_half_a_character_is_refused(body: str, raw: Raw, person: Person) -> None:
    fields = body.replace("{", f'{{"chat_id": {person.id}, ', 1)
    answer = raw.client.post(f"{raw.base}/sendMessage", content=fields, headers={"content-type": "application/json"})
    assert answer.json()["description"] == "Bad Request: strings must be encoded in UTF-8"


def test_a_body_over_the_limit_is_refused_before_it_is_read(raw: Raw, person: Person) -> None:
    with socket.create_connection(("127.0.0.1", raw.port), timeout=5) as line:
        line.sendall(
            f"POST /bot{TOKEN}/sendDocument HTTP/1.1\r\nHost: localhost\r\nContent-Length: {60 << 20}\r\n"
            "Content-Type: multipart/form-data; boundary=x\r\n\r\n".encode()
        )
        answer = line.recv(4096)
    assert answer.startswith(b"HTTP/1.1 413")
    assert b"Request Entity Too Large" in answer
