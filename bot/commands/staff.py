"""`python -m bot staff FILE`: people, posts and units out of the office's roster, whole or not at all."""

from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import Session

from bot.commands.opening import CommandFault, add_office_arguments, answering, in_one_transaction, settings_and_office
from bot.config import Settings
from bot.rules.outcome import Refused
from bot.spreadsheets.reader import readable
from bot.work import roster_preview, staff


def add_arguments(parser: ArgumentParser) -> None:
    add_office_arguments(parser)
    names = "名册（.csv、.xlsx 或 .xls），列：姓名,岗位,单位,单位类别,角别"
    parser.add_argument("roster", type=Path, metavar="FILE", help=names)
    parser.add_argument("--preview", action="store_true", help="只看会有哪些变化，不登记")


def run(arguments: Namespace) -> int:
    """Exit status: 0 loaded, 2 the settings or the roster are at fault."""
    return answering(lambda: _load(arguments))


def _show(settings: Settings, office_id: str, rows: list[dict[str, str]]) -> None:
    found = in_one_transaction(settings, lambda session: roster_preview.preview(session, office_id, rows))
    if isinstance(found, staff.RosterFaults):
        raise CommandFault(*found.faults)
    print(*found.lines, f"{found.unchanged}人不变。", sep="\n")


def _load(arguments: Namespace) -> None:
    settings, office = settings_and_office(arguments)
    try:
        data = arguments.roster.read_bytes()
    except OSError as error:
        raise CommandFault(f"读不到名册 {arguments.roster}：{error.strerror}。") from None
    table = readable(arguments.roster.name, data)
    if isinstance(table, Refused):
        raise CommandFault(table.reason)
    rows = staff.read_roster(table)
    if isinstance(rows, staff.RosterFaults):
        raise CommandFault(*rows.faults)
    if arguments.preview:
        _show(settings, office.id, rows)
        return

    def load(session: Session) -> list[str]:
        if faults := staff.load_roster(session, office.id, rows, datetime.now(UTC)):
            raise CommandFault(*faults)
        return staff.staff_gaps(session, office.id)

    gaps = in_one_transaction(settings, load)
    print(f"名册已登记：{office.name}，{len(rows)}个岗位。")
    for gap in gaps:
        print(f"提醒：{gap}")
