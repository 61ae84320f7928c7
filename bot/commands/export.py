"""`python -m bot export`: tickets or figures of an office as .xlsx or .csv, masked unless told otherwise."""

from argparse import ArgumentParser, Namespace
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlmodel import Session

from bot.commands.opening import (
    CommandFault,
    add_office_arguments,
    answering,
    in_one_transaction,
    reading,
    settings_and_office,
)
from bot.config import Settings
from bot.installation import office_entries, read_law
from bot.rules.calendar import local
from bot.rules.periods import period_in
from bot.work import exporting, figures
from bot.work.exporting import Made, Wanted
from bot.work.offices import Offices, open_offices


def add_arguments(parser: ArgumentParser) -> None:
    add_office_arguments(parser)
    parser.add_argument("file", type=Path, metavar="FILE", help="写到这个文件，.xlsx 或 .csv")
    parser.add_argument("--what", choices=("tickets", "figures"), default="tickets", help="工单，或各项数据")
    parser.add_argument(
        "--period", default="本月", metavar="时期", help="如 上月、2026年10月、三季度、10月5日到11月2日"
    )
    parser.add_argument("--unit", default="", metavar="部门", help="只要这个部门的，写全名")
    parser.add_argument("--open", action="store_true", help="只要未办结的工单")
    parser.add_argument("--plain", metavar="用途", help="姓名、电话、门牌不脱敏；须写用途，留下记录")


def run(arguments: Namespace) -> int:
    """Exit status: 0 written, 2 the settings or what was asked for is at fault."""
    return answering(lambda: _export(arguments))


def _export(arguments: Namespace) -> None:
    suffix = arguments.file.suffix.lower()
    if suffix not in (".xlsx", ".csv"):
        raise CommandFault("文件名须以 .xlsx 或 .csv 结尾。")
    settings, office = settings_and_office(arguments)
    now = datetime.now(UTC)
    found = period_in(arguments.period, local(now).date())
    if found is None:
        raise CommandFault("没有看懂 --period，请写成 上月、2026年10月、三季度、10月5日到11月2日。")
    wanted = Wanted(
        what=arguments.what,
        format="csv" if suffix == ".csv" else "xlsx",
        period=found.period.code,
        open_only=arguments.open,
        plain=arguments.plain is not None,
        reason=(arguments.plain or "").strip(),
    )
    if wanted.plain and len(wanted.reason) < exporting.SHORTEST_REASON:
        raise CommandFault(exporting.NO_REASON.told())
    made = _made(settings, office.id, wanted, arguments.unit, now)
    try:
        arguments.file.write_bytes(made.content)
        arguments.file.chmod(0o600)
    except OSError as error:
        raise CommandFault(f"写不了 {arguments.file}（{error.strerror}）。") from None
    masked = "不脱敏，内含个人信息，请妥善保管" if wanted.plain else "已脱敏"
    print(f"{found.period.name}的{exporting.NAMES[wanted.what]}已写到 {arguments.file}（{masked}）。")


def _made(settings: Settings, office_id: str, wanted: Wanted, unit: str, now: datetime) -> Made:
    """The file: noted in one short transaction, read in another, so that a running bot goes on writing meanwhile."""
    offices, complete = in_one_transaction(settings, partial(_noted, settings, office_id, wanted, unit, now))
    return reading(settings, lambda session: exporting.make(session, offices, office_id, complete, now))


def _noted(
    settings: Settings, office_id: str, wanted: Wanted, unit: str, now: datetime, session: Session
) -> tuple[Offices, Wanted]:
    units = {one.name: number for number, one in figures.units_of(session, office_id).items()}
    if unit and unit not in units:
        raise CommandFault(f"没有这个部门，有：{'、'.join(units)}。")
    complete = replace(wanted, unit_id=units.get(unit, 0))
    exporting.note(session, office_id, complete, now)
    return open_offices(session, office_entries(settings), read_law, now), complete
