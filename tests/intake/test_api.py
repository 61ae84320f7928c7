"""`POST /tickets`: who may, what is answered to each fault, and that nothing comes in twice or by halves."""

import asyncio
import json
import logging
import socket
from typing import Any

import httpx
import pytest

from bot.intake.api import Api
from bot.intake.guarding import LARGEST_BODY, MOST_CALLS, MOST_STRANGERS
from bot.intake.server import ApiServer
from bot.work.importing.tally import FEW
from storage.tables import Event, ImportRun, Ticket
from tests.chat.stage import Stage, StageClock
from tests.people import TICKET

TOKEN = "invented-token-for-the-tests-only"
PUSHED = {**{name: text for name, text in TICKET.items() if name != "kind"}, "type": TICKET["kind"]}


class Platform:
    """A platform that pushes into the stage's office."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        clock = StageClock(stage)
        self.api = Api(stage.database, clock, lambda: stage.cast.offices, {"yichuan_road": TOKEN})

    def push(self, content: Any, token: str | None = TOKEN, **headers: str) -> httpx.Response:
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        answer = self.ask("POST", "/tickets", content=body, headers=headers)
        self.stage.deliver()
        return answer

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.api.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
                return await client.request(method, path, **options)

        return asyncio.run(asked())


@pytest.fixture
def platform(stage: Stage) -> Platform:
    return Platform(stage)


def results(answer: httpx.Response) -> list[str]:
    return [one["result"] for one in answer.json()["tickets"]]


def test_a_pushed_ticket_is_registered_known_and_changed(platform: Platform) -> None:
    answer = platform.push(PUSHED)
    assert answer.status_code == 200
    assert answer.json() == {
        "tickets": [{"index": 0, "number": TICKET["number"], "result": "registered"}],
        "faults": [],
    }
    assert results(platform.push(PUSHED)) == ["known"]
    assert results(platform.push({**PUSHED, "title": "改了"})) == ["changed"]
    (ticket,) = platform.stage.rows(Ticket)
    assert ticket.title == "改了"
    registered = next(event for event in platform.stage.rows(Event) if event.kind == "registered")
    assert (registered.person_id, registered.data["source"]) == (None, "http")
    assert TICKET["number"] in platform.stage.phone(platform.stage.cast.clerk).card().text


def test_the_platforms_own_names_and_shapes_are_understood(platform: Platform) -> None:
    said = {
        "案件编号": 20261120000401,
        "诉求类别": "投诉类",
        "诉求标题": "车位被占",
        "是否复核": False,
        "标签": ["重复来电", "扬言"],
        "来电时间": "2026-11-20T01:00:00Z",
        "手机": None,
    }
    assert results(platform.push(said)) == ["registered"]
    (ticket,) = platform.stage.rows(Ticket)
    assert (ticket.number, ticket.kind, ticket.tags) == ("20261120000401", "投诉", ["重复来电", "扬言"])


def test_of_a_list_the_good_ones_are_in_and_the_others_are_told_by_index_and_field(platform: Platform) -> None:
    answer = platform.push(
        [
            PUSHED,
            {**PUSHED, "number": "20261120000402", "type": "表扬", "phone": "1380000"},
            {**PUSHED, "number": "20261120000403", "colour": "蓝"},
            {**PUSHED, "number": "20261120000404", "title": {"a": 1}},
            {"title": "没有编号"},
            {**PUSHED, "title": "同一编号，另一件事"},
        ]
    )
    assert answer.status_code == 200
    assert results(answer) == ["registered", *["refused"] * 5]
    faults = [(fault["index"], fault["field"]) for fault in answer.json()["faults"]]
    assert faults == [
        (1, "phone"),
        (1, "type"),
        (2, "colour"),
        (3, "title"),
        (4, "number"),
        (4, "type"),
        (5, ""),
    ]
    assert len(platform.stage.rows(Ticket)) == 1


def test_when_none_can_be_registered_the_answer_says_so(platform: Platform) -> None:
    answer = platform.push([{**PUSHED, "called_at": "昨天"}])
    assert answer.status_code == 422
    assert results(answer) == ["refused"]
    assert platform.stage.rows(Ticket) == []


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"1", b'"text"', b"[]", b"[1]", b'[{"number": "1"}, 2]', b"null"],
    ids=["nothing", "half", "bytes", "deep", "number", "text", "no tickets", "a number", "one of two", "null"],
)
def test_what_is_no_json_of_tickets_is_refused_whole(platform: Platform, body: bytes) -> None:
    answer = platform.push(body)
    assert answer.status_code == 400
    assert len(answer.json()["faults"]) == 1
    assert platform.stage.rows(Ticket) == []


@pytest.mark.parametrize("token", [None, "", "wrong", TOKEN + "x", TOKEN[:-1], "中文"])
def test_without_the_right_token_nobody_pushes(platform: Platform, token: str | None) -> None:
    header = {} if token is None else {"Authorization": f"Bearer {token}".encode()}
    answer = platform.ask("POST", "/tickets", content=json.dumps(PUSHED).encode(), headers=header)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert platform.stage.rows(Ticket) == []


def test_whoever_tries_tokens_is_made_to_wait(platform: Platform) -> None:
    for _ in range(MOST_STRANGERS):
        assert platform.push(PUSHED, "wrong").status_code == 401
    answer = platform.push(PUSHED)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    platform.stage.pass_time(minutes=2)
    assert platform.push(PUSHED).status_code == 200


def test_too_many_calls_have_to_wait(platform: Platform) -> None:
    for _ in range(MOST_CALLS):
        assert platform.push(b"[]").status_code == 400
    assert platform.push(PUSHED).status_code == 429


def test_ten_megabytes_are_too_much_announced_or_not(platform: Platform) -> None:
    assert platform.push(b" " * (LARGEST_BODY + 1)).status_code == 413

    async def in_pieces() -> httpx.Response:
        async def pieces() -> Any:
            for _ in range(11):
                yield b" " * 1024 * 1024

        transport = httpx.ASGITransport(app=platform.api.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            return await client.post("/tickets", content=pieces(), headers={"Authorization": f"Bearer {TOKEN}"})

    assert asyncio.run(in_pieces()).status_code == 413


def test_another_offices_token_opens_no_office_that_is_not_there(platform: Platform) -> None:
    api = Api(platform.stage.database, StageClock(platform.stage), lambda: platform.stage.cast.offices, {"gone": TOKEN})
    platform.api = api
    assert platform.push(PUSHED).status_code == 401


def test_many_at_once_are_told_in_one_message(platform: Platform) -> None:
    many = [{**PUSHED, "number": f"2026112001{number:04d}"} for number in range(FEW + 5)]
    assert set(results(platform.push(many))) == {"registered"}
    clerk = platform.stage.phone(platform.stage.cast.clerk)
    assert [message.kind for message in clerk.messages] == ["say"]
    assert "平台推送" in clerk.last.text
    assert len(platform.stage.rows(ImportRun)) == 1


def test_nothing_of_a_ticket_or_a_token_reaches_the_log(platform: Platform, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        platform.push(PUSHED)
        platform.push({**PUSHED, "phone": "13800001009x"})
        platform.push(PUSHED, "wrong-token-of-somebody")
    for secret in (TOKEN, "wrong-token-of-somebody", TICKET["caller"], TICKET["phone"], "13800001009"):
        assert secret not in caplog.text


def test_the_interface_describes_itself_without_anything_from_elsewhere(platform: Platform) -> None:
    document = platform.ask("GET", "/openapi.json").json()
    assert document["openapi"].startswith("3.")
    ticket = document["components"]["schemas"]["Ticket"]["properties"]
    assert {"number", "type", "called_at", "phone", "tags", "closed_at"} <= ticket.keys()
    page = platform.ask("GET", "/docs")
    assert page.headers["content-type"].startswith("text/html")
    assert "POST /tickets" in page.text
    assert "<script" not in page.text
    assert "src=" not in page.text
    assert "http:" not in page.text
    assert platform.ask("GET", "/health").json() == {"status": "ok"}
    assert platform.ask("GET", "/tickets").status_code == 405


def test_it_is_served_beside_everything_else_and_ends_when_told(platform: Platform) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    async def served() -> int:
        task = asyncio.create_task(ApiServer(platform.api.app, "127.0.0.1", port).run())
        async with httpx.AsyncClient() as client:
            for _ in range(200):
                try:
                    status = (await client.get(f"http://127.0.0.1:{port}/health")).status_code
                    break
                except httpx.ConnectError:
                    await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return status

    assert asyncio.run(served()) == 200
    with socket.socket() as again:
        again.bind(("127.0.0.1", port))
