"""Who sees a ticket, who hears about it, and what each can do with it."""

import pytest
from sqlmodel import Session

from bot.rules.workflow import EVER_ALLOWED, Act, State
from bot.work import access, handling, staff
from bot.work.outcome import NO_SUCH_TICKET, Done, Refused
from storage import staff as people
from storage.rows import id_of
from storage.tables import Deputy, OutboxRow, Person, Ticket
from tests.people import MORNING, NAMES, STRANGER_CHAT, Cast, later, settle_in
from tests.work.acts import attempt, taken_back
from tests.work.world import Player, play


@pytest.fixture
def player(session: Session, cast: Cast) -> Player:
    player = play(session, cast)
    player.bring_to(State.HANDLING)
    return player


def away(player: Player, person: Person, deputy: Person, start: int = 0, end: int = 60 * 24) -> None:
    player.session.add(
        Deputy(
            office_id=person.office_id,
            person_id=id_of(person),
            deputy_id=id_of(deputy),
            starts_at=later(start),
            ends_at=later(end),
        )
    )
    player.session.flush()


def lost(player: Player, *people: Person) -> None:
    for person in people:
        person.reachable = False
        player.session.add(person)
    player.session.flush()


def hears(player: Player, party: str, minutes: int = 100) -> list[str]:
    return [person.name for person in access.receivers(player.session, player.ticket, party, later(minutes))]


def test_everybody_of_the_ticket_has_their_party_and_nobody_else_has_one(player: Player) -> None:
    held = {role: sorted(access.parties(player.session, getattr(player.cast, role), player.ticket)) for role in NAMES}
    assert held == {
        "clerk": ["desk"],
        "handler": ["unit"],
        "second_handler": ["unit"],
        "head": ["unit_head"],
        "unit_leader": ["unit_branch_leader"],
        "other_handler": [],
        "other_head": [],
        "informant": ["informant"],
        "territory_leader": ["territory_branch_leader"],
        "other_informant": [],
        "main_leader": ["main_leader"],
        "administrator": [],
    }


def test_a_foreign_ticket_and_no_ticket_are_the_same_answer(player: Player) -> None:
    foreign = access.ticket_for(player.session, player.cast.other_handler, player.ticket_id)
    unknown = access.ticket_for(player.session, player.cast.other_handler, 123456)
    assert foreign == unknown == NO_SUCH_TICKET


def test_another_offices_desk_does_not_see_it(player: Player) -> None:
    other = settle_in(player.session, "another_office", first_chat=3001)
    assert access.ticket_for(player.session, other.clerk, player.ticket_id) == NO_SUCH_TICKET
    assert access.find(player.session, other.clerk, player.ticket.number) == []


def test_somebody_revoked_sees_nothing_any_more(player: Player) -> None:
    handler = player.cast.handler
    handler.active = False
    player.session.add(handler)
    player.session.flush()
    assert access.ticket_for(player.session, handler, player.ticket_id) == NO_SUCH_TICKET
    assert access.person_of_chat(player.session, handler.chat_id or 0) is None
    assert player.act(handling.note, handler, text="还在吗") == NO_SUCH_TICKET


def test_a_stranger_is_nobody(session: Session, cast: Cast) -> None:
    assert access.person_of_chat(session, STRANGER_CHAT) is None


@pytest.mark.parametrize("words", ["20261120000301", "000301", "车位", "虚构路 车位", "  车位  "])
def test_a_ticket_is_found_by_its_number_or_words(player: Player, words: str) -> None:
    assert [ticket.id for ticket in access.find(player.session, player.cast.handler, words)] == [player.ticket_id]
    assert access.find(player.session, player.cast.other_handler, words) == []


@pytest.mark.parametrize("words", ["", "   ", "%", "_", "20261120", "没有这件事"])
def test_words_that_fit_nothing_find_nothing(player: Player, words: str) -> None:
    assert access.find(player.session, player.cast.clerk, words) == []


def test_the_first_handler_hears_and_the_second_only_when_the_first_cannot(player: Player) -> None:
    cast = player.cast
    assert hears(player, "unit") == ["张三"]
    lost(player, cast.handler)
    assert hears(player, "unit") == ["李四"]
    lost(player, cast.second_handler)
    assert hears(player, "unit") == ["吴刚"]
    lost(player, cast.head)
    assert hears(player, "unit") == ["郑华"]
    lost(player, cast.unit_leader)
    assert hears(player, "unit") == ["林晓"]
    lost(player, cast.clerk)
    assert hears(player, "unit") == []


def test_somebody_who_never_bound_an_account_is_passed_over(player: Player) -> None:
    player.cast.handler.chat_id = None
    player.session.add(player.cast.handler)
    player.session.flush()
    assert hears(player, "unit") == ["李四"]


def test_an_absent_handlers_deputy_hears_within_the_dates_only(player: Player) -> None:
    away(player, player.cast.handler, player.cast.other_handler, start=60, end=120)
    assert hears(player, "unit", 59) == ["张三"]
    assert hears(player, "unit", 60) == ["钱进"]
    assert hears(player, "unit", 119) == ["钱进"]
    assert hears(player, "unit", 120) == ["张三"]


