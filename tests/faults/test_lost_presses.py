"""F39: presses are forgotten by Telegram after 150 s; what was pressed in an outage is offered again, once."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from bot.alerts.offering_again import offer_again
from bot.alerts.recovery import Outage
from bot.rules.workflow import State
from storage import outbox, staff, tickets
from storage.database import Database
from storage.tables import Draft, OutboxRow, Posted, Ticket
from tests.flows.played import Played
from tests.flows.test_main_path import closed, dispatched, handled, reported, signed
from tests.people import MORNING
from tests.work.world import World, play

HINT = "停机期间点的按钮可能没有收到，请再点一次"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Played]:
    with Played(tmp_path) as played:
        played.come_in()
        yield played


def away(office: Played, seconds: float) -> None:
    """The bot is down for so long, and nothing falls due meanwhile."""
    office.go_down()
    office.clock.advance(seconds)
    office.come_back()


def edits(office: Played) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = office.world.journal.requests("editMessageText")
    return found


def hinted(office: Played, name: str) -> list[str]:
    return [text for text in office.texts(name) if HINT in text]


def test_a_press_lost_in_an_outage_is_asked_for_on_the_card_itself(office: Played) -> None:
    dispatched(office)
    before, cards = len(edits(office)), {name: len(office.messages(name)) for name in office.people}
    office.go_down()
    zhang = office.people["张三"]
    zhang.press(office.card("张三"), "接单")
    office.clock.advance(151)
    office.come_back()
    assert office.read(lambda session: session.exec(select(Ticket)).one()).state == "dispatched"
    assert HINT in office.card("张三").text
    newest = office.read(lambda session: {(row.chat_id, row.ticket_id) for row in session.exec(select(Posted))})
    assert 0 < len(edits(office)) - before <= len(newest)
    assert {name: len(office.messages(name)) for name in office.people} == cards
    office.press("张三", "接单")
    assert office.read(lambda session: session.exec(select(Ticket)).one()).state == "handling"
    assert all(hinted(office, name) == [] for name in office.people)


def test_a_short_outage_loses_no_press_and_changes_no_card(office: Played) -> None:
    dispatched(office)
    before = len(edits(office))
    office.go_down()
    office.people["张三"].press(office.card("张三"), "接单")
    office.clock.advance(140)
    office.come_back()
    assert office.read(lambda session: session.exec(select(Ticket)).one()).state == "handling"
    assert all(hinted(office, name) == [] for name in office.people)
    assert len(edits(office)) > before


def test_it_is_offered_once_for_each_outage_and_no_card_twice(office: Played) -> None:
    dispatched(office)
    away(office, 200)
    first = len(edits(office))
    office.restart()
    assert len(edits(office)) == first
    away(office, 200)
    again = office.read(lambda session: session.exec(select(OutboxRow).where(OutboxRow.kind == "refresh")).all())
    keys = [row.dedupe_key for row in again if row.dedupe_key.startswith("again:")]
    assert len(keys) == len(set(keys))


def test_who_can_do_nothing_and_what_is_closed_is_left_alone(office: Played) -> None:
    dispatched(office)
    handled(office)
    reported(office)
    signed(office)
    closed(office)
    before = len(edits(office))
    away(office, 3600)
    assert len(edits(office)) == before
    assert all(hinted(office, name) == [] for name in office.people)


def test_an_open_question_is_put_again_once_and_can_be_answered(office: Played) -> None:
    dispatched(office)
    office.press("张三", "接单")
    office.press("张三", "现场查看")
    said = len(office.messages("张三"))
    office.go_down()
    office.people["张三"].press(office.messages("张三")[-1], "到现场看了")
    office.clock.advance(200)
    office.come_back()
    (again,) = office.messages("张三")[said:]
    assert again.text.startswith("停机期间点的按钮可能没有收到，请再答一次。")
    assert "到现场看了" in again.labels
    office.restart()
    assert len(office.messages("张三")) == said + 1
    office.press("张三", "到现场看了")
    office.press("张三", "刚才")
    assert "已登记现场查看" in "".join(office.texts("张三")[said:])


def test_words_said_in_an_outage_are_not_lost_and_need_no_second_time(office: Played) -> None:
    dispatched(office)
    office.press("张三", "接单")
    office.go_down()
    office.people["张三"].say("已经联系物业", reply_to=office.card("张三"))
    office.clock.advance(400)
    office.come_back()
    assert "最近：张三 已经联系物业" in office.card("张三").text


def test_many_open_cards_are_one_edit_each_at_most(database: Database) -> None:
    """Forty tickets on five people's phones: no more rows than newest cards, and asking twice writes none."""
    world = World(database)

    def fill(session: Session) -> None:
        for number in range(40):
            player = play(session, world.cast, number=f"2026112000{number:04}")
            player.bring_to(State.DISPATCHED)
            for place, person in enumerate((world.cast.clerk, world.cast.handler, world.cast.head)):
                for copy in range(3):
                    session.add(
                        Posted(
                            chat_id=person.chat_id or 0,
                            message_id=1000 * copy + 10 * number + place,
                            ticket_id=player.ticket_id,
                            person_id=person.id,
                            kind="card",
                            at=MORNING,
                        )
                    )

    database.write_now(fill)
    waiting = {row.payload["posted_id"] for row in refreshes(database)}
    outage = Outage(MORNING, MORNING + timedelta(hours=1))
    counted = database.write_now(lambda session: offer_again(session, outage, outage.ended))
    rows = refreshes(database)
    assert counted <= 120
    assert len({row.payload["posted_id"] for row in rows}) == len(rows)
    assert sum(bool(row.payload.get("again")) for row in rows) == counted
    database.write_now(lambda session: offer_again(session, outage, outage.ended))
    assert len(refreshes(database)) == len(rows)
    newest = database.read_now(lambda s: {card.id for n in tickets_of(s) for card in tickets.cards(s, n)})
    assert {row.payload["posted_id"] for row in rows if row.payload["posted_id"] not in waiting} <= newest


def refreshes(database: Database) -> list[OutboxRow]:
    query = select(OutboxRow).where(OutboxRow.kind == "refresh", OutboxRow.state == outbox.WAITING)
    return database.read_now(lambda session: list(session.exec(query)))


def tickets_of(session: Session) -> list[int]:
    return [number for number in session.exec(select(Ticket.id)) if number is not None]


def test_whoever_blocked_the_bot_is_not_offered_anything(database: Database) -> None:
    world = World(database)

    def fill(session: Session) -> None:
        player = play(session, world.cast)
        player.bring_to(State.DISPATCHED)
        handler = staff.person(session, world.cast.handler.id or 0)
        assert handler is not None
        handler.reachable = False
        session.add(handler)
        session.add(
            Posted(
                chat_id=handler.chat_id or 0, message_id=1, ticket_id=player.ticket_id, person_id=handler.id,
                kind="card", at=MORNING,
            )
        )  # fmt: skip

    database.write_now(fill)
    outage = Outage(MORNING, MORNING + timedelta(hours=1))
    assert database.write_now(lambda session: offer_again(session, outage, outage.ended)) == 0
    assert database.read_now(lambda session: session.exec(select(Draft)).all()) == []
