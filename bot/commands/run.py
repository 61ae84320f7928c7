"""`python -m bot run`: the product, until it is told to stop."""

import argparse
import asyncio
import gc
import logging
import signal
from functools import partial
from pathlib import Path

from bot.app import Application, SystemClock
from bot.chat.gateway import TelegramMessenger
from bot.commands.opening import CommandFault, answering, how_to_begin
from bot.commands.starting import opened
from bot.config import Settings
from bot.installation import offices_of
from bot.work.administration.setup import has_administrator
from bot.work.offices import Offices
from storage.database import Database

logger = logging.getLogger(__name__)
NO_TOKEN = "telegram.token 还没有填写：请在 config.toml 里填写，或设置环境变量 HOTLINE_TELEGRAM__TOKEN。"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", type=Path, default=Path("config.toml"), help="设置文件，默认 config.toml")


def run(options: argparse.Namespace) -> int:
    """Run until SIGTERM or Ctrl-C; 2 with every fault listed when the start is refused."""
    return answering(lambda: _run(options.config))


def _run(config: Path) -> None:
    installation = opened(config)
    database = installation.database
    try:
        if not installation.settings.telegram.token.get_secret_value():
            raise CommandFault(NO_TOKEN)
        offices = offices_of(database, installation.entries, SystemClock().now())
        for office in installation.settings.office:
            if not database.read_now(partial(has_administrator, office_id=office.id)):
                print(how_to_begin(office), flush=True)
        asyncio.run(_serve(installation.settings, database, offices))
    finally:
        database.close()


async def _serve(settings: Settings, database: Database, offices: Offices) -> None:
    messenger = TelegramMessenger(settings.telegram.token.get_secret_value(), settings.telegram.base_url)
    application = Application(settings, database, offices, messenger, SystemClock())
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, application.stop)
    logger.info("listening for %s", "、".join(office.name for office in settings.office))
    # What was loaded to start stays for good: looking through it again and again would make everybody wait.
    gc.collect()
    gc.freeze()
    try:
        await application.run()
    finally:
        await messenger.close()
