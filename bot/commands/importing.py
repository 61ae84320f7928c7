"""`python -m bot import FILE`: tickets out of a table, row by row whole or not at all; JSON out."""

import asyncio
import sys
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.commands.opening import CommandFault, add_office_arguments, answering, database_beside, settings_and_office
from bot.commands.reading import print_json
from bot.config import Settings
from bot.installation import office_entries, offices_of
from bot.intake.importing import FileImport, Result
from bot.intake.saying import say_result
from bot.rulebooks.load import RulebookFaults
from bot.rules.outcome import Refused
from bot.work.importing.taking_in import Author
from storage.database import Database

SOURCE = "command"
WHERE = "命令行导入"


def add_arguments(parser: ArgumentParser) -> None:
    add_office_arguments(parser)
    parser.add_argument("file", type=Path, metavar="FILE", help="工单表（.xlsx、.xls 或 .csv）")
    parser.add_argument("--dry-run", action="store_true", help="只看会怎样，不登记")


def run(arguments: Namespace) -> int:
    """Exit status: 0 answered, 2 the settings or the file are at fault."""
    return answering(lambda: _import(arguments))


def _import(arguments: Namespace) -> None:
    settings, office = settings_and_office(arguments)
    try:
        data = arguments.file.read_bytes()
    except OSError as error:
        raise CommandFault(f"读不到文件 {arguments.file}：{error.strerror}。") from None
    with database_beside(settings) as database:
        result = asyncio.run(_result(settings, database, office.id, data, arguments.dry_run))
    if isinstance(result, Refused):
        raise CommandFault(result.told())
    print_json(_answer(result))
    if result.broken is not None:
        raise CommandFault(result.broken.told())


async def _result(
    settings: Settings, database: Database, office_id: str, data: bytes, dry_run: bool
) -> Result | Refused:
    now = datetime.now(UTC)
    try:
        entries = await asyncio.to_thread(office_entries, settings)
    except RulebookFaults as refused:
        raise CommandFault(*refused.faults) from None
    offices = await asyncio.to_thread(offices_of, database, entries, now)
    author = Author(office_id, None, SOURCE)
    work = FileImport(database, offices, author, data, now)
    if dry_run:
        return await work.look()
    result = await work.run(lambda tally: print(f"已处理{tally.rows:,}行", file=sys.stderr, end="\r"))
    if isinstance(result, Result):
        await say_result(database, author, result, now, WHERE)
    return result


def _answer(result: Result) -> dict[str, Any]:
    tally = result.tally
    answer: dict[str, Any] = {"registered": tally.new, "known": tally.known}
    if tally.changed:
        answer["changed"] = len(tally.changed)
    if tally.rechecked:
        answer["rechecked"] = len(tally.rechecked)
    if tally.unknown_units:
        answer["unknown_units"] = dict(tally.unknown_units)
    return {**answer, "refused": [{"row": row, "why": why} for row, _, why in tally.refused]}
