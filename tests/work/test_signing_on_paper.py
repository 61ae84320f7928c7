"""Signatures on paper, where the document asks for paper or a seal: entered with a picture, or refused with reason."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from bot.rules.paper import NO_PICTURE, fingerprint
from bot.rules.workflow import Act, State
from bot.work import approval, deciding, evidence, returning, signing_on_paper
from bot.work.access import acts_for
from bot.work.acting import scene_of
from bot.work.card_keys import BESIDES
from bot.work.chronicle import chronicle
from bot.work.circumstances import papers_in_hand
from bot.work.outcome import Done, Refused
from bot.work.paper_in_hand import PaperInHand
from bot.work.report_reading import report_to_read
from bot.work.signature_lines import signatures_on
from storage.rows import id_of
from storage.tables import Deputy, Evidence, Person, Post, Request, Signature
from tests.people import TICKET, settle_under
from tests.work.test_every_request import give_back, keep_out
from tests.work.world import ANY_OFFICE, Answer, Player, everything, item, play, sent, shown_to

NANMATOU = "nanmatou_road"


def brought(session: Session, office: str, *proof: str, report: dict[str, Any] | None = None, **changes: str) -> Player:
    """A report that waits for its first signature."""
    player = play(session, settle_under(session, office), **changes)
    player.bring_to(State.HANDLING)
    player.handle()
    player.prove(("basis", *proof))
    player.submit(**{**ANY_OFFICE, **(report or {})})
    assert player.ticket.state == State.SIGNING
    return player


def untrue(session: Session) -> Player:
    """Form 1.2: signed and sealed by the unit's branch leader, after the head's review."""
    said = {
        "finding": "不属实",
        "outcome": "解释说明",
        "verification": "经现场核实，不存在车位被占的情况。",
        "basis": "现场照片",
    }
    return brought(session, NANMATOU, "explanation_form", report=said)


def recheck(session: Session) -> Player:
    return brought(session, NANMATOU, "sealed_document", is_recheck="是")


def returned(session: Session) -> Player:
    """Form 1.1."""
    player = play(session, settle_under(session, NANMATOU))
    give_back(player)
    return player


def kept_out(session: Session) -> Player:
    """Beizhan's annex 3."""
    player = play(session, settle_under(session, "beizhan"))
    keep_out(player)
    return player


def in_hand(player: Player) -> PaperInHand:
    scene = scene_of(player.session, player.cast.offices, player.cast.handler, player.ticket, player.clock)
    (paper,) = papers_in_hand(player.session, scene)
    return paper


def picture(player: Player, by: Person | None = None, unique: str = "signed", kind: str = "photo", **how: Any) -> int:
    """The id of a picture of the signed paper."""
    file = item(unique, kind, **how)
    player.do(evidence.give, by or player.cast.handler, items=(file,), purpose="signature_image")
    given = player.session.exec(select(Evidence).order_by(col(Evidence.id).desc())).first()
    assert given is not None
    return id_of(given)


def pictured_before(player: Player) -> int:
    """The id of a picture that was sent before the text was written."""
    given = player.session.get(Evidence, picture(player, unique="earlier"))
    assert given is not None
    given.given_at = in_hand(player).written_at - timedelta(minutes=5)
    player.session.add(given)
    player.session.flush()
    return id_of(given)


def enter(player: Player, signer: Person, by: Person | None = None, **changes: Any) -> Answer:
    facts = entry(player, signer)
    player.clock += timedelta(minutes=10)
    return player.act(signing_on_paper.sign_on_paper, by or player.cast.handler, **{**facts, **changes})


def entry(player: Player, signer: Person) -> dict[str, Any]:
    paper = in_hand(player)
    return {
        "what": paper.code,
        "fingerprint": fingerprint(paper.signed.sha256),
        "evidence_id": picture(player, unique=f"signed-{player.clock:%H%M}"),
        "signer_id": signer.id,
        "signed_at": player.clock,
    }


def told_in_story(player: Player) -> list[str]:
    lines = chronicle(player.session, player.cast.offices, player.ticket, player.clock)
    return [f"{line.who} {line.what}".strip() for line in lines]


