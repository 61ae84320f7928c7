"""Notes, searches, ticket numbers, messages without a home, corrections by editing."""

from datetime import timedelta

import pytest

from bot.chat.reading import numbers_in
from bot.reports.moments import full
from bot.work import report
from storage import tickets
from storage.tables import Draft, Event
from tests.chat import playing, updates
from tests.chat.conftest import At
from tests.chat.playing import NUMBER, PASTED
from tests.chat.stage import Phone, Stage


def notes(stage: Stage) -> list[str]:
    return [event.text for event in stage.rows(Event) if event.kind == "note"]


def two_tickets(stage_at: At) -> tuple[Stage, Phone]:
    """The handler has two tickets in hand."""
    stage = stage_at("accepted")
    clerk, handler = stage.phone(stage.cast.clerk), stage.phone(stage.cast.handler)
    clerk.say(PASTED.replace("000301", "000302").replace("楼下面馆油烟扰民", "路灯不亮"))
    for answer in ("登记", "城建办", "东片区"):
        clerk.press(answer)
    handler.press("接单")
    return stage, handler


def test_a_reply_to_a_card_is_a_note(stage_at: At) -> None:
    stage = stage_at("accepted")
    handler = stage.phone(stage.cast.handler)
    handler.say("商户承诺今晚停业清洗", reply_to=handler.card())
    assert notes(stage) == ["商户承诺今晚停业清洗"]
    assert handler.answer.text == f"{NUMBER} 已记录。"
    assert handler.answer.message.reply_to is not None
    assert "最近：张三 商户承诺今晚停业清洗" in handler.card().text


def test_a_reply_to_what_the_bot_said_of_a_ticket_is_a_note_too(stage_at: At) -> None:
    stage = stage_at("accepted")
    handler = stage.phone(stage.cast.handler)
    handler.say("第一句", reply_to=handler.card())
    assert handler.last.text == f"{NUMBER} 已记录。"
    handler.say("第二句", reply_to=handler.last)
    assert [event.text for event in stage.rows(Event) if event.kind == "note"][-2:] == ["第一句", "第二句"]


def test_words_without_a_card_are_never_guessed_even_with_a_single_ticket(stage_at: At) -> None:
    stage = stage_at("accepted")
    handler = stage.phone(stage.cast.handler)
    handler.say("居民说已经好多了，不用再上门了")
    assert "这条是哪张工单的？" in handler.answer.text
    assert notes(stage) == []
    handler.press(f"…{NUMBER[-6:]}")
    assert notes(stage) == ["居民说已经好多了，不用再上门了"]
    assert handler.answer.text == f"工单{NUMBER}：已记录。"


def test_the_ticket_may_be_named_in_words_and_more_may_be_said_before(stage_at: At) -> None:
    stage, handler = two_tickets(stage_at)
    handler.say("物业已经派人去看了，下午给答复")
    handler.say("另外居民要求书面答复，已经记下来了")
    assert "“物业已经派人去看了，下午给答复”、“另外居民要求书面答复，已经记下来了”" in handler.answer.text
    handler.say("路灯")
    assert notes(stage) == ["物业已经派人去看了，下午给答复", "另外居民要求书面答复，已经记下来了"]
    filed = stage.ticket("20261120000302")
    assert {event.ticket_id for event in stage.rows(Event) if event.kind == "note"} == {filed.id}


def test_a_number_typed_anywhere_opens_the_card(stage_at: At) -> None:
    stage = stage_at("accepted")
    handler = stage.phone(stage.cast.handler)
    for said in (NUMBER, f"{NUMBER}怎么样了？", f"请问一下 {NUMBER}，谢谢", f"/ticket {NUMBER}", "/ticket 000301"):
        handler.forget()
        handler.say(said)
        assert [message.kind for message in handler.messages] == ["card"]
        assert NUMBER in handler.last.text


@pytest.mark.parametrize(
    "said", ["２０２６１１２００００３０１", "2026 1120 000301", "20261120-000301", "/ticket 2026 1120 000301"]
)
def test_a_number_is_known_however_it_was_typed(stage_at: At, said: str) -> None:
    stage = stage_at("accepted")
    handler = stage.phone(stage.cast.handler)
    handler.forget()
    handler.say(said)
    assert [message.kind for message in handler.messages] == ["card"]


@pytest.mark.parametrize("said", [f"{NUMBER}已经清理完毕", f"{NUMBER}、20261120000302 都已清理"])
def test_what_is_told_beside_a_number_is_kept_and_the_named_tickets_are_offered_first(stage_at: At, said: str) -> None:
    stage, handler = two_tickets(stage_at)
    handler.say(said)
    assert "这条是哪张工单的？" in handler.answer.text
    named = len(numbers_in(said))
    assert any(key.startswith(f"…{NUMBER[-6:]}") for key in handler.answer.keys[:named])
    handler.press(f"…{NUMBER[-6:]}", handler.answer)
    assert notes(stage) == [said]


