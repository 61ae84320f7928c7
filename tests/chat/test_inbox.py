"""The worker: every update has its effect once, in order, and a bad one holds up nobody."""

import asyncio
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from sqlmodel import Session, select

from bot.chat.inbox import SORRY, Worker, chat_of
from bot.playground.clock import VirtualClock
from bot.ports import PermanentFailure, Refusal, TemporaryFailure
from bot.rules.outcome import Refused
from bot.work import heard
from storage.database import Database
from storage.tables import Audit, InboxRow, OutboxRow
from tests.storage.staff import MORNING


@dataclass
class Answer:
    toast: str = ""
    alert: bool = False
    leave_chat: int | None = None


class Messenger:
    """Answers presses and downloads; everything it was asked is kept."""

    def __init__(self) -> None:
        self.answered: list[tuple[str, str, bool]] = []
        self.left: list[int] = []
        self.files: dict[str, list[bytes | Exception]] = {}

    async def answer(self, press_id: str, text: str, alert: bool = False) -> None:
        self.answered.append((press_id, text, alert))
        raise PermanentFailure(Refusal.OTHER, "query is too old")

    async def leave(self, chat_id: int) -> None:
        self.left.append(chat_id)

    async def download(self, file_id: str) -> bytes:
        found = self.files[file_id].pop(0)
        if isinstance(found, Exception):
            raise found
        return found


