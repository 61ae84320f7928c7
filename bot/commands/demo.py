"""`python -m bot demo`: the real bot against a local imitation of Telegram, with an office full of people to play."""

import argparse
import asyncio
import os
import signal
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from bot import logs
from bot.app import Application
from bot.chat.gateway import TelegramMessenger
from bot.commands import scene
from bot.commands.opening import CommandFault, answering
from bot.config import ENVIRONMENT_PREFIX, Settings
from bot.installation import office_entries, offices_of
from bot.playground.clock import VirtualClock
from bot.playground.guard import RealTokenPresent, refuse_real_token
from bot.playground.people import Person
from bot.playground.serving import Playground
from bot.playground.world import World
from bot.reports.moments import SHANGHAI
from storage import alarms, bulletins
from storage.database import Database

TOKEN = "7000000001:only-for-the-local-imitation"
TOKEN_VARIABLE = f"{ENVIRONMENT_PREFIX}TELEGRAM__TOKEN"
PORT = 8012
EVERYBODY = (*scene.SHOWN, *scene.ABSENT)
OPENING = datetime(2026, 11, 20, 9, 0, tzinfo=SHANGHAI)
"""A Friday morning: a weekend lies ahead, which is where limits become interesting."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=PORT, help=f"页面的端口，默认 {PORT}；被占用时自动换一个")
    parser.add_argument("--start", type=datetime.fromisoformat, default=OPENING, help="模拟时钟从何时开始（ISO 8601）")


def run(options: argparse.Namespace) -> int:
    """Play until Ctrl-C; 2 when something forbids the start."""
    return answering(lambda: _play(options))


def _play(options: argparse.Namespace) -> None:
    if options.start.tzinfo is None:
        raise CommandFault("--start 要带时区，例如 2026-11-20T09:00+08:00。")
    try:
        refuse_real_token({TOKEN_VARIABLE: os.environ.pop(TOKEN_VARIABLE, ""), "config.toml": _own_settings()})
    except RealTokenPresent as refused:
        raise CommandFault(str(refused)) from None
    logs.set_up("WARNING")
    with tempfile.TemporaryDirectory(prefix="hotline-demo-") as folder:
        asyncio.run(Demo(Path(folder), options.start, options.port).play())


def _own_settings() -> str:
    path = Path("config.toml")
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""


class Demo:
    """One demonstration: its world, its database and the application between them."""

    def __init__(self, folder: Path, start: datetime, port: int) -> None:
        self._settings = Settings.model_validate(_settings(folder))
        self._clock = VirtualClock(start)
        self._world = World(self._clock, flood="relaxed")
        self._world.register_bot(TOKEN, "hotline_demo_bot", "12345 工单助手")
        self._database = Database.open(self._settings.storage.database_url)
        self._playground = _served(self._world, port, self._next_alarm)
        self._people: dict[str, Person] = {}

    async def play(self) -> None:
        """Serve the page until somebody has had enough."""
        messenger = TelegramMessenger(TOKEN, self._playground.address)
        try:
            now = self._clock.now()
            offices = offices_of(self._database, office_entries(self._settings), now)
            application = Application(self._settings, self._database, offices, messenger, self._clock)
            self._clock.subscribe(application.clock_jumped)
            for number in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(number, application.stop)
            self._set_the_scene(now)
            _welcome(self._playground.address)
            await application.run()
        finally:
            await messenger.close()
            self._playground.stop()
            self._database.close()

    def _set_the_scene(self, now: datetime) -> None:
        """Everybody who plays comes in by an invitation of their own, as they would in an office."""
        self._database.write_now(lambda session: scene.enter_staff(session, now))
        self._people = scene.people_of(self._world, self._database)
        group = self._world.group(scene.GROUP_TITLE, [self._people[name] for name in scene.SHOWN])
        self._database.write_now(lambda session: scene.office_group(session, group.id, now))
        secrets = self._database.write_now(lambda session: scene.invitations(session, EVERYBODY, now))
        for name in scene.SHOWN:
            self._people[name].start(secrets[name])
        clerk = self._people[scene.SHOWN[0]].id
        self._world.samples += [
            {"person": clerk, "label": f"示例工单{place} {title}", "text": text}
            for place, (title, text) in enumerate(scene.ticket_texts(now)[: scene.SAMPLES], 1)
        ]
        self._world.samples += [
            {"person": self._people[name].id, "label": f"{name}的邀请", "text": f"/start {secrets[name]}"}
            for name in scene.ABSENT
        ]

    def _next_alarm(self) -> datetime | None:
        moments = (self._database.read_now(query) for query in (alarms.next_moment, bulletins.next_moment))
        return min((moment for moment in moments if moment is not None), default=None)


def _settings(folder: Path) -> dict[str, object]:
    return {
        "storage": {"database_url": f"sqlite:///{folder / 'demo.sqlite3'}", "files": folder / "files"},
        "office": [{"id": scene.OFFICE_ID, "name": scene.OFFICE_NAME, "rulebook": scene.OFFICE_ID}],
        "pacing": {"chat_per_second": 20, "chat_burst": 20, "group_per_minute": 600, "overall_per_second": 200},
        "delivery": {"digest_first_seconds": 1},
    }


def _served(world: World, port: int, next_alarm: Callable[[], datetime | None]) -> Playground:
    """The playground at the wished port, or at any free one."""
    try:
        return Playground(world, port=port, next_alarm=next_alarm).start()
    except OSError:
        return Playground(world, next_alarm=next_alarm).start()


def _welcome(address: str) -> None:
    print(
        f"\n  12345 工单助手 · 本地模拟，并非 Telegram\n\n  在浏览器里打开：{address}\n\n"
        "  从林晓（街道城运中心）的手机开始：点回形针选一张示例工单，发送；核对后点「登记」，再选部门和片区。\n"
        "  上方可以把时间拨到下一个提醒。按 Ctrl-C 结束。\n",
        flush=True,
    )
