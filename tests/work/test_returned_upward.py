"""What goes back to the platform above: who hears of it, and what is owed again when it does not go, or comes back."""

import pytest
from sqlmodel import Session

from bot.alerts.cards import LONGEST_REASON, card
from bot.rules.workflow import State
from bot.work import deciding, reopening, returning
from bot.work.administration import units
from bot.work.card_view import card_view, holder_of
from storage import requests, tickets
from storage.rows import id_of
from storage.tables import Request
from tests.people import Cast, settle_under
from tests.work.world import Player, play, sent, shown_to


@pytest.fixture
def player(session: Session, cast: Cast) -> Player:
    """Yichuan, where a branch leader signs what goes back to the platform above (YC-2.2.2); dispatched."""
    player = play(session, cast)
    player.dispatch()
    sent(session)
    return player


def upward(player: Player) -> Request | None:
    player.do(returning.return_upward, player.cast.clerk, reason="不在本街道")
    return next(iter(requests.pending(player.session, player.ticket_id)), None)


def owed(player: Player) -> set[str]:
    return {row.key for row in tickets.duties(player.session, player.ticket_id) if row.met_at is None}


@pytest.mark.parametrize("end", ["refused", "withdrawn"])
def test_a_unit_owes_everything_again_when_its_ticket_stays_after_all(player: Player, end: str) -> None:
    request = upward(player)
    assert request is not None
    assert "YC-T07" not in owed(player)
    if end == "refused":
        facts = {"request_id": id_of(request), "reason": "属于本街道"}
        player.do(deciding.refuse_request, player.cast.unit_leader, **facts)
    else:
        player.do(deciding.withdraw, player.cast.clerk, request_id=id_of(request))
    assert {"YC-T07", "YC-T12"} <= owed(player)
    assert "请继续办理" in shown_to(player.session, player.cast.handler)[-1]


def test_the_unit_hears_that_its_ticket_has_gone_back_to_the_platform(session: Session) -> None:
    player = play(session, settle_under(session, "nanmatou_road"))
    player.dispatch()
    sent(session)
    assert upward(player) is None
    assert player.ticket.state == State.CLOSED
    assert shown_to(session, player.cast.handler)[-1] == "已向上级平台退单，不用再办"
    card = card_view(session, player.cast.offices, player.ticket, player.cast.handler, player.clock)
    assert card.state == "已退回上级平台"
    assert "不在本街道" in card.last


def test_the_card_of_what_went_back_is_in_nobodys_hands_and_asks_for_no_notes(session: Session) -> None:
    player = play(session, settle_under(session, "nanmatou_road"))
    player.dispatch()
    upward(player)
    offices, ticket = player.cast.offices, player.ticket
    html = card(session, offices, ticket, player.cast.clerk, player.clock).message.html
    assert "状态：已退回上级平台\n" in html
    assert "文字记入工单" not in html
    assert holder_of(session, offices, ticket, player.clock) == "已退回上级平台"


def test_a_long_reason_on_a_card_is_seen_to_go_on(session: Session, cast: Cast) -> None:
    player = play(session, cast)
    reason = "理由很长，" * 100
    html = card(session, cast.offices, player.ticket, cast.clerk, player.clock, reason).message.html
    assert f"{reason[: LONGEST_REASON - 1]}…" in html


def test_what_the_platform_did_not_take_back_is_dispatched_a_second_time(session: Session) -> None:
    player = play(session, settle_under(session, "putuo_justice"))
    player.dispatch()
    upward(player)
    player.do(reopening.reopen, player.cast.clerk, reason="市局认定退单理由不充分")
    assert (player.ticket.state, player.ticket.unit_id) == (State.REGISTERED, None)
    assert "PT-T02" in owed(player)
    player.dispatch()
    player.accept()
    assert player.ticket.state == State.HANDLING


@pytest.mark.parametrize("again", [reopening.reopen, reopening.recheck])
def test_a_ticket_of_a_unit_that_is_no_more_comes_back_to_the_desk(session: Session, cast: Cast, again: object) -> None:
    player = play(session, cast)
    player.bring_to(State.CLOSED)
    units.close(session, id_of(cast.administrator), id_of(cast.unit), player.clock)
    player.do(again, cast.clerk, reason="市民不认可")  # type: ignore[arg-type]
    assert (player.ticket.state, player.ticket.unit_id) == (State.REGISTERED, None)
    assert "市民不认可" in shown_to(session, cast.clerk)[-1]
