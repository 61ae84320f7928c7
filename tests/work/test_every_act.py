"""Every state × act × person through the functions that do the acts: as the table says; a refusal changes nothing."""

import pytest
from sqlmodel import Session

from bot.rules.workflow import MOVES, Act, State
from bot.work.access import parties
from bot.work.outcome import NO_SUCH_TICKET, Done, Refused
from tests.people import NAMES, Cast
from tests.work.acts import ACTS, taken_back
from tests.work.world import Player, everything, play, story

# What happened on the way to a state and is answered, not done again.
DONE_ON_THE_WAY = {Act.FIRST_CONTACT: "first_contact", Act.SITE_VISIT: "site_visit"}


def test_every_act_of_the_table_is_tried() -> None:
    assert set(ACTS) == set(Act)


@pytest.mark.parametrize("state", State)
def test_every_act_by_everybody_ends_as_the_table_says(session: Session, cast: Cast, state: State) -> None:
    player = play(session, cast)
    player.bring_to(state)
    before = everything(session)
    disagreements = []
    for act, (function, facts) in ACTS.items():
        for role in NAMES:
            with taken_back(session):
                answer = player.act(function, getattr(cast, role), **facts(player))
                changed = isinstance(answer, Refused) and everything(session) != before
            expected = _expected(player, act, role)
            if isinstance(answer, Done) != expected:
                disagreements.append(f"{act} by {role}: {answer}")
            elif changed:
                disagreements.append(f"{act} by {role}: refused, yet something changed")
    assert disagreements == []


@pytest.mark.parametrize("state", State)
def test_a_refusal_tells_why_in_one_chinese_sentence(session: Session, cast: Cast, state: State) -> None:
    player = play(session, cast)
    player.bring_to(state)
    for function, facts in ACTS.values():
        for role in NAMES:
            with taken_back(session):
                answer = player.act(function, getattr(cast, role), **facts(player))
            if isinstance(answer, Refused):
                assert any("\u4e00" <= char <= "\u9fff" for char in answer.reason), answer
                assert "\n" not in answer.reason


@pytest.mark.parametrize("state", State)
def test_nobody_outside_learns_that_the_ticket_exists(session: Session, cast: Cast, state: State) -> None:
    player = play(session, cast)
    player.bring_to(state)
    outside = [cast.other_handler, cast.other_head, cast.other_informant, cast.administrator]
    if state is State.REGISTERED:
        outside += [cast.handler, cast.informant, cast.head, cast.unit_leader, cast.territory_leader]
    for function, facts in ACTS.values():
        for person in outside:
            assert player.act(function, person, **facts(player)) == NO_SUCH_TICKET


def test_an_unknown_ticket_is_answered_like_a_foreign_one(session: Session, cast: Cast) -> None:
    player = play(session, cast)
    player.ticket_id += 1000
    for function, facts in ACTS.values():
        assert player.act(function, cast.clerk, **facts(player)) == NO_SUCH_TICKET


def _expected(player: Player, act: Act, role: str) -> bool:
    """Whether the table of moves, and what has happened so far, let this person do the act."""
    person, state = getattr(player.cast, role), State(player.ticket.state)
    held = parties(player.session, person, player.ticket, player.clock)
    happened = story(player.session, player.ticket_id)
    move = MOVES.get((state, act))
    if move is None or not held & move.parties:
        return _was_mine(player, act, role, state)
    if act in DONE_ON_THE_WAY and DONE_ON_THE_WAY[act] in happened:
        return _was_mine(player, act, role, state)
    if act in (Act.SIGN, Act.REFUSE_SIGNATURE):
        return "unit_head" in held
    if act is Act.CLOSE:
        return False
    return act not in (Act.SHOW_EVIDENCE, Act.REPORT) or "evidence" in happened


def _was_mine(player: Player, act: Act, role: str, state: State) -> bool:
    """Whether this person did just that on the way here, and so gets the same answer again."""
    did = {
        (Act.ACCEPT, "handler"): state not in (State.REGISTERED, State.DISPATCHED),
        (Act.FIRST_CONTACT, "informant"): state in (State.SIGNING, State.REVIEWING),
        (Act.SITE_VISIT, "handler"): state in (State.SIGNING, State.REVIEWING),
        (Act.REPORT, "handler"): state in (State.SIGNING, State.REVIEWING, State.CALLING_BACK, State.CLOSED),
        (Act.SIGN, "head"): state in (State.REVIEWING, State.CALLING_BACK, State.CLOSED),
        (Act.APPROVE, "clerk"): state in (State.CALLING_BACK, State.CLOSED),
        (Act.CALL_BACK, "clerk"): state is State.CLOSED,
        (Act.CLOSE, "clerk"): state is State.CLOSED,
    }
    return did.get((act, role), False)
