"""What bulletins say: their lists and numbers, to each reader only the own, and nothing of a citizen."""

import asyncio
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from sqlmodel import Session, col, select

from bot.alerts.compose import compose
from bot.alerts.composition import Papers, Say
from bot.alerts.drawing import of_markup
from bot.alerts.papering import FormMaker, form_of, with_papers
from bot.reports.filling.filler import Filler, fill_now
from bot.reports.moments import SHANGHAI
from bot.reports.pictures import Drawer
from bot.rules.workflow import State
from bot.work import bulletin_desk, bulletin_files, bulletins, dispatch, handling, planning
from bot.work.bulletin_text import in_words
from bot.work.outcome import Done, Refused
from storage import bulletins as kept
from storage.rows import id_of
from storage.tables import BulletinRow, OutboxRow, Person, Ticket
from tests.alerts.test_picturing import BrokenDrawer
from tests.people import MORNING, Cast, settle_under
from tests.reports.forms import words_of
from tests.work.test_matters import PHONES, call
from tests.work.test_reaching import repeat

MONDAY = datetime(2026, 11, 23, 9, tzinfo=SHANGHAI)
HOUR = timedelta(hours=1)
SECRETS = ("13800001001", "孙试样", "402室", "王样英", "301室", *PHONES)


def come_out(session: Session, cast: Cast, at: datetime, rule: str) -> BulletinRow:
    """The issue of this bulletin that comes out at that moment."""
    bulletins.plan(session, cast.offices, at - timedelta(minutes=1))
    for one in bulletins.due_ids(session, at):
        bulletins.issue(session, cast.offices, bulletins.prepare(session, cast.offices, one, at), at)
    query = select(BulletinRow).where(BulletinRow.rule == rule, BulletinRow.state != kept.PLANNED)
    return session.exec(query.order_by(col(BulletinRow.due_at).desc())).one()


def heard(session: Session, row: BulletinRow, person: Person, now: datetime) -> str | None:
    """What this person reads of it; None where it does not go there."""
    sent = kept.row_of(session, id_of(row), id_of(person))
    return in_words(row, sent.payload["places"], now).html if sent else None


def sent_to(session: Session, cast: Cast, ticket: Ticket, unit: Any, at: datetime) -> None:
    done = dispatch.dispatch(
        session, cast.offices, id_of(cast.clerk), id_of(ticket), unit_id=id_of(unit),
        territory_id=id_of(cast.territory), now=at,
    )  # fmt: skip
    assert isinstance(done, Done), done


def test_the_weekly_push_tells_each_head_and_leader_only_of_the_own_units(session: Session) -> None:
    cast = settle_under(session, "nanmatou_road")
    for number in range(5):
        ticket = repeat(session, cast, number)
        sent_to(session, cast, ticket, cast.unit, MORNING + timedelta(hours=number, minutes=5))
    row = come_out(session, cast, MONDAY, "NM-B6")
    said = heard(session, row, cast.head, MONDAY)
    assert said is not None
    assert "多次重复未解决的事项（1件）" in said
    assert "楼上夜间敲击声　城建办　已重复5次" in said
    assert "依据：第五条（二）（NM-B6）" in said
    assert heard(session, row, cast.unit_leader, MONDAY) is not None
    assert heard(session, row, cast.other_head, MONDAY) is None
    assert not any(secret in str(row.content) for secret in SECRETS)


def test_putuo_names_what_is_late_and_what_is_due_today(session: Session) -> None:
    cast = settle_under(session, "putuo_justice")
    sent_to(session, cast, call(session, cast, 1), cast.unit, MORNING + timedelta(minutes=5))
    at = datetime(2026, 12, 10, 9, tzinfo=SHANGHAI)
    said = heard(session, come_out(session, cast, at, "PT-B4"), cast.clerk, at)
    assert said is not None
    assert "一、已超期的工单（1件）" in said
    assert "先行联系超期，原定11月" in said
    assert "二、当天到期的工单（0件）</b>\n无" in said


