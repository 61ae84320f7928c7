"""`python -m bot archive`: the archives of an office listed, checked against their hashes, or copied to a folder."""

import re
import shutil
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlmodel import Session

from bot.commands.opening import CommandFault, add_office_arguments, answering, in_one_transaction, settings_and_office
from bot.reports.bundling import faults_of
from bot.reports.moments import full
from bot.work import archives as work
from storage import archives
from storage.rows import id_of

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Kept:
    """An archive as the database knows it. `made_at` None while it is still to be made."""

    archive_id: int
    number: str
    path: str
    sha256: str
    size: int
    missing: int
    made_at: datetime | None


def add_arguments(parser: ArgumentParser) -> None:
    add_office_arguments(parser)
    parser.add_argument("--month", type=_a_month, metavar="2026-11", help="只要这个月办结的")
    parser.add_argument("--number", default="", metavar="N", help="只要这张工单的，写完整编号")
    parser.add_argument("--to", type=Path, metavar="DIR", help="复制到这个文件夹，复制后逐份核对")
    parser.add_argument("--verify", action="store_true", help="逐份核对：文件在不在，每个成员的 SHA-256 对不对")


def run(arguments: Namespace) -> int:
    """Exit status: 0 all well, 2 the settings are at fault, an archive is not what it was, or none was found."""
    return answering(lambda: _archive(arguments))


def _archive(arguments: Namespace) -> None:
    settings, office = settings_and_office(arguments)
    found = in_one_transaction(settings, partial(_kept, office.id, arguments.month or "", arguments.number))
    if not found:
        raise CommandFault("没有找到归档包。工单办结、材料都存到本机以后，运行中的机器人会自动归档。")
    folder, made = settings.storage.archive, [one for one in found if one.made_at is not None]
    faults = [f"{one.number}：还没有做好" for one in found if one.made_at is None]
    if arguments.to is not None:
        copied = [one for one in made if not _noted(_copied(one, folder, arguments.to), faults, one)]
        in_one_transaction(settings, partial(_note, [one.archive_id for one in copied], datetime.now(UTC)))
        print(f"已复制{len(copied)}份到 {arguments.to}，内含个人信息，请妥善保管。")
    elif arguments.verify:
        well = [one for one in made if not _noted(faults_of(folder / one.path, one.sha256), faults, one)]
        print(f"核对了{len(made)}份，{len(well)}份完好。")
    else:
        print(*map(_line, made), f"共{len(made)}份，在 {folder}。", sep="\n")
    if faults:
        raise CommandFault(*faults)


def _kept(office_id: str, month: str, number: str, session: Session) -> list[Kept]:
    rows = archives.page(session, office_id, month, number)
    return [
        Kept(id_of(row), ticket.number, row.path, row.sha256, row.size, row.missing, row.made_at)
        for row, ticket in rows
        if not number or ticket.number == number
    ]


def _copied(one: Kept, folder: Path, to: Path) -> list[str]:
    """Copy one archive, whole or not at all; returns what is wrong with it."""
    source, target = folder / one.path, to / one.path
    if faults := faults_of(source, one.sha256):
        return faults
    unfinished = target.with_name(f"{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, unfinished)
        unfinished.chmod(0o600)
        if faults := faults_of(unfinished, one.sha256):
            return [f"复制后{fault}" for fault in faults]
        unfinished.replace(target)
    except OSError as error:
        return [f"复制不了（{error.strerror}）"]
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
    return []


def _note(archive_ids: Sequence[int], now: datetime, session: Session) -> None:
    for archive_id in archive_ids:
        work.note_exported(session, archive_id, now)


def _noted(found: list[str], faults: list[str], one: Kept) -> bool:
    """Whether there are faults, which are added to those of the others."""
    faults += [f"{one.number}：{fault}" for fault in found]
    return bool(found)


def _line(one: Kept) -> str:
    missing = f"，缺{one.missing}项" if one.missing else ""
    at = full(one.made_at) if one.made_at else ""
    return f"{one.number}  {at}  {work.in_megabytes(one.size)}{missing}  {one.path}"


def _a_month(said: str) -> str:
    if not _MONTH.fullmatch(said):
        raise ArgumentTypeError("月份写成 2026-11 的样子")
    return said