def test_the_unit_enters_the_paper_that_the_head_signed_and_sealed(session: Session) -> None:
    player = recheck(session)
    sent(session)
    answer = enter(player, player.cast.head)
    assert answer == Done("已登记吴刚的纸质签字，等待街道城运中心审核。", player.ticket_id)
    assert player.ticket.state == State.REVIEWING
    assert shown_to(session, player.cast.clerk)[-1] == "办结报告已签批，请审核"
    (line,) = signatures_on(session, player.report)
    assert (line.role, line.name, line.on_paper, line.given) == ("unit_head", "吴刚", True, True)
    assert line.evidence_id is not None
    assert "张三 签批同意：吴刚在纸上签字，以处置单位负责人身份" in told_in_story(player)


def test_the_desk_sees_the_paper_in_its_review_and_may_send_it_back(session: Session) -> None:
    player = recheck(session)
    enter(player, player.cast.head)
    shown = report_to_read(session, player.cast.offices, player.cast.clerk, player.ticket, player.clock)
    assert shown is not None
    assert [line.given for line in shown.evidence if line.name == "签字材料"] == [1]
    assert shown.signatures[0].endswith("（纸质）")
    player.do(approval.send_back, player.cast.clerk, reason="公章不清楚")
    assert player.ticket.state == State.HANDLING
    assert signatures_on(session, player.report) == ()
    assert "处置单位负责人吴刚的签批作废：原文有改动或被退回" in told_in_story(player)


def test_the_signer_sends_the_picture_too(session: Session) -> None:
    player = recheck(session)
    facts = {**entry(player, player.cast.head), "evidence_id": picture(player, player.cast.head)}
    assert isinstance(player.act(signing_on_paper.sign_on_paper, player.cast.head, **facts), Done)


def test_paper_is_entered_for_the_next_in_order_only(session: Session) -> None:
    """The head reviews in the chat (第十三条（二）); only form 1.2 is signed on paper, and only after the head."""
    player = untrue(session)
    scene = scene_of(session, player.cast.offices, player.cast.handler, player.ticket, player.clock)
    assert papers_in_hand(session, scene) == []
    facts = {"what": f"r{player.report.id}", "fingerprint": fingerprint(player.report.sha256)}
    facts |= {"evidence_id": picture(player), "signer_id": player.cast.unit_leader.id, "signed_at": player.clock}
    early = player.act(signing_on_paper.sign_on_paper, player.cast.handler, **facts)
    assert isinstance(early, Refused)
    assert early.reason == "现在没有文件要求在纸上签字或者盖章的签批，不能登记纸质签字；请在聊天里签批。"
    assert early.clause == "第十条（二）、附件1.1、附件1.2、附件1.3"
    player.sign()
    answer = player.act(signing_on_paper.sign_on_paper, player.cast.handler, **facts)
    assert isinstance(answer, Done)
    lines = signatures_on(session, player.report)
    assert [(line.role, line.on_paper) for line in lines] == [("unit_head", False), ("unit_branch_leader", True)]
    assert player.ticket.state == State.REVIEWING


def test_a_return_is_signed_on_the_form_and_goes_on_to_the_desk(session: Session) -> None:
    player = returned(session)
    request = session.exec(select(Request)).one()
    answer = enter(player, player.cast.head)
    assert answer == Done("已登记吴刚的纸质签字，等待街道城运中心办理。", player.ticket_id)
    (line,) = signatures_on(session, request)
    assert (line.role, line.on_paper) == ("unit_head", True)
    assert "张三 签批申请：吴刚在纸上签字，以处置单位负责人身份" in told_in_story(player)
    player.do(deciding.grant, player.cast.clerk, request_id=id_of(request), answer={"then": "second_dispatch"})
    assert player.ticket.state == State.REGISTERED


def test_an_application_of_beizhan_is_signed_and_sealed_on_its_annex(session: Session) -> None:
    player = kept_out(session)
    assert isinstance(enter(player, player.cast.head), Done)
    assert [line.on_paper for line in signatures_on(session, session.exec(select(Request)).one())] == [True]


def test_the_signed_material_of_a_second_return_reaches_the_informant(session: Session) -> None:
    """二（二）2: 签字材料通过图片形式微信发送片区信息员."""
    player = play(session, settle_under(session, "yichuan_road"))
    give_back(player)
    first = session.exec(select(Request)).one()
    player.do(deciding.grant, player.cast.clerk, request_id=id_of(first), answer={"then": "second_dispatch"})
    player.dispatch()
    player.accept()
    again = {"ground": "非职责范围", "reason": "仍不属本部门职责", "target": "城管中队"}
    player.do(returning.apply_return, player.cast.handler, **again)
    sent(session)
    assert isinstance(enter(player, player.cast.head), Done)
    assert "退单申请的签字材料已登记" in shown_to(session, player.cast.informant)


