"""Signatures, review and call-back: bound to the text, in order, never by the author."""

from typing import Any

import pytest
from sqlmodel import Session, select

from bot.rules.workflow import State
from bot.work import approval, callback
from bot.work.outcome import Done, Refused
from storage.rows import id_of
from storage.tables import Deputy, Person, Post, Report, Signature
from tests.people import Cast, later
from tests.work.world import Answer, Player, everything, play, sent, shown_to, story, told

WELL: dict[str, Any] = {"reached": True, "contacted": True, "answered": True, "solved": True, "satisfied": "满意"}


@pytest.fixture
def signing(session: Session, cast: Cast) -> Player:
    player = play(session, cast)
    player.bring_to(State.SIGNING)
    return player


@pytest.fixture
def reviewing(signing: Player) -> Player:
    signing.sign()
    return signing


@pytest.fixture
def calling(reviewing: Player) -> Player:
    reviewing.approve()
    return reviewing


def sign(player: Player, person: Person, **changes: Any) -> Answer:
    text = {"report_id": id_of(player.report), "sha256": player.report.sha256, **changes}
    return player.act(approval.sign, person, **text)


def test_a_signature_is_bound_to_person_time_and_text(signing: Player) -> None:
    signing.sign()
    signature = signing.session.exec(select(Signature)).one()
    assert (signature.person_id, signature.role, signature.given) == (signing.cast.head.id, "unit_head", True)
    assert (signature.sha256, signature.at, signature.voided_at) == (signing.report.sha256, signing.clock, None)


@pytest.mark.parametrize("changes", [{"sha256": "0" * 64}, {"report_id": 999}])
def test_a_signature_under_another_text_is_refused(signing: Player, changes: dict[str, Any]) -> None:
    before = everything(signing.session)
    answer = sign(signing, signing.cast.head, **changes)
    assert told(answer) == "这份办结报告已经不是最新的了，请打开工单看最新的一份。"
    assert everything(signing.session) == before


def test_a_press_on_the_card_of_a_former_report_signs_nothing(reviewing: Player) -> None:
    former = {"report_id": id_of(reviewing.report), "sha256": reviewing.report.sha256}
    reviewing.do(approval.send_back, reviewing.cast.clerk, reason="措施不具体")
    reviewing.submit(measures="已联系车主移走车辆，物业加装地锁。")
    answer = reviewing.act(approval.sign, reviewing.cast.head, **former)
    assert isinstance(answer, Refused)
    assert reviewing.ticket.state == State.SIGNING


def test_the_branch_leader_cannot_sign_before_the_head(session: Session, cast: Cast) -> None:
    player = play(session, cast, is_recheck="是")
    player.bring_to(State.SIGNING)
    answer = sign(player, cast.unit_leader)
    assert isinstance(answer, Refused)
    assert "还没有轮到您" in answer.reason
    player.sign()
    assert player.ticket.state == State.SIGNING
    player.sign(cast.unit_leader)
    assert player.ticket.state == State.REVIEWING


def test_nobody_signs_their_own_report(signing: Player) -> None:
    post = Post(office_id=signing.ticket.office_id, person_id=id_of(signing.cast.handler), role="unit_head")
    post.unit_id = signing.cast.unit.id
    signing.session.add(post)
    signing.session.flush()
    answer = sign(signing, signing.cast.handler)
    assert answer == Refused(
        "办结报告由您本人提交，或由您代班的人提交，不能由您签批。",
        answer.clause if isinstance(answer, Refused) else None,
    )
    assert signing.ticket.state == State.SIGNING


@pytest.mark.parametrize("heads", ["nobody", "the author"])
def test_where_no_head_can_sign_the_branch_leader_does(session: Session, cast: Cast, heads: str) -> None:
    session.delete(session.exec(select(Post).where(Post.role == "unit_head", Post.person_id == cast.head.id)).one())
    if heads == "the author":
        post = Post(office_id=cast.unit.office_id, person_id=id_of(cast.handler), role="unit_head")
        post.unit_id = cast.unit.id
        session.add(post)
    session.flush()
    player = play(session, cast)
    player.bring_to(State.SIGNING)
    assert shown_to(session, cast.unit_leader) == ["办结报告请您签批"]
    player.sign(cast.unit_leader)
    assert player.ticket.state == State.REVIEWING
    player.approve()


def test_a_deputy_signs_for_a_leader_who_is_away_and_only_then(signing: Player) -> None:
    cast = signing.cast
    away = Deputy(
        office_id=signing.ticket.office_id,
        person_id=id_of(cast.head),
        deputy_id=id_of(cast.other_head),
        starts_at=later(60 * 24),
        ends_at=later(60 * 48),
    )
    signing.session.add(away)
    signing.session.flush()
    assert told(sign(signing, cast.other_head)) == "没有找到这张工单"
    signing.clock = later(60 * 30)
    assert isinstance(sign(signing, cast.other_head), Done)


def test_a_refused_signature_sends_the_report_back_with_the_reason(signing: Player) -> None:
    sent(signing.session)
    done = signing.do(
        approval.refuse_signature, signing.cast.head, report_id=id_of(signing.report), reason="缺处置后照片"
    )
    assert done.told == "已退回重办，时限不重新计算。"
    assert signing.ticket.state == State.HANDLING
    assert signing.report.state == "returned"
    assert shown_to(signing.session, signing.cast.handler)[-1] == "办结报告被退回重办：缺处置后照片"
    again = signing.act(
        approval.refuse_signature, signing.cast.head, report_id=id_of(signing.report), reason="缺处置后照片"
    )
    assert again == done


