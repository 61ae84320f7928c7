"""The whole product, played: the real application in a thread, Telegram imitated over HTTP, time moved by hand.

Every request and answer on the way is judged by aiogram's models, and the log is kept to be searched.
"""

import asyncio
import io
import logging
import tempfile
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlmodel import col, func, select

from bot import logs
from bot.app import Application
from bot.chat.gateway import TelegramMessenger
from bot.commands import scene
from bot.config import Settings
from bot.installation import office_entries, offices_of
from bot.playground.clock import VirtualClock
from bot.playground.model import Message
from bot.playground.people import Person
from bot.playground.serving import Playground
from bot.playground.world import World
from bot.work import staff
from bot.work.roster import RosterFaults, load_roster, read_roster
from storage import alarms
from storage import staff as stored
from storage.database import Database
from storage.tables import Event, OutboxRow, Ticket
from tests.flows.offices import PlayedOffice
from tests.people import MORNING, OFFICE
from tests.playground.judge import Judge
from tests.reports.forms import words_of
from tests.scratch import folder_in_memory

TOKEN = "7000000001:invented-for-tests"
PATIENCE = 20.0
OURS = ("bot", "storage")
DEMO = {"id": OFFICE, "name": "宜川路街道", "rulebook": OFFICE}


class Played:
    """`with Played(tmp_path) as office:` – then press, type and move the clock; every act returns when all is quiet.

    Without an `office` the demo's people play under Yichuan's rules; with one, everybody on its roster.
    """

    def __init__(
        self, folder: Path, start: datetime = MORNING, office: PlayedOffice | None = None, **settings: Any
    ) -> None:
        self._kept = tempfile.TemporaryDirectory(prefix="hotline-", dir=folder_in_memory())
        url = f"sqlite:///{Path(self._kept.name) / 'played.sqlite3'}"
        self.office = office
        entry = {"id": office.id, "name": office.name, "rulebook": office.id} if office else DEMO
        self.settings = Settings.model_validate(_settings(url, folder / "files", entry) | settings)
        self.clock = VirtualClock(start, frozen=True)
        self.judge = Judge()
        self.world = World(self.clock, flood="relaxed", short_poll_penalty=False)
        self.world.register_bot(TOKEN, "hotline_test_bot", "工单助手")
        self.playground = Playground(self.world, witness=self.judge, next_alarm=self.next_alarm)
        self.database = Database.open(self.settings.storage.database_url)
        self.log = io.StringIO()
        self.people: dict[str, Person] = {}
        self._read: set[tuple[int, int]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="application")

    def __enter__(self) -> Self:
        logs.set_up("DEBUG", stream=self.log)
        # On the loggers themselves: pytest sets the root's level back between the phases of a test.
        for name in OURS:
            logging.getLogger(name).setLevel(logging.DEBUG)
        self.playground.start()
        self._thread.start()
        self._begin()
        self.people = self._enter_people()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)
        self._loop.close()
        self.playground.stop()
        self.database.close()
        self._kept.cleanup()
        for name in OURS:
            logging.getLogger(name).setLevel(logging.NOTSET)
        if error is None:
            self.judge.confirm()
            assert self.world.violations == []

    def restart(self) -> None:
        """Stop the application normally and start it again over the same database."""
        self._end()
        self._begin()
        self.settle()

    def go_down(self) -> None:
        """The application stops; the world goes on."""
        self._end()

    def come_back(self) -> None:
        self._begin()
        self.settle()

    # Everybody

    def come_in(self, *names: str) -> None:
        """These people (all who play, if none is named) use an invitation of their own."""
        chosen = names or tuple(self.people)
        now, office_id = self.clock.now(), self.office.id if self.office else OFFICE
        secrets = self.database.write_now(lambda session: _invitations(session, office_id, chosen, now))
        for name, secret in secrets.items():
            self.people[name].start(secret)
        self.settle()

    def say(self, name: str, text: str, reply_to: Message | None = None) -> None:
        self.people[name].say(text, reply_to=reply_to)
        self.settle()

    def press(self, name: str, *labels: str) -> None:
        """Press, one after the other, the newest key on this person's phone whose words begin with the label."""
        for label in labels:
            message, text = self._key(name, label)
            self.people[name].press(message, text)
            self.settle()

    def voice(self, name: str, **details: Any) -> None:
        self.people[name].attach_voice(b"recording", **details)
        self.settle()

    def photo(self, name: str, **details: Any) -> None:
        self.people[name].attach_photo(b"picture", **details)
        self.settle()

    def paper(self, name: str, **details: Any) -> None:
        self.people[name].attach_document(b"document", **details)
        self.settle()

    def news(self) -> dict[str, list[str]]:
        """What came to each phone since this was asked last; people without news are left out."""
        found: dict[str, list[str]] = {}
        for name in self.people:
            for message in self.messages(name):
                place = (message.chat.id, message.id)
                if place not in self._read:
                    self._read.add(place)
                    found.setdefault(name, []).append(message.text)
        return found

    def heard(self, *names: str) -> str:
        """Everything new, of these people or of all, as one text; what others heard meanwhile is read with it."""
        news = self.news()
        return "\n".join(text for name in (names or news) for text in news.get(name, ()))

    def keys(self, name: str) -> list[str]:
        """The keys under the newest message with any on this person's phone."""
        return next((list(message.labels) for message in reversed(self.messages(name)) if message.labels), [])

    def texts(self, name: str) -> list[str]:
        """What the bot wrote to this person, oldest first."""
        return [message.text for message in self.messages(name)]

    def messages(self, name: str) -> list[Message]:
        person = self.people[name]
        return [message for message in person.visible(person.chat) if message.sender is not person]

    def document(self, name: str) -> tuple[str, str]:
        """The newest Word document on this person's phone: its file's name and the words in it."""
        media = [media for message in self.messages(name) if (media := message.media) and media.kind == "document"]
        assert media, f"{name} has no document"
        return media[-1].file.name or "", words_of(media[-1].file.content or b"")

    def last(self, name: str) -> str:
        return self.texts(name)[-1]

    def card(self, name: str) -> Message:
        """The newest card on this person's phone."""
        return next(message for message in reversed(self.messages(name)) if "回复本条" in message.text)

    # Time

    def next_alarm(self) -> datetime | None:
        return self.database.read_now(alarms.next_moment)

    def advance(self, **span: float) -> None:
        """Move the clock, stopping at every alarm on the way as real time would."""
        self.go_to(self.clock.now() + timedelta(**span))

    def go_to(self, moment: datetime) -> None:
        """Move the clock to `moment`, stopping at every alarm and every held message on the way."""
        while (stop := self._next_stop(moment)) < moment:
            self.clock.jump_to(stop)
            self.settle()
        self.clock.jump_to(moment)
        self.settle()

    def settle(self) -> None:
        """Wait until everything heard has had its effect and everything sayable is said."""
        self.world.wait_for(lambda: self.world.pending == 0, PATIENCE)
        asyncio.run_coroutine_threadsafe(self._application.settled(), self._loop).result(PATIENCE)

    def read(self, work: Callable[..., Any]) -> Any:
        return self.database.read_now(work)

    def ticket(self) -> Ticket:
        """The only ticket there is."""
        return self.database.read_now(lambda session: session.exec(select(Ticket)).one())

    def story(self, *without: str) -> list[str]:
        """The kinds of everything that happened, in the order in which it was told."""
        events = self.database.read_now(lambda session: session.exec(select(Event).order_by(col(Event.id))).all())
        return [event.kind for event in events if event.kind not in without]

    def _enter_people(self) -> dict[str, Person]:
        if self.office is None:
            self.database.write_now(lambda session: scene.enter_staff(session, self.clock.now()))
            return scene.people_of(self.world, self.database)
        office, rows = self.office, read_roster(self.office.roster.encode())
        assert not isinstance(rows, RosterFaults), rows.faults
        faults = self.database.write_now(lambda session: load_roster(session, office.id, rows, self.clock.now()))
        assert faults == []
        names = dict.fromkeys(row["name"] for row in rows)
        return {name: self.world.person(name) for name in names}

    def _next_stop(self, last: datetime) -> datetime:
        held = self.database.read_now(_next_held)
        waiting = [at for at in (self.next_alarm(), held) if at is not None and at > self.clock.now()]
        return min([*waiting, last])

    def _key(self, name: str, label: str) -> tuple[Message, str]:
        for message in reversed(self.messages(name)):
            for text in message.labels:
                if text.startswith(label):
                    return message, text
        raise AssertionError(f"{name} has no key {label!r}: {[m.labels for m in self.messages(name)[-3:]]}")

    def _begin(self) -> None:
        async def build() -> None:
            self._messenger = TelegramMessenger(TOKEN, self.playground.address)
            offices = offices_of(self.database, office_entries(self.settings), self.clock.now())
            self._application = Application(self.settings, self.database, offices, self._messenger, self.clock)
            self._running = asyncio.ensure_future(self._application.run())

        asyncio.run_coroutine_threadsafe(build(), self._loop).result(PATIENCE)
        self._unsubscribe = self.clock.subscribe(self._application.clock_jumped)

    def _end(self) -> None:
        async def finish() -> None:
            self._application.stop()
            await self._running
            await self._messenger.close()

        self._unsubscribe()
        asyncio.run_coroutine_threadsafe(finish(), self._loop).result(PATIENCE)


def _next_held(session: Any) -> datetime | None:
    """The earliest moment at which a message held back may leave."""
    return session.exec(select(func.min(OutboxRow.not_before)).where(col(OutboxRow.state) == "waiting")).one()


def _invitations(session: Any, office_id: str, names: tuple[str, ...], now: datetime) -> dict[str, str]:
    known = {person.name: person for person in stored.people(session, office_id)}
    return {name: staff.invite(session, known[name], now) for name in names}


def _settings(url: str, files: Path, office: dict[str, str]) -> dict[str, Any]:
    fast = {"chat_per_second": 1000, "chat_burst": 1000, "group_per_minute": 60000, "overall_per_second": 5000}
    return {
        "storage": {"database_url": url, "files": files},
        "office": [office],
        "pacing": fast,
    }
