"""Every state × act × person through the functions that do the acts: as the table says; a refusal changes nothing."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

import pytest
from sqlmodel import Session

from bot.rules.offered import without
from bot.rules.requests import ABOUT_REQUESTS
from bot.rules.workflow import EVER_ALLOWED, MOVES, Act, State
from bot.work import approval, contact
from bot.work.access import parties
from bot.work.outcome import NO_SUCH_TICKET, Done, Refused
from storage import tickets
from storage.tables import Event, Person
from tests.people import OFFICE, Cast, desk_leader, settle_under
from tests.work.acts import ACTS, attempt, taken_back
from tests.work.world import Player, play, rows_written

OTHER = "nanmatou_road"
PIECES = ("basis", "first_contact_recording", "photo_site")

# What is done once: who did it gets the same answer again, everybody else hears who was faster.
DONE_ONCE: Mapping[Act, str] = {
    Act.ACCEPT: "accepted",
    Act.DESK_CONTACT: "desk_contact",
    Act.FIRST_CONTACT: "first_contact",
    Act.SITE_VISIT: "site_visit",
    Act.REPLY: "replied",
    Act.REPORT: "report_submitted",
    Act.SIGN: "signature_given",
    Act.APPROVE: "approved",
    Act.UPLOAD: "completed",
    Act.CALL_BACK: "called_back",
    Act.CLOSE: "closed",
}

ONLY_MEANWHILE = frozenset({Act.DESK_CONTACT, Act.FIRST_CONTACT, Act.SITE_VISIT, Act.REPLY})
"""What leads nowhere, so that its time may be over however often it was done."""


def dispatched_with_material(player: Player) -> None:
    """The unit has not accepted, and what a return needs is there."""
    player.dispatch()
    player.prove_by(player.cast.clerk, PIECES)
    if "informant" in player.rulebook.roles:
        player.contact()


def registered_with_material(player: Player) -> None:
    player.prove_by(player.cast.clerk, ("basis",))


def handled(player: Player) -> None:
    player.bring_to(State.HANDLING)
    player.handle()
    player.prove(("basis",))


def approved_and_not_uploaded(player: Player) -> None:
    player.bring_to(State.REVIEWING)
    player.approve(uploaded=False)


def called_back_and_not_uploaded(player: Player) -> None:
    approved_and_not_uploaded(player)
    player.call_back()


def called_back_in_vain(player: Player) -> None:
    """As often as the office asks for before a ticket may be closed without a call-back."""
    player.bring_to(State.CALLING_BACK)
    for _ in range(3):
        player.call_back(reached=False)
        player.clock += timedelta(hours=1)


def straight_to(state: State) -> Callable[[Player], object]:
    return lambda player: player.bring_to(state)


SPECIAL = ("registered_with_material", "approved_and_not_uploaded", "called_back_in_vain")
SITUATIONS: Mapping[str, Callable[[Player], object]] = {
    **{state.value: straight_to(state) for state in State if state is not State.UPLOADING},
    "registered_with_material": registered_with_material,
    "dispatched_with_material": dispatched_with_material,
    "handled": handled,
    "approved_and_not_uploaded": approved_and_not_uploaded,
    "uploading": called_back_and_not_uploaded,
    "called_back_in_vain": called_back_in_vain,
}


# Every state once more where requests, designations and explanations exist, at its fullest.
WALKS = [
    *((OFFICE, situation) for situation in SITUATIONS),
    *((OTHER, situation) for situation in SITUATIONS if situation not in ("dispatched", "handling", *SPECIAL)),
]


@pytest.fixture
def office(request: pytest.FixtureRequest, session: Session) -> Cast:
    return settle_under(session, request.param)


walked = pytest.mark.parametrize(("office", "situation"), WALKS, indirect=["office"])


def those_of_the_ticket(player: Player) -> tuple[Person, ...]:
    cast = player.cast
    leaders = (cast.unit_leader, cast.territory_leader, desk_leader(player.session, cast), cast.main_leader)
    return (cast.clerk, cast.handler, cast.second_handler, cast.informant, cast.head, *leaders)


def test_every_act_of_the_table_is_tried() -> None:
    assert set(ACTS) == set(Act)


def test_every_function_that_does_an_act_gives_whatever_it_refuses_a_clause() -> None:
    """By `done_as`: also what is refused for a slip, which no walk can provoke in every way."""
    assert [act for act, (function, _) in ACTS.items() if not hasattr(function, "__wrapped__")] == []


@walked
def test_every_act_by_everybody_ends_as_the_table_says(session: Session, office: Cast, situation: str) -> None:
    player = play(session, office)
    SITUATIONS[situation](player)
    past = tickets.events(session, player.ticket_id)
    disagreements = []
    for person in those_of_the_ticket(player):
        held = parties(session, person, player.ticket, player.clock)
        for act in ACTS:
            expected = _expected(player, past, act, person, held)
            with taken_back(session):
                before = rows_written(session)
                answer = attempt(player, act, person)
                changed = rows_written(session) != before
            if isinstance(answer, Done) != expected:
                disagreements.append(f"{act} by {person.name}: {answer}")
            elif isinstance(answer, Refused):
                disagreements += [f"{act} by {person.name}: {fault}" for fault in faults_of(answer, changed)]
    assert disagreements == []


def faults_of(refused: Refused, changed: bool) -> list[str]:
    """What is wrong with a refusal: it has one Chinese sentence and a clause, and nothing has happened."""
    faults = ["refused, yet something changed"] if changed else []
    if refused == NO_SUCH_TICKET:
        return faults
    if not any("\u4e00" <= char <= "\u9fff" for char in refused.reason) or "\n" in refused.reason:
        faults.append(f"no Chinese sentence: {refused.reason!r}")
    return faults if refused.clause else [*faults, f"no clause: {refused.reason}"]


@walked
def test_nobody_outside_learns_that_the_ticket_exists(session: Session, office: Cast, situation: str) -> None:
    player = play(session, office)
    SITUATIONS[situation](player)
    outside = [office.other_handler, office.other_head, office.other_informant, office.administrator]
    if situation.startswith(State.REGISTERED):
        outside += [office.handler, office.informant, office.head, office.unit_leader, office.territory_leader]
    for act in ACTS:
        for person in outside:
            assert attempt(player, act, person) == NO_SUCH_TICKET


def test_an_unknown_ticket_is_answered_like_a_foreign_one(session: Session, cast: Cast) -> None:
    player = play(session, cast)
    said = {act: facts(player) for act, (_, facts) in ACTS.items()}
    player.ticket_id += 1000
    for act, (function, _) in ACTS.items():
        assert player.act(function, cast.clerk, **said[act]) == NO_SUCH_TICKET


def test_a_refusal_for_a_slip_has_the_clause_on_record_and_does_not_recite_it(session: Session, cast: Cast) -> None:
    player = play(session, cast)
    player.bring_to(State.CALLING_BACK)
    refused = player.act(contact.show_contact, cast.clerk, why="")
    assert isinstance(refused, Refused)
    assert refused.clause
    assert refused.told() == "请说明为什么要查看联系方式。"


def _expected(player: Player, past: Sequence[Event], act: Act, person: Person, held: frozenset[str]) -> bool:
    """Whether the table of moves, and what has happened so far, let this person do the act."""
    told = [event for event in past if event.kind == DONE_ONCE.get(act)]
    move = MOVES.get((State(player.ticket.state), act))
    may = move is not None and bool(held & move.parties)
    if told and (may or (act not in ONLY_MEANWHILE and held & EVER_ALLOWED[act])):
        return told[-1].person_id == person.id
    if not may or act in ABOUT_REQUESTS or act in without(player.rulebook):
        return False
    return _nothing_lacks(player, past, act, held)


def _nothing_lacks(player: Player, past: Sequence[Event], act: Act, held: frozenset[str]) -> bool:
    """Whether what the act needs beside the right state and party is there."""
    kinds = {event.kind for event in past}
    match act:
        case Act.SIGN | Act.REFUSE_SIGNATURE:
            return "unit_head" in held
        case Act.SIGN_ON_PAPER:
            return False
        case Act.CLOSE:
            return "called_back" in kinds
        case Act.SHOW_EVIDENCE:
            return "evidence" in kinds
        case Act.REPORT:
            return "site_visit" in kinds
        case Act.APPLY_RETURN:
            return not _missing(player, past, held)
        case Act.FOLLOW_UP:
            return False
        case Act.UPLOAD:
            return player.ticket.state == State.UPLOADING or not approval.calls_back_first(
                player.cast.offices.law(player.ticket)
            )
    return True


def _missing(player: Player, past: Sequence[Event], held: frozenset[str]) -> bool:
    """Whether a return lacks what the office wants to see: of YC the contact, or basis and files; of NM the visit."""
    kinds = {event.kind for event in past}
    if "informant" in held and "informant" in player.rulebook.roles:
        return "first_contact" not in kinds
    if player.rulebook.id == OFFICE:
        return "evidence" not in kinds
    return "unit" not in held or not {"first_contact", "site_visit"} <= kinds
