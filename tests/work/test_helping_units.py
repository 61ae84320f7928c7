"""Units that help: somebody of each of them hears, the desk where nobody can, and their part is told as theirs."""

import pytest
from sqlmodel import Session, select

from bot.work import co_handling, designating, dispatch
from bot.work.passing_on import heard_by
from bot.work.receivers import receivers
from bot.work.report_prefill import co_handled
from bot.work.standing_in import why_they_hear
from bot.work.story import story_of
from storage.rows import id_of
from storage.tables import Deputy, Person, Post, Unit
from tests.people import Cast, settle_under
from tests.work.world import Player, play, sent, shown_to


@pytest.fixture
def player(session: Session, cast: Cast) -> Player:
    """平安办 helps, with 钱进 as its A and a B besides."""
    player = play(session, cast)
    helpers = [id_of(cast.other_unit)]
    units = {"unit_id": cast.unit.id, "territory_id": cast.territory.id, "co_unit_ids": helpers}
    player.do(dispatch.dispatch, cast.clerk, **units)
    _staff(player, cast.other_unit, "夏天", 2000, rank=2)
    sent(session)
    return player


def _staff(player: Player, unit: Unit, name: str, chat_id: int | None, rank: int = 1) -> Person:
    person = Person(office_id=unit.office_id, name=name, chat_id=chat_id)
    player.session.add(person)
    player.session.flush()
    post = Post(office_id=unit.office_id, person_id=id_of(person), unit_id=unit.id, role="handler", rank=rank)
    player.session.add(post)
    player.session.flush()
    return person


def hearers(player: Player) -> list[str]:
    return [one.name for one in receivers(player.session, player.ticket, "co_unit", player.clock)]


def test_the_b_hears_when_the_a_cannot_and_the_desk_when_nobody_of_the_unit_can(player: Player) -> None:
    assert hearers(player) == ["钱进"]
    player.cast.other_handler.reachable = False
    assert hearers(player) == ["夏天"]
    for one in player.session.exec(select(Person).where(Person.name == "夏天")):
        one.reachable = False
    assert hearers(player) == ["林晓"]
    why = why_they_hear(player.session, player.ticket, "co_unit", player.cast.clerk, player.clock)
    assert why == "钱进已停用机器人，转告您，请安排人员办理"


def test_one_deaf_unit_among_several_is_not_forgotten(player: Player) -> None:
    deaf = Unit(office_id=player.cast.clerk.office_id, name="绿化队", kind="unit")
    player.session.add(deaf)
    player.session.flush()
    _staff(player, deaf, "秋雨", None)
    player.do(co_handling.join, player.cast.clerk, unit_ids=[id_of(deaf)], reason="请修剪树枝")
    assert hearers(player) == ["钱进", "林晓"]
    assert shown_to(player.session, player.cast.clerk)[-1] == "绿化队无人可收，请电话告知协办：请修剪树枝"
    assert why_they_hear(player.session, player.ticket, "co_unit", player.cast.other_handler, player.clock) == ""


def test_a_b_of_one_helping_unit_and_a_of_another_hears_of_the_tickets_of_the_second(player: Player) -> None:
    session, cast = player.session, player.cast
    new = Unit(office_id=cast.clerk.office_id, name="绿化队", kind="unit")
    session.add(new)
    session.flush()
    gardener = _staff(player, new, "秋雨", 3000)
    beside = Post(
        office_id=new.office_id, person_id=id_of(gardener), unit_id=cast.other_unit.id, role="handler", rank=3
    )
    other = play(session, cast, number="20261120000777")
    other.dispatch()
    other.ticket.co_unit_ids = [id_of(new)]
    session.add(beside)
    session.flush()
    assert set(heard_by(session, gardener, player.clock)) == {other.ticket_id}
    assert set(heard_by(session, cast.other_handler, player.clock)) == {player.ticket_id}


def test_only_the_units_that_are_new_are_asked_to_help(player: Player) -> None:
    new = Unit(office_id=player.cast.clerk.office_id, name="绿化队", kind="unit")
    player.session.add(new)
    player.session.flush()
    gardener = _staff(player, new, "秋雨", 3000)
    player.do(co_handling.join, player.cast.clerk, unit_ids=[id_of(new)], reason="请修剪树枝")
    assert "请协办：请修剪树枝" in shown_to(player.session, gardener)
    assert "请协办：请修剪树枝" not in shown_to(player.session, player.cast.other_handler)


def test_who_stands_in_tells_the_part_of_the_unit_they_stand_in_for(player: Player) -> None:
    cast = player.cast
    row = Deputy(
        office_id=cast.clerk.office_id, person_id=id_of(cast.other_handler), deputy_id=id_of(cast.other_informant)
    )
    row.starts_at, row.ends_at = player.clock.replace(day=1), player.clock.replace(day=30)
    player.session.add(row)
    player.session.flush()
    player.do(co_handling.co_handle, cast.other_informant, text="已劝离占位车辆")
    assert co_handled(player.session, story_of(player.session, cast.offices, player.ticket)) == [
        "平安办协办：已劝离占位车辆"
    ]


def test_a_helper_that_a_leader_names_helps_no_longer_but_leads(session: Session) -> None:
    cast = settle_under(session, "nanmatou_road")
    player = play(session, cast)
    units = {"unit_id": cast.unit.id, "territory_id": None, "co_unit_ids": [id_of(cast.other_unit)]}
    player.do(dispatch.dispatch, cast.clerk, **units)
    player.do(designating.designate, cast.main_leader, unit_id=id_of(cast.other_unit))
    assert (player.ticket.unit_id, player.ticket.co_unit_ids) == (cast.other_unit.id, [])
