"""Songjiang: the leader of the petition line signs what the office has reviewed, before it is reported (二（二）2)."""

import pytest
from sqlmodel import Session, select

from bot.rules.workflow import Act, State
from bot.work import approval, classifying, uploading
from bot.work.access import acts_for
from bot.work.outcome import Done, Refused
from bot.work.report_reading import report_to_read
from bot.work.signature_lines import signatures_on
from storage.rows import id_of
from storage.tables import Deputy, Person, Post
from tests.people import desk_leader, settle_under
from tests.work.world import ANY_OFFICE, Answer, Player, play, sent, shown_to, story


def brought(session: Session, **changes: str) -> Player:
    """Signed by the section's leader: the office reviews."""
    player = play(session, settle_under(session, "songjiang_civil"), **changes)
    player.bring_to(State.HANDLING)
    player.handle()
    player.prove(("basis",))
    player.submit(**ANY_OFFICE)
    player.sign(player.cast.unit_leader)
    assert player.ticket.state == State.REVIEWING
    return player


@pytest.fixture
def player(session: Session) -> Player:
    return brought(session)


@pytest.fixture
def leader(player: Player) -> Person:
    return desk_leader(player.session, player.cast)


@pytest.fixture
def reviewed(player: Player) -> Player:
    player.approve()
    return player


def sign(player: Player, person: Person) -> Answer:
    return player.act(approval.sign, person, report_id=id_of(player.report), sha256=player.report.sha256)


def refuse(player: Player, person: Person, reason: str = "请补充政策依据") -> Answer:
    return player.act(approval.refuse_signature, person, report_id=id_of(player.report), reason=reason)


def test_the_later_leader_cannot_sign_before_the_office_has_reviewed(player: Player, leader: Person) -> None:
    early = sign(player, leader)
    assert isinstance(early, Refused)
    assert early.reason == "工单现在是「待审核」，不能签批；下一步由局办公室审核办结报告。"
    assert early.clause
    assert Act.SIGN not in acts_for(player.session, player.cast.offices, leader, player.ticket, player.clock)


def test_what_the_office_finds_in_order_is_signed_before_it_is_reported(player: Player, leader: Person) -> None:
    sent(player.session)
    done = player.approve()
    assert done.told == "审核通过，等待信访条线分管领导签批。"
    assert (player.ticket.state, player.ticket.signer) == (State.SIGNING, "desk_branch_leader")
    assert shown_to(player.session, leader) == ["办结报告请您签批"]
    sent(player.session)
    done = player.sign(leader)
    assert done.told == "已签批同意，等待局办公室办理上报和回访。"
    assert player.ticket.state == State.CALLING_BACK
    assert shown_to(player.session, player.cast.clerk)[-1] == "办结报告已签批完，请办理上报和回访"
    assert "completed" not in story(player.session, player.ticket_id)
    player.do(uploading.upload, player.cast.clerk)
    player.call_back()
    assert player.ticket.state == State.CLOSED
    assert story(player.session, player.ticket_id)[-7:] == [
        "report_submitted", "signature_given", "approved", "signature_given", "completed", "called_back", "closed",
    ]  # fmt: skip


def test_the_office_reports_nothing_that_is_not_signed_yet(player: Player) -> None:
    early = player.act(approval.approve, player.cast.clerk, report_id=id_of(player.report), uploaded=True)
    assert early == Refused("审核通过后还要信访条线分管领导签批，签批完才能上报。", "二（一）3、二（二）2")
    assert player.ticket.state == State.REVIEWING


def test_the_office_reads_who_signs_after_it(player: Player) -> None:
    shown = report_to_read(player.session, player.cast.offices, player.cast.clerk, player.ticket, player.clock)
    assert shown is not None
    assert shown.signed_next == "信访条线分管领导"


def test_nobody_else_signs_after_the_review(reviewed: Player) -> None:
    for person in (reviewed.cast.unit_leader, reviewed.cast.main_leader, reviewed.cast.head):
        answer = sign(reviewed, person)
        if person is reviewed.cast.unit_leader:
            assert isinstance(answer, Done), "the same answer again for who has signed"
            continue
        assert isinstance(answer, Refused)
    assert reviewed.ticket.state == State.SIGNING