class Listener:
    """A worker over a handler that notes what it hears, as effects in the database."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.messenger = Messenger()
        self.trouble: Callable[[dict[str, Any]], None] = lambda raw: None
        self.answer = Answer()
        self.files: list[Mapping[str, bytes | Refused]] = []
        self.readable: Callable[[bytes], bytes | Refused] = lambda content: content
        self.read_in: list[threading.Thread] = []

    def keep(self, *updates: dict[str, Any]) -> None:
        self.database.write_now(lambda session: heard.keep(session, updates, MORNING))

    def handle(
        self, session: Session, raw: dict[str, Any], files: Mapping[str, bytes | Refused], now: datetime
    ) -> Answer:
        session.add(Audit(at=now, what=str(raw["update_id"])))
        session.flush()
        self.files.append(files)
        self.trouble(raw)
        return self.answer

    def read_file(self, raw: dict[str, Any], content: bytes) -> bytes | Refused:
        self.read_in.append(threading.current_thread())
        return self.readable(content)

    def wanted(self, session: Session, raw: dict[str, Any], now: datetime) -> tuple[str, ...]:
        return (raw["message"]["document"]["file_id"],)

    def effects(self) -> list[str]:
        return self.database.read_now(lambda s: list(s.exec(select(Audit.what).order_by(Audit.id))))  # type: ignore[arg-type]

    def rows(self) -> list[InboxRow]:
        return self.database.read_now(lambda s: list(s.exec(select(InboxRow).order_by(InboxRow.id))))  # type: ignore[arg-type]

    def said(self) -> list[tuple[int | None, str]]:
        rows = self.database.read_now(lambda session: session.exec(select(OutboxRow)).all())
        return [(row.chat_id, row.payload["plain"]) for row in rows]

    def work(self) -> None:
        """Run a worker until the inbox is empty."""

        async def until_empty() -> None:
            worker = Worker(
                self.database,
                self.messenger,  # type: ignore[arg-type]
                VirtualClock(MORNING, frozen=True),
                self.handle,
                self.wanted,
                lambda: None,
                read_file=self.read_file,
            )
            task = asyncio.create_task(worker.run())
            async with asyncio.timeout(10):
                while not all(row.handled_at for row in self.rows()):
                    await asyncio.sleep(0.01)
            await worker.drain()
            await task

        asyncio.run(until_empty())


@pytest.fixture
def listener(sqlite: Database) -> Listener:
    return Listener(sqlite)


def _message(number: int, chat: int = 101, **content: Any) -> dict[str, Any]:
    return {"update_id": number, "message": {"chat": {"id": chat}, "from": {"id": chat}, "text": "收到", **content}}


def _press(number: int, chat: int = 101) -> dict[str, Any]:
    held = {"chat": {"id": chat}}
    return {"update_id": number, "callback_query": {"id": f"p{number}", "from": {"id": 101}, "message": held}}


def test_every_update_has_its_effect_once_and_in_the_order_of_its_chat(database: Database) -> None:
    listener = Listener(database)
    for _ in range(3):
        listener.keep(*(_message(number) for number in range(1, 21)))

    listener.work()
    listener.work()

    assert listener.effects() == [str(number) for number in range(1, 21)]


def test_a_handler_that_fails_leaves_no_half_effect_and_is_tried_again(listener: Listener) -> None:
    failures = [KeyError("once"), ValueError("twice")]

    def trouble(raw: dict[str, Any]) -> None:
        if failures:
            raise failures.pop()

    listener.trouble = trouble
    listener.keep(_message(1))

    listener.work()

    assert (listener.effects(), listener.rows()[0].attempts) == (["1"], 2)
    assert listener.said() == []


def test_an_update_that_always_fails_is_set_aside_its_sender_told_and_nobody_held_up(
    listener: Listener, caplog: pytest.LogCaptureFixture
) -> None:
    def trouble(raw: dict[str, Any]) -> None:
        if raw["update_id"] == 1:
            raise KeyError("王样英 13800001001")

    listener.trouble = trouble
    listener.keep(_message(1), _message(2), _message(3, chat=102))

    listener.work()

    row = listener.rows()[0]
    assert sorted(listener.effects()) == ["2", "3"]
    assert (row.attempts, row.error.split(":")[0]) == (3, "KeyError at test_inbox.py")
    assert listener.said() == [(101, heard.COULD_NOT)]
    assert "王样英" not in caplog.text + row.error
    assert "KeyError" in caplog.text


def test_an_update_that_is_not_shaped_as_promised_ends_without_anybody_to_tell(listener: Listener) -> None:
    def trouble(raw: dict[str, Any]) -> None:
        raise TypeError

    listener.trouble = trouble
    listener.keep({"update_id": 1, "message": {"chat": 7}}, {"update_id": 2, "something_new": []})

    listener.work()

    assert (listener.effects(), listener.said()) == ([], [])


def test_a_press_is_answered_after_its_effect_and_a_late_answer_harms_nobody(listener: Listener) -> None:
    listener.answer = Answer("已接单", alert=True)
    listener.keep(_press(1), _message(2))

    listener.work()

    assert listener.messenger.answered == [("p1", "已接单", True)]
    assert listener.effects() == ["1", "2"]


def test_a_press_that_cannot_be_handled_is_answered_too(listener: Listener) -> None:
    def trouble(raw: dict[str, Any]) -> None:
        raise KeyError

    listener.trouble = trouble
    listener.keep(_press(1))

    listener.work()

    assert listener.messenger.answered == [("p1", SORRY, True)]


def test_a_group_that_is_none_of_ours_is_left(listener: Listener) -> None:
    listener.answer = Answer(leave_chat=-7)
    listener.keep(_message(1, chat=-7))

    listener.work()

    assert listener.messenger.left == [-7]


def test_a_file_is_fetched_before_the_transaction_also_when_that_takes_two_tries(listener: Listener) -> None:
    listener.messenger.files["f"] = [TemporaryFailure("too many requests", 1), b"content"]
    listener.keep(_message(1, document={"file_id": "f"}))

    listener.work()

    assert listener.files == [{"f": b"content"}]


def test_a_file_that_cannot_be_had_is_left_out_for_the_handler_to_say_so(listener: Listener) -> None:
    listener.messenger.files["f"] = [PermanentFailure(Refusal.OTHER, "file is too big")]
    listener.keep(_message(1, document={"file_id": "f"}))

    listener.work()

    assert (listener.files, listener.effects()) == ([{}], ["1"])


def test_many_updates_of_many_chats_all_have_their_effect(listener: Listener) -> None:
    listener.keep(*(_message(number, chat=number % 17) for number in range(1, 201)))

    listener.work()

    assert sorted(map(int, listener.effects())) == list(range(1, 201))


@pytest.mark.parametrize(
    ("raw", "chat"),
    [
        (_message(1, chat=-7), -7),
        (_press(1, chat=-7), -7),
        ({"update_id": 1, "edited_message": {"chat": {"id": 5}}}, 5),
        ({"update_id": 1, "my_chat_member": {"chat": {"id": -8}, "from": {"id": 5}}}, -8),
        ({"update_id": 1, "callback_query": {"id": "1", "from": {"id": 5}}}, 5),
        ({"update_id": 1, "message": "?"}, None),
        ({"update_id": 1, "message": {"chat": 7, "from": []}}, None),
        ({"update_id": 1}, None),
    ],
)
def test_the_chat_of_an_update_is_found_whatever_its_kind(raw: dict[str, Any], chat: int | None) -> None:
    assert chat_of(raw) == chat


def test_a_file_is_made_readable_outside_the_loop_and_the_transaction(listener: Listener) -> None:
    listener.messenger.files["f"], listener.messenger.files["g"] = [b"rows"], [b"broken"]
    listener.readable = lambda content: content + b" as csv" if content == b"rows" else Refused("打不开")
    listener.keep(_message(1, document={"file_id": "f"}), _message(2, document={"file_id": "g"}))
    listener.work()
    assert listener.files == [{"f": b"rows as csv"}, {"g": Refused("打不开")}]
    assert threading.main_thread() not in listener.read_in
