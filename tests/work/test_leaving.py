"""What was in the hands of somebody who leaves goes to whoever is next, on either database."""

import pytest
from sqlmodel import Session

from bot.rules.workflow import State
from bot.work import leaving, staff
from bot.work.administration import people, posts
from bot.work.outcome import Done, Refused
from storage import staff as stored
from storage import tickets
from storage.rows import id_of
from storage.tables import Deputy, Person, Post, Ticket
from tests.people import MORNING, Cast, later
from tests.work.world import World, audited, play, shown_to


def test_a_handler_who_is_revoked_leaves_to_the_other_handler(any_world: World) -> None:
    cast = any_world.cast
    ticket_id = any_world.register()
    any_world.bring_to(ticket_id, State.HANDLING)

    def revoke(session: Session) -> Done | Refused:
        return people.revoke(session, id_of(cast.administrator), id_of(cast.handler), later(60))

    before = any_world.ticket(ticket_id).revision
    answer = any_world.database.write_now(revoke)
    assert isinstance(answer, Done), answer
    assert "李四 1件" in answer.told
    ticket = any_world.ticket(ticket_id)
    assert (ticket.handler_id, ticket.revision, ticket.state) == (cast.second_handler.id, before + 1, "handling")
    event = any_world.read(lambda session: tickets.last_event(session, ticket_id, "handed_over"))
    assert event is not None
    assert event.data == {"from": cast.handler.id, "to": cast.second_handler.id, "party": "unit"}


def revoked(session: Session, cast: Cast, person: Person) -> str:
    answer = people.revoke(session, id_of(cast.administrator), id_of(person), later(60))
    assert isinstance(answer, Done), answer
    return answer.told


def test_what_another_handler_accepted_is_not_passed_on(session: Session, cast: Cast) -> None:
    play(session, cast).bring_to(State.HANDLING)
    assert "手上没有工单" in revoked(session, cast, cast.second_handler)


@pytest.mark.parametrize(
    ("state", "who", "to"),
    [
        (State.DISPATCHED, "handler", "李四 1件"),
        (State.DISPATCHED, "informant", "冯兰 1件"),
        (State.SIGNING, "head", "郑华 1件"),
        (State.REGISTERED, "clerk", "没有人可接 1件"),
    ],
)
def test_each_partys_next_step_goes_to_the_next_on_the_ladder(
    session: Session, cast: Cast, state: State, who: str, to: str
) -> None:
    play(session, cast).bring_to(state)
    assert to in revoked(session, cast, getattr(cast, who))


def test_closed_tickets_and_those_of_others_stay_as_they_are(session: Session, cast: Cast) -> None:
    player = play(session, cast)
    player.bring_to(State.CLOSED)
    revision = player.ticket.revision
    assert "手上没有工单" in revoked(session, cast, cast.handler)
    assert player.ticket.revision == revision


def test_whoever_a_leaver_stood_in_for_hears_for_themselves_again(session: Session, cast: Cast) -> None:
    row = Deputy(
        office_id=cast.head.office_id,
        person_id=id_of(cast.head),
        deputy_id=id_of(cast.handler),
        starts_at=MORNING,
        ends_at=later(60 * 24 * 7),
    )
    session.add(row)
    session.flush()
    revoked(session, cast, cast.handler)
    assert row.ends_at == later(60)
    assert shown_to(session, cast.head, "say")[-1].startswith("代您顶岗的张三已离岗")


def test_a_post_that_is_taken_passes_on_only_what_hung_on_it(session: Session, cast: Cast) -> None:
    ticket = play(session, cast).bring_to(State.HANDLING)
    posts.give(session, id_of(cast.administrator), id_of(cast.handler), "unit_head", cast.other_unit.id, 1, later(50))
    held = leaving.in_hand(session, cast.handler, later(60))
    assert [(one.ticket.id, one.party) for one in held] == [(ticket.id, "unit")]
    head = staff_post(session, cast.handler, "unit_head")
    answer = posts.take(session, id_of(cast.administrator), id_of(cast.handler), head, later(60))
    assert answer == Done("张三不再是：平安办 部门负责人。")
    fresh = session.get(Ticket, ticket.id)
    assert fresh is not None
    assert fresh.handler_id != cast.second_handler.id


def staff_post(session: Session, person: Person, role: str) -> int:
    return next(id_of(post) for post in stored.posts(session, id_of(person)) if post.role == role)


def test_a_roster_that_moves_somebody_passes_on_what_was_accepted(session: Session, cast: Cast) -> None:
    play(session, cast).bring_to(State.HANDLING)
    rows = staff.read_roster("姓名,岗位,单位,角别\n张三,经办人,平安办,B\n".encode())
    assert not isinstance(rows, staff.RosterFaults)
    assert staff.load_roster(session, cast.handler.office_id, rows, later(60)) == []
    assert shown_to(session, cast.second_handler)[-1] == "张三的岗位有变动，由您接着办"


def test_an_invitation_by_the_administrator_is_on_record_and_useless_when_late(session: Session, cast: Cast) -> None:
    cast.second_handler.chat_id = None
    session.add(cast.second_handler)
    session.flush()
    answer = people.invite(session, id_of(cast.administrator), id_of(cast.second_handler), "hotline_bot", MORNING)
    assert isinstance(answer, Done)
    assert audited(session)[-2:] == ["invitation_made", "person_invited"]
    assert "https://t.me/hotline_bot?start=" in shown_to(session, cast.administrator, "say")[-1]


@pytest.mark.parametrize("name", ["", "13800001001", "张三1", "甲" * 41, "张<b>", "张\n三"])
def test_what_can_be_no_name_is_refused(session: Session, cast: Cast, name: str) -> None:
    assert people.add(session, id_of(cast.administrator), name, MORNING) == people.BAD_NAME


def test_an_a_who_is_moved_from_a_second_unit_stays_the_a(session: Session, cast: Cast) -> None:
    beside = Post(office_id=cast.handler.office_id, person_id=id_of(cast.handler), role="handler", rank=2)
    beside.unit_id = cast.other_unit.id
    session.add(beside)
    session.flush()
    moved = posts.transfer(session, id_of(cast.administrator), id_of(cast.handler), id_of(cast.unit), MORNING)
    assert isinstance(moved, Done), moved
    held = [(post.unit_id, post.rank) for post in stored.posts(session, id_of(cast.handler)) if post.role == "handler"]
    assert held == [(cast.unit.id, 1)]
