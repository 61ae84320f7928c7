"""Yichuan's desk reports an urgent ticket's progress to the district (二（三）2（1）); a unit's word is no report."""

from sqlmodel import Session

from bot.rules.workflow import Act, State
from bot.work import access, handling
from bot.work.planning import duties_of
from tests.people import Cast
from tests.work.world import Player, play

RULE = "YC-T05"


def urgent(session: Session, cast: Cast, state: State) -> Player:
    player = play(session, cast, urgency="紧急")
    player.bring_to(state)
    return player


def is_met(player: Player) -> bool:
    duties = duties_of(player.session, player.cast.offices, player.ticket)
    return next(duty for duty in duties if duty.key == RULE).met_at is not None


def may_tell(player: Player) -> bool:
    cast = player.cast
    return Act.PROGRESS in access.acts_for(player.session, cast.offices, cast.clerk, player.ticket, player.clock)


def test_what_the_unit_tells_the_desk_is_not_yet_reported(session: Session, cast: Cast) -> None:
    player = urgent(session, cast, State.HANDLING)
    player.do(handling.progress, cast.handler, text="已到场，险情排除")
    assert not is_met(player)
    player.do(handling.progress, cast.clerk, text="已到场，险情排除")
    assert is_met(player)


def test_the_desk_is_asked_what_it_reported_and_the_unit_how_far_it_is(session: Session, cast: Cast) -> None:
    player = urgent(session, cast, State.HANDLING)
    asked = [
        handling.tells_upward(session, cast.offices, one, player.ticket, player.clock)
        for one in (cast.clerk, cast.handler)
    ]
    assert asked == [True, False]


def test_an_approved_ticket_that_is_not_uploaded_yet_can_still_be_reported(session: Session, cast: Cast) -> None:
    player = urgent(session, cast, State.REVIEWING)
    player.approve(uploaded=False)
    assert player.ticket.state == State.CALLING_BACK
    assert may_tell(player)
    player.do(handling.progress, cast.clerk, text="已到场，险情排除")
    assert is_met(player)
    assert not may_tell(player)
