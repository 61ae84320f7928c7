"""Photos, recordings and files: on cards, in dialogues, as albums, without a home, too large."""

import pytest

from storage.tables import Draft, Event, Evidence, OutboxRow
from tests.chat import playing, updates
from tests.chat.conftest import At
from tests.chat.playing import NUMBER, PASTED
from tests.chat.stage import Stage


def given(stage: Stage) -> list[tuple[str, str]]:
    return [(row.kind, row.purpose) for row in stage.rows(Evidence)]


@pytest.mark.parametrize(
    ("caption", "purpose"),
    [
        ("", "photo_site"),
        ("处置后", "photo_after"),
        ("整改前的样子", "photo_before"),
        ("通话记录截图", "call_record"),
        ("短信截图", "sms_screenshot"),
    ],
)
def test_a_photo_that_replies_to_a_card_is_evidence_for_what_its_caption_says(
    stage_at: At, caption: str, purpose: str
) -> None:
    stage = stage_at("accepted")
    handler = stage.phone(stage.cast.handler)
    handler.photo(reply_to=handler.card(), caption=caption)
    assert given(stage) == [("photo", purpose)]
    assert f"工单 {NUMBER}：已收到1份照片，作为" in handler.answer.text


def test_what_a_file_is_can_be_put_right_by_a_button(stage_at: At) -> None:
    stage = stage_at("accepted")
    handler = stage.phone(stage.cast.handler)
    handler.voice(reply_to=handler.card())
    assert given(stage) == [("voice", "first_contact_recording")]
    assert handler.press("改为答复录音").toast == "已改为答复录音。"
    assert given(stage) == [("voice", "reply_recording")]


def test_only_the_giver_changes_what_a_file_is(stage_at: At) -> None:
    stage = stage_at("accepted")
    handler, informant = stage.phone(stage.cast.handler), stage.phone(stage.cast.informant)
    handler.voice(reply_to=handler.card())
    key = handler.key("改为答复录音")
    assert informant.press_data(*key).toast == "没有找到这份材料。"
    assert given(stage) == [("voice", "first_contact_recording")]


@pytest.mark.parametrize("field", ["voice", "audio", "video", "document"])
def test_every_kind_of_file_is_kept(stage_at: At, field: str) -> None:
    stage = stage_at("accepted")
    handler = stage.phone(stage.cast.handler)
    file = {"file_id": "f1", "file_unique_id": "u1", "file_size": 100}
    stage.hear(updates.message(handler.owner, reply_to=handler.card().message_id, **{field: file}))
    assert [kind for kind, _ in given(stage)] == [field]


def test_an_album_is_acknowledged_once_and_counted(stage_at: At) -> None:
    stage = stage_at("accepted")
    handler = stage.phone(stage.cast.handler)
    said = len(handler.messages)
    handler.photo(reply_to=handler.card(), media_group_id="7", caption="处置前后对比")
    handler.photo(reply_to=handler.card(), media_group_id="7")
    handler.photo(reply_to=handler.card(), media_group_id="7")
    assert len(handler.messages) == said
    stage.pass_time(seconds=3)
    assert handler.last.text == f"已存入工单 {NUMBER}：3份照片，作为处置前照片。"
    assert len(handler.messages) == said + 1
    handler.press("改为处置后照片")
    assert {purpose for _, purpose in given(stage)} == {"photo_after"}


def test_the_rest_of_an_album_goes_where_its_first_photo_went(stage_at: At) -> None:
    stage = stage_at("accepted")
    handler = stage.phone(stage.cast.handler)
    handler.photo(reply_to=handler.card(), media_group_id="7")
    handler.photo(media_group_id="7")
    assert len(given(stage)) == 2
    assert not [draft for draft in stage.rows(Draft) if draft.kind == "unfiled"]


def test_the_same_update_again_keeps_the_file_once(stage_at: At) -> None:
    stage = stage_at("accepted")
    handler = stage.phone(stage.cast.handler)
    update = updates.photo(handler.owner, reply_to=handler.card().message_id)
    stage.hear(update)
    stage.hear(update)
    assert len(given(stage)) == 1


