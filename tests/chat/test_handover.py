"""A does not accept: B hears, then the head; and whoever stands in is told for whom."""

from dataclasses import replace
from datetime import timedelta

from sqlmodel import Session

from bot.rulebooks.load import rulebook_text
from bot.work import reach
from bot.work.offices import OfficeEntry, open_offices
from storage.tables import DutyRow, Person
from tests.chat import playing
from tests.chat.conftest import At
from tests.chat.playing import NUMBER
from tests.chat.stage import Stage
from tests.chat.ticking import tick_until
from tests.people import MORNING, OFFICE, read_law


def pass_minutes(stage: Stage, minutes: int) -> None:
    """So many minutes since the dispatch."""
    dispatched = next(row.starts_at for row in stage.rows(DutyRow) if row.key == "YC-AB1")
    tick_until(stage, dispatched + timedelta(minutes=minutes))


def make_deaf(stage: Stage, person: Person) -> None:
    stage.write(lambda session: reach.fell_silent(session, session.get_one(Person, person.id), stage.now))


def test_the_other_handler_hears_after_half_of_the_time_with_the_key_to_accept(stage_at: At) -> None:
    stage = stage_at("dispatched")
    pass_minutes(stage, 16)
    second = stage.phone(stage.cast.second_handler)
    assert second.last.text.startswith(
        f"请按时办理　{NUMBER}\n楼下面馆油烟扰民\nA角张三未接单，请B角接单。\n\n🟡 接单：还剩"
    )
    assert second.last.keys[0] == "接单"
    assert not stage.phone(stage.cast.head).messages
    second.press("接单", second.last)
    ticket = playing.the_ticket(stage)
    assert (ticket.state, ticket.handler_id) == ("handling", stage.cast.second_handler.id)
    tick_until(stage, stage.now + timedelta(minutes=60))
    assert not stage.phone(stage.cast.head).messages


def test_where_no_limit_is_set_for_accepting_the_message_shows_none(stage: Stage) -> None:
    """南码头's document names an A and a B, and no time in which a ticket is accepted."""

    def write(session: Session) -> None:
        entry = OfficeEntry(OFFICE, "南码头路街道", rulebook_text("nanmatou_road"))
        stage.cast = replace(stage.cast, offices=open_offices(session, [entry], read_law, MORNING))

    stage.write(write)
    playing.register(stage)
    playing.dispatch(stage)
    tick_until(stage, stage.now + timedelta(minutes=61))
    second = stage.phone(stage.cast.second_handler)
    assert second.last.text == f"请按时办理　{NUMBER}\n楼下面馆油烟扰民\nA角张三未接单，请B角接单。"
    assert second.last.keys[0] == "接单"


def test_then_the_head_hears_who_has_not_accepted(stage_at: At) -> None:
    stage = stage_at("dispatched")
    pass_minutes(stage, 31)
    (told,) = stage.phone(stage.cast.head).texts
    assert "A 角、B 角均未接单报部门负责人" in told
    assert "城建办张三、李四均未接单" in told


def test_the_card_names_neither_as_the_next_mark(stage_at: At) -> None:
    stage = stage_at("dispatched")
    assert "B 角" not in stage.phone(stage.cast.handler).card().text


def test_who_hears_instead_of_a_handler_who_blocked_the_bot_is_told_so(stage_at: At) -> None:
    stage = stage_at("dispatched")
    make_deaf(stage, stage.cast.handler)
    make_deaf(stage, stage.cast.second_handler)
    pass_minutes(stage, 16)
    head = stage.phone(stage.cast.head)
    assert "张三已停用机器人、李四已停用机器人，转告您，请安排人员办理（发“/away 张三”可以请人代班）。" in head.texts[0]
    assert "接单（处置部门）" in head.texts[0]
    assert any("城建办张三、李四均未接单。" in text for text in head.texts)
