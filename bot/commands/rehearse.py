"""`python -m bot rehearse`: last month's tickets under a rulebook, with a virtual clock; JSON out."""

import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from bot.commands.by_rulebook import ask_for_rulebook, under
from bot.commands.reading import print_json
from bot.rulebooks.days import calendar_for
from bot.rules.calendar import Calendar, CalendarGap
from bot.rules.outcome import Refused
from bot.rules.rehearsal import Late, Told, late, rehearse
from bot.rules.rulebook import Rulebook
from bot.rules.vocabulary import SECOND_NAME
from bot.work.rehearsing import Export, RefusedRow, read_export

WORKBOOKS = (".xlsx", ".xls")


class RehearsalFault(Exception):
    """Why nothing can be replayed: sentences for whoever asked."""


def add_arguments(parser: ArgumentParser) -> None:
    ask_for_rulebook(parser)
    parser.add_argument(
        "file", metavar="FILE", help="工单表（.csv），列同平台导出；另有接单时间、办结时间等列的也会用上"
    )
    parser.add_argument("--from", dest="first", type=date.fromisoformat, metavar="DATE", help="只列这一天起的提醒")
    parser.add_argument("--to", dest="last", type=date.fromisoformat, metavar="DATE", help="只列到这一天为止的提醒")


def run(arguments: Namespace) -> int:
    """Exit status: 0 answered, 2 the file or the rulebook is at fault."""
    return under(arguments.rulebook, lambda rulebook: _replay_file(arguments, rulebook))


def _replay_file(arguments: Namespace, rulebook: Rulebook) -> int:
    try:
        export = _export(Path(arguments.file))
        if arguments.first and arguments.last and arguments.last < arguments.first:
            raise RehearsalFault("--to 早于 --from。")
    except RehearsalFault as error:
        print(error, file=sys.stderr)
        return 2
    print_json(replay(export, rulebook, calendar_for(rulebook), arguments.first, arguments.last))
    return 0


def replay(
    export: Export, rulebook: Rulebook, calendar: Calendar, first: date | None = None, last: date | None = None
) -> dict[str, Any]:
    """Everything that would have been said and everything late, between two days, with the counts."""
    told: list[Told] = []
    overdue: list[Late] = []
    refused = list(export.refused)
    for ticket in export.tickets:
        try:
            told += rehearse(ticket, rulebook, calendar)
            overdue += late(ticket, rulebook, calendar)
        except CalendarGap as gap:
            refused.append(RefusedRow(ticket.row, f"{gap}。"))
    told = sorted(one for one in told if _within(one.at.date(), first, last))
    overdue = sorted(one for one in overdue if _within(one.due_at.date(), first, last))
    days = [one.at.date() for one in told]
    roles: Mapping[Any, str] = {**rulebook.roles, "unit_second": SECOND_NAME}
    return {
        "rulebook": rulebook.id,
        "name": rulebook.name,
        "document": rulebook.document,
        "version": rulebook.version,
        "from": _iso(first or min(days, default=None)),
        "to": _iso(last or max(days, default=None)),
        "tickets": len(export.tickets) + len(export.refused),
        "refused": [asdict(row) for row in sorted(refused, key=lambda row: row.row)],
        "assumptions": list(export.assumptions),
        "counts": _counts(told, overdue, roles),
        "told": [_told(one, roles) for one in told],
        "overdue": [_late(one, roles) for one in overdue],
    }


def _export(file: Path) -> Export:
    if file.suffix.lower() in WORKBOOKS:
        raise RehearsalFault("演练暂时只读 .csv，请在表格软件里把它另存为 CSV（UTF-8）后再试。")
    try:
        data = file.read_bytes()
    except OSError as error:
        raise RehearsalFault(f"读不到文件 {file}：{error.strerror}。") from None
    export = read_export(data)
    if isinstance(export, Refused):
        raise RehearsalFault(export.told())
    return export


def _within(day: date, first: date | None, last: date | None) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)


def _counts(told: Iterable[Told], overdue: Iterable[Late], roles: Mapping[Any, str]) -> dict[str, Any]:
    told, overdue = list(told), list(overdue)
    by_party = Counter(one.party for one in told)
    by_day = Counter((str(one.at.date()), one.party) for one in told)
    busiest = {party: max(count for (_, who), count in by_day.items() if who == party) for party in by_party}
    return {
        "per_party": {
            party: {
                "role": roles.get(party, party),
                "messages": count,
                "tickets": len({one.ticket for one in told if one.party == party}),
                "most_in_a_day": busiest[party],
            }
            for party, count in by_party.most_common()
        },
        "per_day": {
            day: {party: count for (on, party), count in sorted(by_day.items()) if on == day}
            for day in sorted({day for day, _ in by_day})
        },
        "per_rule": dict(sorted(Counter(one.rule for one in told).items())),
        "overdue_per_rule": dict(sorted(Counter(one.rule for one in overdue).items())),
    }


def _told(one: Told, roles: Mapping[Any, str]) -> dict[str, Any]:
    return {
        "at": one.at.isoformat(),
        "party": one.party,
        "role": roles.get(one.party, one.party),
        "stage": one.stage,
        "rule": one.rule,
        "name": one.name,
        "ticket": one.ticket,
        "due_at": one.due_at.isoformat(),
        "provisional": one.provisional,
        "if_not_done": one.if_not_done,
    }


def _late(one: Late, roles: Mapping[Any, str]) -> dict[str, Any]:
    return {
        "ticket": one.ticket,
        "rule": one.rule,
        "name": one.name,
        "owed_by": one.owed_by,
        "role": roles.get(one.owed_by, one.owed_by),
        "due_at": one.due_at.isoformat(),
        "met_at": one.met_at and one.met_at.isoformat(),
        "provisional": one.provisional,
        "if_not_done": one.if_not_done,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
