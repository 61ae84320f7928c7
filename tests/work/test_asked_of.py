"""Who is asked for their word on a request finds it among what waits for them, and leaves it to the next when going."""

import pytest
from sqlmodel import Session

from bot.rules.workflow import State
from bot.work import following_up, listing, reopening, supervising, waiting
from bot.work.administration import people
from bot.work.outcome import Done
from storage import tickets
from storage.rows import id_of
from storage.tables import Event, Person
from tests.people import Cast, desk_leader, settle_under
from tests.work.world import Player, play, shown_to


@pytest.fixture
def supervised(session: Session) -> Player:
    """Putuo, where both leaders agree before a ticket is supervised (PT-2.1)."""
    player = play(session, settle_under(session, "putuo_justice"))
    player.bring_to(State.HANDLING)
    player.do(supervising.supervise, player.cast.clerk, reason="安全隐患")
    return player


def listed(player: Player, person: Person) -> bool:
    found = listing.mine(player.session, player.cast.offices, person, player.clock)
    waits = waiting.tickets_waiting_for(player.session, person, player.clock)
    assert [id_of(ticket) for ticket, _ in found] == [id_of(ticket) for ticket in waits]
    return player.ticket_id in [id_of(ticket) for ticket in waits]


def test_a_request_is_on_the_list_of_whose_turn_it_is_and_of_nobody_else(supervised: Player) -> None:
    leader = desk_leader(supervised.session, supervised.cast)
    assert listed(supervised, leader)
    assert not listed(supervised, supervised.cast.main_leader)
    assert not listed(supervised, supervised.cast.unit_leader)


def test_an_explanation_on_a_closed_ticket_is_on_its_signers_list(session: Session) -> None:
    player = play(session, settle_under(session, "putuo_justice"))
    player.bring_to(State.CLOSED)
    player.do(following_up.ask_follow_up, player.cast.clerk, rule_id="PT-B2", note="市局通报")
    player.do(following_up.follow_up, player.cast.handler, rule_id="PT-B2", text="原因和举措。")
    assert listed(player, player.cast.unit_leader)


def test_who_leaves_before_saying_yes_or_no_leaves_it_to_the_next(supervised: Player) -> None:
    session, cast = supervised.session, supervised.cast
    leader = desk_leader(session, cast)
    answer = people.revoke(session, id_of(cast.administrator), id_of(leader), supervised.clock)
    assert isinstance(answer, Done), answer
    assert answer.told.endswith("手上的工单转给：林晓 1件（…000301）。")
    assert f"{leader.name}已离岗，由您接着办" in shown_to(session, cast.clerk)[-1]


def test_a_recheck_waits_for_the_informant_again(session: Session, cast: Cast) -> None:
    player = play(session, cast)
    player.bring_to(State.CLOSED)
    player.do(reopening.recheck, cast.clerk, reason="回访不满意")
    waits = waiting.tickets_waiting_for(session, cast.informant, player.clock)
    assert [id_of(ticket) for ticket in waits] == [player.ticket_id]
    assert isinstance(tickets.last_event(session, player.ticket_id, "first_contact"), Event)
