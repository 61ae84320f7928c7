"""What the desk sees of a submitted report, and what becomes of it when it is sent back."""

from datetime import datetime
from typing import Any

import pytest
from sqlmodel import Session, select

from bot.rulebooks.load import built_in
from bot.rules.pre_checks import UNOFFICIAL
from bot.rules.report_templates import OwnSlot
from bot.rules.workflow import State
from bot.work import approval, matters, report, showing_evidence, story
from bot.work.outcome import Refused
from bot.work.receivers import people_of
from bot.work.report_changes import changed_slots, changes_since_last
from bot.work.report_facts import gather
from bot.work.report_reading import Item, ReportToRead, report_to_read
from bot.work.report_slots import SLOTS
from bot.work.story import Story
from storage import tickets
from storage.tables import Event, Evidence, Ticket
from tests.people import MORNING, Cast, register, settle_under
from tests.work.world import PROOF_ELSEWHERE, Player, play, told
from tests.work.world import SLOTS as SLOTS_OF_A_REPORT

ANSWERS = {
    "measures": "根据《上海市停车场（库）管理办法》，已联系车主移走车辆，物业加装地锁并完成清理。",
    "verified_with": "居委",
    "policy": "《上海市停车场（库）管理办法》",
    "talked_how": "电话沟通",
    "explanation": "已核对",
}
"""What some office asks for besides."""


def reviewing(session: Session, cast: Cast, **changes: str) -> Player:
    """A ticket whose report has reached the desk, signed by whoever the office asks."""
    player = play(session, cast, **changes)
    player.bring_to(State.HANDLING)
    player.handle()
    player.submit(**ANSWERS)
    sign_all(player)
    return player


def sign_all(player: Player) -> None:
    while player.ticket.state == State.SIGNING:
        player.sign(people_of(player.session, player.ticket, player.ticket.signer)[0])


def read(player: Player) -> ReportToRead:
    found = report_to_read(player.session, player.cast.offices, player.cast.clerk, player.ticket, player.clock)
    assert found is not None
    return found


def items(player: Player) -> dict[str, Item]:
    return {one.code: one for one in read(player).items}


def without(player: Player, purpose: str) -> None:
    for row in player.session.exec(select(Evidence).where(Evidence.purpose == purpose)):
        player.session.delete(row)
    player.session.flush()


def of_somebody_else(session: Session, cast: Cast) -> Ticket:
    """An earlier ticket that nobody would take for the same matter."""
    words = {"title": "路灯不亮", "content": "小区门口路灯不亮。", "address": "样本路9号"}
    return register(session, cast, MORNING, number="20261120000999", phone="13800001999", caller="李样女", **words)


def story_of(player: Player) -> Story:
    return story.story_of(player.session, player.cast.offices, player.ticket)


def due_dates(player: Player) -> dict[str, datetime]:
    """When every duty that has a limit is due; what came with the report itself is discharged by it."""
    return {row.key: row.due_at for row in tickets.duties(player.session, player.ticket_id)}


def test_the_desk_sees_eight_checks_and_what_lies_beside_the_report(session: Session, cast: Cast) -> None:
    found = read(reviewing(session, cast))
    assert (found.checks_name, len(found.checks)) == (UNOFFICIAL, 8)
    assert [(one.name, one.given, one.at_least) for one in found.evidence] == [
        ("先行联系录音", 1, 1),
        ("现场照片", 1, 1),
        ("回复录音", 1, 1),
    ]
    assert found.changed is None
    assert found.signatures == (f"处置部门负责人 {cast.head.name} 今天 11:00",)


def test_a_recording_that_is_missing_is_marked_and_ticked_for_sending_back(session: Session, cast: Cast) -> None:
    player = reviewing(session, cast)
    without(player, "first_contact_recording")
    (line,) = [one for one in read(player).evidence if one.is_missing]
    assert (line.name, line.given, line.at_least, line.clause) == ("先行联系录音", 0, 1, "二（四）2")
    assert line.recorded
    attachments = items(player)["attachments"]
    assert attachments.ticked
    assert "先行联系录音" in attachments.words
    assert [code for code, one in items(player).items() if one.ticked] == ["attachments"]


def test_a_photo_of_which_no_finding_speaks_is_ticked_as_well(session: Session, cast: Cast) -> None:
    player = reviewing(session, cast)
    without(player, "photo_site")
    assert "缺现场照片（二（三）2（2））" in items(player)["attachments"].wrong


def test_the_desk_hears_what_is_missing_when_it_asks_for_the_files(session: Session, cast: Cast) -> None:
    player = reviewing(session, cast)
    without(player, "reply_recording")
    answer = told(player.act(showing_evidence.show, cast.clerk))
    assert answer == "共2份材料，随后发给您。其中2份还没有存到本机。还缺：回复录音0/1（二（三）3（1））。"


