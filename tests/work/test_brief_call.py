"""Nanmatou's brief call (先行简告): three tries an hour apart, reminded of, and told to the unit with their times."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from bot.work import contact, dispatch
from bot.work.outcome import Done, Refused
from storage import tickets
from storage.tables import AlarmRow, DutyRow
from tests.people import MORNING, settle_under
from tests.work.world import Player, play, shown_to

AGAIN = "NM-T01r"


@pytest.fixture
def player(session: Session) -> Player:
    return play(session, settle_under(session, "nanmatou_road"))


def call(player: Player, minutes: int, reached: bool = False) -> Done | Refused:
    player.clock = MORNING + timedelta(minutes=minutes)
    return player.act(contact.desk_contact, player.cast.clerk, how="电话", reached=reached)


def owed(player: Player) -> list[DutyRow]:
    return [row for row in tickets.duties(player.session, player.ticket_id) if row.key == AGAIN and row.met_at is None]


def reason_for_the_unit(player: Player) -> str:
    units = {"unit_id": player.cast.unit.id, "territory_id": player.cast.territory.id}
    player.act(dispatch.dispatch, player.cast.clerk, **units)
    return shown_to(player.session, player.cast.handler)[-1]


def test_after_a_call_in_vain_the_next_ones_are_owed_and_reminded_of(player: Player) -> None:
    assert owed(player) == []
    call(player, 10)
    assert [row.owed_by for row in owed(player)] == ["desk"]
    alarms = player.session.exec(select(AlarmRow).where(AlarmRow.key == AGAIN, AlarmRow.state == "waiting")).all()
    assert sorted(row.fire_at - MORNING for row in alarms) == [timedelta(minutes=70), timedelta(minutes=130)]


@pytest.mark.parametrize("reached", [True, False])
def test_they_are_owed_until_somebody_answers_or_three_were_in_vain(player: Player, reached: bool) -> None:
    for minutes in (10, 70):
        call(player, minutes)
    assert len(owed(player)) == 1
    call(player, 130, reached)
    assert owed(player) == []


def test_a_call_that_was_answered_at_once_owes_no_other(player: Player) -> None:
    call(player, 10, reached=True)
    assert owed(player) == []
    assert reason_for_the_unit(player) == "新派工单，请城建办接单"


def test_the_unit_reads_when_the_desk_called_in_vain(player: Player) -> None:
    for minutes in (10, 70, 130):
        call(player, minutes)
    assert reason_for_the_unit(player) == "新派工单，请城建办接单；街道城运中心09:40、10:40、11:40拨打来电人未接通"
