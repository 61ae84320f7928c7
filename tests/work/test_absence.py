"""Who hears for a unit when its A, its B, or both are away, deaf, not bound yet or gone; and what they are told."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from bot.rules.workflow import State
from bot.work import dispatch, reach
from bot.work.card_view import card_view
from bot.work.receivers import receivers
from bot.work.standing_in import why_they_hear
from storage.rows import id_of
from storage.tables import Deputy, OutboxRow, Person
from tests.people import Cast
from tests.work.world import Player, play, sent, shown_to

FINE, AWAY, BLOCKED, UNBOUND, REVOKED = "fine", "away", "blocked", "unbound", "revoked"
ONLY_B = {
    BLOCKED: "张三已停用机器人，转您处理",
    UNBOUND: "张三还没有绑定机器人，转您处理",
    REVOKED: "",
}
DEPUTY = "钱进"


@pytest.fixture
def player(session: Session, cast: Cast) -> Player:
    player = play(session, cast)
    player.dispatch()
    return player


def put(player: Player, person: Person, how: str) -> None:
    """Away means that 钱进 of the other unit stands in."""
    if how == AWAY:
        start = player.clock - timedelta(days=1)
        player.session.add(
            Deputy(
                office_id=person.office_id,
                person_id=id_of(person),
                deputy_id=id_of(player.cast.other_handler),
                starts_at=start,
                ends_at=start + timedelta(days=9),
            )
        )
    person.reachable = how != BLOCKED
    person.chat_id = None if how == UNBOUND else person.chat_id
    person.active = how != REVOKED
    player.session.add(person)
    player.session.flush()


def hears(player: Player, party: str = "unit") -> list[str]:
    return [person.name for person in receivers(player.session, player.ticket, party, player.clock)]


def said_to(player: Player, party: str = "unit") -> str:
    (reader,) = receivers(player.session, player.ticket, party, player.clock)
    return why_they_hear(player.session, player.ticket, party, reader, player.clock)


@pytest.mark.parametrize("second", [FINE, AWAY, BLOCKED, UNBOUND, REVOKED])
@pytest.mark.parametrize("first", [FINE, AWAY, BLOCKED, UNBOUND, REVOKED])
def test_for_a_unit_the_first_who_can_hear_does_or_else_its_head(player: Player, first: str, second: str) -> None:
    put(player, player.cast.handler, first)
    put(player, player.cast.second_handler, second)
    by_first = {FINE: "张三", AWAY: DEPUTY}.get(first)
    by_second = {FINE: "李四", AWAY: DEPUTY}.get(second)
    assert hears(player) == [by_first or by_second or "吴刚"]


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        (FINE, BLOCKED, ""),
        (AWAY, FINE, "张三不在岗，由您代班"),
        (BLOCKED, FINE, "张三已停用机器人，转您处理"),
        (UNBOUND, FINE, "张三还没有绑定机器人，转您处理"),
        (REVOKED, FINE, ""),
        (BLOCKED, AWAY, "张三已停用机器人、李四不在岗，由您代班"),
        (
            BLOCKED,
            UNBOUND,
            "张三已停用机器人、李四还没有绑定机器人，转告您，请安排人员办理（发“/away 张三”可以请人代班）",
        ),
        (REVOKED, BLOCKED, "李四已停用机器人，转告您，请安排人员办理（发“/away 李四”可以请人代班）"),
        (REVOKED, REVOKED, "城建办没有经办人，转告您，请安排人员办理"),
    ],
)
def test_who_hears_is_told_for_whom(player: Player, first: str, second: str, said: str) -> None:
    put(player, player.cast.handler, first)
    put(player, player.cast.second_handler, second)
    assert said_to(player) == said


def test_a_deputy_who_is_deaf_is_named_beside_the_one_who_is_away(player: Player) -> None:
    put(player, player.cast.handler, AWAY)
    put(player, player.cast.other_handler, BLOCKED)
    assert hears(player) == ["李四"]
    assert said_to(player) == "张三的代班人钱进已停用机器人，转您处理"


def test_up_the_ladder_everybody_passed_over_is_named(player: Player) -> None:
    for person in (player.cast.handler, player.cast.second_handler, player.cast.head):
        put(player, person, BLOCKED)
    assert hears(player) == ["郑华"]
    assert said_to(player) == "张三已停用机器人、李四已停用机器人、吴刚已停用机器人，转告您，请安排人员办理"
    put(player, player.cast.unit_leader, BLOCKED)
    assert hears(player) == ["林晓"]


def test_whoever_accepted_hears_first_and_is_the_holder(player: Player) -> None:
    player.do(dispatch.accept, player.cast.second_handler)
    assert player.ticket.handler_id == player.cast.second_handler.id
    assert hears(player) == ["李四"]
    assert hears(player, "unit_second") == ["张三"]
    assert said_to(player) == ""
    view = card_view(player.session, player.cast.offices, player.ticket, player.cast.clerk, player.clock)
    assert view.holder == "城建办 李四"


def test_an_acceptor_who_lost_the_post_no_longer_hears_nor_holds(player: Player) -> None:
    player.do(dispatch.accept, player.cast.second_handler)
    put(player, player.cast.second_handler, REVOKED)
    assert hears(player) == ["张三"]
    view = card_view(player.session, player.cast.offices, player.ticket, player.cast.clerk, player.clock)
    assert view.holder == "城建办"


def test_another_unit_begins_without_a_handler(player: Player) -> None:
    player.ticket.handler_id = player.cast.handler.id
    units = {"unit_id": player.cast.other_unit.id, "territory_id": player.cast.territory.id}
    player.do(dispatch.dispatch, player.cast.clerk, **units)
    assert player.ticket.state == State.DISPATCHED
    assert player.ticket.handler_id is None


@pytest.mark.parametrize(
    ("first", "second", "second_hears", "said"),
    [
        (FINE, FINE, "李四", ""),
        (AWAY, FINE, "李四", ""),
        (BLOCKED, FINE, "吴刚", "张三已停用机器人，转告您，请安排人员办理"),
        (FINE, BLOCKED, "吴刚", "李四已停用机器人，转告您，请安排人员办理"),
        (FINE, UNBOUND, "吴刚", "李四还没有绑定机器人，转告您，请安排人员办理"),
        (FINE, REVOKED, "吴刚", "城建办没有另一名经办人，转告您，请安排人员办理"),
        (BLOCKED, BLOCKED, "吴刚", "张三已停用机器人、李四已停用机器人，转告您，请安排人员办理"),
    ],
)
def test_the_other_handler_hears_or_else_the_head(
    player: Player, first: str, second: str, second_hears: str, said: str
) -> None:
    put(player, player.cast.handler, first)
    put(player, player.cast.second_handler, second)
    assert hears(player, "unit_second") == [second_hears]
    assert said_to(player, "unit_second") == said


def test_a_card_for_who_stands_in_says_for_whom(session: Session, cast: Cast) -> None:
    player = play(session, cast)
    put(player, cast.handler, BLOCKED)
    sent(session)
    player.dispatch()
    assert shown_to(session, cast.second_handler) == ["新派工单，请城建办接单（张三已停用机器人，转您处理）"]


def test_the_desk_hears_at_once_to_whom_the_tickets_of_who_blocked_the_bot_pass(player: Player) -> None:
    session, cast = player.session, player.cast
    other = play(session, cast, number="20261120000302", phone="13800001002", title="路灯不亮")
    other.bring_to(State.CALLING_BACK)
    sent(session)
    reach.fell_silent(session, cast.handler, player.clock)
    reach.fell_silent(session, cast.handler, player.clock)
    assert shown_to(session, cast.clerk, "say")[-1:] == [
        "⚠️ 「张三」已停用机器人，收不到消息。\n这些工单的消息改由下列人员接收：\n"
        "20261120000301 → 李四\n20261120000302 → 李四"
    ]
    waiting = [row for row in session.exec(select(OutboxRow)) if row.state == "waiting"]
    assert [row.person_id for row in waiting] == [cast.clerk.id]


def test_the_desk_hears_who_is_back_and_of_which_tickets(player: Player) -> None:
    session, cast = player.session, player.cast
    put(player, cast.second_handler, BLOCKED)
    reach.fell_silent(session, cast.handler, player.clock)
    assert "20261120000301 → 吴刚" in shown_to(session, cast.clerk, "say")[-1]
    reach.is_back(session, cast.handler, player.clock)
    assert shown_to(session, cast.clerk, "say")[-1] == (
        "「张三」又能收到消息了。\n这些工单的消息重新由其接收：\n20261120000301"
    )


def test_a_clerk_who_blocked_the_bot_is_not_told_of_it(player: Player) -> None:
    sent(player.session)
    reach.fell_silent(player.session, player.cast.clerk, player.clock)
    assert [row for row in player.session.exec(select(OutboxRow)) if row.state == "waiting"] == []
