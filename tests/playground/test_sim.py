"""The people's side over HTTP, as the page uses it."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from bot.playground.serving import Playground
from bot.playground.world import World
from tests.playground.conftest import Raw, plain_client


@pytest.fixture
def sim(playground: Playground) -> Iterator[httpx.Client]:
    with plain_client(base_url=f"{playground.address}/sim", timeout=10) as client:
        yield client


def ask(sim: httpx.Client, act: str, **fields: Any) -> dict[str, Any]:
    response = sim.post(act, json=fields)
    assert response.status_code == 200, response.text
    return dict(response.json())


def messages(sim: httpx.Client, chat: int) -> list[dict[str, Any]]:
    return list(sim.get("state").json()["messages"][str(chat)])


def test_the_state_shows_bot_people_chats_and_clock(sim: httpx.Client) -> None:
    clerk = ask(sim, "people", name="张三", title="办公室")
    group = ask(sim, "groups", title="工作群", members=[clerk["id"]])
    state = sim.get("state").json()
    assert state["bot"]["username"] == "hotline_test_bot"
    assert state["people"] == [
        {"id": clerk["id"], "name": "张三", "title": "办公室", "blocked": False, "started": False}
    ]
    assert [chat["type"] for chat in state["chats"]] == ["private", "group"]
    assert group["members"] == [clerk["id"]]
    assert state["clock"]["frozen"] is False
    assert state["next_alarm"] is None


def test_a_text_of_nine_thousand_units_arrives_in_three_messages(sim: httpx.Client, raw: Raw) -> None:
    person = ask(sim, "people", name="张三", title="")["id"]
    assert len(ask(sim, "say", person=person, chat=person, text="长" * 9000)["messages"]) == 3
    updates = raw.call("getUpdates", timeout=5)
    assert [len(update["message"]["text"]) for update in updates] == [4096, 4096, 808]


def test_an_album_shares_one_group_and_a_declared_file_needs_no_bytes(sim: httpx.Client, raw: Raw) -> None:
    person = ask(sim, "people", name="张三", title="")["id"]
    for _ in range(2):
        fields = {"person": person, "chat": person, "kind": "photo", "group_key": "one", "caption": "现场"}
        assert (
            sim.post("attach", data=fields, files={"file": ("a.jpg", b"\xff\xd8\xff", "image/jpeg")}).status_code == 200
        )
    sim.post("attach", data={"person": person, "chat": person, "kind": "video", "size": 2 << 30})
    first, second, big = (update["message"] for update in raw.call("getUpdates", timeout=5))
    assert first["media_group_id"] == second["media_group_id"]
    assert big["video"]["file_size"] == 2 << 30
    shown = messages(sim, person)
    assert shown[0]["media"][0]["kind"] == "photo"
    assert sim.get(f"{shown[0]['media'][0]['url'].removeprefix('/sim/')}").content == b"\xff\xd8\xff"


def test_pressing_needs_a_key_that_is_there_unless_forced(sim: httpx.Client, raw: Raw) -> None:
    person = ask(sim, "people", name="张三", title="")["id"]
    ask(sim, "start", person=person)
    keys = {"inline_keyboard": [[{"text": "接单", "callback_data": "a:1", "style": "success"}]]}
    message = raw.call("sendMessage", chat_id=person, text="单", reply_markup=keys)["message_id"]
    assert messages(sim, person)[-1]["buttons"] == [
        [{"text": "接单", "data": "a:1", "url": None, "style": "success", "copy": None}]
    ]
    refused = sim.post("press", json={"person": person, "chat": person, "message": message, "data": "b:2"})
    assert refused.status_code == 400
    assert "接单" in refused.json()["error"]
    ask(sim, "press", person=person, chat=person, message=message, data="b:2", force=True)
    ask(sim, "press", person=person, chat=person, message=message, data="a:1")
    pressed = [update["callback_query"]["data"] for update in raw.call("getUpdates") if "callback_query" in update]
    assert pressed == ["b:2", "a:1"]


def test_people_edit_delete_forward_reply_and_block(sim: httpx.Client, raw: Raw) -> None:
    person = ask(sim, "people", name="张三", title="")["id"]
    said = ask(sim, "say", person=person, chat=person, text="初稿")["messages"][0]
    ask(sim, "edit", person=person, chat=person, message=said["id"], text="定稿")
    answer = ask(sim, "say", person=person, chat=person, text="补充", reply_to=said["id"])["messages"][0]
    assert (answer["reply_to"], answer["reply_excerpt"]) == (said["id"], "定稿")
    forwarded = ask(sim, "forward", person=person, chat=person, from_chat=person, message=said["id"])["messages"][0]
    ask(sim, "delete", person=person, chat=person, message=forwarded["id"])
    assert messages(sim, person)[-1]["deleted"] is True
    assert ask(sim, "block", person=person, blocked=True)["blocked"] is True
    assert sim.post("say", json={"person": person, "chat": person, "text": "在吗"}).status_code == 400
    kinds = [next(iter(update.keys() - {"update_id"})) for update in raw.call("getUpdates")]
    assert kinds == ["message", "edited_message", "message", "message", "my_chat_member"]


def test_html_on_the_page_is_escaped_and_keeps_the_marks(sim: httpx.Client, raw: Raw) -> None:
    person = ask(sim, "people", name="张三", title="")["id"]
    ask(sim, "say", person=person, chat=person, text='<img src=x onerror="alert(1)">')
    text = "<b>😀粗<i>斜</i></b> &lt;script&gt; <a href='https://example.com/?a=1&amp;b=2'>链</a>"
    raw.call("sendMessage", chat_id=person, text=text, parse_mode="HTML")
    said, sent = (message["html"] for message in messages(sim, person))
    assert said == "&lt;img src=x onerror=&quot;alert(1)&quot;&gt;"
    assert "<b>😀粗</b><b><i>斜</i></b> &lt;script&gt; " in sent
    assert '<a href="https://example.com/?a=1&amp;b=2" rel="noreferrer noopener" target="_blank">链</a>' in sent


def test_events_stream_whole_messages_from_a_number_on(playground: Playground, world: World, sim: httpx.Client) -> None:
    person = world.person("张三")
    seq = sim.get("state").json()["seq"]
    with sim.stream("GET", "events", params={"after": seq}) as stream:
        lines = stream.iter_lines()
        assert next(lines) == ": connected"
        threading.Thread(target=person.say, args=("你好",)).start()
        event = next(json.loads(line[6:]) for line in lines if line.startswith("data: ") and '"message"' in line)
    assert event["kind"] == "message"
    assert event["message"]["text"] == "你好"
    assert event["seq"] > seq


def test_the_clock_advances_jumps_and_never_goes_back(sim: httpx.Client) -> None:
    before = datetime.fromisoformat(sim.get("state").json()["clock"]["now"])
    later = datetime.fromisoformat(ask(sim, "clock", advance_seconds=3600)["now"])
    assert later - before >= timedelta(hours=1)
    target = later + timedelta(days=2)
    assert datetime.fromisoformat(ask(sim, "clock", to=target.isoformat())["now"]) >= target
    assert sim.post("clock", json={"to": before.isoformat()}).json() == {"error": "时钟只能往前拨。"}
    assert sim.post("clock", json={"to_next_alarm": True}).status_code == 400


def test_the_clock_jumps_to_the_next_alarm_the_bot_names(world: World) -> None:
    alarm = datetime.now(UTC) + timedelta(hours=5)
    with Playground(world, next_alarm=lambda: alarm) as running:
        assert httpx.get(f"{running.address}/sim/state").json()["next_alarm"] == alarm.isoformat()
        httpx.post(f"{running.address}/sim/clock", json={"to_next_alarm": True})
        assert world.clock.now() >= alarm


def test_pending_waits_until_the_bot_has_confirmed_everything(world: World, sim: httpx.Client, raw: Raw) -> None:
    world.person("张三").say("你好")
    assert sim.get("pending").json() == {"pending": 1}
    (update,) = raw.call("getUpdates")
    waited: list[int] = []
    waiting = threading.Thread(target=lambda: waited.append(sim.get("pending", params={"wait": 5}).json()["pending"]))
    waiting.start()
    raw.call("getUpdates", offset=update["update_id"] + 1)
    waiting.join(5)
    assert waited == [0]


def test_members_come_and_go_and_the_group_moves(sim: httpx.Client, raw: Raw) -> None:
    first, second = (ask(sim, "people", name=name, title="")["id"] for name in ("张三", "李四"))
    group = ask(sim, "groups", title="群", members=[first])["id"]
    assert ask(sim, f"groups/{group}/members", person=second, present=True)["members"] == [first, second]
    assert ask(sim, f"groups/{group}/members", person=second, present=False)["members"] == [first]
    moved = ask(sim, "migrate", chat=group)
    assert moved["type"] == "supergroup"
    assert raw.refusal("sendMessage", chat_id=group, text="旧")[1].endswith("upgraded to a supergroup chat")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "evil.example"}, 403),
        ({"host": "127.0.0.1.evil.example"}, 403),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"host": "localhost"}, 200),
        ({}, 200),
    ],
)
def test_only_this_machine_may_talk_to_it(sim: httpx.Client, headers: dict[str, str], status: int) -> None:
    assert sim.get("state", headers=headers).status_code == status


def test_the_page_is_served_at_the_root(playground: Playground) -> None:
    page = httpx.get(playground.address)
    assert page.status_code == 200
    assert "本地模拟，并非 Telegram" in page.text
    assert httpx.get(f"{playground.address}/page/../sim.py").status_code == 404
