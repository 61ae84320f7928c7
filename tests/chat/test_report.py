"""The completion report in conversation: what is missing, what the document forbids, signing and reviewing it."""

import pytest
from sqlmodel import Session, select

from bot.chat.dialogues.reading_report import parts
from bot.reports.markup import MESSAGE_LIMIT, length
from storage.tables import Draft, Evidence, Report
from tests.chat import playing
from tests.chat.conftest import At
from tests.chat.playing import NUMBER
from tests.chat.stage import Phone, Stage

CHOSEN = ("写办结报告", "属实", "诉求合理", "实际解决", "刚才", "满意")


def without(purpose: str, stage: Stage) -> None:
    """As if nobody had ever given a file for this purpose."""

    def work(session: Session) -> None:
        for row in session.exec(select(Evidence).where(Evidence.purpose == purpose)):
            session.delete(row)

    stage.write(work)


def filled_in(stage: Stage) -> Phone:
    handler = stage.phone(stage.cast.handler)
    for answer in CHOSEN:
        handler.press(answer)
    handler.say("021-60000000")
    return handler


def test_only_what_is_missing_is_asked(stage_at: At) -> None:
    stage = stage_at("handled")
    handler = stage.phone(stage.cast.handler)
    handler.press("写办结报告")
    asked = []
    for answer in CHOSEN[1:]:
        asked.append(handler.answer.text.partition(" ")[2])
        handler.press(answer)
    assert asked[0] == "核实下来，市民反映的情况怎样？"
    assert not [question for question in asked if "过程" in question or "责任人" in question]
    assert "责任人的联系电话是？" in handler.answer.text


def test_the_other_handler_goes_on_where_the_first_is_and_the_first_hears_that_it_is_handed_in(stage_at: At) -> None:
    stage = stage_at("handled")
    first, second = stage.phone(stage.cast.handler), stage.phone(stage.cast.second_handler)
    for answer in CHOSEN[:3]:
        first.press(answer)
    second.say(f"/report {NUMBER}")
    told = second.messages[-2].text
    assert told == f"{NUMBER} 张三在写这份办结报告（今天 10:46），已写的带过来了，请接着写；提交一次就够了。"
    assert "处理结果是哪一种？" in second.answer.text
    for answer in CHOSEN[3:]:
        second.press(answer)
    second.say("021-60000000")
    second.press("提交")
    first.press("实际解决")
    assert first.answer.text == f"{NUMBER} 李四 10:46 已提交办结报告"
    assert not first.answer.keys


def test_the_preview_shows_the_text_that_will_be_handed_in(stage_at: At) -> None:
    stage = stage_at("previewed")
    handler = stage.phone(stage.cast.handler)
    shown = handler.answer.text
    handler.press("提交")
    (report,) = stage.rows(Report)
    assert report.text in shown
    for element in ("先行联系：", "事实认定：属实", "具体责任人：张三（城建办），联系电话：021-60000000", "答复要点"):
        assert element in report.text


def test_a_missing_recording_stops_the_report_until_it_is_sent(stage_at: At) -> None:
    stage = stage_at("handled")
    without("reply_recording", stage)
    handler = filled_in(stage)
    assert "还不能提交" in handler.answer.text
    assert "提交" not in handler.answer.keys
    handler.voice()
    handler.press("再检查一遍")
    assert "还不能提交" not in handler.answer.text
    handler.press("提交")
    assert playing.the_ticket(stage).state == "signing"


@pytest.mark.parametrize(
    ("written", "clause"),
    [
        ("将会安排清洗油烟净化器。", "附件4 二（1）"),
        ("已要求当事人自行整改。", "附件4 二（4）"),
        ("此事非我部门职责。", "附件4 二（7）"),
    ],
)
def test_a_forbidden_wording_is_shown_with_clause_and_advice_and_can_be_put_right(
    stage_at: At, written: str, clause: str
) -> None:
    stage = stage_at("previewed")
    handler = stage.phone(stage.cast.handler)
    handler.say(f"处置措施和结果：{written}")
    assert "还不能提交" in handler.answer.text
    assert clause in handler.answer.text
    handler.press("修改某项")
    handler.press("改处置措施和结果")
    handler.say("已责令商户清洗油烟净化器，当天完成。")
    assert "还不能提交" not in handler.answer.text
    handler.press("提交")
    assert playing.the_ticket(stage).state == "signing"


def test_a_changed_finding_asks_only_what_follows_from_it(stage_at: At) -> None:
    stage = stage_at("previewed")
    handler = stage.phone(stage.cast.handler)
    handler.press("修改某项")
    handler.press("改事实认定")
    handler.press("不属实")
    assert "处理结果是哪一种？" in handler.answer.text
    handler.press("解释说明")
    assert "请写明依据和结论" in handler.answer.text
    handler.say("经现场检测，不存在油烟超标，检测报告见附件。")
    assert handler.answer.text.startswith(f"{playing.NUMBER} 提交前请用一句话说明：")
    assert "修改某项" in handler.answer.keys
    handler.say("检测报告显示未超标，已向来电人解释，来电人认可。")
    assert "说明：检测报告显示未超标" in handler.answer.text
    handler.press("提交")
    assert playing.the_ticket(stage).state == "signing"