def test_songjiang_tells_what_was_reported_today_and_names_who_reported_nothing(session: Session) -> None:
    cast = settle_under(session, "songjiang_civil")
    told, silent = call(session, cast, 1), call(session, cast, 2, 200, title="多人聚集反映电梯")
    for ticket, unit in ((told, cast.unit), (silent, cast.other_unit)):
        ticket.tags = ["涉众"]
        session.add(ticket)
        sent_to(session, cast, ticket, unit, MORNING + timedelta(hours=4))
    at = datetime(2026, 11, 21, 17, tzinfo=SHANGHAI)
    for ticket in (told, silent):
        planning.replan(session, cast.offices, ticket, at - timedelta(hours=1))
    told.state = State.HANDLING
    session.add(told)
    session.flush()
    done = handling.progress(
        session,
        cast.offices,
        id_of(cast.handler),
        id_of(told),
        text="已上门，来电13800001001",
        now=at - timedelta(hours=1),
    )
    assert isinstance(done, Done), done
    said = heard(session, come_out(session, cast, at, "SJ-B1"), cast.clerk, at)
    assert said is not None
    assert "城建办：已上门，来电138****1001" in said
    listed = said.partition("当日没有报送的部门")[2]
    assert silent.number in listed
    assert told.number not in listed


def test_a_problem_bulletin_needs_the_desk_its_tickets_and_its_own_words(session: Session) -> None:
    cast = settle_under(session, "putuo_justice")
    ticket = call(session, cast, 1)
    begin = bulletin_desk.begin
    assert isinstance(begin(session, cast.offices, cast.handler, "PT-B1", [], MORNING), Refused)
    unknown = begin(session, cast.offices, cast.clerk, "PT-B1", ["20269999999999"], MORNING)
    assert isinstance(unknown, Refused)
    assert "没有找到工单20269999999999" in unknown.reason
    assert isinstance(begin(session, cast.offices, cast.clerk, "PT-B9", [], MORNING), Refused)
    row = begin(session, cast.offices, cast.clerk, "PT-B1", [ticket.number], MORNING)
    assert isinstance(row, BulletinRow)
    for place, text in ((2, "联系超时。"), (3, "三日内整改。")):
        assert isinstance(bulletin_desk.correct(session, cast.clerk, row, place, text, MORNING), Done)
    too_far = bulletin_desk.correct(session, cast.clerk, row, 9, "多了", MORNING)
    assert isinstance(too_far, Refused)
    assert too_far.reason == "没有第9段，这份通报有3段。"
    done = bulletin_desk.release(session, cast.offices, cast.clerk, row, "", MORNING)
    assert isinstance(done, Done)
    assert done.told.startswith("“问题工单情况通报”已发出，共")
    said = heard(session, row, cast.main_leader, MORNING)
    assert said is not None
    assert f"1. {ticket.number}" in said
    assert "三、整改要求</b>\n三日内整改。" in said
    assert not any(secret in said for secret in SECRETS)


def test_a_notice_about_units_is_not_begun_without_their_tickets(session: Session) -> None:
    cast = settle_under(session, "nanmatou_road")
    refused = bulletin_desk.begin(session, cast.offices, cast.clerk, "NM-B5", [], MORNING)
    assert isinstance(refused, Refused)
    assert refused.clause == "附件3 二（二）、二（三）"


def test_the_monthly_bulletin_of_nanmatou_holds_what_its_document_lists(session: Session) -> None:
    cast = settle_under(session, "nanmatou_road")
    for number in range(3):
        sent_to(session, cast, call(session, cast, number, number * 10), cast.unit, MORNING + timedelta(hours=1))
    at = datetime(2026, 12, 1, 9, tzinfo=SHANGHAI)
    row = come_out(session, cast, at, "NM-B2")
    assert row.state == kept.DRAFT
    text = in_words(row, None, at, as_draft=True).html
    numbers = ("案件受理量 3张，上期0张", "各部门情况", "热点问题", "油烟", "考核得分", "城建办 ")
    lists = ("未按时先行联系的工单（3件）", "未解决的工单（0件）", "回访评价不满意的工单（0件）")
    for words in ("主要数据", *numbers, *lists, "承办单位经验做法"):
        assert words in text, text