def test_a_picture_of_before_shows_the_site_where_before_and_after_are_compared(session: Session) -> None:
    player = reviewing(session, settle_under(session, "nanmatou_road"))
    without(player, "photo_site")
    assert [one.name for one in read(player).evidence if one.is_missing] == []
    without(player, "photo_before")
    assert "现场图片" in [one.name for one in read(player).evidence if one.is_missing]


def test_the_defects_that_the_document_names_are_offered_unticked(session: Session) -> None:
    player = reviewing(session, settle_under(session, "putuo_justice"))
    offered = items(player)
    assert [offered[code].ticked for code in ("PT-2.1.1", "PT-2.1.2", "PT-2.1.3")] == [False] * 3


def test_what_changed_since_the_last_report_is_told_in_a_few_words(session: Session, cast: Cast) -> None:
    player = reviewing(session, cast)
    player.do(approval.send_back, cast.clerk, reason="措施不具体")
    player.prove_by(cast.handler, ["photo_after"])
    player.submit(measures="已联系车主移走车辆，物业加装地锁。", explanation="已核对")
    sign_all(player)
    changed = read(player).changed
    assert changed is not None
    assert [words for words in changed if "措施" in words]
    assert "新增处置后照片1份" in changed


def test_answers_are_compared_by_their_labels() -> None:
    labels = {slot.name: slot.label for slot in SLOTS}
    before: dict[str, Any] = {"finding": "属实", "plan": "", "basis": "甲"}
    after = {"finding": "不属实", "plan": "下月", "basis": None, "from_later": "新"}
    assert set(changed_slots(before, after)) == {
        f"改了{labels['finding']}",
        f"补了{labels['plan']}",
        f"删了{labels['basis']}",
        "改了其他项",
    }
    assert changed_slots(before, dict(before)) == ()


def test_an_answer_to_a_question_of_the_office_s_own_is_named_by_its_title(session: Session, cast: Cast) -> None:
    player = reviewing(session, cast)
    own = OwnSlot(name="meeting", label="会商情况", question="会商的结论是什么？")
    player.do(approval.send_back, cast.clerk, reason="缺会商")
    player.submit(explanation="已核对", meeting="已会商")
    changed = changes_since_last(session, player.report, gather(session, story_of(player)), [own])
    assert changed is not None
    assert "补了会商情况" in changed
    assert not [words for words in changed if "其他项" in words]


def test_a_report_is_reviewed_by_the_matter_as_it_was_when_it_was_handed_in(session: Session, cast: Cast) -> None:
    other = of_somebody_else(session, cast)
    player = reviewing(session, cast)
    player.do(matters.answer, cast.clerk, same=True, numbers=[other.number])
    assert gather(session, story_of(player)).distinct_callers == 2
    assert read(player).found_since == (other.number,)
    player.approve()
    assert player.ticket.state == State.CALLING_BACK


def test_a_report_that_comes_again_speaks_of_every_ticket_of_the_matter(session: Session, cast: Cast) -> None:
    other = of_somebody_else(session, cast)
    player = reviewing(session, cast)
    player.do(matters.answer, cast.clerk, same=True, numbers=[other.number])
    player.do(approval.send_back, cast.clerk, reason="措施不具体")
    answer = player.act(report.submit, cast.handler, slots={**SLOTS_OF_A_REPORT, **ANSWERS})
    assert isinstance(answer, Refused)
    assert "工单号列表" in answer.reason


@pytest.mark.parametrize("office", built_in())
def test_no_limit_starts_anew_when_a_report_is_sent_back(session: Session, office: str) -> None:
    player = reviewing(session, settle_under(session, office))
    before = due_dates(player)
    player.do(approval.send_back, player.cast.clerk, reason="缺录音", items=["attachments"])
    after = due_dates(player)
    assert player.ticket.state == State.HANDLING
    assert before
    assert {key: after[key] for key in before} == before
    (event,) = session.exec(select(Event).where(Event.kind == "sent_back")).all()
    assert event.data["items"] == ["attachments"]


@pytest.mark.parametrize("office", built_in())
def test_a_report_with_all_it_needs_fails_nothing_that_stops_it(session: Session, office: str) -> None:
    player = reviewing(session, settle_under(session, office))
    found = read(player)
    assert [one.name for one in found.evidence if one.is_missing] == []
    blocking = [one.rule for check in found.checks for one in check.findings if one.severity == "block"]
    assert blocking == []
    assert set(PROOF_ELSEWHERE) <= set(built_in())


def test_whoever_hands_in_once_more_what_has_gone_on_reads_where_the_ticket_is_now(
    session: Session, cast: Cast
) -> None:
    player = reviewing(session, cast)
    answer = player.act(report.submit, cast.handler, slots={**SLOTS_OF_A_REPORT, **ANSWERS})
    assert told(answer).endswith("已提交办结报告；工单现在是「待审核」。")
