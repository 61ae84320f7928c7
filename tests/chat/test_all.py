"""/all on the phones: sifted by words and by buttons, in one message."""

from storage.tables import Draft
from tests.chat import playing
from tests.chat.conftest import At
from tests.chat.stage import Phone, Stage

NUMBERS = [f"202611200004{number:02d}" for number in range(10)]


def _more(stage: Stage) -> None:
    """Ten more tickets, pasted one after another."""
    clerk = stage.phone(stage.cast.clerk)
    for place, number in enumerate(NUMBERS):
        kind = "投诉" if place % 2 else "求助"
        text = playing.PASTED.replace(playing.NUMBER, number).replace("类型：投诉", f"类型：{kind}")
        clerk.say(text.replace("楼下面馆油烟扰民", f"第{place}处路灯不亮"))
        clerk.press("登记")


def _found(phone: Phone) -> int:
    return phone.answer.text.count("处路灯不亮")


def test_all_shows_what_passes_and_turns_its_pages_in_place(stage_at: At) -> None:
    stage = stage_at("dispatched")
    _more(stage)
    clerk = stage.phone(stage.cast.clerk)
    clerk.say("/all")
    assert "全部工单（共11项）" in clerk.answer.text
    assert NUMBERS[-1] in clerk.answer.text
    shown = len(clerk.messages)
    clerk.press("下一页", clerk.answer)
    assert playing.NUMBER in clerk.answer.text
    clerk.press("上一页", clerk.answer)
    assert NUMBERS[-1] in clerk.answer.text
    assert len(clerk.messages) == shown


def test_words_combine(stage_at: At) -> None:
    stage = stage_at("dispatched")
    _more(stage)
    clerk = stage.phone(stage.cast.clerk)
    clerk.say("/all 待派单 投诉 路灯")
    assert "全部工单 · 待派单 · 投诉 · “路灯”" in clerk.answer.text
    assert _found(clerk) == 5
    clerk.say("/all 城建办 待接单")
    assert playing.NUMBER in clerk.answer.text
    clerk.say("/all 平安办")
    assert "没有符合条件的工单" in clerk.answer.text


def test_buttons_combine_and_are_taken_back(stage_at: At) -> None:
    stage = stage_at("dispatched")
    _more(stage)
    clerk = stage.phone(stage.cast.clerk)
    clerk.say("/all 路灯")
    clerk.press("类别", clerk.answer)
    clerk.press("求助", clerk.answer)
    assert "全部工单 · 求助 · “路灯”" in clerk.answer.text
    assert _found(clerk) == 5
    clerk.press("状态", clerk.answer)
    clerk.press("待接单", clerk.answer)
    assert "没有符合条件的工单" in clerk.answer.text
    clerk.press("待接单 ▾", clerk.answer)
    clerk.press("不限", clerk.answer)
    assert _found(clerk) == 5
    clerk.press("灯", clerk.answer)
    clerk.press("返回", clerk.answer)
    clerk.press("不筛选", clerk.answer)
    assert "全部工单（共11项）" in clerk.answer.text
    clerk.press("部门", clerk.answer)
    clerk.press("城建办", clerk.answer)
    assert "全部工单 · 城建办" in clerk.answer.text
    clerk.press("我的", clerk.answer)
    assert "全部工单 · 城建办 · 我的" in clerk.answer.text
    assert "✓ 我的" in clerk.answer.keys


def test_everybody_sees_their_own(stage_at: At) -> None:
    stage = stage_at("dispatched")
    _more(stage)
    for who, sees in (("handler", True), ("informant", True), ("main_leader", True), ("other_handler", False)):
        phone = stage.phone(getattr(stage.cast, who))
        phone.say(f"/all {playing.NUMBER}")
        assert (playing.NUMBER in phone.answer.text.partition("\n")[2]) == sees, who


def test_what_is_searched_for_stands_in_no_button(stage_at: At) -> None:
    stage = stage_at("dispatched")
    _more(stage)
    clerk = stage.phone(stage.cast.clerk)
    for _ in range(2):
        clerk.say("/all 示例路118弄2号301室")
    data = [button.data or "" for line in clerk.answer.buttons for button in line]
    assert len(data) > 10
    assert not [one for one in data if not one.isascii() or "301" in one.partition(":")[2].partition(":")[2]]
    assert "王样英" not in clerk.answer.text
    assert "301室" not in clerk.answer.text.partition("\n")[2]
    [kept] = [draft for draft in stage.rows(Draft) if draft.kind == "search"]
    handler = stage.phone(stage.cast.handler)
    assert handler.press_data(f"f:0:w{kept.id}:").alert


def test_a_button_that_nobody_drew_is_refused(stage_at: At) -> None:
    clerk = (stage := stage_at("dispatched")).phone(stage.cast.clerk)
    for data in ("f:0:zz:", "f:0::x", "f:x::", "f:0:u99999:", "f:0:w99999:"):
        assert clerk.press_data(data).alert
