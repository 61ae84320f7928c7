"""One matter or not, asked on the card of the new ticket and answered by a key or in words; its tickets by a key."""

from tests.chat import playing
from tests.chat.conftest import At
from tests.chat.stage import Phone, Stage

SECOND, THIRD = "20261120000402", "20261120000403"


def _again(stage: Stage, number: str, title: str = "楼下面馆油烟扰民") -> Phone:
    """The same citizen's ticket pasted again under another number."""
    clerk = stage.phone(stage.cast.clerk)
    clerk.say(playing.PASTED.replace(playing.NUMBER, number).replace("楼下面馆油烟扰民", title))
    clerk.press("登记")
    return clerk


def test_the_new_card_asks_the_desk_and_a_key_answers(stage_at: At) -> None:
    clerk = _again(stage_at("dispatched"), SECOND)
    card = clerk.card()
    assert f"第2次反映，此前：…{playing.NUMBER[-6:]}" in card.text
    assert f"可能与 …{playing.NUMBER[-6:]} 为同一事项（同一来电人、" in card.text
    assert card.keys[:2] == ["是同一件", "不是"]

    reply = clerk.press("是同一件", card)

    assert reply.toast == f"已确认：与 …{playing.NUMBER[-6:]} 是同一事项。"
    assert "可能与" not in clerk.card().text
    assert "第2次反映" in clerk.card().text
    assert "是同一件" not in clerk.card().keys


def test_the_answer_no_ends_it_and_words_can_take_it_back(stage_at: At) -> None:
    clerk = _again(stage_at("dispatched"), SECOND)
    clerk.press("不是", clerk.card())
    assert "第2次反映" not in clerk.card().text

    clerk.say(f"/same {SECOND} {playing.NUMBER}")
    assert clerk.texts[-1].startswith("已确认") or any("是同一事项。" in text for text in clerk.texts[-2:])
    clerk.say(f"/ticket {SECOND}")
    assert "第2次反映" in clerk.card().text
    clerk.say(f"/apart {SECOND}")
    clerk.say(f"/ticket {SECOND}")
    assert "第2次反映" not in clerk.card().text


def test_words_without_a_number_are_told_how(stage_at: At) -> None:
    clerk = _again(stage_at("dispatched"), SECOND)
    clerk.say(f"/same {SECOND} 上一张")
    assert any("请写另一张工单的完整编号" in text for text in clerk.texts[-2:])
    clerk.say(f"/same {SECOND} 20269999999999")
    assert any("没有找到工单20269999999999" in text for text in clerk.texts[-2:])


def test_nobody_but_the_desk_is_asked(stage_at: At) -> None:
    stage = stage_at("accepted")
    _again(stage, SECOND)
    handler = stage.phone(stage.cast.handler)
    handler.say(f"/same {playing.NUMBER} {SECOND}")
    assert any("您在这张工单上不是这个角色" in text for text in handler.texts[-2:])


def test_the_tickets_of_a_matter_are_shown_by_a_key_and_by_words(stage_at: At) -> None:
    clerk = _again(stage_at("dispatched"), SECOND)
    _again(clerk.stage, THIRD, "小区路灯不亮")
    for ask in (lambda: clerk.say(f"/repeats {SECOND}"), lambda: clerk.say("/all 同一事项")):
        ask()
        assert "全部工单 · 同一事项" in clerk.answer.text
        assert THIRD not in clerk.answer.text
    clerk.say(f"/ticket {SECOND}")
    clerk.press("同一事项", clerk.card())
    assert "全部工单 · 同一事项" in clerk.texts[-1]
    clerk.say(f"/repeats {THIRD}")
    assert any("没有发现与工单" in text for text in clerk.texts[-2:])
