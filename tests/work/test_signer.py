"""Only whoever signs next has a report that waits for signatures among what waits for them."""

from sqlmodel import Session

from bot.rules.workflow import State
from bot.work import classifying, listing, waiting
from storage.rows import id_of
from storage.tables import Person
from tests.people import Cast
from tests.work.world import Player, play


def waits_for(player: Player, person: Person) -> bool:
    found = waiting.tickets_waiting_for(player.session, person, player.clock)
    listed = listing.mine(player.session, player.cast.offices, person, player.clock)
    assert [ticket.id for ticket, _ in listed] == [ticket.id for ticket in found]
    return player.ticket_id in [id_of(ticket) for ticket in found]


def test_a_report_waits_for_one_signer_at_a_time_and_for_no_leader_besides(session: Session, cast: Cast) -> None:
    player = play(session, cast, is_recheck="是")
    player.bring_to(State.HANDLING)
    player.handle()
    player.submit()
    assert player.ticket.signer == "unit_head"
    assert (waits_for(player, cast.head), waits_for(player, cast.unit_leader)) == (True, False)
    assert not waits_for(player, cast.main_leader)
    player.sign()
    assert player.ticket.signer == "unit_branch_leader"
    assert (waits_for(player, cast.head), waits_for(player, cast.unit_leader)) == (False, True)
    player.sign(cast.unit_leader)
    assert (player.ticket.state, player.ticket.signer) == (State.REVIEWING, "")


def test_a_class_that_asks_for_another_signature_meanwhile_changes_who_signs_next(session: Session, cast: Cast) -> None:
    player = play(session, cast, is_recheck="是")
    player.bring_to(State.HANDLING)
    player.handle()
    player.submit()
    player.sign()
    player.do(classifying.classify, cast.clerk, values={"is_recheck": False})
    assert (player.ticket.state, player.ticket.signer) == (State.REVIEWING, "")