def test_a_deputy_signs_on_paper_for_the_leader_who_was_away(session: Session) -> None:
    player = recheck(session)
    cast = player.cast
    row = Deputy(office_id=cast.head.office_id, person_id=id_of(cast.head), deputy_id=id_of(cast.other_head))
    row.starts_at, row.ends_at = player.clock - timedelta(days=1), player.clock + timedelta(days=1)
    session.add(row)
    session.flush()
    assert isinstance(enter(player, cast.other_head), Refused), "not in their own name"
    assert isinstance(enter(player, cast.other_head, for_person_id=cast.head.id), Done)
    (line,) = signatures_on(session, player.report)
    assert line.name == "何平（代吴刚）"
    assert "张三 签批同意：何平（代吴刚）在纸上签字，以处置单位负责人身份" in told_in_story(player)


def test_where_nobody_holds_the_post_the_next_one_up_signs_the_paper(session: Session) -> None:
    cast = settle_under(session, NANMATOU)
    for post in session.exec(select(Post).where(Post.role == "unit_head", Post.unit_id == cast.unit.id)):
        session.delete(post)
    session.flush()
    player = play(session, cast)
    give_back(player)
    assert in_hand(player).role == "unit_branch_leader"
    assert isinstance(enter(player, cast.unit_leader), Done)


def test_the_author_signs_no_paper_of_their_own(session: Session) -> None:
    player = returned(session)
    handler = player.cast.handler
    post = Post(office_id=handler.office_id, person_id=id_of(handler), role="unit_head")
    post.unit_id = player.cast.unit.id
    session.add(post)
    session.flush()
    answer = enter(player, handler)
    assert isinstance(answer, Refused)
    assert answer.reason == "这个签字要由处置单位负责人或者当时代其工作的人签，提交的本人不能签。"
    assert answer.clause == "第八条（三）、附件1.1"


Change = Callable[[Player], dict[str, Any]]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        (lambda player: {"fingerprint": "0" * 12}, "纸上的校验码和现在的原文不一样"),
        (lambda player: {"signed_at": player.clock + timedelta(days=1)}, "签字时间不能晚于现在"),
        (lambda player: {"signed_at": player.clock - timedelta(days=1)}, "才写成"),
        (lambda player: {"signer_id": player.cast.unit_leader.id}, "要由处置单位负责人"),
        (lambda player: {"evidence_id": 0}, "没有找到这张签字照片"),
        (lambda player: {"evidence_id": picture(player, kind="document", name="报告.docx")}, NO_PICTURE),
        (lambda player: {"evidence_id": pictured_before(player)}, "这张照片比它早，请把签好的纸重新拍一张发来"),
        (lambda player: {"what": "r999"}, "不等待纸质签字"),
    ],
)
def test_a_paper_that_will_not_do_is_refused_with_reason_and_clause(
    session: Session, changes: Change, why: str
) -> None:
    player = recheck(session)
    facts = {**entry(player, player.cast.head), **changes(player)}
    before = everything(session)
    answer = player.act(signing_on_paper.sign_on_paper, player.cast.handler, **facts)
    assert isinstance(answer, Refused)
    assert why in answer.reason
    assert answer.clause
    assert everything(session) == before


def test_one_picture_is_one_signature(session: Session) -> None:
    player = recheck(session)
    facts = entry(player, player.cast.head)
    player.do(signing_on_paper.sign_on_paper, player.cast.handler, **facts)
    player.do(approval.send_back, player.cast.clerk, reason="公章不清楚")
    player.submit(**ANY_OFFICE, measures="已联系车主移走车辆，物业加装地锁。")
    answer = enter(player, player.cast.head, evidence_id=facts["evidence_id"])
    assert isinstance(answer, Refused)
    assert answer.reason == "这张照片已经登记过一个签字，请另发一张。"


def test_a_paper_of_the_former_text_is_refused(session: Session) -> None:
    player = recheck(session)
    former = entry(player, player.cast.head)
    player.do(approval.refuse_signature, player.cast.head, report_id=id_of(player.report), reason="措施不具体")
    player.submit(**ANY_OFFICE, measures="已联系车主移走车辆，物业加装地锁。")
    answer = player.act(signing_on_paper.sign_on_paper, player.cast.handler, **former)
    assert isinstance(answer, Refused)
    assert "不等待纸质签字" in answer.reason
    stale = enter(player, player.cast.head, fingerprint=former["fingerprint"])
    assert isinstance(stale, Refused)
    assert "请用最新的表重新签字" in stale.reason


