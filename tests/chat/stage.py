"""The office on its phones: people type, press and send files; what the bot answers is composed and shown to them.

Over a real SQLite file: every update is one transaction, every message is composed from what is in the database then.
"""

import asyncio
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import inspect
from sqlmodel import Session, col, select

from bot.alerts import settling
from bot.alerts.compose import compose
from bot.alerts.composition import Obsolete, Redraw, Remove, Say
from bot.alerts.limits import SendRules
from bot.alerts.transmitting import Accepted
from bot.chat.incoming import Attachment, from_update
from bot.chat.replies import Reply
from bot.chat.router import handle, wanted_file
from bot.intake.desk_files import DeskFiles
from bot.ports import Button, Message, PermanentFailure, Refusal, Sent
from bot.reports.markup import MESSAGE_LIMIT, plain_of, visible_length
from bot.spreadsheets.reader import readable
from bot.work.importing import runs
from storage import outbox
from storage.database import Database
from storage.rows import id_of
from storage.tables import OutboxRow, Person, Ticket
from tests.chat import updates
from tests.people import MORNING, Cast, settle_in

BOOT = "test"


@dataclass
class Shown:
    """A message on a phone."""

    message_id: int
    html: str
    buttons: tuple[tuple[Button, ...], ...]
    kind: str
    message: Message

    @property
    def text(self) -> str:
        return plain_of(self.html)

    @property
    def keys(self) -> list[str]:
        return [button.text for line in self.buttons for button in line]


@dataclass
class Phone:
    """One chat as its owner sees it."""

    stage: "Stage"
    chat_id: int
    owner: int
    messages: list[Shown] = field(default_factory=list)

    @property
    def last(self) -> Shown:
        return self.messages[-1]

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.messages]

    @property
    def answer(self) -> Shown:
        """What the bot said last in plain words, in a message of its own or in place of a question."""
        return next(message for message in reversed(self.messages) if message.kind == "say")

    def card(self) -> Shown:
        """The newest card on this phone."""
        return next(message for message in reversed(self.messages) if message.kind == "card")

    def say(self, text: str, reply_to: Shown | None = None, **more: Any) -> Reply:
        return self._hear(updates.message(self.owner, self._group(), _id(reply_to), text=text, **more))

    def photo(self, reply_to: Shown | None = None, **more: Any) -> Reply:
        return self._hear(updates.photo(self.owner, chat=self._group(), reply_to=_id(reply_to), **more))

    def voice(self, reply_to: Shown | None = None, **more: Any) -> Reply:
        return self._hear(updates.voice(self.owner, chat=self._group(), reply_to=_id(reply_to), **more))

    def document(self, name: str, content: bytes | None = b"", reply_to: Shown | None = None, **more: Any) -> Reply:
        more.setdefault("size", len(content or b""))
        said = updates.document(self.owner, name, chat=self._group(), reply_to=_id(reply_to), **more)
        return self.stage.hear(said, content)

    def press(self, text: str, on: Shown | None = None) -> Reply:
        """Press the newest button whose words begin with `text`."""
        message, button = self._button(text, on)
        assert button.data is not None
        return self.press_data(button.data, message.message_id)

    def press_data(self, data: str, message_id: int = 1) -> Reply:
        return self._hear(updates.press(self.owner, data, message_id, self._group()))

    def key(self, text: str, on: Shown | None = None) -> tuple[str, int]:
        """What the newest button beginning with `text` would send, and the message it hangs on: for pressing later."""
        message, button = self._button(text, on)
        return button.data or "", message.message_id

    def forget(self) -> None:
        self.messages.clear()

    def _button(self, text: str, on: Shown | None) -> tuple[Shown, Button]:
        for message in [on] if on else reversed(self.messages):
            for line in message.buttons:
                for button in line:
                    if button.text.startswith(text):
                        return message, button
        raise AssertionError(f"no button {text!r} among {[message.keys for message in self.messages[-3:]]}")

    def _hear(self, update: updates.Json) -> Reply:
        return self.stage.hear(update)

    def _group(self) -> int | None:
        return self.chat_id if self.chat_id < 0 else None


@dataclass(frozen=True)
class Snapshot:
    """A stage put away: a closed database file, and what stood on the phones."""

    file: Path
    cast: Cast
    now: datetime
    next_id: int
    shown: dict[int, list[Shown]]

    def restore(self, database: Database) -> "Stage":
        """The same stage over a copy of the file."""
        stage = Stage(database, self.cast)
        stage.now, stage.ids = self.now, count(self.next_id)
        for chat_id, messages in self.shown.items():
            stage.phones[chat_id] = Phone(stage, chat_id, chat_id, [replace(message) for message in messages])
        return stage


