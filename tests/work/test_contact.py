"""Talking to the citizen: what counts as a contact, which tries count, and who may see the number."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from bot.rules.workflow import State
from bot.work import approval, classifying, contact
from bot.work.card_view import card_view
from bot.work.offices import Offices
from bot.work.outcome import Done, Refused
from storage import tickets
from storage.tables import Audit, OutboxRow
from tests.people import Cast, later
from tests.work.world import Player, play, story, told


@pytest.fixture
def player(session: Session, cast: Cast) -> Player:
    return play(session, cast)


@pytest.fixture
def handled(player: Player) -> Player:
    player.bring_to(State.HANDLING)
    return player


def tried(player: Player, minutes: int, **changes: Any) -> Done | Refused:
    """The informant tried at so many minutes after the morning began, and tells it at once."""
    player.clock = later(minutes)
    facts = {"reached": False, "how": "电话", "at": later(minutes), "reason": "始终未接", **changes}
    return player.act(contact.first_contact, player.cast.informant, **facts)


def met(player: Player, key: str) -> bool:
    return next(duty for duty in tickets.duties(player.session, player.ticket_id) if duty.key == key).met_at is not None


@pytest.mark.parametrize(("how", "reached"), [("电话", True), ("短信", True), ("短信", False)])
def test_a_call_answered_or_a_text_sent_discharges_the_desks_contact(player: Player, how: str, reached: bool) -> None:
    player.do(contact.desk_contact, player.cast.clerk, how=how, reached=reached)
    assert story(player.session, player.ticket_id)[-1] == "desk_contact"
    assert met(player, "YC-T02")


def test_a_call_nobody_answers_is_kept_and_the_contact_still_owed(player: Player) -> None:
    done = player.do(contact.desk_contact, player.cast.clerk, how="电话", reached=False)
    assert done.told == "已记录一次未接通；可以改发短信告知。"
    assert story(player.session, player.ticket_id)[-1] == "contact_attempt"
    assert not met(player, "YC-T02")


def test_the_first_contact_counts_at_the_moment_it_happened(handled: Player) -> None:
    at = handled.clock + timedelta(minutes=3)
    handled.do(contact.first_contact, handled.cast.handler, reached=True, how="电话", at=at)
    event = tickets.last_event(handled.session, handled.ticket_id, "first_contact")
    assert event is not None
    assert (event.at, event.data["result"]) == (at, "已联")
    assert met(handled, "YC-T10")


def test_somebody_slower_hears_who_had_made_the_first_contact(handled: Player) -> None:
    handled.contact()
    facts = {"reached": True, "how": "电话", "at": handled.clock}
    answer = handled.act(contact.first_contact, handled.cast.handler, **facts)
    assert told(answer) == "周敏 10:00 已先行联系"


def test_three_tries_half_an_hour_apart_are_a_first_contact_that_reached_nobody(handled: Player) -> None:
    answers = [tried(handled, minutes) for minutes in (60, 90, 120)]
    assert [answer.told for answer in answers if isinstance(answer, Done)] == [
        "已记录第1次未接通，还需2次，11:00以后再打。",
        "已记录第2次未接通，还需1次，11:30以后再打。",
        "已登记联系未果（3次，均间隔30分钟以上），请附通话记录截图、短信告知截图（手机号）。",
    ]
    event = tickets.last_event(handled.session, handled.ticket_id, "first_contact")
    assert event is not None
    assert (event.at, event.data["result"]) == (later(120), "未联")
    assert met(handled, "YC-T10")


def test_tries_too_close_together_are_kept_and_not_counted(handled: Player) -> None:
    tried(handled, 60)
    answer = tried(handled, 89)
    assert answer.told == (
        "已记录未接通，但这一次不计（与另一次间隔不足30分钟）；有效的是1次，还需2次，11:00以后再打。"
    )
    tried(handled, 90)
    assert not met(handled, "YC-T10")
    tried(handled, 120)
    assert met(handled, "YC-T10")


def test_the_same_try_told_twice_is_one(handled: Player) -> None:
    first = tried(handled, 60)
    assert tried(handled, 60) == first
    assert story(handled.session, handled.ticket_id).count("contact_attempt") == 1


def test_after_the_first_contact_a_try_is_one_to_give_the_reply(handled: Player) -> None:
    handled.contact()
    tried(handled, 60)
    assert story(handled.session, handled.ticket_id)[-2:] == ["first_contact", "contact_attempt"]


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(-10, "联系时间不能早于派单时间（09:40）。"), (31, "联系时间不能晚于现在。")],
)
def test_a_contact_that_cannot_have_been_is_refused(handled: Player, minutes: int, said: str) -> None:
    handled.clock = later(30)
    facts = {"reached": True, "how": "电话", "at": later(minutes)}
    assert told(handled.act(contact.first_contact, handled.cast.informant, **facts)) == said


@pytest.mark.parametrize("act", [contact.desk_contact, contact.show_contact])
def test_without_contact_data_there_is_nobody_to_call(session: Session, cast: Cast, act: Any) -> None:
    player = play(session, cast, phone="无", caller="匿名")
    facts = {"why": "先行联系"} if act is contact.show_contact else {"how": "电话", "reached": True}
    assert told(player.act(act, cast.clerk, **facts)) == "这张工单没有留联系方式，无法联系。"


def test_showing_the_number_needs_a_reason_and_is_noted_for_good(handled: Player) -> None:
    assert isinstance(handled.act(contact.show_contact, handled.cast.handler, why="  "), Refused)
    handled.do(contact.show_contact, handled.cast.handler, why="先行联系")
    row = handled.session.exec(select(OutboxRow).where(OutboxRow.kind == "contact")).one()
    assert (row.person_id, row.chat_id, row.payload) == (
        handled.cast.handler.id,
        handled.cast.handler.chat_id,
        {"why": "先行联系"},
    )
    noted = handled.session.exec(select(Audit).where(Audit.what == "contact_shown")).one()
    assert (noted.person_id, noted.ticket_id, noted.detail) == (
        handled.cast.handler.id,
        handled.ticket_id,
        "先行联系",
    )


def test_what_is_kept_for_good_holds_no_number_that_somebody_wrote_as_the_reason(handled: Player) -> None:
    handled.do(contact.show_contact, handled.cast.handler, why="回拨13800001001找王样英")
    noted = handled.session.exec(select(Audit).where(Audit.what == "contact_shown")).one()
    assert noted.detail == "回拨138****1001找王**"


def test_a_tag_shows_nobodys_name_or_number_on_a_card(handled: Player) -> None:
    handled.do(classifying.classify, handled.cast.clerk, values={"tags": ["13800001001", "找王样英", "涉稳"]})
    view = card_view(handled.session, handled.cast.offices, handled.ticket, None, handled.clock)
    assert view.marks == ("138****1001", "找王**", "涉稳")


def test_an_office_may_keep_the_number_out_of_the_chat(handled: Player) -> None:
    office = handled.cast.offices.office(handled.ticket.office_id)
    hidden = type(office)(office.id, office.name, office.rulebook_id, shows_contact=False)
    offices = Offices({office.id: hidden}, handled.cast.offices.laws)
    answer = contact.show_contact(
        handled.session, offices, handled.cast.handler.id or 0, handled.ticket_id, why="先行联系", now=later(60)
    )
    assert isinstance(answer, Refused)
    assert "没有开放" in answer.reason


def test_a_report_sent_back_asks_for_another_contact(handled: Player) -> None:
    handled.handle()
    handled.submit()
    handled.sign()
    handled.do(approval.send_back, handled.cast.clerk, reason="未说明与市民沟通情况")
    handled.contact()
    assert story(handled.session, handled.ticket_id).count("first_contact") == 2
