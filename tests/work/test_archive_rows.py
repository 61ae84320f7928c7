"""Which archives are due and which there are, in both databases; and when one is asked for."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from bot.rules.offered import written_follow_ups
from bot.rules.workflow import State
from bot.work import archive_asking, following_up
from bot.work import archives as work
from bot.work.outcome import Done, Refused
from storage import archives
from storage.archives import Made
from storage.rows import id_of
from storage.tables import Archive, Ticket
from tests.people import MORNING, settle_under
from tests.work.world import World, under

LATER = MORNING + timedelta(days=1)


def row_of(world: World, ticket_id: int) -> Archive:
    found = world.read(lambda session: archives.archive_of(session, ticket_id))
    assert found is not None
    return found


def closed(world: World, **changes: str) -> int:
    """A ticket made closed at a stroke; the life that leads there is another test's."""
    ticket_id = world.register(**changes)

    def close(session: Session) -> None:
        ticket = session.get(Ticket, ticket_id)
        assert ticket is not None
        ticket.state = State.CLOSED
        session.add(ticket)
        session.flush()
        archive_asking.ask(session, ticket, MORNING)

    world.database.write_now(close)
    return ticket_id


def test_what_is_due_is_claimed_once_and_made_at_the_version_asked_for(any_world: World) -> None:
    ticket_id = closed(any_world)
    row = row_of(any_world, ticket_id)
    write, number = any_world.database.write_now, id_of(row)
    assert [one.ticket_id for one in any_world.read(lambda s: archives.due(s, State.CLOSED, MORNING, 5))] == [ticket_id]
    assert write(lambda s: archives.claim(s, number, 1, MORNING, LATER))
    assert not write(lambda s: archives.claim(s, number, 1, MORNING, LATER))
    assert any_world.read(lambda s: archives.due(s, State.CLOSED, MORNING, 5)) == []
    any_world.database.write_now(lambda s: archive_asking.ask(s, any_world.ticket(ticket_id), MORNING))
    assert not write(lambda s: archives.made(s, number, Made(1, "aa", 5_000_000_000, 0), LATER))
    assert (row_of(any_world, ticket_id).state, row_of(any_world, ticket_id).asked) == ("waiting", 2)
    assert write(lambda s: archives.made(s, number, Made(2, "bb", 5_000_000_000, 1), LATER))
    made = row_of(any_world, ticket_id)
    assert (made.state, made.sha256, made.size, made.missing, made.made_at) == ("made", "bb", 5_000_000_000, 1, LATER)


def test_an_open_ticket_is_never_due(any_world: World) -> None:
    ticket_id = any_world.register()
    any_world.database.write_now(lambda s: archive_asking.ask(s, any_world.ticket(ticket_id), MORNING))
    assert any_world.read(lambda s: archives.due(s, State.CLOSED, LATER, 5)) == []


def test_tickets_closed_earlier_are_asked_for_once(any_world: World) -> None:
    ticket_id = closed(any_world)
    any_world.database.write_now(lambda s: s.delete(row_of(any_world, ticket_id)))
    for found in (1, 0):
        assert any_world.database.write_now(lambda s: archive_asking.ask_for_earlier(s, LATER, 10)) == found
    assert row_of(any_world, ticket_id).path.endswith("/20261120000301.zip")


def test_they_are_found_by_month_and_by_the_end_of_the_number(any_world: World) -> None:
    for number in ("20261120000301", "20261120000302", "2026112000_302"):
        closed(any_world, number=number)
    office = any_world.cast.unit.office_id
    assert any_world.read(lambda s: archives.count(s, office)) == 3
    assert any_world.read(lambda s: archives.count(s, office, "2026-10")) == 0
    found = any_world.read(lambda s: archives.page(s, office, "2026-11", "_302"))
    assert [ticket.number for _, ticket in found] == ["2026112000_302"]
    assert any_world.read(lambda s: archives.months(s, office)) == ["2026-11"]
    assert any_world.read(lambda s: archives.page(s, "another", "", "")) == []


@pytest.mark.parametrize("number", ["../../etc/passwd", "a/b", "12 34", "．．", "甲\x00乙", "x" * 200])
def test_a_number_that_is_no_file_name_leads_nowhere(session: Session, number: str) -> None:
    cast = settle_under(session, "beizhan")
    ticket = Ticket(
        office_id=cast.unit.office_id,
        number=number,
        rulebook_id=next(iter(cast.offices.laws)),
        state="closed",
        kind="投诉",
        created_at=MORNING,
        updated_at=MORNING,
    )
    session.add(ticket)
    session.flush()
    archive_asking.ask(session, ticket, MORNING)
    found = archives.archive_of(session, id_of(ticket))
    assert found is not None
    office, month, name = found.path.split("/")
    assert (office, month) == (cast.unit.office_id, "2026-11")
    assert name.endswith(f"-{ticket.id}.zip")
    assert not set(name) & set("/\\\x00 ．")
    assert name.count(".") == 1


def test_what_happens_to_a_closed_ticket_makes_its_archive_anew(session: Session) -> None:
    player = under(session, "putuo_justice", State.CLOSED)
    asked = archives.archive_of(session, player.ticket_id)
    assert asked is not None
    before = asked.asked
    rule = next(iter(written_follow_ups(player.rulebook)))
    player.do(following_up.ask_follow_up, player.cast.clerk, rule_id=rule.id, note="请说明")
    assert asked.asked == before + 1


def test_taking_one_changes_nothing_but_the_story(any_world: World) -> None:
    ticket_id = closed(any_world)
    clerk = any_world.cast.clerk
    waiting = any_world.database.write_now(lambda s: work.take(s, clerk, ticket_id, LATER))
    assert isinstance(waiting, Refused)
    row = row_of(any_world, ticket_id)
    any_world.database.write_now(lambda s: archives.made(s, id_of(row), Made(1, "aa", 100, 0), LATER))
    before = any_world.ticket(ticket_id).revision
    assert isinstance(any_world.database.write_now(lambda s: work.take(s, clerk, ticket_id, LATER)), Done)
    assert any_world.ticket(ticket_id).revision == before
    assert row_of(any_world, ticket_id).state == "made"
