"""One ticket from the platform's text to closed: what happened, what is owed, who was told."""

import pytest
from sqlmodel import Session, select

from bot.rules.workflow import State
from bot.work import approval, callback, dispatch, report
from bot.work.outcome import Done, Refused
from storage import tickets
from storage.rows import id_of
from storage.tables import AlarmRow, DutyRow, OutboxRow, Signature
from tests.people import Cast, settle_under
from tests.work.world import SLOTS, Player, World, play, sent, shown_to, story


@pytest.fixture
def player(session: Session, cast: Cast) -> Player:
    return play(session, cast)


def test_a_ticket_goes_from_registered_to_closed(player: Player) -> None:
    ticket = player.bring_to(State.CLOSED)
    assert ticket.state == State.CLOSED
    told = story(player.session, player.ticket_id)
    assert told[:4] == ["called", "platform_dispatched", "received", "registered"]
    assert told[-5:] == ["signature_given", "approved", "completed", "called_back", "closed"]
    assert [
        one for one in told if one in ("dispatched", "accepted", "first_contact", "replied", "report_submitted")
    ] == [
        "dispatched",
        "accepted",
        "first_contact",
        "replied",
        "report_submitted",
    ]


def test_the_same_life_can_be_lived_on_both_databases(any_world: World) -> None:
    ticket_id = any_world.register()
    assert any_world.bring_to(ticket_id, State.CLOSED).state == State.CLOSED
    waiting = select(AlarmRow).where(AlarmRow.ticket_id == ticket_id, AlarmRow.state == "waiting")
    assert any_world.read(lambda session: session.exec(waiting).all()) == []


def test_every_step_raises_the_revision(player: Player) -> None:
    before = player.ticket.revision
    player.dispatch()
    player.accept()
    assert player.ticket.revision == before + 2


def test_a_closed_ticket_owes_nothing_and_no_alarm_waits(player: Player) -> None:
    player.bring_to(State.CLOSED)
    alarms = player.session.exec(select(AlarmRow)).all()
    assert alarms
    assert {alarm.state for alarm in alarms} == {"obsolete"}
    assert all(alarm.reason and alarm.ended_at for alarm in alarms)


def test_dispatch_shows_the_card_to_the_first_handler_and_the_informant_with_the_reason(player: Player) -> None:
    player.dispatch()
    assert shown_to(player.session, player.cast.handler) == ["新派工单，请城建办接单"]
    assert shown_to(player.session, player.cast.informant) == ["东片区新派工单，接单后请先行联系来电人"]
    assert shown_to(player.session, player.cast.second_handler) == []
    assert shown_to(player.session, player.cast.head) == []


def test_an_informant_is_asked_to_call_only_where_the_document_gives_them_the_call(session: Session) -> None:
    player = play(session, settle_under(session, "nanmatou_road"))
    player.dispatch()
    assert shown_to(session, player.cast.informant) == ["东片区新派工单，请知悉"]


def test_a_submitted_report_is_shown_to_who_signs_and_a_signed_one_to_the_desk(player: Player) -> None:
    player.bring_to(State.HANDLING)
    player.handle()
    sent(player.session)
    player.submit()
    assert shown_to(player.session, player.cast.head) == ["办结报告请您签批"]
    sent(player.session)
    player.sign()
    assert shown_to(player.session, player.cast.clerk)[-1] == "办结报告已签批，请审核"


def test_a_report_sent_back_is_shown_to_the_handler_with_the_reason(player: Player) -> None:
    player.bring_to(State.REVIEWING)
    sent(player.session)
    player.do(approval.send_back, player.cast.clerk, reason="缺少先行联系录音", items=["YC-2.4.2"])
    assert shown_to(player.session, player.cast.handler)[-1] == "办结报告被退回重办：缺少先行联系录音"
    assert player.ticket.state == State.HANDLING


def test_closing_shows_nobody_a_new_card(player: Player) -> None:
    player.bring_to(State.CALLING_BACK)
    before = player.session.exec(select(OutboxRow).where(OutboxRow.kind == "card")).all()
    player.call_back()
    assert len(player.session.exec(select(OutboxRow).where(OutboxRow.kind == "card")).all()) == len(before)


