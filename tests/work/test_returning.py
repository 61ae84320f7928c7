"""Giving a ticket back: with what, until when, who signs the second and the third, and what becomes of it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from bot.rules.workflow import Act, State
from bot.work import deciding, designating, dispatch, returning
from bot.work.access import acts_for
from bot.work.outcome import Done, Refused
from storage import requests, tickets
from storage.rows import id_of
from storage.tables import Deputy, OutboxRow, Person, Post, Request
from tests.people import Cast, settle_under
from tests.work.world import Answer, Player, play, shown_to, told

FACTS = {"ground": "非职责范围", "reason": "属于城管执法职责", "target": "城管中队"}


@pytest.fixture
def player(session: Session, cast: Cast) -> Player:
    """Yichuan, accepted, with everything that a return needs."""
    player = play(session, cast)
    player.bring_to(State.HANDLING)
    player.handle()
    player.prove(("basis",))
    return player


def apply(player: Player, person: Person | None = None, **changes: Any) -> Answer:
    player.clock += timedelta(minutes=10)
    return player.act(returning.apply_return, person or player.cast.handler, **{**FACTS, **changes})


def waiting(player: Player) -> Request:
    (request,) = requests.pending(player.session, player.ticket_id)
    return request


def grant(player: Player, then: str = returning.NEXT_UNIT) -> Done:
    return player.do(deciding.grant, player.cast.clerk, request_id=id_of(waiting(player)), answer={"then": then})


def sign(player: Player, person: Person) -> Answer:
    request = waiting(player)
    return player.act(deciding.sign_request, person, request_id=id_of(request), sha256=request.sha256)


def once_more(player: Player) -> None:
    """The return is granted, and the ticket comes to the same unit again."""
    grant(player)
    player.dispatch()
    player.accept()


def away(player: Player, absent: Person, deputy: Person) -> None:
    start, end = player.clock - timedelta(days=1), player.clock + timedelta(days=9)
    row = Deputy(office_id=absent.office_id, person_id=id_of(absent), deputy_id=id_of(deputy))
    row.starts_at, row.ends_at = start, end
    player.session.add(row)
    player.session.flush()


def also(player: Player, person: Person, role: str) -> None:
    """The person holds a further post, in the unit or at the desk."""
    unit = player.cast.desk if role == "desk" else player.cast.unit
    post = Post(office_id=person.office_id, person_id=id_of(person), unit_id=id_of(unit), role=role)
    player.session.add(post)
    player.session.flush()


def nobody_is(player: Player, role: str) -> None:
    for post in player.session.exec(select(Post).where(Post.role == role, Post.unit_id == player.cast.unit.id)):
        player.session.delete(post)
    player.session.flush()


def test_the_first_return_needs_no_signature_the_second_the_heads_the_third_the_leaders(player: Player) -> None:
    cast = player.cast
    assert told(apply(player)) == "退单申请已提交，等待街道城运中心办理。审核期间时限照走。"
    once_more(player)
    assert "等待处置部门负责人签批" in told(apply(player))
    assert isinstance(sign(player, cast.unit_leader), Refused)
    assert told(sign(player, cast.head)) == "已签批同意退单申请，等待街道城运中心办理。"
    once_more(player)
    assert "等待处置部门分管领导签批" in told(apply(player))
    assert isinstance(sign(player, cast.head), Refused)
    assert isinstance(sign(player, cast.unit_leader), Done)
    grant(player)
    assert player.ticket.state == State.REGISTERED


def test_a_return_that_was_taken_back_does_not_count_and_one_that_was_refused_does(player: Player) -> None:
    apply(player)
    player.do(deciding.withdraw, player.cast.second_handler, request_id=id_of(waiting(player)))
    assert "等待街道城运中心" in told(apply(player))
    player.do(deciding.reject, player.cast.clerk, request_id=id_of(waiting(player)), reason="属于本部门职责")
    assert player.ticket.state == State.HANDLING
    assert "林晓未同意退单申请：属于本部门职责" in shown_to(player.session, player.cast.handler)[-1]
    assert "等待处置部门负责人签批" in told(apply(player, reason="确实不是本部门职责"))


def test_what_is_missing_is_named_with_the_clause(session: Session, cast: Cast) -> None:
    player = play(session, cast)
    player.bring_to(State.HANDLING)
    assert apply(player) == Refused("退单申请还缺：相关依据、录音、照片。", "二（二）2")
    assert requests.pending(session, player.ticket_id) == []


def test_the_informant_talks_to_the_caller_before_returning_what_lies_elsewhere(session: Session, cast: Cast) -> None:
    player = play(session, cast)
    player.dispatch()
    elsewhere = {"ground": "非辖区范围", "person": cast.informant, "target": ""}
    assert told(apply(player, **elsewhere)).startswith("退单申请还缺：先行联系诉求人并告知情况、应转派的部门。")
    player.do_desk_contact()
    assert "先行联系诉求人" in told(apply(player, **elsewhere)), "the desk's call is not the informant's"
    player.contact()
    assert isinstance(apply(player, **{**elsewhere, "target": "邻近街道"}), Done)


def test_on_the_last_day_the_reason_for_being_so_late_is_asked_and_kept(player: Player) -> None:
    player.clock += timedelta(days=6)
    late = apply(player)
    assert isinstance(late, Refused)
    assert "请说明为何此时才退" in late.reason
    assert isinstance(apply(player, late_reason="昨天才查明权属"), Done)
    assert "此时才退的原因：昨天才查明权属" in waiting(player).text


def test_after_the_time_is_over_the_ticket_counts_as_taken_on(player: Player) -> None:
    player.clock += timedelta(days=10)
    answer = apply(player, late_reason="忙")
    assert isinstance(answer, Refused)
    assert "视作接收" in answer.reason
    assert answer.clause == "二（二）2"


def test_a_granted_return_goes_to_the_next_unit_and_no_limit_starts_anew(player: Player) -> None:
    limit = {duty.key: duty.due_at for duty in tickets.duties(player.session, player.ticket_id)}
    apply(player)
    grant(player)
    assert (player.ticket.state, player.ticket.unit_id, player.ticket.handler_id) == ("registered", None, None)
    units = {"unit_id": player.cast.other_unit.id, "territory_id": player.cast.territory.id}
    player.do(dispatch.dispatch, player.cast.clerk, **units)
    after = {duty.key: duty.due_at for duty in tickets.duties(player.session, player.ticket_id)}
    assert after["YC-T15"] == limit["YC-T15"]
    assert player.ticket.unit_id == player.cast.other_unit.id


def test_who_applied_hears_that_it_was_granted_though_the_ticket_is_theirs_no_more(player: Player) -> None:
    apply(player)
    grant(player)
    (said,) = shown_to(player.session, player.cast.handler, "say")
    assert said.endswith("：已同意城建办退单，不用再办。"), "to dispatch it again is the desk's to do"
    assert acts_for(player.session, player.cast.offices, player.cast.handler, player.ticket, player.clock) == ()


def test_a_return_may_be_granted_upwards_once_the_units_leader_has_signed(player: Player) -> None:
    apply(player)
    assert "向上级平台退单等待处置部门分管领导签批" in grant(player, returning.UPWARD).told
    assert isinstance(sign(player, player.cast.unit_leader), Done)
    done = player.do(deciding.grant, player.cast.clerk, request_id=id_of(waiting(player)))
    assert done.told == "已向上级平台退单，工单在本单位了结。"
    assert player.ticket.state == State.CLOSED


def test_while_a_return_waits_nobody_accepts_dispatches_or_reports(player: Player) -> None:
    apply(player)
    refused = player.act(dispatch.dispatch, player.cast.clerk, unit_id=player.cast.other_unit.id, territory_id=None)
    assert told(refused).startswith("退单申请正在办理，有结果以前不能派单。")
    again = apply(player, reason="另一个理由")
    assert told(again).startswith("退单申请正在办理，有结果以前不能申请退单。")


def test_nobody_signs_or_grants_their_own_return_in_whatever_post(player: Player) -> None:
    cast = player.cast
    for role in ("unit_head", "branch_leader", "desk"):
        also(player, cast.handler, role)
    apply(player)
    mine = player.act(deciding.grant, cast.handler, request_id=id_of(waiting(player)))
    assert told(mine).startswith("退单申请是您本人提出的，不能由您批准申请。")
    once_more(player)
    apply(player)
    assert told(sign(player, cast.handler)).startswith("退单申请是您本人提出的")
    assert isinstance(sign(player, cast.head), Done)
    mine = player.act(deciding.grant, cast.handler, request_id=id_of(waiting(player)))
    assert told(mine).startswith("退单申请是您本人提出的"), "a signature of another does not make it theirs to grant"


def test_nobody_decides_about_a_return_in_the_place_of_who_asked(player: Player) -> None:
    cast = player.cast
    also(player, cast.handler, "desk")
    away(player, cast.handler, cast.other_handler)
    apply(player)
    request = waiting(player)
    instead = player.act(deciding.grant, cast.other_handler, request_id=id_of(request))
    assert told(instead).startswith("退单申请是您代班的人提出的，不能由您代其批准申请。")


def test_the_deputy_of_an_absent_head_signs(player: Player) -> None:
    apply(player)
    once_more(player)
    apply(player)
    away(player, player.cast.head, player.cast.other_head)
    assert isinstance(sign(player, player.cast.other_head), Done)


def test_where_the_post_is_empty_the_next_one_up_signs(player: Player) -> None:
    apply(player)
    once_more(player)
    nobody_is(player, "unit_head")
    assert "等待处置部门分管领导签批" in told(apply(player))
    assert isinstance(sign(player, player.cast.unit_leader), Done)


def test_the_head_who_applies_leaves_the_signature_to_the_leader(player: Player) -> None:
    apply(player)
    once_more(player)
    also(player, player.cast.head, "handler")
    assert "等待处置部门分管领导签批" in told(apply(player, player.cast.head))


def test_a_signature_is_for_the_text_that_was_read(player: Player) -> None:
    apply(player)
    once_more(player)
    apply(player)
    request = waiting(player)
    old = player.act(deciding.sign_request, player.cast.head, request_id=id_of(request), sha256="0" * 64)
    assert told(old) == "这份申请已经变了，请打开工单看最新的一份。"
    player.do(deciding.withdraw, player.cast.handler, request_id=id_of(request))
    apply(player, reason="换一个理由")
    gone = player.act(deciding.sign_request, player.cast.head, request_id=id_of(request), sha256=request.sha256)
    assert isinstance(gone, Refused)
    assert waiting(player).state == "pending"


def test_the_same_application_twice_is_one(player: Player) -> None:
    apply(player)
    assert told(apply(player)) == "退单申请已经提交，正在办理。"
    assert len(requests.pending(player.session, player.ticket_id)) == 1


def test_a_unit_that_a_leader_named_works_first_and_objects_afterwards(session: Session) -> None:
    cast = settle_under(session, "nanmatou_road")
    player = play(session, cast)
    player.bring_to(State.HANDLING)
    player.handle()
    player.do(designating.ask_designation, cast.clerk, rule_id="NM-R8.3", note="两次派单均有异议")
    player.do(designating.designate, cast.main_leader, unit_id=cast.unit.id, note="由城建办先办")
    answer = apply(player)
    assert isinstance(answer, Refused)
    assert "先执行、后申诉" in answer.reason
    assert answer.clause == "第八条（三）"
    assert requests.pending(session, player.ticket_id) == []


def test_another_objection_reads_what_the_document_wants_of_it(session: Session) -> None:
    player = play(session, settle_under(session, "nanmatou_road"))
    player.bring_to(State.HANDLING)
    player.handle()
    for expected in (False, True):
        apply(player)
        (request,) = requests.pending(session, player.ticket_id)
        assert ("列入督办件" in request.text) is expected
        text = {"request_id": id_of(request), "sha256": request.sha256}
        player.do(deciding.sign_request, player.cast.head, **text)
        player.do(deciding.reject, player.cast.clerk, request_id=id_of(request), reason="属本部门职责")


def test_a_designation_settles_the_return_that_waits(session: Session) -> None:
    cast = settle_under(session, "nanmatou_road")
    player = play(session, cast)
    player.bring_to(State.HANDLING)
    player.handle()
    apply(player)
    player.do(designating.designate, cast.main_leader, unit_id=cast.other_unit.id)
    assert (player.ticket.state, player.ticket.unit_id) == ("dispatched", cast.other_unit.id)
    (request,) = session.exec(select(Request).where(Request.kind == "return"))
    assert (request.state, request.reason) == ("withdrawn", "领导已指定承办单位")


def test_nothing_waits_for_a_decision_on_a_closed_ticket(session: Session) -> None:
    cast = settle_under(session, "nanmatou_road")
    player = play(session, cast)
    player.dispatch()
    player.do(designating.ask_designation, cast.clerk, rule_id="NM-M3.1.1")
    player.do(returning.return_upward, cast.clerk, ground="非辖区范围", reason="不属于本街道")
    assert player.ticket.state == State.CLOSED
    assert requests.pending(session, player.ticket_id) == []
    assert Act.GRANT not in acts_for(session, cast.offices, cast.main_leader, player.ticket, player.clock)


def test_no_word_about_a_return_holds_the_callers_phone(player: Player) -> None:
    apply(player, reason=f"来电人{player.ticket.caller}（{player.ticket.phone}）确认属城管")
    for row in player.session.exec(select(OutboxRow)):
        assert player.ticket.phone not in str(row.payload)


def test_a_unit_cannot_name_itself_as_the_one_that_should_have_it(player: Player) -> None:
    answer = apply(player, target="城建办")
    assert isinstance(answer, Refused)
    assert answer.reason == "城建办就是本部门，请写应该由哪个部门办。"
    assert answer.clause
    assert not requests.pending(player.session, player.ticket_id)
    assert isinstance(apply(player), Done)
