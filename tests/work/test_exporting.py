"""Exports: whose tickets, masked or not, and on whose record."""

import csv
import io

import pytest
from sqlmodel import Session, select

from bot.rules.outcome import Refused
from bot.work import exporting
from bot.work.exporting import Wanted
from storage.database import Database
from storage.tables import Audit
from tests.people import MORNING, TICKET, Cast, settle_in
from tests.work.world import play

MONTH = "20261101-20261130"


def _table(session: Session, cast: Cast, wanted: Wanted) -> list[dict[str, str]]:
    made = exporting.make(session, cast.offices, cast.clerk.office_id, wanted, MORNING)
    assert TICKET["caller"] not in made.name
    return list(csv.DictReader(io.StringIO(made.content.decode("utf-8-sig"))))


def test_tickets_are_masked_unless_asked_otherwise(database: Database) -> None:
    def work(session: Session) -> None:
        cast = settle_in(session)
        play(session, cast, title="=cmd 王样英的车位 13800001001").dispatch()
        (masked,) = _table(session, cast, Wanted("tickets", "csv", MONTH))
        assert masked["工单编号"] == TICKET["number"]
        assert masked["诉求人"] == "王**"
        assert masked["联系电话"] == "138****1001"
        assert "301" not in masked["地址"]
        assert masked["标题"] == "'=cmd 王**的车位 138****1001"
        assert masked["承办部门"] == cast.unit.name
        (plain,) = _table(session, cast, Wanted("tickets", "csv", MONTH, plain=True, reason="区里核对"))
        assert (plain["诉求人"], plain["联系电话"]) == (TICKET["caller"], TICKET["phone"])

    database.write_now(work)


def test_only_the_desk_exports_and_what_is_not_masked_needs_a_reason_and_is_on_record(database: Database) -> None:
    def work(session: Session) -> None:
        cast = settle_in(session)
        for person in cast.everybody:
            answer = exporting.ask(session, person, Wanted("tickets", "xlsx", MONTH), MORNING)
            assert isinstance(answer, Refused) == (person.id != cast.clerk.id)
        plain = Wanted("tickets", "xlsx", MONTH, plain=True, reason="  ")
        assert exporting.ask(session, cast.clerk, plain, MORNING) == exporting.NO_REASON
        plain = Wanted("tickets", "xlsx", MONTH, plain=True, reason="区里核对 13800001001")
        assert "已留下记录" in exporting.ask(session, cast.clerk, plain, MORNING).told  # type: ignore[union-attr, operator]
        kept = [(row.what, row.person_id, row.detail) for row in session.exec(select(Audit)) if "exported" in row.what]
        assert [what for what, _, _ in kept] == ["exported", "exported_plain"]
        assert kept[1][1] == cast.clerk.id
        assert "区里核对 138****1001" in kept[1][2]

    database.write_now(work)


def test_another_office_and_another_time_are_left_out(database: Database) -> None:
    def work(session: Session) -> None:
        cast = settle_in(session)
        play(session, cast)
        assert _table(session, cast, Wanted("tickets", "csv", "20261001-20261031")) == []
        assert _table(session, cast, Wanted("tickets", "csv", MONTH, unit_id=cast.other_unit.id or 0)) == []
        other = settle_in(session, "another_office", 3001)
        assert _table(session, other, Wanted("tickets", "csv", MONTH)) == []
        unknown = Wanted("tickets", "csv", MONTH, unit_id=other.unit.id or 0)
        assert exporting.ask(session, cast.clerk, unknown, MORNING) == exporting.UNKNOWN_UNIT

    database.write_now(work)


def test_figures_are_exported_with_their_definition_and_clause(database: Database) -> None:
    def work(session: Session) -> None:
        cast = settle_in(session)
        play(session, cast)
        rows = _table(session, cast, Wanted("figures", "csv", MONTH))
        office = [row for row in rows if row["单位"] == "宜川路街道"]
        assert (office[0]["指标"], office[0]["数值"], office[0]["分子"]) == ("受理量", "1张", "1")
        assert office[1]["依据"] == "二（四）1"
        assert {row["单位"] for row in rows} >= {cast.unit.name, cast.other_unit.name}

    database.write_now(work)


@pytest.mark.parametrize("format", ["xlsx", "csv"])
def test_an_empty_period_makes_a_file_with_its_heading(database: Database, format: str) -> None:
    def work(session: Session) -> bytes:
        cast = settle_in(session)
        wanted = Wanted("tickets", format, "20250101-20250131")  # type: ignore[arg-type]
        return exporting.make(session, cast.offices, cast.clerk.office_id, wanted, MORNING).content

    assert len(database.write_now(work)) > 100
