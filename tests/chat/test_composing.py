"""What every kind of outbox row says at the moment it leaves."""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from bot.alerts.compose import compose
from bot.alerts.composition import Obsolete, Say
from storage.rows import id_of
from storage.tables import Group, OutboxRow, Person, Ticket
from tests.chat import playing, updates
from tests.chat.conftest import At
from tests.chat.playing import NUMBER, PASTED
from tests.chat.stage import Stage, fits


def row(office: Stage, person: Person | None, kind: str, ticket: Ticket | None = None, **payload: Any) -> OutboxRow:
    about = ticket or playing.the_ticket(office)
    return OutboxRow(
        dedupe_key=uuid.uuid4().hex,
        office_id=about.office_id,
        person_id=person.id if person else None,
        chat_id=None if person else updates.GROUP,
        ticket_id=about.id,
        kind=kind,
        lane=1,
        payload=payload,
        created_at=office.now,
        not_before=office.now,
    )


def put(stage: Stage, *rows: OutboxRow) -> None:
    stage.write(lambda session: session.add_all(rows))


def composed(stage: Stage, first: OutboxRow, companions: Sequence[OutboxRow] = ()) -> Any:
    """What compose makes of rows that are only written, not sent."""

    def work(session: Any) -> Any:
        session.add_all([first, *companions])
        session.flush()
        return compose(session, stage.cast.offices, first, companions, stage.now)

    return stage.database.write_now(work)


def many(stage: Stage, count: int) -> list[Ticket]:
    """So many more tickets, dispatched to the unit, nobody having looked at them yet."""
    clerk = stage.phone(stage.cast.clerk)
    for start in range(0, count, 20):
        numbers = range(start, min(start + 20, count))
        clerk.say("\n\n".join(PASTED.replace("000301", f"{400 + place:06d}") for place in numbers))
        clerk.press("登记这")
    tickets = [ticket for ticket in stage.rows(Ticket) if ticket.number != NUMBER]
    for ticket in tickets:
        clerk.say(f"/dispatch {ticket.number} 城建办 东片区")
    return tickets


def test_a_reminder_says_what_by_when_time_left_why_and_discharges(stage_at: At) -> None:
    stage = stage_at("dispatched")
    handler = stage.phone(stage.cast.handler)
    stage.pass_time(minutes=25)
    put(stage, row(stage, stage.cast.handler, "reminder", key="YC-T07", rule="YC-T07", stage="80%"))
    assert handler.last.text == (
        f"请按时办理　{NUMBER}\n楼下面馆油烟扰民\n\n🟡 接单：还剩5分钟\n今天 10:00前完成，依据二（三）2（2）"
    )
    assert handler.last.keys == ["接单", "打开工单", "为什么是这个时间？"]
    handler.press("接单", handler.last)
    assert playing.the_ticket(stage).state == "handling"


def test_an_overdue_notice_says_since_when_and_who_owes_it(stage_at: At) -> None:
    stage = stage_at("dispatched")
    stage.pass_time(minutes=65)
    put(
        stage,
        row(stage, stage.cast.handler, "reminder", key="YC-T07", rule="YC-T07", stage="overdue"),
        row(stage, stage.cast.head, "reminder", key="YC-T07", rule="YC-T07", stage="overdue"),
    )
    assert "🔴 接单：已超时35分钟\n应在今天 10:00前完成" in stage.phone(stage.cast.handler).last.text
    head = stage.phone(stage.cast.head).last
    assert "🔴 接单（处置部门）：已超时35分钟" in head.text
    assert head.keys == ["打开工单", "为什么是这个时间？"]


def test_what_was_done_meanwhile_is_not_said(stage_at: At) -> None:
    stage = stage_at("accepted")
    put(stage, row(stage, stage.cast.handler, "reminder", key="YC-T07", rule="YC-T07", stage="80%"))
    put(stage, row(stage, stage.cast.handler, "reminder", key="XX", rule="XX", stage="due"))
    put(stage, row(stage, stage.cast.other_handler, "reminder", key="YC-T08", rule="YC-T08", stage="due"))
    put(stage, row(stage, stage.cast.unit_leader, "escalation", key="YC-T07", rule="YC-T07"))
    assert stage.ended == [
        ("reminder", "已完成"),
        ("reminder", "情况变化，此项不再适用"),
        ("reminder", "收信人已不负责这张工单"),
        ("escalation", "工单已了结或情况变化，不再通报"),
    ]


def test_several_reminders_of_one_ticket_are_one_message(stage_at: At) -> None:
    stage = stage_at("accepted")
    handler = stage.phone(stage.cast.handler)
    said = len(handler.messages)
    keys = ("YC-T08", "YC-T09")
    put(stage, *(row(stage, stage.cast.handler, "reminder", key=key, rule=key, stage="80%") for key in keys))
    assert len(handler.messages) == said + 1
    assert "现场查看" in handler.last.text
    assert "办结" in handler.last.text
    assert handler.last.keys == ["现场查看", "写办结报告", "打开工单", "为什么是这个时间？"]
    states = [one.state for one in stage.rows(OutboxRow) if one.kind == "reminder"]
    assert states == ["sent", "folded"]