@pytest.mark.parametrize(("reason", "said"), [("  ", "请写明退回的原因。"), ("长" * 1001, "原因超过1000字，请缩短。")])
def test_a_send_back_needs_a_reason(reviewing: Player, reason: str, said: str) -> None:
    before = everything(reviewing.session)
    assert told(reviewing.act(approval.send_back, reviewing.cast.clerk, reason=reason)) == said
    assert everything(reviewing.session) == before


def test_a_phone_in_a_reason_is_masked_on_the_card(reviewing: Player) -> None:
    sent(reviewing.session)
    reviewing.do(approval.send_back, reviewing.cast.clerk, reason="王样英13800001001称未接到电话")
    assert shown_to(reviewing.session, reviewing.cast.handler)[-1] == "办结报告被退回重办：王**138****1001称未接到电话"


def test_what_was_sent_back_cannot_be_approved(reviewing: Player) -> None:
    report_id = id_of(reviewing.report)
    reviewing.do(approval.send_back, reviewing.cast.clerk, reason="措施不具体")
    answer = reviewing.act(approval.approve, reviewing.cast.clerk, report_id=report_id)
    assert isinstance(answer, Refused)
    assert answer.reason.endswith("已退回重办")


def test_approving_marks_the_report_and_completes_the_ticket(reviewing: Player) -> None:
    reviewing.approve()
    assert reviewing.report.state == "approved"
    assert story(reviewing.session, reviewing.ticket_id)[-1] == "completed"
    refused = reviewing.act(approval.approve, reviewing.cast.clerk, report_id=999)
    assert isinstance(refused, Done)


def test_a_report_that_lost_its_proof_is_not_approved(reviewing: Player) -> None:
    """The desk's last look repeats the check: what was fit when handed in may not be any more."""
    report = reviewing.session.get(Report, reviewing.report.id)
    assert report is not None
    report.text = report.text + "\n该问题非我部门职责。"
    reviewing.session.add(report)
    reviewing.session.flush()
    answer = reviewing.act(approval.approve, reviewing.cast.clerk, report_id=id_of(report))
    assert isinstance(answer, Refused)
    assert answer.reason.startswith("办结报告还不能通过：")
    assert answer.clause is not None


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"contacted": False}, "未先行联系"),
        ({"answered": False}, "未答复"),
        ({"solved": False}, "未解决"),
        ({"satisfied": "不满意"}, "不满意"),
        ({"solved": False, "satisfied": "不满意"}, "未解决、不满意"),
    ],
)
def test_any_no_in_the_call_back_sends_the_ticket_back_by_itself(
    calling: Player, changes: dict[str, Any], why: str
) -> None:
    done = calling.do(callback.call_back, calling.cast.clerk, **{**WELL, **changes})
    assert done.told == f"回访{why}，已退回处置部门继续办理，时限不重新计算。"
    assert calling.ticket.state == State.HANDLING
    assert calling.report.state == "returned"


@pytest.mark.parametrize("satisfied", ["满意", "基本满意", "一般"])
def test_a_citizen_who_has_nothing_against_it_closes_the_ticket(calling: Player, satisfied: str) -> None:
    calling.call_back(satisfied=satisfied)
    assert calling.ticket.state == State.CLOSED


@pytest.mark.parametrize("missing", [{"solved": None}, {"satisfied": ""}, {"satisfied": "还行"}])
def test_a_call_back_that_leaves_a_question_open_is_refused(calling: Player, missing: dict[str, Any]) -> None:
    before = everything(calling.session)
    answer = calling.act(callback.call_back, calling.cast.clerk, **{**WELL, **missing})
    assert isinstance(answer, Refused)
    assert "四个问题" in answer.reason
    assert everything(calling.session) == before


def test_a_ticket_is_closed_unheard_only_after_enough_vain_calls(calling: Player) -> None:
    assert isinstance(calling.act(callback.close, calling.cast.clerk), Refused)
    for minutes in (200, 230):
        calling.clock = later(minutes)
        assert isinstance(calling.act(callback.call_back, calling.cast.clerk, reached=False), Done)
        assert isinstance(calling.act(callback.close, calling.cast.clerk), Refused)
    calling.clock = later(260)
    calling.act(callback.call_back, calling.cast.clerk, reached=False)
    assert isinstance(calling.act(callback.close, calling.cast.clerk), Done)
    assert calling.ticket.state == State.CLOSED


def test_a_second_clerk_hears_who_called_back(calling: Player) -> None:
    second = Person(office_id=calling.ticket.office_id, name="陈静", chat_id=2001)
    calling.session.add(second)
    calling.session.flush()
    calling.session.add(Post(office_id=calling.ticket.office_id, person_id=id_of(second), role="desk"))
    calling.session.flush()
    calling.call_back()
    answer = calling.act(callback.call_back, second, **WELL)
    assert isinstance(answer, Refused)
    assert answer.reason.startswith("林晓 ")
    assert answer.reason.endswith("已回访")