def test_a_cancel_with_nothing_to_cancel_is_no_message_to_be_filed(stage_at: At) -> None:
    stage, handler = two_tickets(stage_at)
    handler.say("取消")
    assert handler.answer.text == "没有正在填写的内容。存着的草稿从卡片打开后可以取消。"
    assert notes(stage) == []


def test_a_list_of_what_was_found_shows_the_lights_of_the_tickets(stage_at: At) -> None:
    _, handler = two_tickets(stage_at)
    handler.say("示例路")
    assert handler.answer.text.startswith("找到2张工单")
    assert "⚪" not in handler.answer.text
    assert "1. 🟢" in handler.answer.text or "1. 🟡" in handler.answer.text


def test_a_few_words_find_tickets_and_their_cards_open_by_button(stage_at: At) -> None:
    stage, handler = two_tickets(stage_at)
    clerk = stage.phone(stage.cast.clerk)
    clerk.say("/ticket 示例路")
    assert clerk.last.text.startswith("找到2张工单")
    clerk.press("…000302")
    assert clerk.last.kind == "card"
    assert "路灯不亮" in clerk.last.text
    handler.say("面馆")
    assert "油烟" in handler.last.text


def test_a_ticket_of_others_is_not_found_and_not_told_apart_from_none(stage_at: At) -> None:
    stage = stage_at("accepted")
    other = stage.phone(stage.cast.other_handler)
    answers = []
    for number in (NUMBER, "20261120999999"):
        other.say(f"/ticket {number}")
        answers.append(other.last.text.replace(number, ""))
        other.say(f"/accept {number}")
        answers.append(other.last.text.replace(number, ""))
    assert answers[:2] == answers[2:]


def drafted(stage: Stage) -> dict[str, str]:
    """What the report would say without being asked anything."""
    ticket = stage.ticket(NUMBER)
    found: dict[str, str] = stage.read(lambda session: report.prefill(session, stage.cast.offices, ticket, stage.now))
    return found


def test_an_edited_reply_to_a_card_counts_as_it_reads_now_and_the_story_keeps_both(stage_at: At) -> None:
    stage = stage_at("handled")
    handler = stage.phone(stage.cast.handler)
    said = updates.message(handler.owner, reply_to=handler.card().message_id, text="到场3人")
    stage.hear(said)
    handler.say("居民表示认可", reply_to=handler.card())
    stage.hear(updates.edited(said, "到场5人"))
    assert handler.answer.text == f"{NUMBER} 已更正，以修改后的为准。"
    assert "最近：张三 更正：到场5人" in handler.card().text
    stage.hear(updates.edited(said, "到场6人"))
    assert notes(stage)[-4:] == ["到场3人", "居民表示认可", "到场5人", "到场6人"]
    written = drafted(stage)["measures"].splitlines()
    assert written[-2:] == ["到场6人", "居民表示认可"]
    assert not any("更正" in line or "到场3人" in line or "到场5人" in line for line in written)


def test_a_report_begun_before_the_edit_holds_the_corrected_words_too(stage_at: At) -> None:
    stage = stage_at("handled")
    handler = stage.phone(stage.cast.handler)
    said = updates.message(handler.owner, reply_to=handler.card().message_id, text="共清理3处")
    stage.hear(said)
    handler.press("写办结报告", handler.card())
    stage.hear(updates.edited(said, "共清理5处"))
    (draft,) = [draft for draft in stage.rows(Draft) if draft.kind == "report"]
    assert draft.slots["measures"].splitlines()[-1] == "共清理5处"
    assert "共清理3处" not in str(draft.slots)
    for answer in ("属实", "诉求合理", "实际解决", "刚才", "满意"):
        handler.press(answer)
    handler.say("021-60000000")
    assert "共清理5处" in handler.last.text
    assert "共清理3处" not in handler.last.text


def test_a_wording_that_another_note_has_already_is_still_a_correction(stage_at: At) -> None:
    stage = stage_at("handled")
    handler = stage.phone(stage.cast.handler)
    said = updates.message(handler.owner, reply_to=handler.card().message_id, text="甲")
    stage.hear(said)
    handler.say("乙", reply_to=handler.card())
    stage.hear(updates.edited(said, "乙"))
    assert "甲" not in drafted(stage)["measures"].splitlines()


