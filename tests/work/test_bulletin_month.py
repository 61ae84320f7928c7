"""A walk through the calendar: every bulletin of the five documents on its day, to its audience, and no other day."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, col, select, update

from bot.reports.moments import SHANGHAI
from bot.rulebooks.load import load_rulebook
from bot.rules.workflow import State
from bot.work import bulletins, dispatch, planning
from bot.work.outcome import Done
from storage import bulletins as kept
from storage import staff
from storage.rows import id_of
from storage.tables import BulletinRow, Group, OutboxRow, Ticket
from tests.people import MORNING, OFFICE, Cast, register, settle_in, settle_under
from tests.work.test_matters import call

GROUP = -100900
Seen = tuple[str, str, tuple[str, ...]]
"""The moment, the bulletin, and its audience by name (a draft's: 初稿)."""


def walk(session: Session, cast: Cast, first: datetime, last: datetime) -> Iterator[Seen]:
    """What comes out between two moments, issue by issue."""
    now = first
    while True:
        bulletins.plan(session, cast.offices, now)
        for bulletin_id in bulletins.due_ids(session, now):
            bulletins.issue(session, cast.offices, bulletins.prepare(session, cast.offices, bulletin_id, now), now)
            row = kept.bulletin(session, bulletin_id)
            assert row is not None
            if row.state in (kept.DRAFT, kept.SENT):
                yield f"{now.astimezone(SHANGHAI):%m-%d %H:%M}", row.rule, tuple(audience(session, row))
        coming = kept.next_moment(session)
        if coming is None or coming > last:
            return
        now = coming


def audience(session: Session, row: BulletinRow) -> list[str]:
    if row.state == kept.DRAFT:
        return ["初稿"]
    query = select(OutboxRow).where(OutboxRow.kind == "bulletin").order_by(col(OutboxRow.id))
    rows = [one for one in session.exec(query) if one.payload["bulletin_id"] == row.id]
    people = staff.names(session, {one.person_id for one in rows if one.person_id is not None})
    return sorted("工作群" if one.person_id is None else people[one.person_id] for one in rows)


def day(month: int, number: int, hour: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, number, hour, tzinfo=SHANGHAI)


def test_a_month_of_yichuan_with_its_weeks_and_the_ends_of_year_quarter_and_half_year(session: Session) -> None:
    cast = settle_in(session)
    session.add(Group(chat_id=GROUP, office_id=OFFICE, title="工作群"))
    _dispatched(session, cast)
    seen = list(walk(session, cast, day(11, 30, 18), day(1, 4, 23, year=2027)))
    daily = [f"12-{number:02d}" for number in range(1, 32)] + [f"01-{number:02d}" for number in range(1, 5)]
    assert [one for one in seen if one[1] == "YC-B1"] == [(f"{one} 09:00", "YC-B1", ("工作群",)) for one in daily]
    assert [one for one in seen if one[1] == "YC-B7"] == [(f"{one} 16:00", "YC-B7", ("周敏",)) for one in daily]
    # 1 to 3 January are days of rest, so that everything of the new year comes out on the 4th.
    assert sorted(one for one in seen if one[1] not in ("YC-B1", "YC-B7")) == [
        ("01-04 09:00", "YC-B2", ("初稿",)),
        ("01-04 09:00", "YC-B3", ("何平", "吴刚", "林晓")),
        ("01-04 09:00", "YC-B4", ("林晓", "郑华")),
        ("01-04 09:00", "YC-B5", ("林晓", "王正", "郑华")),
        ("01-04 09:00", "YC-B6", ("张三", "林晓", "钱进")),
        ("12-01 09:00", "YC-B2", ("初稿",)),
        ("12-01 09:00", "YC-B4", ("林晓", "郑华")),
        *((f"12-{number:02d} 09:00", "YC-B3", ("何平", "吴刚", "林晓")) for number in (7, 14, 21, 28)),
    ]


def test_a_month_of_nanmatou_with_the_weekly_push_only_to_those_concerned(session: Session) -> None:
    cast = settle_under(session, "nanmatou_road")
    for number in range(5):
        call(session, cast, number, number * 60, title="楼上夜间敲击声", content="楼上夜间有敲击声。",
             address="虚构新村9号402室", caller="孙试样", phone="13800001001")  # fmt: skip
    session.execute(update(Ticket).values(unit_id=cast.unit.id))
    seen = list(walk(session, cast, day(11, 30, 18), day(12, 31, 23)))
    everybody = ("何平", "吴刚", "王正", "郑华")
    assert sorted(seen) == [
        ("12-01 09:00", "NM-B2", ("初稿",)),
        ("12-01 09:00", "NM-B7", ("初稿",)),
        *(
            one
            for number in (7, 14, 21, 28)
            for one in (
                (f"12-{number:02d} 09:00", "NM-B1", everybody),
                (f"12-{number:02d} 09:00", "NM-B6", ("吴刚", "郑华")),
            )
        ),
    ]


def test_a_week_of_putuo_names_what_is_late_and_due_today_to_the_office(session: Session) -> None:
    cast = settle_under(session, "putuo_justice")
    _dispatched(session, cast)
    seen = list(walk(session, cast, day(11, 21), day(12, 10, 23)))
    assert {(rule, who) for _, rule, who in seen} == {("PT-B4", ("林晓",))}
    days = [moment for moment, _, _ in seen]
    assert days[-7:] == [f"12-{number:02d} 09:00" for number in range(4, 11)], "every day while it is late, rest or not"


def test_songjiang_hears_daily_of_its_grave_tickets_until_they_are_closed(session: Session) -> None:
    cast = settle_under(session, "songjiang_civil")
    ticket = _dispatched(session, cast)
    assert list(walk(session, cast, MORNING, day(11, 22, 12))) == []
    ticket.tags = ["涉稳"]
    session.add(ticket)
    planning.replan(session, cast.offices, ticket, day(11, 22, 12))
    seen = list(walk(session, cast, day(11, 22, 12), day(11, 24, 23)))
    assert seen == [(f"11-{number} 17:00", "SJ-B1", ("林晓",)) for number in (22, 23, 24)]
    ticket.state = State.CLOSED
    session.add(ticket)
    assert list(walk(session, cast, day(11, 25, 12), day(11, 27, 23))) == []


def test_beizhan_publishes_nothing_of_its_own(session: Session) -> None:
    cast = settle_under(session, "beizhan")
    assert list(walk(session, cast, day(11, 30), day(1, 5, year=2027))) == []


@pytest.mark.parametrize("office", ["yichuan_road", "putuo_justice", "songjiang_civil", "beizhan", "nanmatou_road"])
def test_every_bulletin_of_the_documents_comes_out_by_itself_or_is_begun_by_the_desk(office: str) -> None:
    known = load_rulebook(office).bulletin
    assert [one.id for one in known if not (one.is_planned or one.begun_by_desk)] == []
    assert [one.id for one in known if not one.assumed] == []


def _dispatched(session: Session, cast: Cast) -> Ticket:
    ticket = register(session, cast, MORNING)
    done = dispatch.dispatch(
        session, cast.offices, id_of(cast.clerk), id_of(ticket), unit_id=id_of(cast.unit),
        territory_id=id_of(cast.territory), now=MORNING + timedelta(minutes=5),
    )  # fmt: skip
    assert isinstance(done, Done), done
    return ticket
