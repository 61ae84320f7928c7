"""What all of the imitated Telegram shares: clock, lock, journal, files, queue, limits, faults and the one bot."""

import itertools
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from bot.playground import limits, shapes, views
from bot.playground.clock import VirtualClock
from bot.playground.events import EventLog
from bot.playground.faults import Fault, Faults
from bot.playground.files import FileStore
from bot.playground.flood import FloodControl, Mode
from bot.playground.guard import refuse_real_token
from bot.playground.journal import Journal
from bot.playground.model import Bot, Place, Press, Query
from bot.playground.queue import UpdateQueue

T = TypeVar("T")

BOT_ID = 7_000_000_001


@dataclass(frozen=True, slots=True)
class Violation:
    """Something a bot must not do, whether or not Telegram would have let it pass: flood, parameter."""

    kind: str
    method: str
    text: str


class Realm:
    """Holds the shared state; every public method may be called from any thread."""

    def __init__(
        self,
        clock: VirtualClock | None,
        flood: Mode,
        strict: bool,
        short_poll_penalty: bool,
        journal_path: Path | None,
    ) -> None:
        self.clock = clock or VirtualClock()
        self.strict = strict
        self.short_poll_penalty = short_poll_penalty
        self.journal = Journal(self.clock, journal_path)
        self.events = EventLog()
        self.files = FileStore(self.clock)
        self.faults = Faults()
        self.flood = FloodControl(self.clock, flood)
        self.queue = UpdateQueue(self.clock)
        self.chats: dict[int, Place] = {}
        self.presses: dict[str, Press] = {}
        self.queries: dict[str, Query] = {}
        self.violations: list[Violation] = []
        self.commands: dict[tuple[str, ...], list[dict[str, str]]] = {}
        self.menu_buttons: dict[int, dict[str, Any]] = {}
        self.samples: list[dict[str, Any]] = []
        """Texts the page offers a person to send: {"person", "label", "text"}."""
        self.next_alarm: str | None = None
        self._bot: Bot | None = None
        self._changed = threading.Condition(threading.RLock())
        self._watchers: list[Callable[[], object]] = []
        self._message_ids = itertools.count(1)
        self._serials = itertools.count(1)
        self.clock.subscribe(self._clock_jumped)

    # The bot

    @property
    def bot(self) -> Bot:
        if self._bot is None:
            raise LookupError("no bot is registered in this world")
        return self._bot

    def register_bot(self, token: str, username: str, name: str) -> Bot:
        """Give the one bot of this world its account; the token is invented, its number becomes the bot's id."""
        refuse_real_token({"register_bot": token})
        head = token.partition(":")[0]
        self._bot = Bot(int(head) if head.isdigit() else BOT_ID, token, username, name)
        return self._bot

    # Numbers

    def next_message_id(self) -> int:
        """Private chats and basic groups share one sequence; supergroups have their own."""
        return next(self._message_ids)

    def serial(self) -> int:
        """A number never given before, for ids of presses, albums and the like."""
        return next(self._serials)

    # Change and waiting

    @property
    def lock(self) -> threading.Condition:
        """For reading several things of one moment."""
        return self._changed

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Hold the world's lock; whoever waits for a change is woken afterwards. May be nested."""
        with self._changed:
            yield
            self._changed.notify_all()
            watchers = list(self._watchers)
        for watcher in watchers:
            watcher()

    def watch(self, watcher: Callable[[], object]) -> Callable[[], None]:
        """Call `watcher` (quick, from any thread) after every change; returns the way to stop that."""
        with self._changed:
            self._watchers.append(watcher)

        def unwatch() -> None:
            with self._changed:
                if watcher in self._watchers:
                    self._watchers.remove(watcher)

        return unwatch

    def wait_for(self, predicate: Callable[[], T], timeout: float = 5.0) -> T:
        """Wait until `predicate()` is true and return its value; TimeoutError after `timeout` real seconds."""
        with self._changed:
            outcome = self._changed.wait_for(predicate, timeout)
        if not outcome:
            last = [(entry["kind"], entry.get("method") or entry.get("act")) for entry in self.journal.after()[-8:]]
            raise TimeoutError(f"nothing came true within {timeout} s; the last that happened: {last}")
        return outcome

    def announce(self, kind: str, **fields: Any) -> None:
        """Tell the page."""
        self.events.add(kind, **fields)

    def announce_clock(self) -> None:
        """Tell the page the time and the next alarm."""
        self.announce("clock", clock=views.clock(self.clock), next_alarm=self.next_alarm)

    def _clock_jumped(self) -> None:
        with self.changing():
            self.journal.note("clock", now=self.clock.now().isoformat())
            self.announce_clock()

    # The bot's queue

    @property
    def pending(self) -> int:
        """Updates the bot has not confirmed."""
        with self._changed:
            return self.queue.pending()

    def update(self, kind: str, content: dict[str, Any], lifetime: float | None = None) -> int | None:
        """Queue an update for the bot, if it asked for this kind."""
        with self.changing():
            number = self.queue.put(kind, content, limits.UPDATE_SECONDS if lifetime is None else lifetime)
            self.journal.note("update", update_id=number, update={kind: content})
            return number

    def violate(self, kind: str, method: str, text: str) -> None:
        """Record what a careful bot would not have done."""
        self.violations.append(Violation(kind, method, text))
        self.journal.note("violation", method=method, violation=kind, text=text)

    # Misfortune

    def fail(self, kind: str, **details: Any) -> None:
        """Order a fault, see `faults.Fault`; duplicate and poison updates take effect at once."""
        with self.changing():
            fault = Fault(kind, **details)
            self.journal.note("fault", fault=kind, details=details)
            if kind == "duplicate_update":
                self.queue.duplicate_next += fault.count or 1
            elif kind == "poison_update":
                self._poison(fault)
            else:
                self.faults.add(fault)

    def _poison(self, fault: Fault) -> None:
        for _ in range(fault.count or 1):
            number = self.queue.put_raw(fault.update)
            self.queue.poison.add(number)
            self.journal.note("update", update_id=number, update=fault.update)

    def me(self) -> dict[str, Any]:
        """The bot's account as getMe shows it."""
        return shapes.user(self.bot) | {
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": True,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }
