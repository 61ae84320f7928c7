"""The journal, and recording what a careful bot would not do."""

import json
from pathlib import Path

import httpx

from bot.playground.clock import VirtualClock
from bot.playground.journal import Journal
from bot.playground.people import Person
from bot.playground.serving import Playground
from bot.playground.world import World
from tests.playground.conftest import TOKEN, Raw


def test_requests_answers_updates_acts_faults_and_jumps_are_noted_in_order(
    playground: Playground, raw: Raw, person: Person, world: World
) -> None:
    before = len(world.journal.after())
    person.say("你好")
    raw.call("getUpdates")
    world.fail("5xx", method="sendMessage")
    raw.post("sendMessage", chat_id=person.id, text="x")
    world.clock.advance(60)
    entries = httpx.get(f"{playground.address}/sim/journal", params={"after": before}).json()
    kinds = [entry["kind"] for entry in entries]
    assert kinds == ["act", "update", "request", "answer", "fault", "request", "answer", "clock"]
    assert [entry["n"] for entry in entries] == list(range(before + 1, before + 9))
    assert entries[0]["text"] == "你好"
    assert entries[1]["update"]["message"]["text"] == "你好"
    assert entries[5]["parameters"] == {"chat_id": str(person.id), "text": "x"}
    assert entries[6]["status"] == 500
    assert [entry["parameters"]["text"] for entry in world.journal.requests("sendmessage")] == ["x"]


def test_both_clocks_are_noted_and_lines_are_appended_to_a_file(tmp_path: Path) -> None:
    clock, path = VirtualClock(), tmp_path / "journal.jsonl"
    journal = Journal(clock, path)
    journal.note("act", act="say")
    clock.advance(3600)
    journal.note("act", act="press")
    first, second = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    assert (first["n"], second["n"], second["act"]) == (1, 2, "press")
    assert second["at"] > first["at"]
    assert second["real"] - first["real"] < 60


def test_no_token_reaches_the_journal(raw: Raw, person: Person, world: World) -> None:
    raw.call("sendMessage", chat_id=person.id, text="x")
    person.attach_document(b"x")
    path = raw.call("getFile", file_id=raw.call("getUpdates")[-1]["message"]["document"]["file_id"])["file_path"]
    raw.client.get(f"{raw.base.replace('/bot7', '/file/bot7')}/{path}")
    assert world.journal.requests("file")
    assert TOKEN.partition(":")[2] not in json.dumps(world.journal.after(), default=str)
    assert TOKEN not in repr(world.bot)
