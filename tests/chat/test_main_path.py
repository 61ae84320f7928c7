"""The whole way of a ticket on the phones, from the platform's text to closed."""

from storage.tables import Event, InboxRow, OutboxRow
from tests.chat import playing
from tests.chat.conftest import At


def test_a_ticket_goes_from_the_platforms_text_to_closed(stage_at: At) -> None:
    stage = stage_at("approved")
    clerk = stage.phone(stage.cast.clerk)
    clerk.press("回访")
    clerk.press("都做到了")
    assert playing.the_ticket(stage).state == "closed"
    kinds = [event.kind for event in stage.rows(Event)]
    for kind in ("received", "registered", "dispatched", "accepted", "first_contact", "site_visit", "note", "evidence"):
        assert kind in kinds
    for kind in ("replied", "report_submitted", "signature_given", "completed", "called_back", "closed"):
        assert kind in kinds
    assert clerk.last.text == f"{playing.NUMBER} 回访完成，工单已办结。"


def test_no_message_on_the_way_shows_a_name_a_phone_or_a_door(stage_at: At) -> None:
    stage = stage_at("approved")
    seen = [text for phone in stage.phones.values() for text in phone.texts]
    stored = [str(row.payload) for row in stage.rows(OutboxRow)]
    assert len(seen) > 15
    for secret in ("王样英", "13800001001", "301室", "2号"):
        assert not [text for text in seen + stored if secret in text]
    assert stage.rows(InboxRow) == []


def test_from_a_card_no_act_of_the_field_needs_more_than_three_taps_or_messages(stage_at: At) -> None:
    stage = stage_at("dispatched")
    handler, informant = stage.phone(stage.cast.handler), stage.phone(stage.cast.informant)
    handler.press("接单")
    for answer in ("先行联系", "电话", "刚才"):
        informant.press(answer)
    for answer in ("现场查看", "到现场看了", "刚才"):
        handler.press(answer)
    handler.say("已劝导商户", reply_to=handler.card())
    kinds = [event.kind for event in stage.rows(Event)]
    assert {"accepted", "first_contact", "site_visit", "note"} <= set(kinds)


def test_the_report_takes_eight_messages_from_the_card_to_its_submission(stage_at: At) -> None:
    stage = stage_at("handled")
    handler = stage.phone(stage.cast.handler)
    taken = 0
    for answer in ("写办结报告", "属实", "诉求合理", "实际解决", "刚才", "满意", "021-60000000", "提交"):
        taken += 1
        handler.say(answer) if answer.startswith("021") else handler.press(answer)
    assert handler.last.text == f"{playing.NUMBER} 办结报告已提交，等待处置部门负责人签批。"
    assert taken <= 8
