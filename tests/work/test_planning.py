"""Duties and alarms after an act: only the difference is written; an alarm that is no longer planned says why."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from bot.rules.workflow import State
from bot.work import correcting, planning
from bot.work.notices import refresh_cards, show_card
from storage.rows import id_of
from storage.tables import AlarmRow, DutyRow, OutboxRow, Posted
from tests.people import Cast, later
from tests.work.world import Player, everything, play, sent


@pytest.fixture
def player(session: Session, cast: Cast) -> Player:
    return play(session, cast)


def alarms(player: Player, **wanted: str) -> list[AlarmRow]:
    found = player.session.exec(select(AlarmRow).order_by(AlarmRow.id)).all()  # type: ignore[arg-type]
    return [alarm for alarm in found if all(getattr(alarm, name) == value for name, value in wanted.items())]


def test_planning_twice_writes_nothing_the_second_time(player: Player) -> None:
    player.bring_to(State.HANDLING)
    before = everything(player.session)
    planning.replan(player.session, player.cast.offices, player.ticket, later(100))
    assert everything(player.session) == before


def test_an_alarm_of_a_duty_that_is_met_ends_with_the_reason(player: Player) -> None:
    assert alarms(player, key="YC-T01", state="waiting")
    player.dispatch()
    ended = alarms(player, key="YC-T01")
    assert {(alarm.state, alarm.reason, alarm.ended_at) for alarm in ended} == {("obsolete", "已完成", player.clock)}


def test_an_alarm_of_a_duty_that_no_longer_applies_says_so(session: Session, cast: Cast) -> None:
    player = play(session, cast, urgency="紧急")
    player.do(correcting.correct, cast.clerk, fields={"urgency": "普通"})
    gone = {alarm.key for alarm in alarms(player, reason="情况变化，此项不再适用")}
    assert gone
    assert gone.isdisjoint(session.exec(select(DutyRow.key)))


def test_an_alarm_of_a_limit_that_moved_is_replaced_by_the_new_one(player: Player) -> None:
    before = alarms(player, key="YC-T01", stage="due")[0].due_at
    player.do(correcting.correct, player.cast.clerk, fields={"platform_dispatched_at": "2026-11-20 09:10"})
    old, new = alarms(player, key="YC-T01", stage="due")
    assert (old.state, old.reason, old.due_at) == ("obsolete", "时限已变更", before)
    assert (new.state, new.due_at) == ("waiting", before - timedelta(minutes=10))


def test_an_alarm_that_has_fired_stays_fired(player: Player) -> None:
    fired = alarms(player, key="YC-T01", stage="due")[0]
    fired.state = "fired"
    player.session.add(fired)
    player.session.flush()
    planning.replan(player.session, player.cast.offices, player.ticket, later(100))
    player.dispatch()
    assert [alarm.state for alarm in alarms(player, key="YC-T01", stage="due")] == ["fired"]


def test_no_two_alarms_of_a_ticket_stand_for_the_same_moment(player: Player) -> None:
    player.bring_to(State.CLOSED)
    keys = [(alarm.key, alarm.stage, alarm.due_at) for alarm in alarms(player)]
    assert len(keys) == len(set(keys))


def post_card(player: Player, message_id: int) -> Posted:
    handler = player.cast.handler
    posted = Posted(
        chat_id=handler.chat_id or 0,
        message_id=message_id,
        ticket_id=player.ticket_id,
        person_id=handler.id,
        kind="card",
        at=later(0),
    )
    player.session.add(posted)
    player.session.flush()
    return posted


def refreshes(player: Player) -> list[OutboxRow]:
    return list(player.session.exec(select(OutboxRow).where(OutboxRow.kind == "refresh")))


def test_an_act_redraws_the_newest_card_in_each_chat_once(player: Player) -> None:
    player.bring_to(State.HANDLING)
    post_card(player, 1)
    newest = post_card(player, 2)
    player.contact()
    player.visit()
    assert [row.payload for row in refreshes(player)] == [{"posted_id": newest.id}]
    sent(player.session)
    player.prove()
    assert [row.payload for row in refreshes(player)][1:] == [{"posted_id": newest.id}]


def test_who_gets_a_new_card_has_the_old_one_left_alone(player: Player) -> None:
    player.dispatch()
    post_card(player, 1)
    refresh_cards(player.session, player.ticket, later(60), besides=[player.cast.handler])
    assert refreshes(player) == []


def test_a_card_that_still_waits_takes_the_newer_reason(player: Player) -> None:
    for reason in ("新派工单", "办结报告被退回重办"):
        show_card(player.session, player.ticket, player.cast.handler, reason, later(60))
    rows = player.session.exec(select(OutboxRow).where(OutboxRow.person_id == id_of(player.cast.handler))).all()
    assert [row.payload for row in rows] == [{"reason": "办结报告被退回重办"}]


def test_the_card_of_an_urgent_ticket_leaves_first(session: Session, cast: Cast) -> None:
    urgent, plain = play(session, cast, urgency="紧急"), play(session, cast, number="20261120000302")
    lanes = {row.ticket_id: row.lane for row in session.exec(select(OutboxRow).where(OutboxRow.kind == "card"))}
    assert lanes[urgent.ticket_id] < lanes[plain.ticket_id]