def test_a_later_no_sends_the_report_back_and_restarts_no_limit(reviewed: Player, leader: Person) -> None:
    sent(reviewed.session)
    done = refuse(reviewed, leader)
    assert isinstance(done, Done)
    assert done.told == "已退回重办，时限不重新计算。"
    assert (reviewed.ticket.state, reviewed.report.state) == (State.HANDLING, "returned")
    assert shown_to(reviewed.session, reviewed.cast.handler)[-1] == "办结报告被退回重办：请补充政策依据"
    told = "办结报告审核后被信访条线分管领导退回：请补充政策依据"
    assert shown_to(reviewed.session, reviewed.cast.clerk)[-1] == told
    assert signatures_on(reviewed.session, reviewed.report) == ()
    reviewed.submit(**ANY_OFFICE, measures="已联系车主移走车辆，并说明《条例》的规定。")
    assert (reviewed.ticket.state, reviewed.ticket.signer) == (State.SIGNING, "unit_branch_leader")
    early = sign(reviewed, leader)
    assert isinstance(early, Refused)
    assert "现在等待业务分管领导签批" in early.reason


def test_a_second_press_of_the_clerk_gets_the_same_answer(reviewed: Player) -> None:
    again = reviewed.act(approval.approve, reviewed.cast.clerk, report_id=id_of(reviewed.report))
    assert again == Done("审核通过，等待信访条线分管领导签批。", reviewed.ticket_id)


def test_a_deputy_signs_after_the_review_for_the_leader_who_is_away(reviewed: Player, leader: Person) -> None:
    deputy = reviewed.cast.main_leader
    row = Deputy(office_id=leader.office_id, person_id=id_of(leader), deputy_id=id_of(deputy))
    row.starts_at, row.ends_at = reviewed.clock.replace(hour=0), reviewed.clock.replace(hour=23)
    reviewed.session.add(row)
    reviewed.session.flush()
    reviewed.sign(deputy)
    line = signatures_on(reviewed.session, reviewed.report)[-1]
    assert (line.role, line.name) == ("desk_branch_leader", "王正（代陆远）")
    assert reviewed.ticket.state == State.CALLING_BACK


def leaves(player: Player, person: Person) -> None:
    for post in player.session.exec(select(Post).where(Post.person_id == person.id)):
        player.session.delete(post)
    player.session.flush()


def test_where_nobody_holds_the_later_post_the_next_one_up_signs_after_the_review(
    player: Player, leader: Person
) -> None:
    leaves(player, leader)
    assert player.approve().told == "审核通过，等待局主要领导签批。"
    player.sign(player.cast.main_leader)
    assert player.ticket.state == State.CALLING_BACK


def test_who_signed_for_an_empty_post_before_the_review_signs_their_own_part_after_it(session: Session) -> None:
    cast = settle_under(session, "songjiang_civil")
    player = play(session, cast)
    leader = desk_leader(session, cast)
    player.bring_to(State.HANDLING)
    player.handle()
    player.prove(("basis",))
    leaves(player, cast.unit_leader)
    player.submit(**ANY_OFFICE)
    player.sign(leader)
    assert player.ticket.state == State.REVIEWING
    player.approve()
    assert (player.ticket.state, player.ticket.signer) == (State.SIGNING, "desk_branch_leader")
    player.sign(leader)
    assert player.ticket.state == State.CALLING_BACK


def test_a_source_that_asks_for_no_later_signature_meanwhile_ends_the_waiting(reviewed: Player) -> None:
    reviewed.do(classifying.classify, reviewed.cast.clerk, values={"is_recheck": True})
    assert reviewed.ticket.state == State.SIGNING
    reviewed.ticket.source = "962200"
    reviewed.do(classifying.classify, reviewed.cast.clerk, values={"complexity": "复杂"})
    assert (reviewed.ticket.state, reviewed.report.state) == (State.CALLING_BACK, "approved")


def test_the_civil_line_is_reported_as_soon_as_the_office_approves(session: Session) -> None:
    player = brought(session, source="962200")
    player.approve()
    assert player.ticket.state == State.CALLING_BACK
    assert story(session, player.ticket_id)[-1] == "completed"


def test_a_petition_goes_the_same_way(session: Session) -> None:
    player = brought(session, source="信访")
    player.approve()
    assert player.ticket.signer == "desk_branch_leader"
