"""`python -m bot calendar`: published holidays and an office's own days, with everything that moves because of them."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from sqlmodel import Session

from bot.commands.opening import CommandFault, add_office_arguments, answering, in_one_transaction, settings_and_office
from bot.config import ConfigFaults, Settings, load_settings
from bot.installation import office_entries, read_law
from bot.reports.moments import SHANGHAI
from bot.rulebooks.days import built_in_days
from bot.rulebooks.holiday_json import read_holiday_json
from bot.rulebooks.holiday_notice import read_notice
from bot.rulebooks.holiday_plan import HolidayFaults, HolidayPlan, with_ordinary_days
from bot.rulebooks.load import RulebookFaults
from bot.rules.calendar import CalendarGap, DayEntry
from bot.work import holidays
from bot.work.offices import OfficeEntry, open_offices
from bot.work.recalculating import Moved, Recalculated, open_ticket_ids, recalculate, tell_desks
from storage import tickets

WORDS = {"off": "休息", "work": "上班"}
IN_FORCE = "正在运行的机器人会在十几秒内自动采用，不必重启。"


def add_arguments(parser: ArgumentParser) -> None:
    doing = parser.add_subparsers(dest="doing", metavar="做什么", required=True)
    given = doing.add_parser("import", help="导入一年的放假安排（holiday-cn 的 JSON 文件）")
    pasted = doing.add_parser("notice", help="导入国务院办公厅的放假通知（粘贴的文字）")
    own = doing.add_parser("override", help="本单位自己定一天休息或上班")
    listed = doing.add_parser("list", help="列出哪些年份已公布，以及本单位自己定的日子")
    for command in (given, pasted, own, listed):
        add_office_arguments(command)
    given.add_argument("file", metavar="FILE", help="{年份}.json")
    pasted.add_argument("file", metavar="FILE|-", help="通知全文；- 为标准输入")
    pasted.add_argument("--year", type=int, help="通知里没有标题时，写明是哪一年")
    for command in (given, pasted, own):
        command.add_argument("--dry-run", action="store_true", help="只看会怎样，不登记")
    own.add_argument("day", type=date.fromisoformat, metavar="DATE", help="例如 2026-12-31")
    own.add_argument(
        "as_what", choices=[*WORDS, "clear"], metavar="off|work|clear", help="休息、上班，或取消本单位的决定"
    )
    own.add_argument("name", nargs="?", default="", metavar="名称", help="为什么，例如 停电检修")


def run(arguments: Namespace) -> int:
    """Exit status: 0 done, 2 the settings, the file or the day are at fault."""
    doing: dict[str, Callable[[Namespace], None]] = {
        "import": _import,
        "notice": _notice,
        "override": _override,
        "list": _list,
    }
    return answering(lambda: doing[arguments.doing](arguments))


def _import(arguments: Namespace) -> None:
    _publish(arguments, lambda: read_holiday_json(_text(arguments.file), Path(arguments.file).name))


def _notice(arguments: Namespace) -> None:
    _publish(arguments, lambda: read_notice(_text(arguments.file), arguments.year))


@dataclass(frozen=True, slots=True)
class _Installation:
    """The settings with the rulebooks' texts; `only` is the office meant, empty for all."""

    settings: Settings
    entries: list[OfficeEntry]
    only: str


class _OnlyTried(Exception):
    """Takes everything back after a dry run."""

    def __init__(self, outcome: Recalculated) -> None:
        self.outcome = outcome


def _publish(arguments: Namespace, read: Callable[[], HolidayPlan]) -> None:
    installation = _installation(arguments)
    try:
        plan = read()
    except HolidayFaults as refused:
        raise CommandFault(*refused.faults) from None
    print(f"{plan.year}年的放假安排（放假 {plan.off} 天，调休上班 {plan.made_up} 天）：", *plan.lines(), sep="\n")
    if plan.unused:
        print("通知里没有安排日子的句子，没有采用：", *(f"  {sentence}" for sentence in plan.unused), sep="\n")

    def write(session: Session) -> list[date]:
        _refuse_gap(session, plan.year, installation.only)
        return holidays.publish(session, with_ordinary_days(plan), plan.source, installation.only)

    why = f"{plan.year}年的放假安排已公布"
    kept = _apply(arguments, installation, write, why)
    for day in kept:
        print(f"{day} 本单位另有规定，没有改动。")