def test_the_files_hold_all_of_it_and_nothing_of_a_citizen(session: Session) -> None:
    cast = settle_under(session, "nanmatou_road")
    for number in range(3):
        call(session, cast, number, number * 10)
    at = datetime(2026, 12, 1, 9, tzinfo=SHANGHAI)
    row = come_out(session, cast, at, "NM-B2")
    bulletin_desk.correct(session, cast.clerk, row, 8, "甲单位先联后办，值得推广。\n第二行。", at)
    (made,) = fill_now(form_of(bulletin_files.as_form(session, cast.offices, row, None, at), None))  # type: ignore[arg-type]
    assert isinstance(made, bytes), made
    words = words_of(made)
    for expected in (
        "月报",
        "2026年11月",
        "甲单位先联后办，值得推广。",
        "第二行。",
        "附件3 三（二）",
        "案件受理量 3张",
    ):
        assert expected in words
    assert bulletin_files.as_workbook(row, cast.offices, None).startswith(b"PK")
    assert bulletin_files.file_name(row, "docx") == "月报2026年11月.docx"
    assert not any(secret in words for secret in SECRETS)


@pytest.mark.parametrize("broken", [False, True])
def test_its_charts_stand_in_the_word_file_or_are_left_out_of_it(session: Session, broken: bool) -> None:
    cast = settle_under(session, "nanmatou_road")
    call(session, cast, 0)
    at = datetime(2026, 12, 1, 9, tzinfo=SHANGHAI)
    row = come_out(session, cast, at, "NM-B2")
    sheet = bulletin_files.as_form(session, cast.offices, row, None, at)
    message = Say(of_markup("月报"), None, "bulletin_file", papers=Papers((sheet,), "月报.docx"))

    async def work() -> Say:
        filler = Filler()
        try:
            return await with_papers(FormMaker(filler, Path()), BrokenDrawer() if broken else Drawer(), message)
        finally:
            await filler.close()

    (made,) = asyncio.run(work()).message.media
    assert made.content is not None
    with ZipFile(BytesIO(made.content)) as parts:
        pictures = [name for name in parts.namelist() if name.startswith("word/media/")]
    assert len(sheet.drawings) == 3
    assert len(pictures) == (0 if broken else 3)
    assert "案件受理量 1张" in words_of(made.content)


def test_whoever_reads_only_the_own_units_gets_no_charts_of_the_whole_office(session: Session) -> None:
    cast = settle_under(session, "nanmatou_road")
    at = datetime(2026, 12, 1, 9, tzinfo=SHANGHAI)
    row = come_out(session, cast, at, "NM-B2")
    assert bulletin_files.as_form(session, cast.offices, row, frozenset({id_of(cast.unit)}), at).drawings == ()


def test_charts_of_its_days_go_with_a_monthly_bulletin_to_its_readers(session: Session) -> None:
    cast = settle_under(session, "yichuan_road")
    at = datetime(2026, 12, 1, 9, tzinfo=SHANGHAI)
    row = come_out(session, cast, at, "YC-B2")
    bulletin_desk.correct(session, cast.clerk, row, 5, "无", at)
    assert isinstance(bulletin_desk.release(session, cast.offices, cast.clerk, row, "", at), Done)
    query = select(OutboxRow).where(OutboxRow.kind == "chart", OutboxRow.person_id == cast.main_leader.id)
    rows = session.exec(query.order_by(col(OutboxRow.id))).all()
    assert [one.payload["code"] for one in rows] == ["volume", "rates", "matters"]
    for one in rows:
        said = compose(session, cast.offices, one, (), at)
        assert isinstance(said, Say)
        assert said.picture is not None
        assert "2026年11月" in said.message.plain
