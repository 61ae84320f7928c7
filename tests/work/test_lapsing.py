"""The time for a return is over: what is written down, once, and who hears of it."""

from dataclasses import replace
from datetime import datetime

import pytest
from sqlmodel import Session, col, select

from bot.alerts.due import plan_due
from bot.rulebooks.load import rulebook_text
from bot.rules.alarms import COMPLETION
from bot.rules.workflow import State
from bot.work import dispatch, lapsing, reopening
from bot.work.offices import OfficeEntry, open_offices
from bot.work.outcome import Done, Refused
from bot.work.planning import duties_of
from storage.rows import id_of
from storage.tables import AlarmRow, Event, OutboxRow, Person, Request
from tests.people import MORNING, OFFICE, Cast, read_law
from tests.rules.laws import at
from tests.work.acts import taken_back
from tests.work.world import Player, World, play, story

LAPSED, TOLD_AT = at("11-26 23:59:59"), at("11-27 09:00")


@pytest.fixture
def player(session: Session, cast: Cast) -> Player:
    """Sent to 城建办 on Friday 20 November: four working days end on Thursday."""
    player = play(session, cast)
    player.dispatch()
    return player


def lapse(player: Player, now: datetime = TOLD_AT, key: str = "YC-T12") -> Done | Refused:
    return lapsing.lapse(player.session, player.cast.offices, player.ticket_id, key=key, now=now)


def alarm(player: Player) -> AlarmRow:
    query = select(AlarmRow).where(AlarmRow.ticket_id == player.ticket_id, AlarmRow.stage == "lapsed")
    return player.session.exec(query.order_by(col(AlarmRow.id).desc())).first()  # type: ignore[return-value]


def tick(player: Player, now: datetime = TOLD_AT) -> None:
    plan_due(player.session, player.cast.offices, now)
    player.session.flush()
    player.session.expire_all()


def told(player: Player) -> list[tuple[str, str]]:
    """Who hears that the time is over, and as what kind of message."""
    rows = player.session.exec(select(OutboxRow).where(OutboxRow.alarm_id == alarm(player).id)).all()
    return sorted((player.session.get_one(Person, row.person_id).name, row.kind) for row in rows)


def test_a_ticket_nobody_accepted_counts_as_received_from_the_end_of_the_time(player: Player) -> None:
    assert alarm(player).fire_at == TOLD_AT
    tick(player)
    assert player.ticket.state == State.HANDLING
    assert player.ticket.handler_id is None
    deemed, accepted = player.session.exec(select(Event).order_by(col(Event.id).desc()).limit(2)).all()[::-1]
    assert (deemed.kind, deemed.at, deemed.recorded_at) == ("deemed_accepted", LAPSED, TOLD_AT)
    assert deemed.data == {"rule": "YC-T12", "unit_id": player.cast.unit.id}
    assert (accepted.kind, accepted.at, accepted.person_id, accepted.data["deemed"]) == ("accepted", LAPSED, None, True)
    visit = next(duty for duty in duties_of(player.session, player.cast.offices, player.ticket) if duty.key == "YC-T08")
    assert (visit.starts_at, visit.due_at) == (LAPSED, at("11-27 23:59:59"))


def test_both_handlers_the_informant_the_head_and_the_desk_hear_it_once(player: Player) -> None:
    tick(player)
    everybody = [
        ("周敏", "reminder"), ("吴刚", "escalation"), ("张三", "reminder"), ("李四", "reminder"), ("林晓", "reminder")
    ]  # fmt: skip
    assert told(player) == sorted(everybody)
    assert alarm(player).state == "fired"
    tick(player, at("11-27 09:01"))
    assert told(player) == sorted(everybody)


def test_it_is_written_down_once_however_often_it_is_tried(player: Player) -> None:
    assert isinstance(lapse(player), Done)
    revision, kinds = player.ticket.revision, story(player.session, player.ticket_id)
    assert isinstance(lapse(player, at("11-27 10:00")), Done)
    assert (player.ticket.revision, story(player.session, player.ticket_id)) == (revision, kinds)


def test_a_crash_before_the_commit_loses_nothing_and_doubles_nothing(player: Player) -> None:
    with taken_back(player.session):
        tick(player)
    assert (player.ticket.state, alarm(player).state) == (State.DISPATCHED, "waiting")
    tick(player)
    assert story(player.session, player.ticket_id).count("deemed_accepted") == 1
    assert len(told(player)) == 5


def test_who_accepted_stays_the_handler_and_no_second_acceptance_is_written(player: Player) -> None:
    player.accept()
    tick(player)
    assert player.ticket.handler_id == player.cast.handler.id
    kinds = story(player.session, player.ticket_id)
    assert (kinds.count("accepted"), kinds.count("deemed_accepted")) == (1, 1)


def test_nobody_hears_that_the_time_is_over_for_a_ticket_that_the_unit_has_worked_on(player: Player) -> None:
    player.accept()
    player.visit()
    tick(player)
    assert told(player) == []
    assert (alarm(player).state, alarm(player).reason) == ("folded", lapsing.AT_WORK)
    assert "deemed_accepted" in story(player.session, player.ticket_id)