def test_photos_without_a_card_wait_until_the_ticket_is_named(stage_at: At) -> None:
    stage = stage_at("accepted")
    handler = stage.phone(stage.cast.handler)
    handler.photo(media_group_id="7")
    handler.photo(media_group_id="7")
    handler.voice()
    assert given(stage) == []
    assert "这条是哪张工单的？" in handler.answer.text
    handler.press(f"…{NUMBER[-6:]}")
    assert sorted(given(stage)) == [
        ("photo", "photo_site"),
        ("photo", "photo_site"),
        ("voice", "first_contact_recording"),
    ]
    assert sum(message.text.count("这条是哪张工单的？") for message in handler.messages) == 1


def test_a_number_in_the_caption_names_the_ticket(stage_at: At) -> None:
    stage = stage_at("accepted")
    stage.phone(stage.cast.handler).photo(caption=f"{NUMBER} 处置后")
    assert given(stage) == [("photo", "photo_after")]


def test_a_file_sent_in_the_middle_of_a_dialogue_belongs_to_its_ticket(stage_at: At) -> None:
    stage = stage_at("accepted")
    informant = stage.phone(stage.cast.informant)
    informant.press("先行联系")
    informant.voice()
    assert given(stage) == [("voice", "first_contact_recording")]
    informant.press("电话")
    informant.press("刚才")
    assert [text for text in informant.texts if text.startswith(f"{NUMBER} 已登记先行联系")]
    assert not [text for text in informant.texts if "请把先行联系的通话录音" in text]


def test_after_an_unanswered_call_the_picture_of_it_is_asked_for(stage_at: At) -> None:
    stage = stage_at("accepted")
    informant = stage.phone(stage.cast.informant)
    informant.press("先行联系")
    informant.press("没人接")
    informant.press("刚才")
    assert "请把通话记录截图直接发到这里" in informant.answer.text
    informant.photo()
    assert given(stage) == [("photo", "call_record")]


def test_a_voice_sent_where_a_picture_was_asked_for_is_no_picture(stage_at: At) -> None:
    stage = stage_at("accepted")
    informant = stage.phone(stage.cast.informant)
    for answer in ("先行联系", "没人接", "刚才"):
        informant.press(answer)
    informant.voice()
    assert given(stage) == [("voice", "first_contact_recording")]
    assert informant.answer.text.endswith("已收到1份语音，作为先行联系录音。")


def test_words_said_while_files_are_awaited_are_not_taken_for_an_answer(stage_at: At) -> None:
    stage = stage_at("accepted")
    informant = stage.phone(stage.cast.informant)
    for answer in ("先行联系", "电话", "刚才"):
        informant.press(answer)
    informant.say("居民说晚上七点以后在家，请那时候上门")
    assert "这条是哪张工单的？" in informant.answer.text


def test_a_file_over_20_megabytes_gets_one_sentence_and_nothing_is_kept(stage_at: At) -> None:
    stage = stage_at("accepted")
    handler = stage.phone(stage.cast.handler)
    said = len(handler.messages)
    handler.document("现场录像.mp4", size=25 * 1024 * 1024, reply_to=handler.card())
    assert handler.last.text == "文件有25MB，超过20MB，我收不了。请压缩、截短，或分成几份再发。"
    assert len(handler.messages) == said + 1
    assert given(stage) == []


def test_a_file_by_somebody_without_tickets_is_told_so(stage: Stage) -> None:
    stage.phone(stage.cast.handler).photo()
    assert stage.phone(stage.cast.handler).texts == ["您现在没有可以添加材料的工单。"]


def test_a_csv_by_a_handler_is_no_table_of_tickets(stage_at: At) -> None:
    stage = stage_at("accepted")
    handler = stage.phone(stage.cast.handler)
    handler.document("台账.csv", b"a,b", reply_to=handler.card())
    assert given(stage) == [("document", "basis")]
    handler.document("台账.csv", b"a,b")
    assert "这条是哪张工单的？" in handler.answer.text


