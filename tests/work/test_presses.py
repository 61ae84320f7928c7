"""Two at once: one wins, the other hears who was faster; nothing happens twice. On both databases."""

from functools import partial
from typing import Any

import pytest
from sqlmodel import Session, select

from bot.rules.workflow import State
from bot.work import approval, callback, contact, dispatch, handling, intake, staff
from bot.work.outcome import Done, Refused
from storage import tickets
from storage.rows import id_of
from storage.tables import Event, Person, Ticket
from tests.people import MORNING, TICKET, later
from tests.work.at_once import at_once
from tests.work.world import Answer, World

NOON = later(240)


def test_two_handlers_accept_and_the_loser_hears_who_was_faster(any_world: World) -> None:
    for turn in range(5):
        ticket_id = any_world.register(number=f"2026112000{turn:04d}")
        any_world.bring_to(ticket_id, State.DISPATCHED)
        cast = any_world.cast
        both = (cast.handler, cast.second_handler)
        answers = at_once(*(partial(any_world.act, dispatch.accept, one, ticket_id, now=NOON) for one in both))
        won = [answer for answer in answers if isinstance(answer, Done)]
        lost = [answer for answer in answers if isinstance(answer, Refused)]
        assert len(won) == len(lost) == 1
        assert lost[0].reason in ("张三 13:30 已接单", "李四 13:30 已接单")
        assert _count(any_world, ticket_id, "accepted") == 1


def test_one_person_pressing_twice_does_it_once_and_hears_the_same(any_world: World) -> None:
    ticket_id = any_world.register()
    any_world.bring_to(ticket_id, State.DISPATCHED)
    press = partial(any_world.act, dispatch.accept, any_world.cast.handler, ticket_id, now=NOON)
    answers = at_once(press, press, press)
    assert answers == [Done("已接单。", ticket_id)] * 3
    assert _count(any_world, ticket_id, "accepted") == 1


def test_two_clerks_register_the_same_number_and_one_ticket_exists(any_world: World) -> None:
    def register() -> Answer:
        cast = any_world.cast
        return any_world.database.write_now(
            lambda session: intake.register(session, cast.offices, id_of(cast.clerk), TICKET, MORNING)
        )

    answers = at_once(register, register, register, register)
    assert all(isinstance(answer, Done) for answer in answers), answers
    assert len(any_world.read(lambda session: session.exec(select(Ticket)).all())) == 1


def test_a_signature_and_its_refusal_at_once_leave_one_of_them(any_world: World) -> None:
    ticket_id = any_world.register()
    any_world.bring_to(ticket_id, State.SIGNING)
    cast = any_world.cast
    report = any_world.read(lambda session: tickets.last_report(session, ticket_id))
    assert report is not None
    at_once(
        lambda: any_world.act(
            approval.sign, cast.head, ticket_id, report_id=id_of(report), sha256=report.sha256, now=NOON
        ),
        lambda: any_world.act(
            approval.refuse_signature, cast.head, ticket_id, report_id=id_of(report), reason="不清楚", now=NOON
        ),
    )
    given, refused = _count(any_world, ticket_id, "signature_given"), _count(any_world, ticket_id, "signature_refused")
    assert (given, refused) in ((1, 0), (0, 1))
    expected = State.REVIEWING if given else State.HANDLING
    assert any_world.ticket(ticket_id).state == expected


def test_two_of_the_field_record_the_first_contact_once(any_world: World) -> None:
    ticket_id = any_world.register()
    any_world.bring_to(ticket_id, State.HANDLING)
    cast = any_world.cast
    facts: dict[str, Any] = {"reached": True, "how": "电话", "at": later(60), "now": NOON}
    answers = at_once(
        lambda: any_world.act(contact.first_contact, cast.informant, ticket_id, **facts),
        lambda: any_world.act(contact.first_contact, cast.handler, ticket_id, **facts),
    )
    assert sum(isinstance(answer, Done) for answer in answers) == 1
    assert _count(any_world, ticket_id, "first_contact") == 1


def test_closing_and_sending_back_at_once_do_not_both_happen(any_world: World) -> None:
    ticket_id = any_world.register()
    any_world.bring_to(ticket_id, State.CALLING_BACK)
    clerk = any_world.cast.clerk
    well = {"reached": True, "contacted": True, "answered": True, "solved": True, "satisfied": "满意", "now": NOON}
    at_once(
        lambda: any_world.act(callback.call_back, clerk, ticket_id, **well),
        lambda: any_world.act(callback.call_back, clerk, ticket_id, **{**well, "solved": False}),
    )
    assert _count(any_world, ticket_id, "called_back") == 1
    assert any_world.ticket(ticket_id).state in (State.CLOSED, State.HANDLING)


def test_an_invitation_used_twice_at_once_binds_one_chat(any_world: World) -> None:
    person_id = id_of(any_world.cast.other_handler)
    secret = any_world.database.write_now(lambda session: _invite(session, person_id))

    def redeem(chat_id: int) -> Answer:
        return any_world.database.write_now(lambda session: staff.redeem(session, secret, chat_id, NOON))

    answers = at_once(lambda: redeem(5001), lambda: redeem(5002))
    assert sorted(type(answer).__name__ for answer in answers) == ["Done", "Refused"]


def test_notes_of_two_people_at_once_are_both_kept(any_world: World) -> None:
    ticket_id = any_world.register()
    any_world.bring_to(ticket_id, State.HANDLING)
    cast = any_world.cast
    before = any_world.ticket(ticket_id).revision
    at_once(
        lambda: any_world.act(handling.note, cast.handler, ticket_id, text="甲", now=NOON),
        lambda: any_world.act(handling.note, cast.informant, ticket_id, text="乙", now=NOON),
    )
    assert _count(any_world, ticket_id, "note") == 2
    assert any_world.ticket(ticket_id).revision == before + 2


@pytest.mark.parametrize("times", [20])
def test_many_pairs_of_presses_leave_one_winner_each(world: World, times: int) -> None:
    for turn in range(times):
        ticket_id = world.register(number=f"2026112100{turn:04d}")
        world.bring_to(ticket_id, State.DISPATCHED)
        cast = world.cast
        both = (cast.second_handler, cast.handler)
        answers = at_once(*(partial(world.act, dispatch.accept, one, ticket_id, now=NOON) for one in both))
        assert sorted(type(answer).__name__ for answer in answers) == ["Done", "Refused"]


def _invite(session: Session, person_id: int) -> str:
    person = session.get(Person, person_id)
    assert person is not None
    person.chat_id = None
    session.add(person)
    return staff.invite(session, person, NOON)


def _count(world: World, ticket_id: int, kind: str) -> int:
    query = select(Event).where(Event.ticket_id == ticket_id, Event.kind == kind)
    return len(world.read(lambda session: session.exec(query).all()))
