"""What commands that touch the database share: settings read, office chosen, one transaction; faults as sentences."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from sqlmodel import Session

from bot.config import ConfigFaults, OfficeSettings, Settings, load_settings
from storage.alone import AlreadyRunning
from storage.database import UNAVAILABLE, Database, Unopenable
from storage.schema import MigrationFailed, SchemaTooNew

T = TypeVar("T")


class CommandFault(Exception):
    """Why a command cannot do its work; `faults` are sentences for the administrator."""

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def add_office_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--config", type=Path, default=Path("config.toml"), metavar="FILE", help="设置文件")
    parser.add_argument("--office", metavar="ID", help="单位代号；只有一个单位时可以不写")


def settings_and_office(arguments: Namespace) -> tuple[Settings, OfficeSettings]:
    """The settings, and the office named or the only one. Raises CommandFault."""
    try:
        settings = load_settings(arguments.config)
    except ConfigFaults as error:
        raise CommandFault(*error.faults) from None
    known = {office.id: office for office in settings.office}
    chosen = arguments.office or (next(iter(known)) if len(known) == 1 else None)
    if chosen not in known:
        raise CommandFault(f"请用 --office 指定单位：{'、'.join(known)}。")
    return settings, known[chosen]


def in_one_transaction(settings: Settings, work: Callable[[Session], T]) -> T:
    """Run `work` on the office's database, beside a running bot. Raises CommandFault."""
    with database_beside(settings) as database:
        return database.write_now(work)


def reading(settings: Settings, work: Callable[[Session], T]) -> T:
    """Run `work`, which only looks, however long it takes: nobody's writing waits for it. Raises CommandFault."""
    with database_beside(settings) as database:
        return database.read_now(work)


@contextmanager
def database_beside(settings: Settings) -> Iterator[Database]:
    """The office's database, beside a running bot. Raises CommandFault."""
    try:
        database = Database.open(settings.storage.database_url, alone=False)
        try:
            yield database
        finally:
            database.close()
    except AlreadyRunning:
        raise CommandFault("数据库需要先升级，请停下正在运行的机器人后再试。") from None
    except (SchemaTooNew, MigrationFailed, Unopenable) as error:
        raise CommandFault(str(error)) from None
    except UNAVAILABLE:
        raise CommandFault("数据库现在用不了，请检查 database_url，或稍后再试。") from None


def how_to_begin(office: OfficeSettings) -> str:
    """How the first administrator of an office comes in."""
    command = f"python -m bot invite 姓名 --office {office.id} --administrator"
    return f"{office.name}还没有管理员能进来：请运行 {command}，把打印的链接在 Telegram 里打开。"


def answering(work: Callable[[], None]) -> int:
    """The exit status of `work`: 0 done, 2 with one sentence per fault on standard error."""
    try:
        work()
    except CommandFault as error:
        print(*error.faults, sep="\n", file=sys.stderr)
        return 2
    return 0
