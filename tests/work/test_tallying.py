"""What counts of a ticket follows every act."""

from sqlmodel import Session

from bot.rules.tally import Tally, read
from bot.rules.workflow import State
from bot.work import catching_up
from storage import tallies
from storage.database import Database
from storage.tables import TallyRow
from tests.people import MORNING, settle_in
from tests.work.world import Player, play


def _row(player: Player) -> TallyRow:
    row = tallies.tally(player.session, player.ticket_id)
    assert row is not None
    return row


def _tally(player: Player) -> Tally:
    return read(tallies.words_of(player.session, _row(player)), False, False)


def test_a_ticket_counts_from_its_registration_to_its_end(database: Database) -> None:
    def work(session: Session) -> None:
        player = play(session, settle_in(session))
        started = _tally(player)
        assert (started.unit_id, started.outcome, started.is_closed) == (None, "", False)
        player.dispatch()
        player.accept()
        assert (_tally(player).contact, _tally(player).finish) == ("open", "open")
        player.handle()
        assert _tally(player).contact == "in_time"
        player.submit()
        player.sign()
        player.approve()
        player.close()
        row = _tally(player)
        assert (row.contact, row.finish, row.outcome, row.satisfaction) == ("in_time", "in_time", "实际解决", "满意")
        assert (row.unit_id, row.first_unit_id, row.contacted) == (player.cast.unit.id, player.cast.unit.id, "是")
        assert row.is_closed
        assert _row(player).closed_at is not None

    database.write_now(work)


def test_a_caller_who_denies_that_it_was_solved_is_believed_over_the_report(database: Database) -> None:
    def work(session: Session) -> None:
        player = play(session, settle_in(session))
        player.bring_to(State.CALLING_BACK)
        player.call_back(solved=False, satisfied="不满意")
        row = _tally(player)
        assert (row.outcome, row.satisfaction, row.is_closed) == ("未解决", "不满意", False)
        assert row.finish == "open"

    database.write_now(work)


def test_tickets_from_before_an_upgrade_are_counted_later(database: Database) -> None:
    def work(session: Session) -> None:
        cast = settle_in(session)
        player = play(session, cast)
        session.delete(_row(player))
        player.ticket.matched_at = None
        session.flush()
        assert [catching_up.catch_up(session, cast.offices, 10, MORNING) for _ in range(2)] == [1, 0]
        assert _row(player).received_at <= MORNING

    database.write_now(work)
