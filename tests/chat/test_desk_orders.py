"""What the desk orders, read on the phone: of which ticket every sentence speaks, and what was chosen by the way."""

import pytest

from tests.chat import playing
from tests.chat.conftest import At
from tests.chat.playing import NUMBER


def test_every_question_and_answer_says_of_which_ticket_it_speaks(stage_at: At) -> None:
    stage = stage_at("registered")
    clerk = stage.phone(stage.cast.clerk)
    clerk.say(f"/contact {NUMBER}")
    assert clerk.answer.text == f"{NUMBER} 联系来电人的结果是？"
    clerk.press("没人接")
    assert clerk.answer.text.startswith(f"{NUMBER} 已记录")


def test_the_dispatch_shows_which_principle_and_helpers_were_chosen_and_says_the_principle(stage_at: At) -> None:
    stage = stage_at("registered")
    clerk = stage.phone(stage.cast.clerk)
    clerk.press("＋派单原则")
    clerk.press("属地原则")
    clerk.press("＋协办部门")
    clerk.press("平安办")
    clerk.press("选好了")
    assert "已选：属地原则；协办平安办" in clerk.answer.text
    clerk.press("城建办")
    clerk.press("东片区")
    assert clerk.answer.text.startswith(f"{NUMBER} 已派单给城建办（属地原则），平安办协办")


def test_whoever_cannot_be_urged_any_more_is_named_among_several(stage_at: At) -> None:
    stage = stage_at("submitted")
    clerk = stage.phone(stage.cast.clerk)
    clerk.say("/urge")
    clerk.press(f"…{NUMBER[-6:]}")
    clerk.press("选好了")
    playing.sign(stage)
    clerk.press("直接催办")
    assert clerk.answer.text.startswith(f"…{NUMBER[-6:]}：工单现在是「待审核」，不能催办")


def test_a_call_back_in_vain_says_when_to_call_again_and_the_last_one_leads_to_closing(stage_at: At) -> None:
    stage = stage_at("approved")
    clerk = stage.phone(stage.cast.clerk)
    for left in (2, 1):
        clerk.press("回访")
        clerk.press("没接通")
        assert f"还需{left}次" in clerk.answer.text
        assert "以后再打" in clerk.answer.text
        stage.pass_time(minutes=31)
    clerk.press("回访")
    clerk.press("没接通")
    assert "已满3次，可以直接办结" in clerk.answer.text
    clerk.press("确认办结")
    assert playing.the_ticket(stage).state == "closed"


def test_no_key_goes_on_with_what_cannot_be_done_any_more(stage_at: At) -> None:
    stage = stage_at("approved")
    clerk = stage.phone(stage.cast.clerk)
    clerk.say(f"/correct {NUMBER}")
    clerk.press("回访", clerk.card())
    clerk.press("都做到了")
    assert playing.the_ticket(stage).state == "closed"
    assert "接着写" not in str(clerk.answer.keys)


@pytest.mark.parametrize(("step", "who"), [("accepted", "handler"), ("empty", "clerk"), ("closed", "clerk")])
def test_who_has_nothing_to_urge_is_not_asked_what_to_urge(stage_at: At, step: str, who: str) -> None:
    stage = stage_at(step)
    phone = stage.phone(getattr(stage.cast, who))
    phone.say("/urge")
    assert phone.answer.text.startswith("现在没有可以操作的工单。")
    assert phone.answer.keys == []
