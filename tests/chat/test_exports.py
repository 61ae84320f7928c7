"""/export on the desk's phone: asked for step by step or in one breath, sent as a document."""

from tests.chat.conftest import At
from tests.people import TICKET


def test_the_desk_gets_a_file_asked_for_by_buttons(stage_at: At) -> None:
    stage = stage_at("dispatched")
    clerk = stage.phone(stage.cast.clerk)
    clerk.say("/export")
    for answer in ("全部工单", "本月", "全单位", "Excel", "脱敏"):
        clerk.press(answer)

    media = clerk.last.message.media
    assert [one.name for one in media] == ["工单-20261101-20261130.xlsx"]
    assert media[0].kind == "document"
    assert media[0].content is not None
    assert media[0].content.startswith(b"PK")


def test_a_file_without_masks_is_asked_for_with_a_reason(stage_at: At) -> None:
    stage = stage_at("dispatched")
    clerk = stage.phone(stage.cast.clerk)
    clerk.say("/export")
    clerk.press("全部工单")
    clerk.say("10月5日到11月30日")
    clerk.say("城建办")
    clerk.say("csv")
    clerk.say("不脱敏")
    clerk.say("区里要核对联系方式")

    (sent,) = clerk.last.message.media
    assert sent.name == "工单-20261005-20261130（不脱敏）.csv"
    assert TICKET["phone"].encode() in (sent.content or b"")
    assert "请妥善保管" in clerk.last.text


def test_nobody_else_exports(stage_at: At) -> None:
    stage = stage_at("dispatched")
    head = stage.phone(stage.cast.head)
    head.say("/export 工单 本月")
    assert "导出由受理方的值班人员来做" in head.answer.text