def test_a_report_put_aside_asks_nothing_and_is_taken_up_again(stage_at: At) -> None:
    stage = stage_at("handled")
    handler = stage.phone(stage.cast.handler)
    for answer in CHOSEN[:3]:
        handler.press(answer)
    handler.press("先存着")
    assert handler.answer.text == f"{playing.NUMBER} 办结报告已存着，随时可以从卡片接着写。"
    handler.say("居民又来电询问进展情况了")
    assert "这条是哪张工单的？" in handler.answer.text
    handler.say("/cancel")
    handler.say("/cancel")
    assert handler.answer.text.startswith("没有正在填写的内容。")
    handler.press("写办结报告", handler.card())
    assert "处理结果是哪一种？" in handler.answer.text
    (draft,) = [draft for draft in stage.rows(Draft) if draft.kind == "report"]
    assert (draft.slots["finding"], draft.slots["appeal"]) == ("属实", "诉求合理")


def test_giving_up_keeps_what_was_written_until_it_is_thrown_away_by_a_key_of_its_own(stage_at: At) -> None:
    stage = stage_at("handled")
    handler = stage.phone(stage.cast.handler)
    for answer in CHOSEN[:3]:
        handler.press(answer)
    handler.say("/cancel")
    assert handler.answer.text.startswith(f"{playing.NUMBER} 办结报告先存着，没有删。")
    assert handler.answer.keys == ["删掉草稿", "接着写"]
    handler.press("接着写")
    assert "处理结果是哪一种？" in handler.answer.text
    handler.say("取消")
    handler.press("删掉草稿")
    assert handler.answer.text.startswith(f"{playing.NUMBER} 已取消办结报告")
    assert [draft.state for draft in stage.rows(Draft) if draft.kind == "report"] == ["cancelled"]


def test_a_nonsensical_answer_leaves_the_draft_as_it_was(stage_at: At) -> None:
    stage = stage_at("handled")
    handler = stage.phone(stage.cast.handler)
    for answer in CHOSEN[:4]:
        handler.press(answer)
    handler.say("明天下午3点")
    assert "没有看懂这个时间" in handler.answer.text
    handler.say("23:59")
    assert "还没有到" in handler.answer.text
    handler.press("刚才")
    assert "市民对办理质量和结果的反馈是？" in handler.answer.text


def test_the_reply_cannot_come_before_the_first_contact(stage_at: At) -> None:
    stage = stage_at("handled")
    handler = stage.phone(stage.cast.handler)
    for answer in CHOSEN[:4]:
        handler.press(answer)
    handler.say("9:10")
    handler.press("满意")
    handler.say("021-60000000")
    reply = handler.press("提交")
    assert reply.alert
    assert "答复时间不能早于先行联系时间" in reply.toast
    assert playing.the_ticket(stage).state == "handling"
    handler.say("答复时间：10:40")
    handler.press("提交")
    assert playing.the_ticket(stage).state == "signing"


def test_a_leader_reads_the_text_before_saying_yes_twice(stage_at: At) -> None:
    stage = stage_at("submitted")
    head = stage.phone(stage.cast.head)
    head.press("阅签报告")
    (report,) = stage.rows(Report)
    assert report.text in head.answer.text
    for line in ("✓ 先行联系录音 1份", "✓ 回复录音 1份", "✓ 现场照片 1份", "签批：处置部门负责人：待签"):
        assert line in head.answer.text
    assert head.answer.keys == ["同意", "退回", "看材料", "取消"]
    head.press("同意")
    assert playing.the_ticket(stage).state == "signing"
    head.press("确认同意")
    assert playing.the_ticket(stage).state == "reviewing"


def test_a_yes_does_not_hold_for_a_text_that_was_sent_back_meanwhile(stage_at: At) -> None:
    stage = stage_at("submitted")
    head, handler = stage.phone(stage.cast.head), stage.phone(stage.cast.handler)
    head.press("阅签报告")
    old = head.key("同意")
    head.press("退回")
    head.say("请补充检测报告")
    handler.press("写办结报告", handler.card())
    handler.say("答复要点：油烟净化器已清洗，检测报告已附")
    handler.press("提交")
    assert head.press_data(*old).alert
    assert playing.the_ticket(stage).state == "signing"


def test_the_review_shows_findings_and_sends_back_with_what_fails_ticked(stage_at: At) -> None:
    stage = stage_at("signed")
    without("reply_recording", stage)
    clerk, handler = stage.phone(stage.cast.clerk), stage.phone(stage.cast.handler)
    clerk.press("审核报告")
    shown = clerk.answer.text
    for line in (
        "本系统八项预审（非官方“八审八不准”文本）",
        "附件4“七”要素、“七”不得",
        "❗ 回复录音：缺（二（三）3（1））",
        "✓ 1 先行联系",
        "✗ 7 附件材料",
    ):
        assert line in shown
    clerk.press("退回重办")
    assert [key for key in clerk.answer.keys if key.startswith("☑")] == [clerk.answer.keys[0]]
    clerk.press("选好了")
    clerk.press("就按勾选的问题退回")
    assert playing.the_ticket(stage).state == "handling"
    assert handler.card().text.startswith("办结报告被退回重办：附件材料：缺：回复录音")


