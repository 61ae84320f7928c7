"""`python -m bot forms`: a ticket's Word forms for print, with the citizen's name and phone, noted in its story."""

import os
from argparse import ArgumentParser, Namespace
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import Session

from bot.alerts.papering import form_of
from bot.commands.opening import CommandFault, add_office_arguments, answering, in_one_transaction, settings_and_office
from bot.config import Settings
from bot.installation import office_entries, read_law
from bot.reports.filling.filler import NotFilled, fill_now
from bot.rules.form_names import file_name
from bot.work.form_values import FormSheet
from bot.work.offices import open_offices
from bot.work.printing_forms import NO_SUCH_TICKET, sheets_for_print


@dataclass(frozen=True, slots=True)
class _Wanted:
    office_id: str
    number: str
    form_id: str


def add_arguments(parser: ArgumentParser) -> None:
    add_office_arguments(parser)
    parser.add_argument("number", metavar="编号", help="工单编号")
    parser.add_argument("--form", default="", metavar="ID", help="只要这一份，如 NM-1.1；不写就是全部")
    parser.add_argument("--out", type=Path, default=Path(), metavar="DIR", help="写到这个文件夹；不写就是当前文件夹")


def run(arguments: Namespace) -> int:
    """Exit status: 0 written, 2 the settings are at fault, there is no such ticket or form, or one cannot be filled."""
    return answering(lambda: _forms(arguments))


def _forms(arguments: Namespace) -> None:
    settings, office = settings_and_office(arguments)
    wanted = _Wanted(office.id, arguments.number, arguments.form)
    sheets = in_one_transaction(settings, lambda session: _sheets(settings, session, wanted))
    if not sheets:
        raise CommandFault("这张工单现在没有这样的表单。")
    faults = []
    forms = [form_of(sheet, settings.storage.files) for sheet in sheets]
    for sheet, made in zip(sheets, fill_now(*forms), strict=True):
        if isinstance(made, NotFilled):
            faults.append(str(made))
        else:
            print(_written(arguments.out / file_name(arguments.number, [sheet.name]), made))
    if faults:
        raise CommandFault(*faults)
    print("内含来电人姓名和电话，请妥善保管。")


def _sheets(settings: Settings, session: Session, wanted: _Wanted) -> list[FormSheet]:
    now = datetime.now(UTC)
    offices = open_offices(session, office_entries(settings), read_law, now)
    found = sheets_for_print(session, offices, wanted.office_id, wanted.number, wanted.form_id, now)
    if found is None:
        raise CommandFault(NO_SUCH_TICKET)
    return found


def _written(path: Path, content: bytes) -> Path:
    """The file, readable by its owner alone. Raises CommandFault."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
    except OSError as error:
        raise CommandFault(f"{path} 写不了（{error.strerror}）") from None
    return path