def test_an_edit_that_changes_no_word_is_not_heard_of(stage_at: At) -> None:
    stage = stage_at("accepted")
    handler = stage.phone(stage.cast.handler)
    said = updates.message(handler.owner, reply_to=handler.card().message_id, text="到场3人")
    stage.hear(said)
    handler.forget()
    stage.hear(updates.edited(said, "到场3人"))
    assert notes(stage) == ["到场3人"]
    assert handler.texts == []


def test_an_edited_message_that_was_filed_by_asking_is_recorded_too(stage_at: At) -> None:
    stage = stage_at("accepted")
    handler = stage.phone(stage.cast.handler)
    said = updates.message(handler.owner, text="现场有三名工作人员正在清洗管道")
    stage.hear(said)
    handler.press(f"…{NUMBER[-6:]}")
    stage.hear(updates.edited(said, "现场有五名工作人员正在清洗管道"))
    assert notes(stage) == ["现场有三名工作人员正在清洗管道", "现场有五名工作人员正在清洗管道"]
    assert drafted(stage)["verification"] == "现场有五名工作人员正在清洗管道"


def test_an_edited_answer_to_a_question_or_command_never_becomes_a_note(stage_at: At) -> None:
    stage = stage_at("accepted")
    handler = stage.phone(stage.cast.handler)
    handler.press("现场查看", handler.card())
    answer = updates.message(handler.owner, reply_to=handler.last.message_id, text="无实际现场")
    stage.hear(answer)
    stage.hear(updates.edited(answer, "到现场看了"))
    assert "没有登记" in handler.last.text
    command = updates.message(handler.owner, reply_to=handler.card().message_id, text="/why")
    stage.hear(command)
    stage.hear(updates.edited(command, "/note 你好"))
    assert "没有登记" in handler.last.text
    assert notes(stage) == []


def test_an_edit_of_something_else_changes_nothing_and_says_so(stage_at: At) -> None:
    stage = stage_at("accepted")
    handler = stage.phone(stage.cast.handler)
    said = updates.message(handler.owner, text="/my")
    stage.hear(said)
    events = len(stage.rows(Event))
    stage.hear(updates.edited(said, "/due"))
    assert handler.last.text == "修改后的消息没有登记，请把更正的内容作为新消息发送。"
    assert len(stage.rows(Event)) == events


def test_who_has_no_ticket_is_told_how_to_find_one(stage: Stage) -> None:
    handler = stage.phone(stage.cast.handler)
    handler.say("居民说已经好多了，不用再上门了")
    assert handler.texts == [
        "没有找到和“居民说已经好多了，不用再上门了”有关的工单。请发工单编号，或者发 /my 看手上的工单。"
    ]
    assert stage.rows(Draft) == []


def test_a_text_of_4096_characters_is_kept_whole_and_one_that_arrives_split_as_two_notes(stage_at: At) -> None:
    stage = stage_at("accepted")
    handler = stage.phone(stage.cast.handler)
    handler.say("长" * 4000, reply_to=handler.card())
    handler.say("完", reply_to=handler.card())
    assert notes(stage) == ["长" * 4000, "完"]
    handler.say("太长" * 2048, reply_to=handler.card())
    assert handler.answer.text == f"{NUMBER} 内容超过4000字，请分几次发送。"


def test_a_note_on_a_closed_ticket_is_refused_in_one_sentence(stage_at: At) -> None:
    stage = stage_at("closed")
    handler = stage.phone(stage.cast.handler)
    before = notes(stage)
    handler.say("补一句", reply_to=handler.card())
    assert "已办结" in handler.answer.text
    assert notes(stage) == before


@pytest.mark.parametrize("said", ["/nonsense", "/", "/接单", "/accept@other"])
def test_an_unknown_command_is_told_where_to_look(stage: Stage, said: str) -> None:
    handler = stage.phone(stage.cast.handler)
    handler.say(said)
    assert len(handler.messages) == 1
    assert handler.last.text


def test_a_question_left_overnight_does_not_swallow_what_is_said_in_the_morning(stage_at: At) -> None:
    stage = stage_at("handled")
    handler = stage.phone(stage.cast.handler)
    handler.press("写办结报告", handler.card())
    for answer in ("属实", "诉求合理", "实际解决", "刚才", "满意"):
        handler.press(answer)
    stage.now += timedelta(hours=16)
    handler.say("居民说已经好多了，不用再上门了")
    assert "这条是哪张工单的？" in handler.answer.text


def test_a_sticker_is_told_from_what_a_ticket_can_keep(stage_at: At) -> None:
    stage = stage_at("accepted")
    handler = stage.phone(stage.cast.handler)
    stage.hear(updates.message(handler.owner, sticker={"file_id": "s"}))
    assert handler.last.text == "这种消息存不进工单，请发文字、照片、语音、视频或文件。"


