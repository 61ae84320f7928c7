"""A ticket that passes from one unit to another: who had it hears so, and who has it reads what the leader said."""

from typing import Any

from sqlmodel import Session

from bot.rules.workflow import State
from bot.work import designating, dispatch
from storage.rows import id_of
from tests.people import TICKET, Cast
from tests.work.world import Player, play, sent, shown_to, under


def said_to_the_handler(player: Player) -> list[str]:
    return shown_to(player.session, player.cast.handler, "say")


def send_to_the_other_unit(player: Player, **more: Any) -> None:
    units = {"unit_id": player.cast.other_unit.id, "territory_id": player.cast.territory.id}
    player.do(dispatch.dispatch, player.cast.clerk, **units, **more)


def test_the_unit_that_had_it_hears_that_it_need_not_go_on(session: Session, cast: Cast) -> None:
    player = play(session, cast)
    player.bring_to(State.HANDLING)
    send_to_the_other_unit(player)
    (line,) = said_to_the_handler(player)
    assert line == f"工单 {TICKET['number']} 已改派平安办承办，城建办不用再办；已写的记录和材料都留在工单里。"


def test_who_gets_it_reads_where_it_was_and_nobody_is_asked_for_a_call_that_was_made(
    session: Session, cast: Cast
) -> None:
    player = play(session, cast)
    player.bring_to(State.HANDLING)
    player.contact()
    sent(session)
    send_to_the_other_unit(player)
    came = "改派工单（原在城建办），时限不重新计算"
    assert shown_to(session, cast.other_handler) == [f"{came}，请平安办接单"]
    assert shown_to(session, cast.informant)[-1] == f"东片区{came}，已先行联系过，请知悉"


def test_an_informant_who_has_not_called_yet_is_asked_to_when_it_passes_on(session: Session, cast: Cast) -> None:
    player = play(session, cast)
    player.bring_to(State.HANDLING)
    sent(session)
    send_to_the_other_unit(player)
    assert shown_to(session, cast.informant)[-1].endswith("，接单后请先行联系来电人")


def test_a_unit_that_helps_from_now_on_gets_its_card_and_no_farewell(session: Session, cast: Cast) -> None:
    player = play(session, cast)
    player.bring_to(State.HANDLING)
    send_to_the_other_unit(player, co_unit_ids=[id_of(cast.unit)])
    assert said_to_the_handler(player) == []


def test_the_clerk_who_takes_it_away_is_not_told_in_place_of_a_unit_that_nobody_can_reach(
    session: Session, cast: Cast
) -> None:
    player = play(session, cast)
    player.bring_to(State.HANDLING)
    for person in (cast.handler, cast.second_handler, cast.head, cast.unit_leader):
        person.reachable = False
        session.add(person)
    session.flush()
    send_to_the_other_unit(player)
    assert shown_to(session, cast.clerk, "say") == []


def test_a_first_dispatch_says_farewell_to_nobody(session: Session, cast: Cast) -> None:
    player = play(session, cast)
    player.dispatch()
    assert said_to_the_handler(player) == []


def test_unit_head_and_desk_read_who_named_the_unit_and_with_which_words(session: Session) -> None:
    player = under(session, "nanmatou_road")
    sent(session)
    cast = player.cast
    player.do(designating.designate, cast.main_leader, unit_id=id_of(cast.other_unit), note="由平安办牵头")
    assert shown_to(session, cast.other_handler)[-1] == "街道主要领导指定平安办承办，请接单。批示：由平安办牵头"
    for person in (cast.other_head, cast.clerk):
        assert shown_to(session, person)[-1] == "街道主要领导指定平安办承办。批示：由平安办牵头"
    assert len(said_to_the_handler(player)) == 1
