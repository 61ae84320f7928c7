"""A table with repeats and waves in it: they are found whatever the file's kind, and nothing else is claimed."""

import asyncio
import csv
import io
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest
import xlsxwriter
from sqlmodel import Session, col, select

from bot.alerts.catching_up import CatchingUp
from bot.intake.importing import FileImport, Result
from bot.work.importing.taking_in import Author
from storage.database import Database
from storage.tables import BulletinRow, OutboxRow, Reached, Ticket
from tests.clocks import StandingClock
from tests.people import Cast, settle_under
from tests.rules.matters import SAMPLE, sample
from tests.spreadsheets.old_workbook import old_workbook
from tests.work.importing.tables import csv_of

OFFICE = "nanmatou_road"
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
HEADING = ("工单编号", "类型", "诉求人", "联系电话", "诉求地址", "来电时间", "派单时间", "标题", "内容")
BY_ALIAS_ONLY = 15
"""The ticket whose place only the office's own table of names can tell; the cast's office has none."""


def xlsx_of(*rows: Sequence[str]) -> bytes:
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True})
    sheet = book.add_worksheet()
    for place, row in enumerate(rows):
        sheet.write_row(place, 0, row)
    book.close()
    return written.getvalue()


def sample_rows() -> list[Sequence[str]]:
    with SAMPLE.open(encoding="utf-8") as file:
        return [
            (f"2026112000{int(row['number']):04}", "投诉", row["caller"], row["phone"], row["address"],
             row["called_at"], row["called_at"], row["title"], row["content"])
            for row in csv.DictReader(file)
        ]  # fmt: skip


def taken_in(database: Database, data: bytes) -> Cast:
    """The file imported, and every ticket compared by the watch that runs beside."""
    cast = database.write_now(lambda session: settle_under(session, OFFICE))
    watch = CatchingUp(database, StandingClock(NOW), lambda: cast.offices)

    async def work() -> None:
        result = await FileImport(database, cast.offices, Author(OFFICE, cast.clerk.id, "chat"), data, NOW).run()
        assert isinstance(result, Result)
        assert result.tally.refused == []
        while await watch.look():
            pass

    asyncio.run(work())
    return cast


def groups(session: Session) -> list[set[int]]:
    found: dict[int, set[int]] = {}
    for ticket in session.exec(select(Ticket).where(col(Ticket.matter_id).is_not(None))):
        found.setdefault(ticket.matter_id or 0, set()).add(int(ticket.number[-4:]))
    return sorted(found.values(), key=min)


@pytest.mark.parametrize("made", [csv_of, xlsx_of, old_workbook], ids=["csv", "xlsx", "xls"])
def test_the_repeats_and_waves_of_a_table_are_found_and_nothing_else_is_claimed(
    sqlite: Database, made: Callable[..., bytes]
) -> None:
    taken_in(sqlite, made(HEADING, *sample_rows()))

    assert sqlite.read_now(groups) == [group - {BY_ALIAS_ONLY} for group in sample()[1]]
    assert sqlite.read_now(lambda session: session.exec(select(Reached)).all()) == []


def fumes(callers: int, *, closed: bool = False) -> list[Sequence[str]]:
    """One matter from so many callers within a week."""
    begun = datetime(2026, 11, 16, 9, tzinfo=UTC)
    rows: list[Sequence[str]] = [(*HEADING, "状态", "结案时间")]
    for number in range(callers):
        at = f"{begun + timedelta(hours=7 * number):%Y-%m-%d %H:%M}"
        who = f"2026111800{number:04}", "投诉", f"甲{number}先生", f"138000050{number:02}"
        end = ("已结案", "2026-11-20 10:00") if closed else ("处理中", "")
        rows.append((*who, "虚构路66弄1号", at, at, "饭店油烟扰民", "反映饭店油烟直排。", *end))
    return rows


def test_a_wave_in_a_table_is_told_once_with_its_number_and_the_special_bulletin_drafted(sqlite: Database) -> None:
    taken_in(sqlite, csv_of(*fumes(12)))

    def found(session: Session) -> tuple[list[tuple[str, int]], int, int]:
        reached = [(row.rule, row.count) for row in session.exec(select(Reached))]
        told = session.exec(select(OutboxRow.person_id).where(OutboxRow.kind == "reached")).all()
        return reached, len(told) - len(set(told)), len(session.exec(select(BulletinRow)).all())

    reached, twice, drafts = sqlite.read_now(found)
    assert ("NM-B4.5", 12) in reached
    assert (twice, drafts) == (0, 1)


def test_nobody_hears_of_a_wave_that_was_closed_long_before_the_table_came(sqlite: Database) -> None:
    taken_in(sqlite, csv_of(*fumes(12, closed=True)))

    assert [len(group) for group in sqlite.read_now(groups)] == [12]
    assert sqlite.read_now(lambda session: session.exec(select(Reached)).all()) == []