def test_a_unit_that_only_accepted_hears_that_it_keeps_the_ticket(player: Player) -> None:
    player.accept()
    player.contact()
    tick(player)
    assert len(told(player)) == 5


def test_the_end_of_the_time_wakes_nobody_at_night_of_an_urgent_ticket_either(session: Session, cast: Cast) -> None:
    player = play(session, cast, urgency="紧急")
    player.dispatch()
    tick(player, LAPSED)
    assert (alarm(player).state, alarm(player).fire_at, alarm(player).lane) == ("waiting", TOLD_AT, COMPLETION)
    tick(player)
    (accepted,) = session.exec(select(Event).where(Event.kind == "accepted")).all()
    assert (accepted.at, len(told(player))) == (LAPSED, 5)


def test_a_unit_that_gets_the_ticket_after_another_had_accepted_it_hears_it(player: Player) -> None:
    player.accept()
    player.clock = at("11-25 10:00")
    units = {"unit_id": player.cast.other_unit.id, "territory_id": player.cast.territory.id}
    player.do(dispatch.dispatch, player.cast.clerk, **units)
    tick(player, at("12-02 09:00"))
    assert "钱进" in [name for name, _ in told(player)]


def test_what_a_unit_did_before_a_recheck_is_no_sign_that_it_is_at_work_now(session: Session, cast: Cast) -> None:
    player = play(session, cast)
    player.bring_to(State.CLOSED)
    player.do(reopening.recheck, cast.clerk, reason="回访不满意")
    assert player.ticket.state == State.DISPATCHED
    assert lapsing.is_news(session, player.ticket_id)


def test_nothing_lapses_while_a_return_is_asked_for(player: Player) -> None:
    request = Request(
        ticket_id=player.ticket_id, kind="return", rule="YC-2.2.2", text="x", sha256="x",
        made_by=id_of(player.cast.handler), made_at=MORNING,
    )  # fmt: skip
    player.session.add(request)
    player.session.flush()
    tick(player)
    assert (player.ticket.state, told(player)) == (State.DISPATCHED, [])
    assert (alarm(player).state, alarm(player).reason) == ("obsolete", "已申请退单，等待审批")


def test_nothing_lapses_once_a_return_was_applied_for(player: Player) -> None:
    event = Event(ticket_id=player.ticket_id, kind="return_applied", at=player.clock, recorded_at=player.clock)
    player.session.add(event)
    player.session.flush()
    tick(player)
    assert (player.ticket.state, told(player)) == (State.DISPATCHED, [])


def test_a_return_that_was_refused_puts_nothing_off(player: Player) -> None:
    for kind in ("return_applied", "return_refused"):
        player.session.add(Event(ticket_id=player.ticket_id, kind=kind, at=player.clock, recorded_at=player.clock))
        player.session.flush()
    tick(player)
    assert player.ticket.state == State.HANDLING


def test_a_ticket_whose_report_is_under_way_is_left_alone(player: Player) -> None:
    player.accept()
    player.handle()
    player.submit()
    tick(player)
    assert "deemed_accepted" not in story(player.session, player.ticket_id)
    assert (alarm(player).state, alarm(player).reason) == ("folded", "工单已不在处置部门手中")


def test_every_unit_has_the_time_for_itself(player: Player) -> None:
    player.clock = at("11-25 10:00")
    units = {"unit_id": player.cast.other_unit.id, "territory_id": player.cast.territory.id}
    player.do(dispatch.dispatch, player.cast.clerk, **units)
    tick(player)
    assert player.ticket.state == State.DISPATCHED
    assert alarm(player).fire_at == at("12-02 09:00")
    tick(player, at("12-02 09:00"))
    assert player.ticket.state == State.HANDLING


def test_who_accepts_afterwards_hears_why_it_is_too_late(player: Player) -> None:
    tick(player)
    answer = player.act(dispatch.accept, player.cast.handler)
    assert isinstance(answer, Refused)
    assert answer.reason == "退单时限已过，本工单已视作接收，请直接办理。"


def test_an_office_whose_document_deems_nothing_only_tells(session: Session, cast: Cast) -> None:
    entry = OfficeEntry(OFFICE, "南码头路街道", rulebook_text("nanmatou_road"))
    player = play(session, replace(cast, offices=open_offices(session, [entry], read_law, MORNING)))
    player.dispatch()
    player.accept()
    assert alarm(player).fire_at == at("11-24 09:00")
    tick(player, at("11-24 09:00"))
    kinds = story(session, player.ticket_id)
    assert (kinds.count("window_lapsed"), kinds.count("deemed_accepted")) == (1, 0)
    assert told(player) == sorted(
        [("吴刚", "escalation"), ("张三", "reminder"), ("李四", "reminder"), ("林晓", "reminder")]
    )


def test_the_same_happens_on_both_databases(any_world: World) -> None:
    ticket_id = any_world.register()
    any_world.bring_to(ticket_id, State.DISPATCHED)
    for _ in range(2):
        any_world.database.write_now(lambda session: plan_due(session, any_world.cast.offices, TOLD_AT))
    assert any_world.ticket(ticket_id).state == State.HANDLING
    assert any_world.read(lambda session: story(session, ticket_id)).count("deemed_accepted") == 1
