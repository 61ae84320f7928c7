"""Bulletins on the ticker: after downtime the latest only, never twice, and the desk is told who is missing."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from bot.alerts import bulletins as composing
from bot.alerts.bulletin_round import BulletinRound
from bot.alerts.compose import compose
from bot.alerts.composition import Obsolete, Say
from bot.alerts.looking_again import why_withheld
from bot.alerts.tick import Ticker
from bot.playground.clock import VirtualClock
from bot.reports.moments import SHANGHAI
from bot.rulebooks.load import rulebook_text
from bot.work import bulletins
from bot.work.handover import handover, in_words
from bot.work.offices import OfficeEntry, Offices, open_offices
from storage import bulletins as kept
from storage.database import Database
from storage.rows import id_of
from storage.tables import Audit, BulletinRow, Deputy, Group, OutboxRow, Person, Ticket
from tests.people import MORNING, OFFICE, read_law
from tests.work.world import World

GROUP = -100901
SATURDAY_NINE = datetime(2026, 11, 21, 9, tzinfo=SHANGHAI)


@pytest.fixture
def world(sqlite: Database) -> World:
    world = World(sqlite)
    sqlite.write_now(lambda session: session.add(Group(chat_id=GROUP, office_id=OFFICE, title="工作群")))
    return world


def _round(world: World, clock: VirtualClock, offices: Offices | None = None) -> None:
    """A new process looks once."""
    one = BulletinRound(world.database, clock, lambda: None)
    asyncio.run(one.run(offices or world.cast.offices))


def _clock(at: datetime) -> VirtualClock:
    return VirtualClock(at, frozen=True)


def _rows(world: World, rule: str = "") -> list[BulletinRow]:
    query = select(BulletinRow).order_by(col(BulletinRow.due_at), col(BulletinRow.id))
    return [row for row in world.read(lambda session: list(session.exec(query))) if rule in ("", row.rule)]


def _said(world: World, kind: str = "bulletin") -> list[OutboxRow]:
    query = select(OutboxRow).where(OutboxRow.kind == kind).order_by(col(OutboxRow.id))
    return world.read(lambda session: list(session.exec(query)))


def _words(world: World, row: OutboxRow, now: datetime) -> str:
    def look(session: Session) -> str:
        withheld = why_withheld(session, row, now)
        said = withheld or compose(session, world.cast.offices, row, (), now)
        return said.message.plain if isinstance(said, Say) else getattr(said, "reason", "")

    return world.read(look)


def _change(world: World, *rows: object) -> None:
    world.database.write_now(lambda session: session.add_all(rows))


def test_the_ticker_has_it_come_out_at_its_moment_and_no_run_after_it_does_so_again(world: World) -> None:
    world.register()
    clock, woken = _clock(MORNING), []

    async def scenario() -> None:
        ticker = Ticker(world.database, clock, world.cast.offices, lambda: woken.append(clock.now()))
        ticker.start_scheduler()
        await ticker.round()
        assert not _said(world)
        clock.jump_to(SATURDAY_NINE)
        await ticker.round()
        await ticker.round()
        ticker.stop_scheduler()

    asyncio.run(scenario())
    _round(world, clock)
    (row,) = _said(world)
    assert (row.chat_id, row.person_id, row.created_at) == (GROUP, None, SATURDAY_NINE)
    assert woken


def test_killed_between_the_commit_and_the_sending_it_is_sent_once(world: World) -> None:
    """The rows of the readers are written with the state: whoever comes next finds both or neither."""
    world.register()
    _round(world, _clock(MORNING))
    (due,) = [row for row in _rows(world, "YC-B1") if row.state == kept.PLANNED]
    what = world.read(lambda session: bulletins.prepare(session, world.cast.offices, id_of(due), SATURDAY_NINE))
    first, second = (
        world.database.write_now(lambda session: bulletins.issue(session, world.cast.offices, what, SATURDAY_NINE))
        for _ in range(2)
    )
    assert (first, second, len(_said(world))) == (True, False, 1)


def test_two_processes_plan_and_write_each_issue_once(database: Database) -> None:
    world, both = World(database), range(2)
    database.write_now(lambda session: session.add(Group(chat_id=GROUP, office_id=OFFICE, title="工作群")))
    for _ in both:
        database.write_now(lambda session: bulletins.plan(session, world.cast.offices, MORNING))
    planned = [(row.rule, row.period) for row in _rows(world)]
    assert len(planned) == len(set(planned)) == 7
    for _ in both:
        _round(world, _clock(SATURDAY_NINE))
    assert [row.chat_id for row in _said(world)] == [GROUP]


def test_a_leaders_phone_sounds_once_for_what_comes_within_ten_minutes(world: World) -> None:
    first_of_december = datetime(2026, 12, 1, 9, tzinfo=SHANGHAI)
    _round(world, _clock(MORNING))
    _round(world, _clock(first_of_december))
    (row,) = [one for one in _said(world) if one.person_id == world.cast.unit_leader.id]

    def is_silent(now: datetime) -> bool:
        said = world.read(lambda session: compose(session, world.cast.offices, row, (), now))
        assert isinstance(said, Say)
        return said.message.silent

    assert not is_silent(first_of_december)
    just_before = first_of_december - timedelta(minutes=3)
    times = {"created_at": just_before, "not_before": just_before, "ended_at": just_before, "state": "sent"}
    digest = {"dedupe_key": "digest", "office_id": OFFICE, "person_id": row.person_id, "kind": "escalation", "lane": 2}
    _change(world, OutboxRow(**digest, **times))
    assert is_silent(first_of_december)
    assert not is_silent(first_of_december + timedelta(minutes=8))


def test_a_draft_that_waits_stands_in_the_list_handed_over_and_goes_to_a_clerks_deputy(world: World) -> None:
    first_of_december = datetime(2026, 12, 1, 9, tzinfo=SHANGHAI)
    cast = world.cast
    times = {"starts_at": MORNING, "ends_at": first_of_december + timedelta(days=1)}
    _change(world, Deputy(office_id=OFFICE, person_id=cast.clerk.id, deputy_id=cast.other_head.id, **times))
    _round(world, _clock(MORNING))
    _round(world, _clock(first_of_december))
    (told,) = [row for row in _said(world, "say") if "这是初稿" in row.payload["plain"]]
    assert told.person_id == cast.other_head.id

    def listed(session: Session) -> str:
        return in_words(handover(session, cast.offices, cast.clerk, first_of_december), MORNING.date(), MORNING)

    assert "热线简报，发 /bulletin" in world.read(listed)


def test_after_days_without_the_bot_the_latest_daily_list_comes_once_and_names_the_missed(world: World) -> None:
    world.register()
    _round(world, _clock(MORNING))
    back = datetime(2026, 11, 25, 11, tzinfo=SHANGHAI)
    _round(world, _clock(back))
    (row,) = [one for one in _said(world) if one.chat_id == GROUP]
    text = _words(world, row, back)
    assert text.startswith("每日工单处置情况\n宜川路街道　2026年11月24日　（应于今天 09:00发出，现在补上）")
    assert "停机期间没有发出的：2026年11月20日、2026年11月21日、2026年11月22日、2026年11月23日" in text
    states = [(row.period, row.state) for row in _rows(world, "YC-B1")]
    assert states == [
        ("20261120-20261120", kept.MISSED), ("20261124-20261124", kept.SENT), ("20261125-20261125", kept.PLANNED),
    ]  # fmt: skip


def test_what_is_only_worth_its_own_day_is_not_made_up_for(world: World) -> None:
    world.register()
    _round(world, _clock(MORNING))
    _round(world, _clock(datetime(2026, 11, 21, 10, tzinfo=SHANGHAI)))
    (tracked,) = [row for row in _rows(world, "YC-B7") if row.state != kept.PLANNED]
    assert (tracked.period, tracked.state, tracked.reason) == (
        "20261120-20261120", kept.MISSED, "当天停机，过了当天不再补发",
    )  # fmt: skip


def test_on_its_first_day_the_bot_makes_up_for_nothing(world: World) -> None:
    _round(world, _clock(MORNING))
    assert {row.state for row in _rows(world)} == {kept.PLANNED}
    assert min(row.due_at for row in _rows(world)) > MORNING


def test_an_office_that_rests_on_days_of_rest_hears_nothing_there(world: World) -> None:
    text = rulebook_text(OFFICE).replace('at = "09:00"', 'at = "09:00"\nrest_days = "skip"')
    entry = OfficeEntry(OFFICE, "宜川路街道", text)
    offices = world.database.write_now(lambda session: open_offices(session, [entry], read_law, MORNING))
    world.register()
    _round(world, _clock(MORNING), offices)
    for day in (21, 22):
        _round(world, _clock(datetime(2026, 11, day, 9, 30, tzinfo=SHANGHAI)), offices)
    assert not [row for row in _said(world) if row.chat_id == GROUP]
    _round(world, _clock(datetime(2026, 11, 23, 9, tzinfo=SHANGHAI)), offices)
    assert len([row for row in _said(world) if row.chat_id == GROUP]) == 1


def test_another_hour_in_a_new_rulebook_moves_what_is_planned(world: World) -> None:
    _round(world, _clock(MORNING))
    entry = OfficeEntry(OFFICE, "宜川路街道", rulebook_text(OFFICE).replace('at = "09:00"', 'at = "10:30"'))
    offices = world.database.write_now(lambda session: open_offices(session, [entry], read_law, MORNING))
    _round(world, _clock(MORNING + timedelta(hours=2)), offices)
    assert [row.due_at for row in _rows(world, "YC-B1")] == [SATURDAY_NINE + timedelta(minutes=90)]


def test_without_a_group_the_desk_gets_it_and_reads_why(sqlite: Database) -> None:
    world = World(sqlite)
    world.register()
    _round(world, _clock(MORNING))
    _round(world, _clock(SATURDAY_NINE))
    (row,) = _said(world)
    assert row.person_id == world.cast.clerk.id
    text = _words(world, row, SATURDAY_NINE)
    assert "未办结的工单（1件）" in text
    assert text.endswith("工作群还没有绑定，先发给受理方；在群里发 /bind 绑定。")


def test_an_empty_daily_list_is_one_line(world: World) -> None:
    _round(world, _clock(MORNING))
    _round(world, _clock(SATURDAY_NINE))
    (row,) = _said(world)
    assert _words(world, row, SATURDAY_NINE) == (
        "每日工单处置情况\n宜川路街道　2026年11月20日\n没有未办结的工单、未解决的工单。\n\n依据：三（二）（YC-B1）"
    )


def test_who_is_away_is_stood_in_for_and_a_head_whom_nobody_reaches_is_told_to_the_desk(world: World) -> None:
    world.register()
    monday = datetime(2026, 11, 23, 9, tzinfo=SHANGHAI)
    cast = world.cast
    times = {"starts_at": MORNING, "ends_at": monday + timedelta(days=1)}
    _change(world, Deputy(office_id=OFFICE, person_id=cast.head.id, deputy_id=cast.second_handler.id, **times))

    def fall_silent(session: Session) -> None:
        head = session.get(Person, cast.other_head.id)
        assert head is not None
        head.reachable = False
        session.add(head)

    world.database.write_now(fall_silent)
    _round(world, _clock(MORNING))
    _round(world, _clock(monday))
    (weekly,) = [row for row in _rows(world, "YC-B3") if row.state == kept.SENT]
    readers = {row.person_id for row in _said(world) if row.payload["bulletin_id"] == weekly.id}
    assert readers == {cast.clerk.id, cast.second_handler.id}
    assert any("平安办的负责人" in row.payload["plain"] for row in _said(world, "say"))
    assert [row.what for row in world.read(lambda s: list(s.exec(select(Audit)))) if row.what == "bulletin_unread"]


def test_who_lost_the_post_meanwhile_gets_nothing_and_a_withdrawn_one_is_not_said(world: World) -> None:
    world.register()
    _round(world, _clock(MORNING))
    _round(world, _clock(SATURDAY_NINE))
    (row,) = _said(world)

    def withdraw(session: Session) -> None:
        bulletin = kept.bulletin(session, row.payload["bulletin_id"])
        assert bulletin is not None
        bulletin.state = kept.WITHDRAWN
        session.add(bulletin)

    world.database.write_now(withdraw)
    assert _words(world, row, SATURDAY_NINE) == "通报已作废"


def test_one_that_cannot_be_composed_is_told_to_the_desk_and_holds_up_no_other(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.register()
    _round(world, _clock(MORNING))
    real = bulletins.prepare

    def broken(session: Session, offices: Offices, bulletin_id: int, now: datetime) -> bulletins.Prepared:
        if kept.bulletin(session, bulletin_id).rule == "YC-B7":  # type: ignore[union-attr]
            raise RuntimeError("a table is missing")
        return real(session, offices, bulletin_id, now)

    monkeypatch.setattr(bulletins, "prepare", broken)
    _round(world, _clock(datetime(2026, 11, 21, 16, tzinfo=SHANGHAI)))
    assert {row.state for row in _rows(world, "YC-B7")} == {kept.FAILED, kept.PLANNED}
    assert [row.state for row in _rows(world, "YC-B1")][:1] == [kept.SENT]
    assert any("没有生成" in row.payload["plain"] for row in _said(world, "say"))


def test_a_list_of_hundreds_fits_a_message_and_is_whole_in_the_files(world: World) -> None:
    first = world.register()

    def more(session: Session) -> None:
        known = session.get(Ticket, first)
        assert known is not None
        like = known.model_dump(exclude={"id", "number"})
        session.add_all(Ticket(number=f"2026112001{number:04}", **like) for number in range(89))

    world.database.write_now(more)
    _round(world, _clock(MORNING))
    _round(world, _clock(SATURDAY_NINE))
    (row,) = _said(world)
    text = _words(world, row, SATURDAY_NINE)
    assert "未办结的工单（90件）" in text
    assert "件，点下面的 Word 或 Excel 看全部" in text
    assert len(text) < 3800
    asked = OutboxRow(dedupe_key="x", office_id=OFFICE, person_id=id_of(world.cast.clerk), kind="bulletin_file", lane=3,
                      payload={"bulletin_id": row.payload["bulletin_id"], "form": "Word"}, created_at=MORNING,
                      not_before=MORNING)  # fmt: skip
    said = world.read(lambda session: composing.file(session, world.cast.offices, asked, SATURDAY_NINE))
    assert isinstance(said, Say)
    assert said.papers is not None
    assert len(said.papers.sheets[0].values["sections"][0]["paragraphs"]) == 90
    asked.person_id = id_of(world.cast.handler)
    asked.payload = {"bulletin_id": 10_000, "form": "Word"}
    assert isinstance(world.read(lambda session: composing.file(session, world.cast.offices, asked, MORNING)), Obsolete)
