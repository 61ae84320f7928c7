"""Messages passed on: kept with the mark whose they were, never a command nor an answer."""

from typing import Any

from bot.chat.incoming import Attachment, Forward, Text, from_update
from storage.tables import Draft, Event, Evidence, OutboxRow, Signature
from tests.chat import updates
from tests.chat.conftest import At
from tests.chat.playing import NUMBER, PASTED
from tests.chat.stage import Stage
from tests.people import STRANGER_CHAT, Person


def by(author: Person | int, is_bot: bool = False) -> dict[str, Any]:
    """Where a forwarded message came from."""
    number = author if isinstance(author, int) else author.chat_id
    who = {"id": number, "is_bot": is_bot, "first_name": "原作者"}
    return {"forward_origin": {"type": "user", "sender_user": who, "date": 1}}


HIDDEN = {"forward_origin": {"type": "hidden_user", "sender_user_name": "李四", "date": 1}}
CHANNEL = {
    "forward_origin": {"type": "channel", "chat": {"id": -5, "type": "channel"}, "message_id": 1, "date": 1},
}


def kept(stage: Stage, kind: str = "note") -> list[tuple[str, bool, str]]:
    """Words, whether they were passed on, and whose they were."""
    events = [event for event in stage.rows(Event) if event.kind == kind]
    return [(event.text, event.data.get("forwarded", False), event.data.get("author", "")) for event in events]


def test_a_colleagues_text_that_names_a_ticket_is_a_note_on_it_with_their_name(stage_at: At) -> None:
    stage = stage_at("accepted")
    handler = stage.phone(stage.cast.handler)
    handler.say(f"{NUMBER} 物业说明天上午来修", **by(stage.cast.second_handler))
    assert kept(stage) == [(f"{NUMBER} 物业说明天上午来修", True, "李四")]
    assert handler.answer.text == f"工单 {NUMBER}：已记录（转发自李四）。"
    assert "最近：张三 转发自李四：" in handler.card().text


def test_without_a_number_it_is_asked_which_ticket_and_the_mark_is_not_lost(stage_at: At) -> None:
    stage = stage_at("accepted")
    handler = stage.phone(stage.cast.handler)
    handler.say("物业说明天上午来修", **by(stage.cast.second_handler))
    handler.say("我已经和居委说过了，他们会配合的")
    assert kept(stage) == []
    handler.press(f"…{NUMBER[-6:]}")
    assert kept(stage) == [("物业说明天上午来修", True, "李四"), ("我已经和居委说过了，他们会配合的", False, "")]
    assert "已记录（转发自李四）。已记录。" in handler.answer.text


def test_whoever_is_no_colleague_of_the_office_is_not_named(stage_at: At) -> None:
    stage = stage_at("accepted")
    handler = stage.phone(stage.cast.handler)
    for number, origin in enumerate((by(STRANGER_CHAT), HIDDEN, CHANNEL)):
        handler.say(f"{NUMBER} 第{number}条", **origin)
        assert handler.answer.text == f"工单 {NUMBER}：已记录（转发）。"
    assert [(forwarded, author) for _, forwarded, author in kept(stage)] == [(True, "")] * 3


def test_a_forwarded_photo_and_voice_are_evidence_with_the_mark_also_when_they_are_shown(stage_at: At) -> None:
    stage = stage_at("accepted")
    handler = stage.phone(stage.cast.handler)
    handler.photo(caption=f"{NUMBER} 清理前", **by(stage.cast.second_handler))
    assert "（转发自李四）" in handler.answer.text
    handler.voice(**HIDDEN)
    handler.press(f"…{NUMBER[-6:]}")
    assert [(forwarded, author) for _, forwarded, author in kept(stage, "evidence")] == [(True, "李四"), (True, "")]
    handler.say(f"/files {NUMBER}")
    shown = next(message.text for message in handler.messages if message.kind == "evidence")
    assert f"转发自李四：{NUMBER} 清理前；转发" in shown
    assert len(stage.rows(Evidence)) == 2


def test_a_forwarded_album_is_one_act_and_says_from_whom(stage_at: At) -> None:
    stage = stage_at("accepted")
    handler = stage.phone(stage.cast.handler)
    for caption in (NUMBER, "", ""):
        handler.photo(caption=caption, media_group_id="A", **by(stage.cast.second_handler))
    stage.pass_time(seconds=5)
    assert "3份照片" in handler.answer.text
    assert "（转发自李四）" in handler.answer.text


