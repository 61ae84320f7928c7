"""Telling the caller, uploading, coming back as a recheck, and what is explained in writing."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from bot.reports.moments import SHANGHAI
from bot.rules.workflow import State
from bot.work import applying, callback, contact, deciding, following_up, reopening, replying, uploading
from bot.work.outcome import Done, Refused
from bot.work.report import prefill
from storage import requests, tickets
from storage.rows import id_of
from storage.tables import AlarmRow, DutyRow
from tests.people import Cast, desk_leader, settle_under
from tests.work.world import Player, play, shown_to, story, told, under


@pytest.fixture
def player(session: Session, cast: Cast) -> Player:
    return play(session, cast)


def duties(player: Player) -> dict[str, DutyRow]:
    return {row.key: row for row in tickets.duties(player.session, player.ticket_id)}


def test_tries_to_reply_in_three_parts_of_the_day_are_enough(session: Session) -> None:
    player = under(session, "nanmatou_road")
    monday = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)
    said = []
    for hour in (9, 10, 14, 19):
        player.clock = monday.replace(hour=hour)
        said.append(told(player.act(replying.reply, player.cast.handler, reached=False, at=player.clock)))
    assert "还需2次" in said[1], "two in one morning are one"
    assert "已记录答复联系未果（3次，符合第八条（七））。" in said[3]
    assert "作好记录" in shown_to(session, player.cast.clerk)[-1]
    assert "未联系上" in str(prefill(session, player.cast.offices, player.ticket, player.clock))


def test_the_desk_calls_three_times_an_hour_apart_before_it_writes_that_nobody_answered(session: Session) -> None:
    player = play(session, settle_under(session, "nanmatou_road"))
    for minutes in (0, 59, 60, 61):
        player.clock += timedelta(minutes=minutes)
        player.act(contact.desk_contact, player.cast.clerk, how="电话", reached=False)
    kinds = story(session, player.ticket_id)
    assert kinds.count("contact_attempt") == 4
    assert kinds[-1] == "desk_contact"


def test_a_reply_is_told_once(session: Session, cast: Cast) -> None:
    player = play(session, cast)
    player.bring_to(State.HANDLING)
    player.do(replying.reply, cast.handler, reached=True, at=player.clock)
    slower = player.act(replying.reply, cast.second_handler, reached=True, at=player.clock)
    assert told(slower).startswith("张三 ")
    assert told(slower).endswith("已答复来电人")
    early = player.act(replying.reply, cast.handler, reached=False, at=player.clock + timedelta(hours=1))
    assert told(early) == "答复时间不能晚于现在。"


def test_a_ticket_called_back_before_it_was_uploaded_is_closed_by_the_upload(player: Player) -> None:
    player.bring_to(State.REVIEWING)
    player.approve(uploaded=False)
    player.call_back()
    assert player.ticket.state == State.UPLOADING
    again = player.act(callback.call_back, player.cast.clerk, reached=False)
    assert told(again) == "回访完成，请上传上级平台并确认。"
    assert player.do(uploading.upload, player.cast.clerk).told == "已确认上传，工单已办结。"
    assert player.ticket.state == State.CLOSED
    assert duties(player)["YC-T16"].met_at is not None


def test_an_upload_before_the_call_back_leaves_the_call_back_to_be_made(player: Player) -> None:
    player.bring_to(State.REVIEWING)
    player.approve(uploaded=False)
    assert player.do(uploading.upload, player.cast.clerk).told == "已确认上传，请安排回访。"
    player.call_back()
    assert player.ticket.state == State.CLOSED


def test_a_reopened_ticket_keeps_its_limits_and_owes_its_report_again(player: Player) -> None:
    player.bring_to(State.HANDLING)
    before = {key: row.due_at for key, row in duties(player).items()}
    player.handle()
    player.submit()
    player.sign()
    player.approve()
    player.call_back()
    player.do(reopening.reopen, player.cast.clerk, reason="上级平台退回")
    assert player.ticket.state == State.HANDLING
    after = duties(player)
    assert {key: after[key].due_at for key in before if key in after} == {k: v for k, v in before.items() if k in after}
    assert any(row.met_at is None for row in after.values())
    assert shown_to(player.session, player.cast.handler)[-1] == "工单重新打开：上级平台退回"
    again = player.act(reopening.reopen, player.cast.clerk, reason="上级平台退回")
    assert isinstance(again, Done)


@pytest.mark.parametrize(("office", "rule"), [("putuo_justice", "PT-T11"), ("nanmatou_road", "NM-T12")])
def test_the_limits_of_a_recheck_run_from_its_own_receipt(session: Session, office: str, rule: str) -> None:
    player = under(session, office, State.DISPATCHED)
    player.ticket.state = State.CLOSED
    closed_at = player.clock
    player.clock = datetime(2026, 12, 1, 10, 0, tzinfo=SHANGHAI)
    receipt = player.clock - timedelta(minutes=30)
    player.do(reopening.recheck, player.cast.clerk, reason="回访不满意", received_at=receipt)
    assert (player.ticket.state, player.ticket.is_recheck) == (State.DISPATCHED, True)
    owed = duties(player)
    assert owed[rule].starts_at == receipt
    assert owed[rule].due_at.astimezone(SHANGHAI).date().isoformat() == "2026-12-04"
    assert {row.key for row in owed.values() if row.starts_at < closed_at} <= {"PT-T16"}, (
        "thirteen days from the call itself"
    )
    wanted = select(AlarmRow).where(AlarmRow.ticket_id == player.ticket_id, AlarmRow.rule == rule)
    planned = session.exec(wanted).all()
    assert planned
    assert "回访复核单：回访不满意" in shown_to(session, player.cast.handler)[-1]


def test_a_recheck_does_not_live_on_the_extension_of_before(session: Session) -> None:
    player = under(session, "nanmatou_road")
    rule = player.rulebook.request[0]
    until = (player.clock + timedelta(days=20)).date()
    facts = {"rule_id": rule.id, "ground": rule.grounds[0], "reason": "难", "until": until}
    player.do(applying.apply, player.cast.handler, **facts)
    (request,) = requests.pending(session, player.ticket_id)
    player.do(deciding.grant, player.cast.clerk, request_id=id_of(request))
    player.ticket.state = State.CLOSED
    player.do(reopening.recheck, player.cast.clerk, reason="回访不满意")
    assert all(row.due_at.date() != until for row in duties(player).values())


def test_a_notice_is_answered_within_five_working_days_even_after_the_ticket_is_closed(session: Session) -> None:
    player = under(session, "nanmatou_road", State.CLOSED)
    player.clock = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)
    player.do(following_up.ask_follow_up, player.cast.clerk, rule_id="NM-B3.r", note="专报点名未先行联系")
    assert duties(player)["NM-T14"].due_at.astimezone(SHANGHAI).date().isoformat() == "2026-11-30"
    assert duties(player)["NM-T14"].met_at is None
    twice = player.act(following_up.ask_follow_up, player.cast.clerk, rule_id="NM-B3.r", note="再催")
    assert isinstance(twice, Refused)
    player.do(following_up.follow_up, player.cast.handler, rule_id="NM-B3.r", text="原因与措施如下。")
    assert duties(player)["NM-T14"].met_at is not None
    assert player.ticket.state == State.CLOSED


def test_an_explanation_counts_once_both_leaders_have_signed_and_the_main_leader_hears_of_it(session: Session) -> None:
    player = under(session, "putuo_justice")
    cast = player.cast
    player.do(following_up.ask_follow_up, cast.clerk, rule_id="PT-B2", note="市局通报")
    player.do(following_up.follow_up, cast.handler, rule_id="PT-B2", text="当日联系未录音，已整改。")
    for leader in (cast.unit_leader, desk_leader(session, cast)):
        assert "follow_up_given" not in story(session, player.ticket_id)
        (request,) = requests.pending(session, player.ticket_id)
        player.do(deciding.sign_request, leader, request_id=id_of(request), sha256=request.sha256)
    assert "follow_up_given" in story(session, player.ticket_id)
    assert shown_to(session, cast.main_leader)[-1] == "书面情况说明：当日联系未录音，已整改。"


def test_an_explanation_that_was_refused_is_owed_again(session: Session) -> None:
    player = under(session, "putuo_justice")
    player.do(following_up.ask_follow_up, player.cast.clerk, rule_id="PT-B2", note="市局通报")
    player.do(following_up.follow_up, player.cast.handler, rule_id="PT-B2", text="已整改。")
    (request,) = requests.pending(session, player.ticket_id)
    refuse = {"request_id": id_of(request), "reason": "写得太简单"}
    player.do(deciding.refuse_request, player.cast.unit_leader, **refuse)
    player.do(following_up.follow_up, player.cast.handler, rule_id="PT-B2", text="原因、责任与整改情况如下。")


def test_nobody_explains_what_was_not_asked(session: Session) -> None:
    player = under(session, "putuo_justice")
    refused = player.act(following_up.follow_up, player.cast.handler, rule_id="PT-B2", text="说明")
    assert isinstance(refused, Refused)
    assert refused.reason == "没有要求您书面说明的事项。"