def test_a_csv_that_was_not_fetched_is_asked_for_again(stage: Stage) -> None:
    clerk = stage.phone(stage.cast.clerk)
    clerk.document("工单.csv", None, size=10)
    assert clerk.texts == ["收到表格，正在核对……", "文件没有取到，请再发一次。"]


def test_evidence_is_shown_on_request_to_those_who_may_see_it(stage_at: At) -> None:
    stage = stage_at("handled")
    handler, other = stage.phone(stage.cast.handler), stage.phone(stage.cast.other_handler)
    handler.press("佐证材料", handler.card())
    assert handler.last.kind == "evidence"
    assert [media.kind for media in handler.last.message.media] == ["voice", "photo", "voice"]
    assert NUMBER in handler.last.text
    other.say(f"/files {NUMBER}")
    assert other.last.text == f"没有找到工单{NUMBER}。"


def test_evidence_may_be_given_by_command_with_its_purpose(stage_at: At) -> None:
    stage = stage_at("accepted")
    handler = stage.phone(stage.cast.handler)
    handler.say(f"/evidence {NUMBER} 处置后照片")
    handler.photo()
    assert given(stage) == [("photo", "photo_after")]
    handler.press("发完了")
    handler.say(f"/evidence {NUMBER}")
    handler.press("依据材料")
    handler.document("认定依据.pdf", size=100)
    assert given(stage)[-1] == ("document", "basis")


def test_a_photo_replying_to_a_card_in_a_group_is_kept(stage_at: At) -> None:
    stage = stage_at("accepted")
    stage.hear(updates.membership(stage.cast.clerk.chat_id or 0, "left", "member", updates.GROUP))
    stage.write(lambda session: session.add(_card_in_group(stage)))
    group = stage.in_group(stage.cast.handler)
    group.photo(reply_to=group.card())
    assert given(stage) == [("photo", "photo_site")]
    assert group.last.text == f"工单 {NUMBER}：已收到1份照片，作为现场照片。"
    group.say("已处理完", reply_to=group.card())
    assert [event.text for event in stage.rows(Event) if event.kind == "note"] == ["已处理完"]


def _card_in_group(stage: Stage) -> OutboxRow:
    return OutboxRow(
        dedupe_key="group-card",
        office_id=stage.cast.clerk.office_id,
        chat_id=updates.GROUP,
        ticket_id=playing.the_ticket(stage).id,
        kind="card",
        lane=3,
        payload={"reason": "新派工单"},
        created_at=stage.now,
        not_before=stage.now,
    )


def test_pasted_text_is_not_mistaken_for_a_caption(stage_at: At) -> None:
    stage = stage_at("accepted")
    stage.phone(stage.cast.handler).photo(caption=PASTED[:900])
    assert given(stage) == [("photo", "photo_site")]


def test_what_a_file_is_evidence_of_is_changed_by_words_too(stage_at: At) -> None:
    stage = stage_at("accepted")
    handler = stage.phone(stage.cast.handler)
    handler.say(f"/evidence {playing.NUMBER} 改为处置后照片")
    assert handler.answer.text == f"{playing.NUMBER} 您还没有给这张工单发过材料。"
    handler.photo(reply_to=handler.card())
    handler.say(f"/evidence {playing.NUMBER} 改为处置后照片")
    assert handler.answer.text == f"{playing.NUMBER} 已改为处置后照片。"
    assert [row.purpose for row in stage.rows(Evidence)] == ["photo_after"]
    handler.say(f"/evidence {playing.NUMBER} 改为先行联系录音")
    assert handler.answer.text.startswith(f"{playing.NUMBER} 没有看懂改成什么材料，这份可以是：处置前照片、处置后照片")
    assert [row.purpose for row in stage.rows(Evidence)] == ["photo_after"]