def test_words_are_added_to_what_is_ticked_and_the_next_review_tells_what_changed(stage_at: At) -> None:
    stage = stage_at("signed")
    without("reply_recording", stage)
    clerk, handler = stage.phone(stage.cast.clerk), stage.phone(stage.cast.handler)
    for answer in ("审核报告", "退回重办", "选好了"):
        clerk.press(answer)
    assert "将按这些退回：附件材料" in clerk.answer.text
    clerk.say("另请写明清洗时间")
    assert "缺：回复录音" in handler.card().text
    assert "另请写明清洗时间" in handler.card().text
    handler.voice(reply_to=handler.card())
    handler.press("写办结报告")
    handler.say("处置措施和结果：已于11月20日11时清洗完毕")
    handler.press("提交")
    for answer in ("阅签报告", "同意", "确认同意"):
        stage.phone(stage.cast.head).press(answer)
    clerk.press("审核报告")
    assert "和上一份相比：改了处置措施和结果、改了答复要点、新增答复录音1份" in clerk.answer.text


def test_a_long_report_is_read_in_parts_before_the_question(stage_at: At) -> None:
    stage = stage_at("previewed")
    handler, head = stage.phone(stage.cast.handler), stage.phone(stage.cast.head)
    for label in ("核实情况", "处置措施和结果"):
        handler.say(f"{label}：{'已责令商户清洗油烟净化器，当天完成。' * 80}")
    handler.press("提交")
    (report,) = stage.rows(Report)
    head.forget()
    head.press_data(f"a:sign:{playing.the_ticket(stage).id}:1:")
    read = "".join(message.text for message in head.messages[:-1])
    assert "".join(report.text.split()) == "".join(read.split())
    assert "（全文见上）" in head.last.text
    head.press("同意")
    head.press("确认同意")
    assert playing.the_ticket(stage).state == "reviewing"


def test_a_text_is_parted_between_lines_and_every_part_fits() -> None:
    text = "\n".join(f"第{number}行" + "字" * 500 for number in range(30)) + "\n" + "长" * 9000
    pieces = parts(text)
    assert "".join(pieces).replace("\n", "") == text.replace("\n", "")
    assert all(0 < length(piece) <= MESSAGE_LIMIT for piece in pieces)


def test_the_call_back_with_a_no_sends_the_ticket_back_by_itself(stage_at: At) -> None:
    stage = stage_at("approved")
    clerk, handler = stage.phone(stage.cast.clerk), stage.phone(stage.cast.handler)
    for answer in ("回访", "接通了", "是", "是", "否", "基本满意"):
        clerk.press(answer)
    clerk.say("油烟晚上还是有")
    assert playing.the_ticket(stage).state == "handling"
    assert "回访未解决：油烟晚上还是有，请继续办理" in handler.card().text


def test_the_citizens_own_no_is_typed_as_it_was_said_and_only_the_rest_is_asked(stage_at: At) -> None:
    stage = stage_at("approved")
    clerk, handler = stage.phone(stage.cast.clerk), stage.phone(stage.cast.handler)
    clerk.press("回访")
    clerk.say("没解决，油烟晚上还是有，市民不满意")
    assert "处置部门先行联系过吗？" in clerk.answer.text
    clerk.press("是")
    clerk.press("是")
    assert playing.the_ticket(stage).state == "handling"
    assert "回访未解决、不满意：没解决，油烟晚上还是有，市民不满意，请继续办理" in handler.card().text


def test_a_call_that_reached_nobody_is_no_complaint_that_nobody_called(stage_at: At) -> None:
    stage = stage_at("approved")
    clerk = stage.phone(stage.cast.clerk)
    clerk.press("回访")
    clerk.say("打了两次，没联系上")
    assert "已记录第1次回访未接通" in clerk.answer.text
    assert playing.the_ticket(stage).state == "calling_back"


def test_a_call_back_that_nobody_answers_is_tried_again_and_ends_in_closing(stage_at: At) -> None:
    stage = stage_at("approved")
    clerk = stage.phone(stage.cast.clerk)
    for _ in range(3):
        clerk.press("回访", clerk.card())
        clerk.press("没接通")
        stage.pass_time(minutes=31)
    assert "直接办结" in clerk.card().keys
    clerk.press("直接办结", clerk.card())
    clerk.press("确认办结")
    assert stage.ticket(NUMBER).state == "closed"


def test_words_written_at_the_question_about_items_are_the_reason_beside_what_is_ticked(stage_at: At) -> None:
    stage = stage_at("signed")
    without("reply_recording", stage)
    clerk, handler = stage.phone(stage.cast.clerk), stage.phone(stage.cast.handler)
    clerk.press("审核报告")
    clerk.press("退回重办")
    clerk.say("请写明清洗时间")
    assert playing.the_ticket(stage).state == "handling"
    assert "缺：回复录音" in handler.card().text
    assert "请写明清洗时间" in handler.card().text