def test_a_deputy_acts_and_sees_as_the_person_who_is_away(player: Player) -> None:
    deputy = player.cast.other_handler
    away(player, player.cast.handler, deputy, start=60, end=120)
    assert access.parties(player.session, deputy, player.ticket, later(90)) == {"unit"}
    assert isinstance(access.ticket_for(player.session, deputy, player.ticket_id, later(90)), Ticket)
    player.clock = later(90)
    assert isinstance(player.act(handling.note, deputy, text="代张三记录"), Done)
    player.clock = later(120)
    assert player.act(handling.note, deputy, text="再记一笔") == NO_SUCH_TICKET


def test_every_clerk_hears_what_concerns_the_desk(player: Player) -> None:
    assert hears(player, "desk") == ["林晓"]
    assert hears(player, "main_leader") == ["王正"]
    assert hears(player, "territory_branch_leader") == ["冯兰"]
    assert hears(player, "informant") == ["周敏"]
    lost(player, player.cast.informant)
    assert hears(player, "informant") == ["冯兰"]


def test_what_an_unreachable_person_should_have_heard_goes_to_the_next_on_the_ladder(player: Player) -> None:
    row = OutboxRow(
        dedupe_key="x", office_id="yichuan_road", kind="card", lane=3, created_at=MORNING, not_before=MORNING
    )
    row.person_id, row.ticket_id = player.cast.handler.id, player.ticket_id
    lost(player, player.cast.handler)
    assert _next(player, row) == "李四"
    lost(player, player.cast.second_handler)
    assert _next(player, row) == "吴刚"
    row.person_id = player.cast.main_leader.id
    lost(player, player.cast.main_leader)
    assert _next(player, row) == "林晓"
    row.ticket_id = None
    assert _next(player, row) is None


def _next(player: Player, row: OutboxRow) -> str | None:
    person = access.next_receiver(player.session, row, later(100))
    return person.name if person else None


def acts(player: Player, role: str) -> list[Act]:
    person = getattr(player.cast, role)
    return list(access.acts_for(player.session, player.cast.offices, person, player.ticket, player.clock))


def test_the_acts_offered_are_those_that_make_sense_now(player: Player) -> None:
    assert acts(player, "handler")[:4] == [Act.FIRST_CONTACT, Act.SITE_VISIT, Act.REPORT, Act.REPLY]
    assert acts(player, "informant")[0] == Act.FIRST_CONTACT
    assert acts(player, "head") == [Act.NOTE, Act.EVIDENCE]
    assert acts(player, "administrator") == []
    player.handle()
    assert acts(player, "handler")[0] == Act.REPORT
    assert Act.FIRST_CONTACT not in acts(player, "handler")
    assert Act.SHOW_EVIDENCE in acts(player, "head")
    player.submit()
    assert acts(player, "head")[:2] == [Act.SIGN, Act.REFUSE_SIGNATURE]
    assert Act.SIGN not in acts(player, "unit_leader")
    player.sign()
    assert acts(player, "clerk")[:2] == [Act.APPROVE, Act.SEND_BACK]
    player.approve()
    assert acts(player, "clerk")[0] == Act.CALL_BACK
    player.call_back()
    assert acts(player, "clerk") == [Act.SHOW_CONTACT, Act.SHOW_EVIDENCE, Act.RECHECK, Act.REOPEN]


def test_a_ticket_without_contact_data_offers_no_call(session: Session, cast: Cast) -> None:
    player = play(session, cast, phone="无")
    offered = acts(player, "clerk")
    assert Act.DESK_CONTACT not in offered
    assert Act.SHOW_CONTACT not in offered
    assert offered[0] == Act.DISPATCH


def test_every_act_offered_is_one_that_would_not_be_refused(player: Player) -> None:
    refused = []
    for step in (player.handle, player.submit, player.sign, player.approve, player.call_back):
        step()
        for role in NAMES:
            for act in acts(player, role):
                with taken_back(player.session):
                    answer = attempt(player, act, getattr(player.cast, role))
                # A return gathers its material while it is being applied for.
                if isinstance(answer, Refused) and not answer.reason.startswith("退单申请还缺"):
                    refused.append((player.ticket.state, role, act, answer.reason))
    assert refused == []


def test_reports_of_progress_are_offered_for_urgent_tickets_only(session: Session, cast: Cast) -> None:
    player = play(session, cast, urgency="紧急")
    player.bring_to(State.HANDLING)
    assert Act.PROGRESS in acts(player, "handler")


def test_the_desks_own_branch_leader_hears_of_every_ticket_of_the_office_and_may_sign_it(player: Player) -> None:
    rows = [{"name": "陆远", "role": "信访条线分管领导", "unit": "街道城运中心", "unit_kind": "受理单位", "row": "2"}]
    assert staff.load_roster(player.session, player.cast.clerk.office_id, rows, later(0)) == []
    (leader,) = [
        person for person in people.people(player.session, player.cast.clerk.office_id) if person.name == "陆远"
    ]
    assert hears(player, "desk_branch_leader") == hears(player, "desk")
    leader.chat_id = 5005
    player.session.add(leader)
    player.session.flush()
    assert hears(player, "desk_branch_leader") == ["陆远"]
    assert access.parties(player.session, leader, player.ticket) == {"desk_branch_leader"}
    assert "desk_branch_leader" in EVER_ALLOWED[Act.SIGN]
