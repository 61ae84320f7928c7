"""Putuo: the section reviews a report once more where the office cannot tell whether the answer will do (一7)."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from bot.rules.workflow import Act, State
from bot.work import approval, second_review
from bot.work.access import acts_for
from bot.work.card_view import card_view
from bot.work.outcome import Done, Refused
from bot.work.report_reading import report_to_read
from storage.rows import id_of
from tests.people import settle_under
from tests.work.test_reviewing import reviewing
from tests.work.world import Answer, Player, sent, shown_to, story

DOUBT = "政策依据是否现行有效？"


@pytest.fixture
def player(session: Session) -> Player:
    return reviewing(session, settle_under(session, "putuo_justice"))


def ask(player: Player, doubt: str = DOUBT) -> Answer:
    player.clock += timedelta(minutes=1)
    return player.act(second_review.review_again, player.cast.clerk, report_id=id_of(player.report), doubt=doubt)


def test_the_head_reads_what_the_office_doubts_and_a_yes_brings_the_same_text_back(player: Player) -> None:
    before, head = player.report.sha256, player.cast.head
    sent(player.session)
    answer = ask(player)
    assert answer == Done("已请科室（部门）负责人再次审核，时限不重新计算。", player.ticket_id)
    assert (player.ticket.state, player.ticket.signer) == (State.SIGNING, "unit_head")
    assert shown_to(player.session, head)[-1] == f"办结报告请您再次审核：{DOUBT}"
    found = report_to_read(player.session, player.cast.offices, head, player.ticket, player.clock)
    assert found is not None
    assert (found.doubt, found.awaited) == (DOUBT, ("科室（部门）负责人",))
    player.sign()
    assert (player.ticket.state, player.report.sha256) == (State.REVIEWING, before)
    assert story(player.session, player.ticket_id).count("report_submitted") == 1
    player.approve()
    assert player.ticket.state == State.CALLING_BACK


def test_a_head_who_finds_it_wrong_gives_it_back_to_the_section(player: Player) -> None:
    ask(player)
    reason = {"report_id": id_of(player.report), "reason": "依据已废止"}
    player.do(approval.refuse_signature, player.cast.head, **reason)
    assert player.ticket.state == State.HANDLING
    answer = "办结报告请求再次审核后被科室（部门）负责人退回：依据已废止"
    assert shown_to(player.session, player.cast.clerk)[-1] == answer, "the office asked, and hears what became of it"
    card = card_view(player.session, player.cast.offices, player.ticket, player.cast.handler, player.clock)
    assert card.last == "吴刚 依据已废止", "not the question, which is answered"


def test_a_doubt_that_would_not_be_read_whole_beside_the_report_is_refused(player: Player) -> None:
    answer = ask(player, "长" * (second_review.LONGEST_DOUBT + 1))
    assert isinstance(answer, Refused)
    assert player.ticket.state == State.REVIEWING


def test_the_office_may_ask_once_more_and_every_question_wants_its_own_answer(player: Player) -> None:
    for doubt in (DOUBT, "措辞是否合适？"):
        assert isinstance(ask(player, doubt), Done)
        assert player.ticket.state == State.SIGNING
        player.sign()
        assert player.ticket.state == State.REVIEWING


def test_a_question_without_words_is_refused_and_changes_nothing(player: Player) -> None:
    revision = player.ticket.revision
    assert ask(player, " ") == Refused("请写明哪里不能确定。", "一7", in_passing=True)
    assert (player.ticket.state, player.ticket.revision) == (State.REVIEWING, revision)


def test_asked_twice_it_answers_the_same_and_tells_nobody_again(player: Player) -> None:
    first, revision = ask(player), player.ticket.revision
    assert ask(player) == first
    assert player.ticket.revision == revision


def test_an_office_whose_document_names_no_second_review_is_not_offered_one(session: Session) -> None:
    player = reviewing(session, settle_under(session, "beizhan"))
    clerk = player.cast.clerk
    assert Act.REVIEW_AGAIN not in acts_for(session, player.cast.offices, clerk, player.ticket, player.clock)
    answer = ask(player)
    assert isinstance(answer, Refused)
    assert answer.reason == "本单位的文件没有规定请部门再次审核的情形。"
