"""The list at the office's closing: a row of the future, composed when it leaves, never of a day off, never twice."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from bot.alerts import handovers
from bot.alerts.compose import compose
from bot.alerts.composition import Say
from bot.alerts.looking_again import why_withheld
from bot.alerts.tick import Ticker
from bot.playground.clock import VirtualClock
from bot.reports.moments import SHANGHAI
from bot.rules.workflow import State
from bot.work.offices import OfficeEntry, Offices, open_offices
from storage.database import Database
from storage.rows import id_of
from storage.tables import Day, Deputy, OutboxRow, Post, Request
from tests.people import MORNING, OFFICE, read_law
from tests.work.world import World

CLOSING = datetime(2026, 11, 20, 17, 0, tzinfo=SHANGHAI)
MONDAY_CLOSING = datetime(2026, 11, 23, 17, 0, tzinfo=SHANGHAI)


@pytest.fixture
def world(sqlite: Database) -> World:
    return World(sqlite)


def _rows(world: World) -> list[OutboxRow]:
    query = select(OutboxRow).where(OutboxRow.kind == "handover").order_by(OutboxRow.id)  # type: ignore[arg-type]
    return world.read(lambda session: list(session.exec(query)))


def _plan(world: World, now: datetime, offices: Offices | None = None) -> bool:
    return world.database.write_now(lambda session: handovers.plan(session, offices or world.cast.offices, now))


def _said(world: World, now: datetime, offices: Offices | None = None) -> str:
    """What the only row says at `now`, or why nothing."""
    (row,) = _rows(world)
    return _words(world, row, now, offices)


def _words(world: World, row: OutboxRow, now: datetime, offices: Offices | None = None) -> str:
    def look(session: Session) -> str:
        withheld = why_withheld(session, row, now)
        said = withheld or compose(session, offices or world.cast.offices, row, (), now)
        return said.message.plain if isinstance(said, Say) else getattr(said, "reason", "")

    return world.read(look)


def _change(world: World, *rows: object) -> None:
    world.database.write_now(lambda session: session.add_all(rows))


def test_a_list_is_planned_for_the_closing_and_once_only(world: World) -> None:
    for minutes in (0, 5, 10):
        assert not _plan(world, MORNING + timedelta(minutes=minutes))
    (row,) = _rows(world)
    assert (row.person_id, row.not_before, row.useless_after) == (world.cast.clerk.id, CLOSING, MONDAY_CLOSING)
    assert row.dedupe_key == f"handover:{world.cast.clerk.id}:2026-11-20"


def test_behind_the_closing_of_a_friday_monday_is_planned(world: World) -> None:
    _plan(world, CLOSING - timedelta(hours=1))
    _plan(world, CLOSING + timedelta(hours=1))
    assert [row.payload["day"] for row in _rows(world)] == ["2026-11-20", "2026-11-23"]


def test_the_list_names_what_is_open_by_urgency_and_for_whom_it_waits(world: World) -> None:
    for place, state in enumerate((State.REGISTERED, State.DISPATCHED, State.REVIEWING)):
        own = {"number": f"2026112000030{place + 1}", "phone": f"1380000200{place}", "title": f"第{place}处车位被占"}
        own["address"] = f"虚构路{place + 20}弄2号301室"
        world.bring_to(world.register(**own), state)
    deputy = {"office_id": OFFICE, "person_id": world.cast.handler.id, "deputy_id": world.cast.second_handler.id}
    _change(world, Deputy(**deputy, starts_at=CLOSING, ends_at=CLOSING + timedelta(days=4)))
    _plan(world, MORNING)
    text = _said(world, CLOSING)
    assert text.startswith("交接清单　11月20日（周五）")
    assert "未办结3张" in text
    assert text.index("已超时") < text.index("20261120000301")
    assert "等城建办" in text
    assert "李四" in text
    assert "张三，由李四代班到11月24日（周二）17:00" in text
    for secret in ("王样英", "13800001001", "301室"):
        assert secret not in text


def test_people_whom_nothing_reaches_and_applications_are_handed_over(world: World) -> None:
    ticket = world.register()
    applied = {"ticket_id": ticket, "kind": "return", "rule": "YC-R1", "text": "", "sha256": "", "decided_by": "desk"}
    _change(world, Request(**applied, made_by=id_of(world.cast.handler), made_at=MORNING))

    def deaf(session: Session) -> None:
        session.merge(world.cast.handler).reachable = False
        session.merge(world.cast.informant).chat_id = None

    world.database.write_now(deaf)
    _plan(world, MORNING)
    text = _said(world, CLOSING)
    assert "张三：停用了与助手的聊天" in text
    assert "周敏：还没有绑定" in text
    assert "20261120000301 退单申请，今天 09:30提出，等街道城运中心" in text


def test_nothing_open_is_nothing_said(world: World) -> None:
    _plan(world, MORNING)
    assert _said(world, CLOSING) == "没有要交接的"


def test_a_day_that_became_a_day_off_is_not_disturbed(world: World) -> None:
    world.register()
    _plan(world, MORNING)
    _change(world, Day(office_id=OFFICE, day=CLOSING.date(), is_working=False, status="override", name="本单位休息"))
    entry = OfficeEntry(OFFICE, "宜川路街道", world.cast.offices.configured[0].rulebook)
    offices = world.database.write_now(lambda session: open_offices(session, [entry], read_law, MORNING))
    assert _said(world, CLOSING, offices) == "当天不是工作日"
    _plan(world, MORNING, offices)
    assert [row.payload["day"] for row in _rows(world)] == ["2026-11-20", "2026-11-23"]


def test_a_list_that_was_missed_says_its_day_and_is_useless_when_the_next_one_comes(world: World) -> None:
    world.register()
    _plan(world, MORNING)
    late = _said(world, MONDAY_CLOSING - timedelta(hours=7))
    assert "11月20日（周五）（当天没有送到，现在补上" in late
    assert _said(world, MONDAY_CLOSING) == "已过时"


def test_after_weeks_without_the_bot_only_the_latest_list_is_said(world: World) -> None:
    world.register()
    _plan(world, MORNING)
    back = datetime(2026, 12, 9, 9, 0, tzinfo=SHANGHAI)
    assert _plan(world, back)
    first, *others = _rows(world)
    assert _words(world, first, back) == "已过时"
    due = [row for row in others if row.not_before <= back]
    assert [row.payload["day"] for row in due] == ["2026-12-08"]
    assert "12月8日" in _words(world, due[0], back)


def test_nobody_gets_the_list_of_a_day_before_they_came(world: World) -> None:
    """Everybody was bound on Friday morning: there is nothing to make up for of Thursday."""
    _plan(world, MORNING + timedelta(minutes=1))
    assert [row.payload["day"] for row in _rows(world)] == ["2026-11-20"]


def test_whoever_left_the_desk_or_is_away_gets_none_and_the_deputy_does(world: World) -> None:
    world.register()
    clerk, deputy = world.cast.clerk, world.cast.other_head
    times = {"starts_at": MORNING, "ends_at": CLOSING + timedelta(days=1)}
    _change(world, Deputy(office_id=OFFICE, person_id=clerk.id, deputy_id=deputy.id, **times))
    _plan(world, MORNING)
    mine, deputys = sorted(_rows(world), key=lambda row: row.person_id != clerk.id)
    assert _words(world, mine, CLOSING) == "收信人不在岗，清单由代班人收"
    assert "未办结1张" in _words(world, deputys, CLOSING)
    world.database.write_now(
        lambda session: [session.delete(post) for post in session.exec(select(Post).where(Post.role == "desk"))]
    )
    assert _words(world, deputys, CLOSING) == "收信人已不在受理岗位"


def test_the_ticker_plans_the_list_and_a_new_run_finds_it_there(world: World) -> None:
    clock = VirtualClock(MORNING, frozen=True)

    async def one_round(woken: Callable[[], None] = lambda: None) -> None:
        ticker = Ticker(world.database, clock, world.cast.offices, woken)
        ticker.start_scheduler()
        await ticker.round()
        ticker.stop_scheduler()

    asyncio.run(one_round())
    asyncio.run(one_round())
    assert [row.not_before for row in _rows(world)] == [CLOSING]