def test_reminders_of_many_tickets_at_once_are_one_list(stage_at: At) -> None:
    stage = stage_at("dispatched")
    handler = stage.phone(stage.cast.handler)
    tickets = many(stage, 6)
    handler.forget()
    put(
        stage,
        *(
            row(stage, stage.cast.handler, "reminder", ticket, key="YC-T07", rule="YC-T07", stage="80%")
            for ticket in tickets
        ),
    )
    assert len(handler.messages) == 1
    assert handler.last.text.startswith("6项应办事项到了提醒时间")
    for ticket in tickets:
        assert ticket.number in handler.last.text


def test_forty_escalations_of_a_leader_are_one_push_that_lists_them_all(stage: Stage) -> None:
    tickets = many(stage, 40)
    leader = stage.phone(stage.cast.unit_leader)
    stage.pass_time(days=5)
    leader.forget()
    put(
        stage,
        *(
            row(stage, stage.cast.unit_leader, "escalation", ticket, key="YC-T15", rule="YC-T15", stage="mark")
            for ticket in tickets
        ),
    )
    assert len(leader.messages) <= 2
    pushed = "".join(leader.texts)
    for ticket in tickets:
        assert pushed.count(ticket.number) == 1
    assert "王样英" not in pushed


def test_a_digest_that_does_not_fit_covers_only_what_it_lists(stage: Stage) -> None:
    """Every row is said in exactly one push, whatever the length."""
    tickets = many(stage, 20)
    stage.pass_time(days=5)
    long = [
        row(stage, stage.cast.unit_leader, "escalation", ticket, key=key, rule=key, stage="mark")
        for ticket in tickets
        for key in ("YC-T15", "YC-T16", "YC-T08", "YC-T10", "YC-T02", "YC-T07")
    ]
    first = composed(stage, long[0], long[1:])
    assert isinstance(first, Say)
    fits(first.message)
    assert "随后另发" in first.message.plain
    listed = sum(first.message.plain.count(ticket.number) for ticket in tickets)
    assert listed == len(first.covers) + 1


def test_more_than_five_new_cards_at_once_are_a_list(stage_at: At) -> None:
    stage = stage_at("dispatched")
    handler = stage.phone(stage.cast.handler)
    tickets = many(stage, 7)
    handler.forget()
    put(stage, *(row(stage, stage.cast.handler, "card", ticket, reason="新派工单") for ticket in tickets))
    assert len(handler.messages) == 1
    assert handler.last.text.startswith("7张工单等您查看")
    for ticket in tickets:
        assert ticket.number in handler.last.text
    handler.press(f"…{tickets[3].number[-6:]}")
    assert handler.last.kind == "card"


def test_a_card_in_a_group_shows_nothing_of_the_citizen_and_no_buttons(stage_at: At) -> None:
    stage = stage_at("accepted")
    unit_id = playing.the_ticket(stage).unit_id
    group = Group(chat_id=updates.GROUP, office_id=stage.cast.clerk.office_id, unit_id=unit_id)
    stage.write(lambda session: session.add(group))
    put(stage, row(stage, None, "card", reason="新派工单"))
    shown = stage.in_group(stage.cast.handler).last
    assert NUMBER in shown.text
    for secret in ("王", "138", "301室", "号", "油烟直排"):
        assert secret not in shown.text
    assert shown.keys == ["在私聊里打开"]


def test_the_card_of_somebody_who_lost_the_ticket_is_emptied(stage_at: At) -> None:
    stage = stage_at("dispatched")
    handler, clerk = stage.phone(stage.cast.handler), stage.phone(stage.cast.clerk)
    clerk.say(f"/dispatch {NUMBER} 平安办 东片区")
    assert handler.card().text == f"{NUMBER} 已转由其他部门办理。"
    assert handler.card().buttons == ()
    other = stage.phone(stage.cast.other_handler)
    assert "（原在城建办），时限不重新计算，请平安办接单" in other.card().text


def test_contact_data_is_not_sent_to_somebody_who_lost_the_ticket_meanwhile(stage_at: At) -> None:
    stage = stage_at("accepted")
    put(stage, row(stage, stage.cast.other_handler, "contact", why="先行联系"))
    put(stage, row(stage, stage.cast.other_handler, "evidence", ids=[1]))
    assert stage.ended == [("contact", "收信人现在无权查看"), ("evidence", "收信人现在无权查看")]


def test_a_kind_that_nobody_composes_is_a_fault(stage_at: At) -> None:
    stage = stage_at("accepted")
    with pytest.raises(ValueError, match="no composer"):
        composed(stage, row(stage, stage.cast.handler, "telegram"))


def test_a_provisional_moment_says_so(stage_at: At) -> None:
    stage = stage_at("dispatched")
    stage.now += timedelta(days=36)
    said = composed(stage, row(stage, stage.cast.handler, "card", reason=""))
    assert isinstance(said, Say)
    assert "已超时" in said.message.plain


def test_nothing_is_said_of_a_ticket_that_is_gone(stage_at: At) -> None:
    stage = stage_at("accepted")
    gone = row(stage, stage.cast.handler, "card", reason="")
    gone.ticket_id = None
    assert isinstance(composed(stage, gone), Obsolete)
    assert id_of(playing.the_ticket(stage)) == 1
