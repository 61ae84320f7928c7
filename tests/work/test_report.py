"""The completion report: filled in from the chat, asked for in order, checked, handed in."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from bot.rules.report_templates import PRODUCT_SLOTS, OwnSlot
from bot.rules.workflow import State
from bot.work import approval, contact, evidence, handling, report
from bot.work.document_values import document_values
from bot.work.offices import Offices
from bot.work.outcome import Done, Refused
from bot.work.report_answers import read_answer
from bot.work.report_facts import gather
from bot.work.report_slots import SLOT
from bot.work.story import story_of
from bot.work.written_moment import Problem
from storage import tickets
from storage.rows import id_of
from tests.people import MORNING, Cast, later
from tests.work.world import SLOTS, Player, everything, item, play, told


@pytest.fixture
def player(session: Session, cast: Cast) -> Player:
    """A ticket that was accepted, contacted and visited, with all its proof."""
    player = play(session, cast)
    player.bring_to(State.HANDLING)
    player.handle()
    return player


def facts_of(player: Player) -> report.ReportFacts:
    return report.facts_for(player.session, player.cast.offices, player.ticket)


def rendered(player: Player, **changes: Any) -> report.RenderedReport:
    slots = {**SLOTS, **changes}
    return report.render(player.session, player.cast.offices, player.ticket, slots, player.clock)


def refusal(player: Player, **changes: Any) -> Refused:
    slots = {name: value for name, value in {**SLOTS, **changes}.items() if value != "-"}
    before = everything(player.session)
    answer = player.act(report.submit, player.cast.handler, slots=slots)
    assert isinstance(answer, Refused), answer
    assert everything(player.session) == before
    return answer


def test_what_was_said_in_the_chat_needs_no_asking(session: Session, cast: Cast) -> None:
    player = play(session, cast)
    player.bring_to(State.HANDLING)
    player.contact()
    player.do(handling.site_visit, cast.handler, at=player.clock, visited="是", note="车位上停着一辆无牌车")
    player.do(handling.note, cast.handler, text="已联系车主移走车辆，物业加装地锁")
    filled = report.prefill(session, cast.offices, player.ticket, player.clock)
    assert filled == {
        "verification": "车位上停着一辆无牌车",
        "measures": "已联系车主移走车辆，物业加装地锁",
        "process": "2026-11-20 09:50城建办接单；2026-11-20 09:55与来电人先行联系；2026-11-20 10:00到现场查看。",
        "responsible_person": "张三",
    }
    asked = [slot.name for slot in report.empty_slots(filled, facts_of(player))]
    assert asked == ["finding", "appeal", "outcome", "reply_at", "satisfaction", "contact_phone"]


def test_the_units_phone_is_remembered_from_its_last_report(player: Player, session: Session, cast: Cast) -> None:
    player.submit()
    other = play(session, cast, number="20261120000302", phone="13800001002")
    other.bring_to(State.HANDLING)
    assert report.prefill(session, cast.offices, other.ticket, other.clock)["contact_phone"] == "021-60000000"


def test_after_a_send_back_the_last_answers_are_there_again(player: Player) -> None:
    player.submit()
    filled = report.prefill(player.session, player.cast.offices, player.ticket, player.clock)
    assert {name: filled[name] for name in SLOTS if name != "process"} == {
        name: value for name, value in SLOTS.items() if name != "process"
    }
    assert not {"explanation", "reply_points"} & set(filled)


def test_a_report_that_came_back_does_not_undo_the_calls_in_vain(session: Session, cast: Cast) -> None:
    player = play(session, cast)
    player.bring_to(State.HANDLING)
    for minutes in (60, 61, 90, 120):
        player.clock = later(minutes)
        vain = {"reached": False, "how": "电话", "at": later(minutes), "reason": "始终未接"}
        player.do(contact.first_contact, cast.informant, **vain)
    player.visit()
    player.prove(["photo_site", "sms_screenshot", "call_record"])
    for one in ("second", "third"):
        player.do(evidence.give, cast.handler, items=(item(one),), purpose="call_record")
    changes = {"reply_at": "未联系上"}
    player.submit(**changes)
    player.do(approval.refuse_signature, cast.head, report_id=id_of(player.report), reason="请写明清理时间")
    player.submit(**changes, measures="已于11月20日清理完毕，车主已移走车辆。")
    assert player.ticket.state == State.SIGNING


@pytest.mark.parametrize("said", ["正在联系", "张三", "12"])
def test_words_are_no_phone_number(player: Player, said: str) -> None:
    answer = read_answer("contact_phone", said, SLOTS, facts_of(player))
    assert answer == Problem("没有看懂联系电话，请写号码，如“021-60000000”。")


@pytest.mark.parametrize(
    ("kind", "finding"),
    [
        ("投诉", ("属实", "部分属实", "不属实")),
        ("意见建议", ("采纳", "部分采纳", "留作参考", "不采纳")),
        ("咨询", ("有政策信息", "无政策信息", "对政策解释不接受")),
    ],
)
def test_the_findings_offered_are_those_of_the_kind(
    session: Session, cast: Cast, kind: str, finding: tuple[str, ...]
) -> None:
    facts = facts_of(play(session, cast, kind=kind))
    slots = SLOT
    assert slots["finding"].choices({}, facts) == finding
    assert slots["appeal"].needed({}, facts) is (kind == "投诉")


def test_an_outcome_that_never_fits_is_not_offered(player: Player) -> None:
    outcome = SLOT["outcome"]
    unfounded = outcome.choices({"finding": "不属实", "appeal": "无政策依据"}, facts_of(player))
    assert "实际解决" not in unfounded
    assert "解释说明" in unfounded


def test_changing_the_finding_asks_again_for_an_outcome_that_no_longer_fits(player: Player) -> None:
    slots = {**SLOTS, "finding": "不属实", "appeal": "无政策依据", "basis": "不存在占用车位的情况"}
    assert [slot.name for slot in report.empty_slots(slots, facts_of(player))] == ["outcome"]


@pytest.mark.parametrize(
    ("changes", "asked"),
    [
        ({"outcome": "未解决"}, ["plan", "time_node"]),
        ({"finding": "不属实", "appeal": "诉求过高", "outcome": "解释说明"}, ["basis"]),
        ({"satisfaction": "不满意"}, ["feedback"]),
        ({"reply_at": "未联系上", "satisfaction": ""}, []),
        ({"satisfaction": ""}, ["satisfaction"]),
    ],
)
def test_only_what_the_answers_make_necessary_is_asked(
    player: Player, changes: dict[str, str], asked: list[str]
) -> None:
    assert [slot.name for slot in report.empty_slots({**SLOTS, **changes}, facts_of(player))] == asked


def test_a_citizen_who_comes_for_the_third_time_is_told_of_before(session: Session, cast: Cast) -> None:
    for turn in range(2):
        earlier = play(session, cast, number=f"2026112000031{turn}")
        earlier.bring_to(State.HANDLING)
        earlier.handle()
        earlier.submit()
    third = play(session, cast, number="20261120000315")
    third.bring_to(State.HANDLING)
    facts = facts_of(third)
    assert facts.repeat_count == 3
    assert "previous_handling" in [slot.name for slot in report.empty_slots({}, facts)]
    filled = report.prefill(session, cast.offices, third.ticket, third.clock)
    assert filled["previous_handling"].startswith("工单20261120000310：属实，实际解决。")


@pytest.mark.parametrize(
    ("name", "raw", "expected"),
    [
        ("finding", "属实", "属实"),
        ("finding", "大概属实", Problem("事实认定请选择：属实、部分属实、不属实。")),
        ("reply_at", "2026-11-20 10:45", "2026-11-20T10:45:00+08:00"),
        ("reply_at", "未联系上", "未联系上"),
        ("reply_at", "刚才", Problem("答复时间看不懂，请写成「2026-11-20 09:05」。")),
        ("measures", "  ", Problem("处置措施和结果是空的，请填写。")),
        ("measures", "长" * 1501, Problem("处置措施和结果超过1500字，请缩短。")),
        ("measures", "<b>&=\x07清理\ud800</b>", "<b>&=清理</b>"),
    ],
)
def test_an_answer_is_kept_or_told_why_not(player: Player, name: str, raw: str, expected: Any) -> None:
    assert read_answer(name, raw, {}, facts_of(player)) == expected


def test_the_text_says_what_the_document_asks_for_and_nothing_of_the_citizen(player: Player) -> None:
    text = rendered(player).text
    for part in (
        "一、回复内容",
        "先行联系：2026-11-20 09:55",
        "事实认定：属实",
        "处理结果：实际解决",
        "张三（城建办）",
        "021-60000000",
        "二、答复要点",
        "三、附件",
        "先行联系录音1份",
        "现场照片1份",
        "答复录音1份",
    ):
        assert part in text
    for secret in ("王样英", "13800001001", "301室"):
        assert secret not in text
    assert rendered(player).findings == ()


def test_the_same_answers_give_the_same_text_and_hash(player: Player) -> None:
    first = rendered(player)
    player.clock += timedelta(hours=5)
    assert rendered(player) == first
    assert rendered(player, measures="已清理完毕，加装地锁。").sha256 != first.sha256


def test_a_report_with_a_gap_names_what_is_missing(player: Player) -> None:
    assert refusal(player, measures="-", contact_phone="-").reason == "办结报告还缺：处置措施和结果、联系电话。"


@pytest.mark.parametrize("wording", ["正在整改中", "将列入计划", "已要求当事人自行整改", "非我部门职责"])
def test_a_wording_that_the_document_forbids_stops_the_report_with_its_clause(player: Player, wording: str) -> None:
    refused = refusal(player, measures=f"物业{wording}，已清理杂物。")
    assert refused.reason.startswith("办结报告还不能提交：")
    assert refused.clause is not None
    assert "附件4" in refused.clause


def test_a_report_without_its_recordings_is_stopped(session: Session, cast: Cast) -> None:
    player = play(session, cast)
    player.bring_to(State.HANDLING)
    player.contact()
    player.visit()
    player.clock = later(80)
    refused = refusal(player)
    assert "录音" in refused.reason


def test_a_doubtful_report_asks_for_a_word_and_takes_it(player: Player) -> None:
    changes = {"outcome": "解释说明"}
    refused = refusal(player, **changes)
    assert refused.reason.startswith("请先用一句话说明：")
    player.submit(**changes, explanation="车位产权存在争议，已向来电人解释。")
    assert "情况说明" in player.report.text


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (MORNING + timedelta(hours=9), "答复时间不能晚于现在。"),
        (MORNING + timedelta(minutes=2), "答复时间不能早于先行联系时间。"),
    ],
)
def test_a_reply_that_cannot_have_been_is_refused(player: Player, at: Any, said: str) -> None:
    assert told(refusal(player, reply_at=at.isoformat())) == said


def test_the_text_that_was_shown_is_the_one_that_is_handed_in(player: Player) -> None:
    shown = rendered(player)
    other = "0" * 64
    answer = player.act(report.submit, player.cast.handler, slots=SLOTS, sha256=other)
    assert told(answer) == "报告内容和您看到的不一样了，请再看一遍后提交。"
    assert isinstance(player.act(report.submit, player.cast.handler, slots=SLOTS, sha256=shown.sha256), Done)
    assert player.report.sha256 == shown.sha256
    assert player.report.text == shown.text


def test_handing_in_tells_the_reply_too(player: Player) -> None:
    player.submit()
    replied = tickets.last_event(player.session, player.ticket_id, "replied")
    assert replied is not None
    assert replied.at == later(65)


def test_the_same_report_handed_in_twice_is_one(player: Player) -> None:
    first = player.submit()
    before = everything(player.session)
    assert player.act(report.submit, player.cast.handler, slots=SLOTS) == first
    assert everything(player.session) == before


def test_another_text_while_the_first_is_under_way_is_refused(player: Player) -> None:
    player.submit()
    answer = player.act(report.submit, player.cast.handler, slots={**SLOTS, "measures": "已清理完毕。"})
    assert isinstance(answer, Refused)
    assert "待签批" in answer.reason


def test_a_colleague_hears_who_handed_the_report_in(player: Player) -> None:
    player.submit()
    answer = player.act(report.submit, player.cast.second_handler, slots=SLOTS)
    assert told(answer) == "张三 10:50 已提交办结报告"


def test_an_unfounded_complaint_goes_to_the_head_and_then_to_the_branch_leader(player: Player) -> None:
    player.prove(["basis"])
    player.submit(finding="不属实", appeal="诉求过高", outcome="解释说明", basis="经核查，不存在车位被占用的情况。")
    assert player.sign(player.cast.head).told == "已签批同意，等待处置部门分管领导签批。"
    assert player.ticket.state == State.SIGNING
    player.sign(player.cast.unit_leader)
    assert player.ticket.state == State.REVIEWING


def test_a_wording_with_a_known_substitute_is_exchanged_and_the_others_are_pointed_at(player: Player) -> None:
    slots = {**SLOTS, "measures": "我办工作人员已到场清理，后续将会巡查。", "verification": "情况属实。"}
    offices, ticket = player.cast.offices, player.ticket
    assert [slot.name for slot in report.offending_slots(player.session, offices, ticket, slots)] == ["measures"]
    better = report.reworded_slots(player.session, offices, ticket, slots)
    assert better == {"measures": "宜川路街道工作人员已到场清理，后续将会巡查。"}


def asking(player: Player, own: OwnSlot) -> Offices:
    """The office, whose reports ask one more question."""
    (law_id, law), *_ = player.cast.offices.laws.items()
    rules = law.rulebook.report
    assert rules is not None
    templates = tuple(replace(one, asks=(*one.asks, own.name)) for one in rules.template)
    rulebook = replace(law.rulebook, report=replace(rules, slot=(own,), template=templates))
    return replace(player.cast.offices, laws={law_id: replace(law, rulebook=rulebook)})


def test_an_answer_to_a_question_of_the_offices_own_is_pointed_at_and_exchanged_too(player: Player) -> None:
    offices = asking(player, OwnSlot(name="meeting", label="会商情况", question="会商的结论是什么？"))
    slots = {**SLOTS, "meeting": "我办与物业会商，正在协调。"}
    offending = report.offending_slots(player.session, offices, player.ticket, slots)
    assert [(slot.name, slot.label) for slot in offending] == [("meeting", "会商情况")]
    better = report.reworded_slots(player.session, offices, player.ticket, slots)
    assert better == {"meeting": "宜川路街道与物业会商，正在协调。"}


def test_the_questions_that_a_rulebook_may_name_are_those_that_there_are() -> None:
    assert set(SLOT) == PRODUCT_SLOTS


def test_a_moment_that_only_this_office_asks_for_is_given_to_its_documents_as_a_moment(player: Player) -> None:
    own = OwnSlot(name="inspected", label="检查时间", question="什么时候检查的？", answer="moment")
    story = story_of(player.session, asking(player, own), player.ticket)
    offices, gathered = player.cast.offices, gather(player.session, story)

    def shown(**slots: str) -> dict[str, Any]:
        return document_values(player.session, offices, story, gathered, slots, masked=True)

    assert shown(inspected=MORNING.isoformat())["inspected"] == MORNING
    assert shown()["inspected"] is None
    assert (shown(reply_at="未联系上")["reply_at"], shown(reply_at="未联系上")["replied_at"]) == ("未联系上", None)


def test_an_outcome_that_contradicts_the_finding_is_refused_with_its_clause(player: Player) -> None:
    slots = {**SLOTS, "finding": "不属实", "appeal": "诉求过高"}
    answer = read_answer("outcome", "实际解决", slots, facts_of(player))
    assert isinstance(answer, Problem)
    assert answer.said.startswith("不属实、诉求过高的，处理结果不能是“实际解决”（")


@pytest.mark.parametrize("said", ["楼道<堆物>&=1+1😀", "a\x00b\x0bc", "半个\ud83d字", "长" * 1500])
def test_odd_words_are_kept_clean_and_too_long_ones_are_refused(player: Player, said: str) -> None:
    kept = read_answer("measures", said, SLOTS, facts_of(player))
    assert isinstance(kept, str)
    assert kept.encode("utf-8")
    assert read_answer("measures", "长" * 10_000, SLOTS, facts_of(player)) == Problem(
        "处置措施和结果超过1500字，请缩短。"
    )


def test_many_citizens_with_one_matter_are_listed_and_reported_with_background(session: Session, cast: Cast) -> None:
    first = play(session, cast)
    other = play(session, cast, number="20261120000302", phone="13800001002")
    other.bring_to(State.HANDLING)
    facts = report.facts_for(session, cast.offices, other.ticket)
    assert facts.is_mass
    filled = report.prefill(session, cast.offices, other.ticket, other.clock)
    assert filled["ticket_list"] == f"{first.ticket.number}、{other.ticket.number}"
    assert filled["background"] == "11月20日（周五）以来，共收到2名市民反映同一事项的工单2件。"
    assert filled["previous_handling"] == f"工单{first.ticket.number}：尚未办结。"