def test_my_lists_what_is_owed_soonest_first_and_opens_cards(stage_at: At) -> None:
    stage, handler = two_tickets(stage_at)
    handler.say("/my")
    lines = handler.last.text.splitlines()
    assert lines[0] == "我手上的工单"
    assert "现场查看" in handler.last.text
    assert set(handler.last.keys) == {"…000301", "…000302"}
    handler.press("…000302")
    assert handler.last.kind == "card"
    informant = stage.phone(stage.cast.informant)
    informant.say("/my")
    assert informant.last.text.count("先行联系") == 2
    leader = stage.phone(stage.cast.unit_leader)
    leader.say("/my")
    assert leader.last.text == "您手上现在没有要办的工单。"


def test_due_lists_what_ends_today_and_what_is_late(stage_at: At) -> None:
    stage = stage_at("accepted")
    clerk = stage.phone(stage.cast.clerk)
    clerk.say("/due")
    assert "联系来电人" in clerk.last.text
    assert "先行联系（片区信息员）" in clerk.last.text
    assert "办结" not in clerk.last.text
    stage.now += timedelta(days=4)
    clerk.say("/due")
    assert "已超时" in clerk.last.text


def test_a_long_list_is_turned_page_by_page_in_its_place(stage: Stage) -> None:
    clerk = stage.phone(stage.cast.clerk)
    texts = [PASTED.replace("000301", f"{300 + place:06d}") for place in range(20)]
    clerk.say("\n\n".join(texts[:10]))
    clerk.press("登记这")
    clerk.say("\n\n".join(texts[10:]))
    clerk.press("登记这")
    clerk.say("/my")
    said = len(clerk.messages)
    assert "（共20项）" in clerk.last.text
    clerk.press("下一页（1/3）")
    assert "\n9. " in clerk.last.text
    clerk.press("下一页（2/3）")
    assert "\n20. " in clerk.last.text
    assert "上一页" in clerk.last.keys
    assert len(clerk.messages) == said


def test_a_command_without_a_number_offers_the_tickets_it_fits(stage_at: At) -> None:
    _, handler = two_tickets(stage_at)
    handler.say("/visit")
    assert handler.last.text == "现场查看：是哪张工单？"
    assert len(handler.last.keys) == 2
    handler.press("…000302")
    assert handler.answer.text == "20261120000302 到现场看了吗？"
    handler.say("/accept")
    assert handler.last.text.startswith("现在没有可以操作的工单。")


def test_a_command_may_reply_to_the_card(stage_at: At) -> None:
    stage = stage_at("dispatched")
    handler = stage.phone(stage.cast.handler)
    handler.say("/accept", reply_to=handler.card())
    assert playing.the_ticket(stage).state == "handling"


def test_the_explanation_names_start_clause_and_skipped_days(stage_at: At) -> None:
    stage = stage_at("accepted")
    handler = stage.phone(stage.cast.handler)
    handler.press("为什么")
    text = handler.answer.text
    assert text.startswith(f"时限是怎么算的　{NUMBER}")
    assert "周六" in text
    assert "二（三）2（2）" in text


def test_the_explanation_comes_by_command_too(stage_at: At) -> None:
    stage = stage_at("accepted")
    handler = stage.phone(stage.cast.handler)
    handler.say(f"/why {NUMBER}")
    assert handler.last.text.startswith(f"时限是怎么算的　{NUMBER}")
    said = len(handler.messages)
    handler.say("/why", reply_to=handler.card())
    assert len(handler.messages) == said + 1


def test_after_a_moment_that_cannot_be_another_one_is_simply_typed(stage_at: At) -> None:
    stage = stage_at("accepted")
    stage.now += timedelta(hours=5)
    handler = stage.phone(stage.cast.handler)
    handler.press("现场查看", handler.card())
    handler.press("到现场看了")
    handler.say("昨天14:20")
    assert "现场查看时间不能早于接单时间" in handler.answer.text
    handler.say("看不懂的话")
    assert "没有看懂" in handler.answer.text
    handler.say("14:20")
    event = stage.read(lambda session: tickets.last_event(session, playing.the_ticket(stage).id or 0, "site_visit"))
    assert full(event.at) == "2026-11-20 14:20"


def test_words_behind_a_command_that_are_not_understood_stand_above_its_question(stage_at: At) -> None:
    stage = stage_at("accepted")
    clerk = stage.phone(stage.cast.clerk)
    before = len(clerk.messages)
    clerk.say(f"/classify {NUMBER} 不知道什么")
    assert len(clerk.messages) == before + 1
    assert "没有看懂" in clerk.answer.text
    assert "改成什么？" in clerk.answer.text