class Stage:
    """The office, the clock and everybody's phone."""

    def __init__(self, database: Database, cast: Cast | None = None) -> None:
        self.database = database
        self.cast: Cast = cast or database.write_now(settle_in)
        self.now: datetime = MORNING
        self.phones: dict[int, Phone] = {}
        self.ids = count(500)
        self.ended: list[tuple[str, str]] = []
        self.bot_name = "hotline_bot"
        self.files: dict[str, bytes | None] = {}

    def snapshot(self, file: Path) -> Snapshot:
        shown = {phone.chat_id: phone.messages for phone in self.phones.values()}
        return Snapshot(file, self.cast, self.now, next(self.ids), shown)

    def phone(self, person: Person | int) -> Phone:
        """The private phone of a person, or of a stranger by chat id."""
        chat_id = person if isinstance(person, int) else person.chat_id
        assert chat_id is not None
        return self.phones.setdefault(chat_id, Phone(self, chat_id, chat_id))

    def in_group(self, person: Person | int, group: int = updates.GROUP) -> Phone:
        """The group's chat, with this person holding the phone."""
        owner = person if isinstance(person, int) else person.chat_id
        shared = self.phones.setdefault(group, Phone(self, group, group))
        return Phone(self, group, owner or 0, shared.messages)

    def hear(self, update: updates.Json, content: bytes | None = b"") -> Reply:
        """One update through the whole chat, and everything it leads to on the phones. `content` None: not fetched."""
        heard = from_update(update)
        assert heard is not None
        self.now += timedelta(seconds=1)
        wanted = self.database.read_now(lambda session: wanted_file(session, heard, self.now))
        name = heard.name if isinstance(heard, Attachment) else ""
        files = {wanted: readable(name, content)} if wanted and content is not None else {}
        reply = self.database.write_now(
            lambda session: handle(session, self.cast.offices, heard, files, self.now, self.bot_name)
        )
        self.files[heard.file_id if isinstance(heard, Attachment) else ""] = content
        self.deliver()
        self.take_files_in()
        return reply

    def take_files_in(self) -> None:
        """Look at the tables that were sent, and take in those that were said yes to."""
        if self.read(runs.is_under_way):
            asyncio.run(self._take_files_in())
            self.deliver()

    async def _take_files_in(self) -> None:
        desk_files = DeskFiles(self.database, FilesOnly(self), StageClock(self), lambda: self.cast.offices)
        while await desk_files.round():
            pass

    def pass_time(self, **span: float) -> None:
        self.now += timedelta(**span)
        self.deliver()

    def write(self, work: Any) -> Any:
        result = self.database.write_now(work)
        self.deliver()
        return result

    def read(self, work: Any) -> Any:
        return self.database.read_now(work)

    def ticket(self, number: str) -> Ticket:
        found = self.read(lambda session: session.exec(select(Ticket).where(Ticket.number == number)).first())
        assert found is not None
        return found

    def rows(self, table: type[Any]) -> list[Any]:
        in_order = select(table).order_by(*inspect(table).primary_key)
        return list(self.read(lambda session: session.exec(in_order).all()))

    def deliver(self) -> None:
        """Send everything that waits, as the sender would."""
        self.database.write_now(self._send_all)

    def _send_all(self, session: Session) -> None:
        while self._send_one(session):
            session.flush()

    def _send_one(self, session: Session) -> bool:
        query = select(OutboxRow).where(OutboxRow.state == "waiting", OutboxRow.not_before <= self.now)
        row = session.exec(query.order_by(col(OutboxRow.lane), col(OutboxRow.id))).first()
        if row is None:
            return False
        chat_id = self._chat_of(session, row)
        if chat_id is None:
            row.state = outbox.UNDELIVERABLE
            session.add(row)
            return True
        claimed = outbox.claim(session, id_of(row), chat_id, BOOT, self.now, timedelta(minutes=1))
        assert claimed is not None
        said = compose(session, self.cast.offices, claimed, outbox.companions(session, claimed, self.now), self.now)
        if isinstance(said, Obsolete):
            self.ended.append((claimed.kind, said.reason))
            settling.obsolete(session, claimed, said.reason, self.now)
            return True
        accepted = self._show(chat_id, said)
        settling.accepted(session, claimed, said, accepted, self.now, SendRules())
        return True

    def _chat_of(self, session: Session, row: OutboxRow) -> int | None:
        person = session.get(Person, row.person_id) if row.person_id else None
        bound_to_chat = person is None or row.kind in outbox.BOUND_TO_CHAT
        return row.chat_id if bound_to_chat or person is None else person.chat_id

    def _show(self, chat_id: int, said: Say | Redraw | Remove) -> Accepted:
        shown = self.phones.setdefault(chat_id, Phone(self, chat_id, chat_id)).messages
        if isinstance(said, Remove):
            shown[:] = [message for message in shown if message.message_id != said.message_id]
            return Accepted()
        fits(said.message)
        if isinstance(said, Redraw):
            for message in shown:
                if message.message_id == said.message_id:
                    message.html, message.buttons = said.message.html, said.message.buttons
                    message.message = said.message
            return Accepted()
        message_id = next(self.ids)
        shown.append(Shown(message_id, said.message.html, said.message.buttons, said.kind, said.message))
        return Accepted(Sent(chat_id, message_id))


@dataclass
class StageClock:
    """The stage's time."""

    stage: Stage

    def now(self) -> datetime:
        return self.stage.now

    def monotonic(self) -> float:
        return self.stage.now.timestamp()


class FilesOnly:
    """As much of a messenger as reads files: those that were sent on this stage."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    async def download(self, file_id: str) -> bytes:
        content = self._stage.files.get(file_id)
        if content is None:
            raise PermanentFailure(Refusal.OTHER, "not there")
        return content

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"a table is only downloaded, not {name}")


def fits(message: Message) -> None:
    """What the messenger refuses is refused here as well."""
    assert 0 < visible_length(message.html) <= MESSAGE_LIMIT
    assert message.html.encode("utf-8")
    for line in message.buttons:
        assert 0 < len(line) <= 8
        for button in line:
            assert button.text.strip()
            assert button.data is None or 1 <= len(button.data.encode()) <= 64
    assert sum(len(line) for line in message.buttons) <= 100


def _id(shown: Shown | None) -> int | None:
    return shown.message_id if shown else None
