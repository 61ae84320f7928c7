"""What the desk and the leaders order: urging, supervision, classes, findings, helpers, suggestions, extensions."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session

from bot.rules.workflow import Act, State
from bot.work import (
    applying,
    classifying,
    co_handling,
    contact,
    deciding,
    evidence,
    handling,
    suggesting,
    supervising,
)
from bot.work.access import acts_for, parties
from bot.work.outcome import NO_SUCH_TICKET, Done, Refused
from bot.work.report import prefill
from storage import requests, tickets
from storage.rows import id_of
from storage.tables import Request
from tests.people import MORNING, Cast, desk_leader, register, settle_under
from tests.work.world import Player, item, play, sent, shown_to, story, told, under


@pytest.fixture
def player(session: Session, cast: Cast) -> Player:
    player = play(session, cast)
    player.bring_to(State.HANDLING)
    return player


def due(player: Player) -> dict[str, object]:
    return {row.key: row.due_at for row in tickets.duties(player.session, player.ticket_id)}


def waiting(player: Player) -> Request:
    (request,) = requests.pending(player.session, player.ticket_id)
    return request


def test_two_who_urge_within_ten_minutes_are_one_voice(player: Player) -> None:
    player.do(supervising.urge, player.cast.clerk, note="来电人又来电")
    player.clock += timedelta(minutes=9)
    assert told(player.act(supervising.urge, player.cast.clerk, note="来电人又来电")) == "已催办。", "the same, twice"
    other_words = player.act(supervising.urge, player.cast.clerk, note="快")
    assert isinstance(other_words, Refused), "words that nobody hears are not said to be passed on"
    assert other_words.reason == "您 10:00 已催办，这次的话没有转达；10:10以后可以再催。"
    assert story(player.session, player.ticket_id).count("urged") == 1
    player.clock += timedelta(minutes=1)
    player.act(supervising.urge, player.cast.clerk, note="快")
    assert story(player.session, player.ticket_id).count("urged") == 2
    assert shown_to(player.session, player.cast.handler)[-1] == "催办：快"


def test_while_a_report_waits_for_its_signature_the_signer_is_urged(player: Player) -> None:
    player.handle()
    player.submit()
    player.do(supervising.urge, player.cast.clerk)
    assert shown_to(player.session, player.cast.head)[-1] == "催办：请抓紧办理"


def test_a_supervision_without_consent_begins_at_once_and_tells_whom_the_document_names(session: Session) -> None:
    cast = settle_under(session, "nanmatou_road")
    player = play(session, cast)
    player.bring_to(State.HANDLING)
    player.do(supervising.supervise, cast.clerk, reason="第二次回访与单位反馈不符，虚报、瞒报", note="回访不一致")
    assert "督办" in player.ticket.tags
    for person in (cast.handler, cast.head, cast.unit_leader, cast.main_leader):
        assert shown_to(session, person)[-1].startswith("督办：第二次回访与单位反馈不符"), person.name


def test_a_supervision_with_consent_waits_for_both_leaders(session: Session) -> None:
    cast = settle_under(session, "putuo_justice")
    player = play(session, cast)
    player.dispatch()
    assert "督办须经领导同意" in player.do(supervising.supervise, cast.clerk, reason="安全隐患").told
    for leader in (desk_leader(session, cast), cast.main_leader):
        assert "督办" not in player.ticket.tags
        text = {"request_id": id_of(waiting(player)), "sha256": waiting(player).sha256}
        player.do(deciding.sign_request, leader, **text)
    assert "督办" in player.ticket.tags
    assert "supervised" in story(session, player.ticket_id)


def test_any_other_reason_for_a_supervision_is_written_down(player: Player) -> None:
    refused = player.act(supervising.supervise, player.cast.clerk, reason="其他", note=" ")
    assert told(refused) == "请写明督办的原因。"
    assert isinstance(player.act(supervising.supervise, player.cast.clerk, reason="编的"), Refused)


def test_the_desk_hears_what_a_unit_reports_and_not_what_it_enters_itself(player: Player) -> None:
    cast = player.cast
    player.do(handling.progress, cast.handler, text="已到现场，秩序正常")
    assert shown_to(player.session, cast.clerk)[-1] == "处置进展：已到现场，秩序正常"
    sent(player.session)
    player.do(handling.progress, cast.clerk, text="已上报区平台")
    assert shown_to(player.session, cast.clerk)[-1] == "处置进展：已到现场，秩序正常"


def test_a_new_class_moves_the_limits_at_once(player: Player) -> None:
    before = due(player)
    player.do(classifying.classify, player.cast.clerk, values={"simple": True, "tags": ["涉疫"]})
    assert due(player) != before
    assert player.ticket.tags == ["涉疫"]
    assert "分类有变化" in shown_to(player.session, player.cast.handler)[-1]
    same = player.act(classifying.classify, player.cast.clerk, values={"simple": True})
    assert told(same) == "分类没有变化。"


@pytest.mark.parametrize("values", [{"kind": "闲聊"}, {"simple": "是"}, {"tags": [""]}, {"phone": "1"}])
def test_a_class_that_does_not_exist_changes_nothing(player: Player, values: dict[str, object]) -> None:
    revision = player.ticket.revision
    assert isinstance(player.act(classifying.classify, player.cast.clerk, values=values), Refused)
    assert player.ticket.revision == revision


def test_a_report_does_not_wait_for_a_signature_that_a_new_class_no_longer_asks_for(player: Player) -> None:
    player.do(classifying.classify, player.cast.clerk, values={"supervised": "市级"})
    player.handle()
    player.submit()
    player.sign()
    assert player.ticket.state == State.SIGNING
    player.do(classifying.classify, player.cast.clerk, values={"supervised": "否"})
    assert player.ticket.state == State.REVIEWING
    assert Act.APPROVE in acts_for(player.session, player.cast.offices, player.cast.clerk, player.ticket, player.clock)


def test_the_relation_that_an_informant_chose_is_in_the_report_already(player: Player) -> None:
    chosen = {"finding": "属实", "appeal": "诉求合理", "outcome": "实际解决"}
    player.do(classifying.choose_finding, player.cast.informant, **chosen)
    slots = prefill(player.session, player.cast.offices, player.ticket, player.clock)
    assert {name: slots.get(name) for name in chosen} == chosen
    odd = player.act(classifying.choose_finding, player.cast.informant, finding="采纳")
    assert isinstance(odd, Refused)
    assert odd.clause == "二（四）3"


def test_a_helping_unit_sees_the_ticket_and_tells_its_part_without_the_callers_phone(player: Player) -> None:
    cast = player.cast
    assert player.act(handling.note, cast.other_handler, text="看看") == NO_SUCH_TICKET
    player.do(co_handling.join, cast.clerk, unit_ids=[cast.other_unit.id], reason="一起到现场")
    assert parties(player.session, cast.other_handler, player.ticket) == {"co_unit"}
    assert shown_to(player.session, cast.other_handler)[-1] == "请协办：一起到现场"
    player.do(handling.note, cast.other_handler, text="已收到")
    player.do(evidence.give, cast.other_handler, items=(item("helper"),), purpose="other")
    player.do(co_handling.co_handle, cast.other_handler, text="已到场拆除地锁。")
    assert "平安办已反馈协办情况" in shown_to(player.session, cast.handler)[-1]
    hidden = player.act(contact.show_contact, cast.other_handler, why="想打电话")
    assert isinstance(hidden, Refused)
    slots = prefill(player.session, cast.offices, player.ticket, player.clock)
    assert "已到场拆除地锁" in str(slots)


def test_a_unit_is_suggested_with_its_principle_and_the_reason(session: Session, cast: Cast) -> None:
    cast.other_unit.duties = "停车、车位、治安"
    session.add(cast.other_unit)
    ticket = register(session, cast, MORNING)
    best = suggesting.suggestions(session, cast.offices, ticket)[0]
    assert (best.name, best.principle) == ("平安办", "职责原则")
    assert "车位" in best.reasons[0]


def extension(player: Player, rule_id: str = "NM-R8.4", days: int = 20, minutes: int = 0) -> Done:
    player.clock += timedelta(minutes=minutes)
    rule = next(one for one in player.rulebook.request if one.id == rule_id)
    until = MORNING.date() + timedelta(days=days)
    facts = {"rule_id": rule_id, "ground": rule.grounds[0], "reason": "管线单位要排期", "until": until}
    return player.do(applying.apply, player.cast.handler, **facts)


@pytest.fixture
def south(session: Session) -> Player:
    """Nanmatou, accepted."""
    player = play(session, settle_under(session, "nanmatou_road"))
    player.bring_to(State.HANDLING)
    return player


def test_an_approved_date_replaces_the_limit(south: Player) -> None:
    before = due(south)["NM-T08"]
    extension(south)
    assert due(south)["NM-T08"] == before, "until it is approved the old limit runs"
    south.do(deciding.grant, south.cast.clerk, request_id=id_of(waiting(south)), answer={"until": "2026-12-05"})
    ends = {key: at for key, at in due(south).items() if str(at) > "2026-12-05"}
    assert any(key in ends for key in ("NM-T10", "NM-T08")), due(south)
    assert "已批准延期到12月5日。" in shown_to(south.session, south.cast.handler)[-1]


def test_an_application_that_comes_late_is_flagged_and_still_decided(south: Player) -> None:
    south.do(classifying.classify, south.cast.clerk, values={"complexity": "复杂或疑难"})
    done = extension(south, minutes=60 * 24 * 5)
    assert "已超过文件规定的申请时间（第八条（四））" in done.told
    assert "逾期提出" in waiting(south).text, "whoever decides reads it"
    assert "逾期提出" in shown_to(south.session, south.cast.clerk)[-1]


def test_a_recheck_has_an_extension_of_its_own(south: Player) -> None:
    refused = south.act(applying.apply, south.cast.handler, rule_id="NM-R10.2", ground="", reason="难")
    assert isinstance(refused, Refused)
    south.do(classifying.classify, south.cast.clerk, values={"is_recheck": True})
    extension(south, "NM-R10.2")
    south.do(deciding.grant, south.cast.clerk, request_id=id_of(waiting(south)))


@pytest.mark.parametrize("until", [None, date(2026, 11, 1)])
def test_an_extension_names_a_day_to_come(south: Player, until: date | None) -> None:
    facts = {"rule_id": "NM-R8.4", "ground": south.rulebook.request[0].grounds[0], "reason": "难"}
    refused = south.act(applying.apply, south.cast.handler, **facts, until=until)
    assert isinstance(refused, Refused)
    assert "今天以后的哪一天" in refused.reason


def test_a_stored_call_needs_six_signed_forms(south: Player) -> None:
    rule = next(one for one in south.rulebook.request if one.kind == "stored_call")
    facts = {"rule_id": rule.id, "ground": rule.grounds[0], "reason": "反复投诉，均不属实"}
    refused = south.act(applying.apply, south.cast.handler, **facts)
    assert isinstance(refused, Refused)
    assert "签报的《情况说明表》有0次，满6次才能申请存电" in refused.reason
    assert refused.clause == "第九条、附件1.3"


def test_whoever_had_agreed_hears_that_the_next_one_did_not_and_who_that_was(session: Session) -> None:
    player = under(session, "putuo_justice")
    cast, leader = player.cast, desk_leader(session, player.cast)
    player.do(supervising.supervise, cast.clerk, reason="安全隐患")
    request = requests.pending(session, player.ticket_id)[0]
    text = {"request_id": id_of(request), "sha256": request.sha256}
    player.do(deciding.sign_request, leader, **text)
    done = player.do(deciding.refuse_request, cast.main_leader, request_id=id_of(request), reason="先由科室说明")
    assert done.told == "您没有同意发起督办，已告知申请人；时限照走。"
    for person in (cast.clerk, leader):
        assert shown_to(session, person)[-1] == "王正未同意发起督办：先由科室说明"


def test_a_no_is_heard_by_the_other_handler_where_whoever_asked_cannot_hear(south: Player) -> None:
    rule = next(one for one in south.rulebook.request if one.kind == "extension")
    facts = {"rule_id": rule.id, "ground": rule.grounds[0], "reason": "等待检测", "until": date(2026, 12, 20)}
    south.do(applying.apply, south.cast.handler, **facts)
    request = requests.pending(south.session, south.ticket_id)[0]
    south.cast.handler.reachable = False
    south.session.add(south.cast.handler)
    south.session.flush()
    decider = {"unit_head": south.cast.head, "desk": south.cast.clerk}[(request.chain or [request.decided_by])[0]]
    act = deciding.refuse_request if request.chain else deciding.reject
    done = south.do(act, decider, request_id=id_of(request), reason="先到现场再说")
    assert "已告知申请人" in done.told
    assert shown_to(south.session, south.cast.second_handler)[-1].endswith("先到现场再说")
