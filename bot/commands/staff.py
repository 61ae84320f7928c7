"""`python -m bot staff ROSTER.csv`: people, posts and units out of the office's roster, whole or not at all."""

from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import Session

from bot.commands.opening import CommandFault, add_office_arguments, answering, in_one_transaction, settings_and_office
from bot.work import staff


def add_arguments(parser: ArgumentParser) -> None:
    add_office_arguments(parser)
    parser.add_argument("roster", type=Path, metavar="ROSTER.csv", help="名册，列：姓名,岗位,单位,单位类别,角别")


def run(arguments: Namespace) -> int:
    """Exit status: 0 loaded, 2 the settings or the roster are at fault."""
    return answering(lambda: _load(arguments))


def _load(arguments: Namespace) -> None:
    settings, office = settings_and_office(arguments)
    try:
        data = arguments.roster.read_bytes()
    except OSError as error:
        raise CommandFault(f"读不到名册 {arguments.roster}：{error.strerror}。") from None
    rows = staff.read_roster(data)
    if isinstance(rows, staff.RosterFaults):
        raise CommandFault(*rows.faults)

    def load(session: Session) -> list[str]:
        if faults := staff.load_roster(session, office.id, rows, datetime.now(UTC)):
            raise CommandFault(*faults)
        return staff.staff_gaps(session, office.id)

    gaps = in_one_transaction(settings, load)
    print(f"名册已登记：{office.name}，{len(rows)}个岗位。")
    for gap in gaps:
        print(f"提醒：{gap}")