def test_what_is_passed_on_in_the_middle_of_a_dialogue_belongs_to_its_ticket_and_answers_nothing(stage_at: At) -> None:
    stage = stage_at("accepted")
    handler = stage.phone(stage.cast.handler)
    handler.press("现场查看", handler.card())
    handler.say("无实际现场", **by(stage.cast.second_handler))
    assert kept(stage) == [("无实际现场", True, "李四")]
    assert [draft.slots for draft in stage.rows(Draft) if draft.kind == "site_visit"] == [{}]


def test_a_forwarded_yes_signs_nothing(stage_at: At) -> None:
    stage = stage_at("submitted")
    head = stage.phone(stage.cast.head)
    head.press("阅签报告")
    head.press("同意")
    for words in ("确认同意", "同意", "/sign " + NUMBER):
        head.say(words, **by(stage.cast.handler))
    assert stage.rows(Signature) == []


def test_a_forwarded_command_or_invitation_is_only_words(stage_at: At) -> None:
    stage = stage_at("dispatched")
    handler = stage.phone(stage.cast.handler)
    handler.say(f"/accept {NUMBER}", **by(stage.cast.second_handler))
    assert stage.ticket(NUMBER).state == "dispatched"
    said = from_update(updates.message(1, text="/start secret", **HIDDEN))
    assert isinstance(said, Text)
    assert said.forward == Forward()


def test_a_ticket_text_passed_on_to_the_desk_is_taken_in_like_a_pasted_one(stage: Stage) -> None:
    clerk = stage.phone(stage.cast.clerk)
    clerk.say(PASTED, **HIDDEN)
    clerk.press("登记")
    assert stage.ticket(NUMBER).title == "楼下面馆油烟扰民"


def test_a_forwarded_card_of_the_bot_opens_its_ticket_and_is_no_note(stage_at: At) -> None:
    stage = stage_at("accepted")
    for person in (stage.cast.handler, stage.cast.clerk):
        phone = stage.phone(person)
        text = phone.card().text
        phone.forget()
        phone.say(text, **by(99, is_bot=True))
        assert [message.kind for message in phone.messages] == ["card"]
    assert kept(stage) == []


def test_a_list_of_the_bot_passed_on_gives_the_tickets_to_choose_from(stage_at: At) -> None:
    stage = stage_at("accepted")
    clerk = stage.phone(stage.cast.clerk)
    clerk.say(PASTED.replace("000301", "000302"))
    clerk.press("登记")
    clerk.say(f"1. {NUMBER}\n2. 20261120000302", **by(99, is_bot=True))
    assert clerk.last.text.startswith("找到2张工单")


def test_a_choice_from_an_offer_in_the_private_chat_opens_the_card_and_is_never_a_note(stage_at: At) -> None:
    stage = stage_at("accepted")
    handler = stage.phone(stage.cast.handler)
    card = handler.card()
    handler.forget()
    handler.say(f"🟢 {NUMBER} 投诉\n状态：处置中", reply_to=card, via_bot=updates.BOT)
    assert [message.kind for message in handler.messages] == ["card"]
    assert kept(stage) == []


def test_a_card_of_somebody_elses_ticket_passed_on_tells_nothing_of_it(stage_at: At) -> None:
    stage = stage_at("accepted")
    other = stage.phone(stage.cast.other_handler)
    other.say(stage.phone(stage.cast.handler).card().text, **by(99, is_bot=True))
    assert [message.kind for message in other.messages[-1:]] == ["say"]
    assert "没有找到" in other.last.text
    assert kept(stage) == []


def test_a_stranger_who_passes_something_on_stays_a_stranger(stage_at: At) -> None:
    stage = stage_at("accepted")
    before = len(stage.rows(Event))
    stage.phone(STRANGER_CHAT).say(NUMBER, **by(stage.cast.handler))
    assert "只为已登记的工作人员" in stage.phone(STRANGER_CHAT).last.text
    assert len(stage.rows(Event)) == before
    assert stage.rows(OutboxRow)


def test_where_a_message_came_from_is_read_as_telegram_writes_it() -> None:
    def read(**content: Any) -> Any:
        return from_update(updates.message(1, text="x", **content))

    assert read().forward is None
    assert read(**by(7)).forward == Forward(7)
    assert read(**by(99, is_bot=True)).forward == Forward(None, from_bot=True)
    assert read(**HIDDEN).forward == read(**CHANNEL).forward == Forward()
    assert read(via_bot=updates.BOT).forward == Forward(from_bot=True)
    photo = from_update(updates.photo(1, **by(7)))
    assert isinstance(photo, Attachment)
    assert photo.forward == Forward(7)