def test_the_same_entry_twice_is_one_and_the_slower_one_hears_who_was_faster(session: Session) -> None:
    player = recheck(session)
    facts = entry(player, player.cast.head)
    first = player.do(signing_on_paper.sign_on_paper, player.cast.handler, **facts)
    assert player.act(signing_on_paper.sign_on_paper, player.cast.handler, **facts) == first
    other = {**facts, "evidence_id": picture(player, player.cast.second_handler)}
    slower = player.act(signing_on_paper.sign_on_paper, player.cast.second_handler, **other)
    assert isinstance(slower, Refused)
    assert slower.reason.startswith("张三 ")
    assert slower.reason.endswith("已登记纸质签字")
    assert len(session.exec(select(Signature)).all()) == 1


def test_the_signer_who_presses_after_the_paper_was_entered_hears_so(session: Session) -> None:
    player = recheck(session)
    enter(player, player.cast.head)
    text = {"report_id": id_of(player.report), "sha256": player.report.sha256}
    answer = player.act(approval.sign, player.cast.head, **text)
    assert isinstance(answer, Refused)
    assert answer.reason.endswith("已登记纸质签字")


def test_a_signature_in_the_chat_is_faster_than_the_paper(session: Session) -> None:
    player = recheck(session)
    facts = entry(player, player.cast.head)
    player.sign()
    answer = player.act(signing_on_paper.sign_on_paper, player.cast.handler, **facts)
    assert isinstance(answer, Refused)
    assert answer.reason.startswith("吴刚 ")
    assert answer.reason.endswith("已签批")


@pytest.mark.parametrize("office", ["putuo_justice", "songjiang_civil"])
def test_where_no_document_asks_for_paper_there_is_none(session: Session, office: str) -> None:
    player = brought(session, office)
    assert Act.SIGN_ON_PAPER not in acts_for(
        session, player.cast.offices, player.cast.handler, player.ticket, player.clock
    )
    facts = {"what": f"r{player.report.id}", "fingerprint": fingerprint(player.report.sha256), "evidence_id": 0}
    facts |= {"signer_id": player.cast.head.id, "signed_at": player.clock}
    answer = player.act(signing_on_paper.sign_on_paper, player.cast.handler, **facts)
    assert isinstance(answer, Refused)
    assert answer.reason == "本单位的文件没有规定登记纸质签字的情形。"
    assert answer.clause


def test_an_ordinary_report_of_an_office_that_knows_paper_takes_none(session: Session) -> None:
    player = brought(session, NANMATOU)
    offered = acts_for(session, player.cast.offices, player.cast.handler, player.ticket, player.clock)
    assert Act.SIGN_ON_PAPER not in offered


def test_the_card_offers_it_under_more_to_the_unit_and_to_the_signer(session: Session) -> None:
    player = recheck(session)
    assert Act.SIGN_ON_PAPER in BESIDES
    offered = {
        person.name: Act.SIGN_ON_PAPER in acts_for(session, player.cast.offices, person, player.ticket, player.clock)
        for person in (player.cast.handler, player.cast.head, player.cast.unit_leader, player.cast.clerk)
    }
    assert offered == {"张三": True, "吴刚": True, "郑华": False, "林晓": False}


def test_the_text_to_compare_the_paper_with_is_the_signed_one_word_for_word(session: Session) -> None:
    player = recheck(session)
    assert "021-60000000" in player.report.text, "the unit's own phone"
    assert in_hand(player).shown(player.ticket) == player.report.text


def test_a_citizens_phone_in_a_request_is_masked_where_the_paper_is_compared(session: Session) -> None:
    player = play(session, settle_under(session, NANMATOU))
    give_back(player, f"已致电{TICKET['phone']}核实，不属本部门")
    shown = in_hand(player).shown(player.ticket)
    assert "核实，不属本部门" in shown
    assert TICKET["phone"] not in shown


def test_the_bot_finds_the_picture_that_the_speaker_sent_last(session: Session) -> None:
    player = recheck(session)
    paper = in_hand(player)
    mine = id_of(player.cast.handler)
    assert signing_on_paper.newest_picture(session, paper, mine) is None
    sent_last = picture(player)
    picture(player, player.cast.head, unique="another")
    assert signing_on_paper.newest_picture(session, paper, mine) == sent_last
