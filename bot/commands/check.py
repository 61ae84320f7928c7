"""`python -m bot check`: every fault an administrator can mend, before anybody else notices it."""

import argparse
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from sqlmodel import Session

from bot.commands.opening import how_to_begin
from bot.config import ConfigFaults, OfficeSettings, Settings, load_settings, rulebooks_named
from bot.reports.checking import template_faults
from bot.reports.filling.checking import form_faults
from bot.rulebooks.days import calendar_for, calendar_on_record
from bot.rulebooks.load import faults_in, load_rulebook
from bot.rules.calendar import Calendar
from bot.work.administration.setup import has_administrator
from bot.work.offices import days_on_record
from bot.work.roster import staff_gaps
from storage.database import UNAVAILABLE, Database, Unopenable
from storage.schema import MigrationFailed, SchemaTooNew


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", type=Path, help="设置文件；不写时只检查 --rulebook")
    parser.add_argument("--rulebook", metavar="代号或文件", help="只检查这一份规则书")


def run(options: argparse.Namespace) -> int:
    """Print one line per finding; 0 clean or only warnings, 2 faults."""
    faults, warnings = _findings(options)
    for line in faults:
        print(f"错误：{line}")
    for line in warnings:
        print(f"提醒：{line}")
    if not faults:
        print("没有发现错误。")
    return 2 if faults else 0


def _findings(options: argparse.Namespace) -> tuple[list[str], list[str]]:
    if options.rulebook:
        if faults := faults_in([options.rulebook]):
            return faults, []
        rulebook = load_rulebook(options.rulebook)
        return template_faults([rulebook]), _calendar_warnings(calendar_for(rulebook))
    try:
        settings = load_settings(options.config or Path("config.toml"))
    except ConfigFaults as refused:
        return [*refused.faults, *faults_in(rulebooks_named(options.config or Path("config.toml")))], []
    warnings: list[str] = []
    if not settings.telegram.token.get_secret_value():
        warnings.append("telegram.token 还没有填写，python -m bot run 不会启动")
    named = [name for office in settings.office for name in (office.rulebook, office.next_rulebook) if name]
    faults = faults_in(named)
    rulebooks = [load_rulebook(name) for name in dict.fromkeys(named) if not (faults and faults_in([name]))]
    papers = [*template_faults(rulebooks), *form_faults(rulebooks)]
    return _with_database(settings, papers + faults, warnings)


def _days_warnings(session: Session, office: OfficeSettings) -> list[str]:
    """What the office's calendar lacks, the days on record counted."""
    if faults_in([office.rulebook]):
        return []
    return _calendar_warnings(calendar_on_record(load_rulebook(office.rulebook), days_on_record(session, office.id)))


def this_year() -> int:
    """On this machine's clock."""
    return datetime.now(UTC).year


def _calendar_warnings(calendar: Calendar) -> list[str]:
    middles = [date(year, 7, 1) for year in (this_year(), this_year() + 1)]
    unknown = [str(day.year) for day in middles if not calendar.knows(day) or calendar.status(day) == "estimated"]
    how = "请用 python -m bot calendar 导入"
    return (
        [f"{'、'.join(unknown)} 年的工作日安排还没有公布，涉及的时间按推算并标明“暂定”；公布后{how}"] if unknown else []
    )


def _with_database(settings: Settings, faults: list[str], warnings: list[str]) -> tuple[list[str], list[str]]:
    try:
        database = Database.open(settings.storage.database_url, alone=False)
    except (Unopenable, SchemaTooNew) as error:
        return [*faults, str(error)], warnings
    except (*UNAVAILABLE, MigrationFailed) as error:
        return [*faults, f"数据库打不开：{type(error).__name__}"], warnings
    try:
        for office in settings.office:
            gaps = database.read_now(partial(staff_gaps, office_id=office.id))
            gaps += database.read_now(partial(_days_warnings, office=office))
            if not database.read_now(partial(has_administrator, office_id=office.id)):
                warnings.append(how_to_begin(office))
            warnings += [f"{office.name}：{gap}" for gap in gaps]
    finally:
        database.close()
    return faults, warnings
