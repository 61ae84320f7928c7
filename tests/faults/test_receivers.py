"""F12–F15: somebody blocked the bot, a group moved, a text is refused."""

import pytest
from sqlmodel import Session, select

from bot.playground.serving import Playground
from bot.playground.world import World
from storage.database import Database
from storage.tables import Group, OutboxRow, Person, Posted
from tests.faults.line import Line, said_to
from tests.people import Cast, register, settle_in
from tests.storage.staff import MORNING


@pytest.fixture
def line(sqlite: Database, playground: Playground) -> Line:
    return Line(sqlite, playground)


def test_f12_who_blocked_the_bot_is_replaced_by_the_second_handler_and_the_desk_is_told(
    line: Line, world: World
) -> None:
    cast, ticket_id = _office_with_a_ticket(line)
    phones = {person.name: world.person(person.name, id=person.chat_id) for person in cast.everybody}
    for phone in phones.values():
        phone.start()
    phones["张三"].block()
    row = line.add("请接单", cast.handler.id, ticket_id=ticket_id)

    line.play(line.all_ended)

    assert said_to(phones["李四"]) == ["请接单"]
    (told,) = said_to(phones["林晓"])
    assert "给 「张三」 的一条消息没有送到" in told
    assert "已改发给「李四」" in told
    assert (line.row(row).state, line.row(row).given_to) == ("undeliverable", cast.second_handler.id)
    assert not line.person(cast.handler.id or 0).reachable


def test_f12_everything_else_for_who_blocked_the_bot_goes_the_same_way_without_asking_again(
    line: Line, world: World
) -> None:
    cast, ticket_id = _office_with_a_ticket(line)
    phones = {person.name: world.person(person.name, id=person.chat_id) for person in cast.everybody}
    for phone in phones.values():
        phone.start()
    phones["张三"].block()
    for number in range(4):
        line.add(f"请接单{number}", cast.handler.id, ticket_id=ticket_id)

    line.play(line.all_ended)

    assert sorted(said_to(phones["李四"])) == [f"请接单{number}" for number in range(4)]
    assert len(said_to(phones["林晓"])) == 1
    asked = [entry for entry in world.journal.after(kind="answer") if entry["status"] == 403]
    assert len(asked) == 1


def test_f07_what_nobody_of_the_unit_answers_for_climbs_to_its_head(line: Line, world: World) -> None:
    cast, ticket_id = _office_with_a_ticket(line)
    phones = {person.name: world.person(person.name, id=person.chat_id) for person in cast.everybody}
    for phone in phones.values():
        phone.start()
    for name in ("张三", "李四"):
        world.fail("drop", method="sendMessage", chat=phones[name].id, when="before", count=None)
    line.add("请接单", cast.handler.id, ticket_id=ticket_id)

    line.play(line.all_ended)

    assert said_to(phones["吴刚"]) == ["请接单"]
    told = said_to(phones["林晓"])
    assert ["已改发给「李四」" in text for text in told] == [True, False]
    assert "已改发给「吴刚」" in told[1]
    assert line.person(cast.handler.id or 0).reachable


def test_f14_markup_the_server_refuses_leaves_as_plain_words(line: Line) -> None:
    phone, zhang = line.phone("张三")
    payload = {"html": "<b>来电人说 1 < 2", "plain": "来电人说 1 < 2", "buttons": [], "reply_to": None}
    row = line.add("bad", zhang, payload=payload)

    line.play(line.all_ended)

    assert said_to(phone) == ["来电人说 1 < 2"]
    assert line.row(row).state == "sent"


def test_f14_a_text_far_too_long_arrives_cut(line: Line) -> None:
    phone, zhang = line.phone("张三")
    line.add("长" * 9000, zhang)

    line.play(line.all_ended)

    (text,) = said_to(phone)
    assert 3900 < len(text) <= 4096


def test_f15_a_group_that_moved_gets_its_whole_backlog_under_its_new_id(line: Line, world: World) -> None:
    phone, _ = line.phone("张三")
    group = world.group("宜川路街道", [phone])
    cast_office = Group(chat_id=group.id, office_id="yichuan_road", title="宜川路街道")
    line.database.write_now(lambda session: session.add(cast_office))
    for number in range(6):
        line.add(f"通报{number}", chat_id=group.id)
    heir = group.migrate()

    line.play(line.all_ended)

    heard = [message.text for message in heir.messages.values() if message.from_bot]
    assert heard == [f"通报{number}" for number in range(6)]
    refused = [entry for entry in world.journal.after(kind="answer") if entry["status"] == 400]
    assert len(refused) == 1
    assert line.database.read_now(lambda s: s.exec(select(Group.chat_id)).all()) == [heir.id]


def test_f15_messages_of_the_old_group_are_no_cards_of_the_new_one(line: Line, world: World) -> None:
    cast, ticket_id = _office_with_a_ticket(line)
    phone = world.person("张三", id=cast.handler.chat_id)
    group = world.group("宜川路街道", [phone])
    card = Posted(chat_id=group.id, message_id=17, ticket_id=ticket_id, kind="card", at=MORNING)
    line.database.write_now(lambda session: session.add(card))
    group.migrate()
    line.add("通报", chat_id=group.id)

    line.play(line.all_ended)

    assert line.database.read_now(lambda session: session.exec(select(Posted)).all()) == []


def _office_with_a_ticket(line: Line) -> tuple[Cast, int]:
    """The cast and a ticket of 城建办; what its registering said is out of the way."""

    def write(session: Session) -> tuple[Cast, int]:
        cast = settle_in(session)
        for person in cast.everybody:
            assert session.get_one(Person, person.id).chat_id is not None
        ticket = register(session, cast, MORNING)
        ticket.unit_id, ticket.territory_id = cast.unit.id, cast.territory.id
        session.flush()
        for row in session.exec(select(OutboxRow)).all():
            session.delete(row)
        assert ticket.id is not None
        return cast, ticket.id

    return line.database.write_now(write)
