"""The product in a process of its own, as `python -m bot run` starts it, talking to a playground in this one."""

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.playground.people import Person
from bot.playground.serving import Playground
from bot.playground.world import World
from storage.database import Database
from tests.people import Cast, settle_in

TOKEN = "7000000001:invented-for-benchmarks"
ROOT = Path(__file__).resolve().parents[1]
CONFIG = """
[telegram]
token = "{token}"
base_url = "{address}"
[storage]
database_url = "sqlite:///{folder}/hotline.sqlite3"
files = "{folder}/files"
[[office]]
id = "yichuan_road"
name = "宜川路街道"
rulebook = "yichuan_road"
[pacing]
overall_per_second = {overall}
chat_per_second = {chat}
chat_burst = {burst}
[logging]
level = "ERROR"
"""


@dataclass
class Served:
    """A bot at work. `phones` are the people of the cast, by name; `started_in` the seconds until its first poll."""

    world: World
    cast: Cast
    phones: dict[str, Person]
    url: str
    process: subprocess.Popen[bytes]
    started_in: float

    @property
    def memory(self) -> float:
        """Resident megabytes of the bot's process."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024


@contextmanager
def serving(*, overall: float = 10_000, chat: float = 10_000, burst: int = 10_000) -> Iterator[Served]:
    """A started bot over a fresh SQLite file with the whole cast in it; no sending limits unless some are given."""
    world = World(short_poll_penalty=False, flood="relaxed")
    world.register_bot(TOKEN, "hotline_bench_bot", "工单助手")
    with tempfile.TemporaryDirectory() as folder, Playground(world) as playground:
        url = f"sqlite:///{folder}/hotline.sqlite3"
        cast = _fill(url)
        phones = {person.name: world.person(person.name, id=person.chat_id) for person in cast.everybody}
        for phone in phones.values():
            phone.started = True
        config = Path(folder) / "config.toml"
        config.write_text(
            CONFIG.format(
                token=TOKEN, address=playground.address, folder=folder, overall=overall, chat=chat, burst=burst
            )
        )
        started = time.perf_counter()
        process = subprocess.Popen([sys.executable, "-m", "bot", "run", "--config", str(config)], cwd=ROOT)
        try:
            world.wait_for(lambda: world.journal.requests("getUpdates"), 30)
            yield Served(world, cast, phones, url, process, time.perf_counter() - started)
        finally:
            os.kill(process.pid, signal.SIGTERM)
            process.wait(20)


def _fill(url: str) -> Cast:
    database = Database.open(url)
    cast = database.write_now(settle_in)
    database.close()
    return cast


def commit_seconds(times: int = 100) -> float:
    """What one durable commit costs on this disk at this moment, in the median: the unit of all that is promised."""
    with tempfile.TemporaryDirectory() as folder:
        connection = sqlite3.connect(Path(folder) / "commit.sqlite3", isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE commits (number INTEGER)")
        took = []
        for number in range(times):
            started = time.perf_counter()
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO commits VALUES (?)", (number,))
            connection.execute("COMMIT")
            took.append(time.perf_counter() - started)
        connection.close()
    return sorted(took)[times // 2]


def spread(seconds: Sequence[float]) -> str:
    """Median, 99th percentile and the worst, in milliseconds."""
    ordered = sorted(seconds)
    p50, p99 = ordered[len(ordered) // 2], ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)]
    return f"p50 {p50 * 1000:6.1f} ms   p99 {p99 * 1000:6.1f} ms   worst {ordered[-1] * 1000:6.1f} ms"