def test_the_desks_limits_count_from_the_platforms_dispatch(player: Player) -> None:
    duty = _duty(player, "YC-T01")
    assert duty.starts_at.strftime("%H:%M") == "01:20"
    player.dispatch()
    assert _duty(player, "YC-T01").met_at is not None


def test_a_report_that_comes_back_is_owed_again_with_its_old_limit_and_its_alarms(player: Player) -> None:
    player.bring_to(State.REVIEWING)
    limit = _duty(player, "YC-T09").due_at
    assert _duty(player, "YC-T09").met_at is not None
    assert not _waiting(player, "YC-T09")
    player.do(approval.send_back, player.cast.clerk, reason="措施不具体")
    assert _duty(player, "YC-T09").met_at is None
    assert _duty(player, "YC-T09").due_at == limit
    assert _waiting(player, "YC-T09")


def test_a_ticket_sent_back_goes_the_same_way_again(player: Player) -> None:
    player.bring_to(State.REVIEWING)
    player.do(approval.send_back, player.cast.clerk, reason="措施不具体")
    player.submit(measures="已联系车主移走车辆，物业加装地锁，并在出入口张贴告示。")
    player.sign()
    player.approve()
    player.call_back()
    assert player.ticket.state == State.CLOSED


def test_a_call_back_that_ends_badly_reopens_the_ticket_and_its_marks(player: Player) -> None:
    player.bring_to(State.CALLING_BACK)
    assert _duty(player, "YC-T15").met_at is not None
    player.call_back(solved=False, satisfied="不满意", note="车又停回来了")
    assert player.ticket.state == State.HANDLING
    assert _duty(player, "YC-T15").met_at is None
    assert _waiting(player, "YC-T15")
    assert shown_to(player.session, player.cast.handler)[-1].startswith("回访未解决、不满意：车又停回来了")


def test_a_second_dispatch_keeps_the_first_ones_clock(player: Player) -> None:
    player.dispatch()
    first = _duty(player, "YC-T15").starts_at
    other = {"unit_id": player.cast.other_unit.id, "territory_id": player.cast.other_territory.id}
    player.do(dispatch.dispatch, player.cast.clerk, **other)
    assert _duty(player, "YC-T15").starts_at == first
    assert isinstance(player.act(dispatch.accept, player.cast.handler), Refused)
    assert isinstance(player.act(dispatch.accept, player.cast.other_handler), Done)


def test_a_new_text_voids_the_signatures_under_the_old_one(player: Player) -> None:
    player.bring_to(State.REVIEWING)
    player.do(approval.send_back, player.cast.clerk, reason="措施不具体")
    player.submit(measures="已联系车主移走车辆，物业加装地锁。")
    signatures = player.session.exec(select(Signature)).all()
    assert [signature.voided_at is not None for signature in signatures] == [True]
    assert player.ticket.state == State.SIGNING


def test_without_contact_data_the_ticket_is_closed_without_a_call_back(session: Session, cast: Cast) -> None:
    player = play(session, cast, phone="", caller="匿名")
    player.dispatch()
    player.accept()
    player.visit()
    player.prove(["photo_site"])
    answers = {name: value for name, value in SLOTS.items() if name not in ("reply_at", "satisfaction")}
    player.do(report.submit, cast.handler, slots=answers)
    player.sign()
    player.approve()
    refused = player.act(callback.call_back, cast.clerk, reached=True)
    assert isinstance(refused, Refused)
    assert "直接办结" in refused.reason
    player.do(callback.close, cast.clerk)
    assert player.ticket.state == State.CLOSED


def _duty(player: Player, key: str) -> DutyRow:
    found = [duty for duty in tickets.duties(player.session, id_of(player.ticket)) if duty.key == key]
    assert len(found) == 1
    return found[0]


def _waiting(player: Player, key: str) -> list[AlarmRow]:
    query = select(AlarmRow).where(AlarmRow.key == key, AlarmRow.state == "waiting")
    return list(player.session.exec(query))
