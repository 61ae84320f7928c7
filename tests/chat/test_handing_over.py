"""/handover on the phones."""

from tests.chat import playing
from tests.chat.conftest import At


def test_the_desk_hands_over_everything_and_a_handler_their_own(stage_at: At) -> None:
    stage = stage_at("accepted")
    clerk, handler = stage.phone(stage.cast.clerk), stage.phone(stage.cast.handler)
    clerk.say("/handover")
    assert "交接清单　11月20日（周五）" in clerk.answer.text
    assert playing.NUMBER in clerk.answer.text
    handler.say("/handover")
    assert "未办结1张" in handler.answer.text
    assert "收不到消息的人" not in handler.answer.text
    handler.press(f"…{playing.NUMBER[-6:]}", handler.answer)
    assert handler.last.kind == "card"


def test_whoever_has_nothing_is_told_so(stage_at: At) -> None:
    stage = stage_at("accepted")
    other = stage.phone(stage.cast.other_handler)
    other.say("/handover")
    assert other.answer.text == "现在没有要交接的工单。"


def test_the_board_is_for_the_desk_heads_and_leaders(stage_at: At) -> None:
    stage = stage_at("accepted")
    for who in ("clerk", "head", "unit_leader", "territory_leader", "main_leader"):
        phone = stage.phone(getattr(stage.cast, who))
        phone.say("/board")
        assert phone.last.kind == "board", who
        assert "工单看板" in phone.last.text
    handler = stage.phone(stage.cast.handler)
    handler.say("/board")
    assert "工单看板由受理方" in handler.answer.text
