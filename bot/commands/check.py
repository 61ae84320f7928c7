"""`python -m bot check`: every fault an administrator can mend, before anybody else notices it."""

import argparse
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from bot.config import ConfigFaults, Settings, load_settings
from bot.reports.checking import template_faults
from bot.rulebooks.days import calendar_for
from bot.rulebooks.load import RulebookFaults, load_rulebook
from bot.rules.rulebook import Rulebook
from bot.work.roster import staff_gaps
from storage.database import UNAVAILABLE, Database
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
        return _rulebook(options.rulebook)
    try:
        settings = load_settings(options.config or Path("config.toml"))
    except ConfigFaults as refused:
        return refused.faults, []
    faults, warnings = list(template_faults()), []
    if not settings.telegram.token.get_secret_value():
        warnings.append("telegram.token 还没有填写，python -m bot run 不会启动")
    for office in settings.office:
        own_faults, own_warnings = _rulebook(office.rulebook)
        faults += own_faults
        warnings += own_warnings
    return _with_database(settings, faults, warnings)


def _rulebook(name: str) -> tuple[list[str], list[str]]:
    try:
        rulebook = load_rulebook(name)
    except RulebookFaults as refused:
        return refused.faults, []
    return [], _calendar_warnings(rulebook)


def _calendar_warnings(rulebook: Rulebook) -> list[str]:
    year = datetime.now(UTC).year
    calendar = calendar_for(rulebook)
    unknown = [str(each) for each in (year, year + 1) if calendar.status(date(each, 7, 1)) != "official"]
    return [f"{'、'.join(unknown)} 年的工作日安排还没有公布，涉及的时间按推算并标明“暂定”"] if unknown else []


def _with_database(settings: Settings, faults: list[str], warnings: list[str]) -> tuple[list[str], list[str]]:
    try:
        database = Database.open(settings.storage.database_url, alone=False)
    except (*UNAVAILABLE, SchemaTooNew, MigrationFailed) as error:
        return [
            *faults,
            f"数据库打不开：{error if isinstance(error, SchemaTooNew) else type(error).__name__}",
        ], warnings
    try:
        for office in settings.office:
            gaps = database.read_now(partial(staff_gaps, office_id=office.id))
            warnings += [f"{office.name}：{gap}" for gap in gaps]
    finally:
        database.close()
    return faults, warnings