def _refuse_gap(session: Session, year: int, office_id: str) -> None:
    """A few days of the December before come with a notice; they must not make that whole year look published."""
    known = set(built_in_days()[0]) | holidays.published_years(session, office_id)
    if year - 1 not in known:
        raise CommandFault(f"{year - 1} 年的放假安排还没有登记，请先导入 {year - 1} 年，再导入 {year} 年。")


def _override(arguments: Namespace) -> None:
    _, office = settings_and_office(arguments)
    arguments.office = office.id
    day, as_what = arguments.day, arguments.as_what

    def write(session: Session) -> list[date]:
        if as_what == "clear":
            if not holidays.clear_own_day(session, office.id, day):
                raise CommandFault(f"{office.name}没有自己定过 {day} 这一天。")
            return []
        holidays.set_own_day(session, office.id, DayEntry(day, as_what == "work", arguments.name))
        return []

    told = f"{day} 改为{WORDS[as_what]}" if as_what in WORDS else f"{day} 不再另定"
    print(f"{office.name}：{told}。")
    _apply(arguments, _installation(arguments), write, told)


def _list(arguments: Namespace) -> None:
    settings, office = settings_and_office(arguments)

    def read(session: Session) -> tuple[set[int], list[str]]:
        own = [
            f"{row.day} {WORDS['work' if row.is_working else 'off']} {row.name}".rstrip()
            for row in holidays.own_days(session, office.id)
        ]
        return holidays.published_years(session, office.id), own

    recorded, own = in_one_transaction(settings, read)
    print(f"放假安排已公布到 {max(set(built_in_days()[0]) | recorded)} 年，以后的年份按推算，标明暂定。")
    print(f"{office.name}自己定的日子：", *(own or ["没有"]), sep="\n")


def _apply(
    arguments: Namespace, installation: _Installation, write: Callable[[Session], list[date]], why: str
) -> list[date]:
    """Write the days, plan every open ticket anew and tell what moved, all in one transaction."""
    now = datetime.now(UTC)
    kept: list[date] = []

    def work(session: Session) -> Recalculated:
        kept.extend(write(session))
        try:
            offices = open_offices(session, installation.entries, read_law, now)
            done = recalculate(session, offices, open_ticket_ids(session, offices, installation.only), now)
        except CalendarGap as gap:
            raise CommandFault(f"{gap}。") from None
        if arguments.dry_run:
            raise _OnlyTried(done)
        tell_desks(session, done.moved, why, now)
        tickets.audit(session, now, "calendar_changed", office_id=installation.only, detail=why)
        return done

    try:
        done = in_one_transaction(installation.settings, work)
    except _OnlyTried as tried:
        _tell(tried.outcome, "试算，没有登记。")
        return []
    whom = "对本单位有效" if installation.only else "对所有单位有效"
    _tell(done, f"已登记，{whom}。{IN_FORCE}")
    return kept


def _tell(done: Recalculated, result: str) -> None:
    settled = f"{done.settled} 项暂定的时间已确定、没有变"
    print(f"重新计算了 {done.tickets} 张未结工单：{len(done.moved)} 项时间有变，{settled}。")
    for one in done.moved:
        print(_line(one))
    print(result)


def _line(one: Moved) -> str:
    new = f"{_clock(one.new)}{'（暂定）' if one.provisional else ''}" if one.new else "不再适用"
    return f"{one.number}　{one.rule} {one.name}：{_clock(one.old) if one.old else '原来没有'} → {new}"


def _clock(at: datetime) -> str:
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def _installation(arguments: Namespace) -> _Installation:
    try:
        settings = load_settings(arguments.config)
        entries = office_entries(settings)
    except (ConfigFaults, RulebookFaults) as refused:
        raise CommandFault(*refused.faults) from None
    if arguments.office and arguments.office not in [entry.id for entry in entries]:
        raise CommandFault(f"没有 {arguments.office} 这个单位，设置里有：{'、'.join(entry.id for entry in entries)}。")
    return _Installation(settings, entries, arguments.office or "")


def _text(file: str) -> str:
    try:
        raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise CommandFault(f"读不到文件 {file}：{error.strerror}。") from None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise CommandFault(f"{file} 读不出文字，请另存为 UTF-8 编码的文本文件。")
