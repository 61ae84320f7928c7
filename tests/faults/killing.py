"""People talk to a bot whose process is killed again and again; the server's own journal is the judge."""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import select

from bot.playground.people import Person
from bot.playground.serving import Playground
from bot.playground.world import World
from storage.database import Database
from storage.tables import Audit, OutboxRow
from tests.faults.nursery import Nursery
from tests.served import TOKEN

MARK = "〔补发〕"
PEOPLE = 6


@dataclass(frozen=True)
class Verdict:
    """What the server saw: notes without any answer, answers beyond the first, and every breach of the promise."""

    kills: int
    notes: int
    lost: int
    extras: int
    breaches: tuple[str, ...]


class Office:
    """A few people and one bot process at a time."""

    def __init__(self, world: World, playground: Playground, nursery: Nursery, url: str, chance: random.Random) -> None:
        self.world, self.playground, self.nursery, self.url, self.chance = world, playground, nursery, url, chance
        self.people: list[Person] = [world.person(f"职员{number}") for number in range(PEOPLE)]
        self.kills = 0
        self._polls = 0
        self._notes: list[str] = []
        for person in self.people:
            person.start()

    def start(self) -> int:
        """A bot process; returns its id."""
        return self.nursery.start(url=self.url, address=self.playground.address, token=TOKEN)

    def live_on(self, seconds: float) -> None:
        """Wait until the present process listens, and `seconds` more."""
        asked = self._polls
        self.world.wait_for(lambda: len(self.world.journal.requests("getUpdates")) > asked, 20)
        self._polls = len(self.world.journal.requests("getUpdates"))
        time.sleep(seconds)

    def talk(self, count: int) -> None:
        """Somebody says something, `count` times."""
        for _ in range(count):
            text = f"笔记{len(self._notes) + 1}。"
            self.chance.choice(self.people).say(text)
            self._notes.append(text)

    def live_and_die(self, kills: int, notes_each: int) -> None:
        """So many lives, each ended at a random moment while people talk; a last one answers what is left."""
        for _ in range(kills):
            process = self.start()
            self.talk(notes_each)
            self.live_on(self.chance.uniform(0, 0.15))
            self.kill(process)
        last = self.start()
        self.everything_answered()
        assert self.stop(last) == 0

    def kill(self, process_id: int) -> None:
        """SIGKILL, as the kernel would for want of memory."""
        os.kill(process_id, signal.SIGKILL)
        assert self.nursery.wait(process_id) == -signal.SIGKILL, "the process had ended by itself"
        self.kills += 1
        self._polls = len(self.world.journal.requests("getUpdates"))
        # What the dead process had put on the wire arrives before the kill is noted: later copies are of a later life.
        _until(lambda: not self.playground.connections and self._unfinished() == 0)
        self.world.journal.note("kill")

    def stop(self, process_id: int) -> int:
        """SIGTERM, as a supervisor would; returns the exit code."""
        os.kill(process_id, signal.SIGTERM)
        return self.nursery.wait(process_id)

    def everything_answered(self, timeout: float = 60) -> None:
        self.world.wait_for(lambda: not self._unanswered() and self.world.pending == 0, timeout)

    def verdict(self) -> Verdict:
        copies = Counter(text.removeprefix(MARK) for _, text in self._answers())
        lost = [text for text in self._notes if not copies[f"收到{text}"]]
        extras = sum(copies[f"收到{text}"] - 1 for text in self._notes if copies[f"收到{text}"])
        return Verdict(self.kills, len(self._notes), len(lost), extras, tuple(self._breaches()))

    def notes_on_record(self) -> Counter[str]:
        """How often each note had its effect."""
        database = Database.open(self.url)
        found = database.read_now(lambda s: s.exec(select(Audit.detail).where(Audit.what == "note")).all())
        database.close()
        return Counter(found)

    def states(self) -> Counter[str]:
        database = Database.open(self.url)
        found = database.read_now(lambda session: session.exec(select(OutboxRow.state)).all())
        database.close()
        return Counter(found)

    @property
    def notes(self) -> list[str]:
        return list(self._notes)

    def _answers(self) -> list[tuple[int, str]]:
        """(journal number, text) of everything the bot said and the server took."""
        taken = []
        for person in self.people:
            for message in person.chat.messages.values():
                if message.from_bot:
                    taken.append((message.id, message.text))
        return sorted(taken)

    def _unfinished(self) -> int:
        asked = [
            entry["kind"] for entry in self.world.journal.after() if entry.get("method", "").lower() == "sendmessage"
        ]
        return asked.count("request") - asked.count("answer")

    def _unanswered(self) -> set[str]:
        return {f"收到{text}" for text in self._notes} - {text.removeprefix(MARK) for _, text in self._answers()}

    def _breaches(self) -> list[str]:
        """Extras without a mark, and more than one extra copy of a message for one kill, as the server saw them."""
        unmarked: Counter[str] = Counter()
        since_kill: Counter[str] = Counter()
        found = []
        for entry in self.world.journal.after():
            if entry["kind"] == "kill":
                since_kill.clear()
            if entry["kind"] != "answer" or entry["method"].lower() != "sendmessage" or not entry["answer"]["ok"]:
                continue
            text = entry["answer"]["result"]["text"]
            name = text.removeprefix(MARK)
            unmarked[name] += name == text
            since_kill[name] += 1
            if unmarked[name] > 1:
                found.append(f"{name} came twice without a mark")
            if since_kill[name] > 1:
                found.append(f"{name} came twice without a kill between")
        return found


def _until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.002)
