"""/score, /bonus, /objection and their answers on the phones, under Nanmatou's scheme."""

import pytest

from storage.database import Database
from tests.chat.stage import Stage
from tests.people import settle_under


@pytest.fixture
def stage(sqlite: Database) -> Stage:
    return Stage(sqlite, sqlite.write_now(lambda session: settle_under(session, "nanmatou_road")))


def test_a_deduction_is_entered_objected_to_answered_and_shown(stage: Stage) -> None:
    clerk, head = stage.phone(stage.cast.clerk), stage.phone(stage.cast.head)
    clerk.say("/bonus")
    clerk.press("城建办")
    clerk.say("工单办理超过区级时限")
    clerk.press("1")
    clerk.press("本月")
    clerk.say("区城运第5期通报")
    assert "已登记第1号：城建办 2026年11月扣分2分" in clerk.answer.text
    assert "不认可可以发 /objection" in head.answer.text

    head.say("/objection")
    head.press("城建办")
    head.say("工单办理超过区级时限")
    head.press("本月")
    head.say("区级时限已获批延期")
    assert "考核申诉第1号（工单办理超过区级时限）：区级时限已获批延期" in clerk.answer.text
    clerk.say("/answer 1 同意 核对属实，撤回扣分")
    assert "申诉第1号的答复（同意）：核对属实，撤回扣分" in head.answer.text
    head.say("/score")
    text = head.answer.text
    assert "98.00分（基础100.00 − 扣分2.00）" in text
    assert "· 承办工单量：" in text
    assert "第1号 工单办理超过区级时限：区级时限已获批延期（同意：核对属实，撤回扣分）" in text
    head.say("/better")
    assert "扣分“工单办理超过区级时限”：若不再发生，+2.00分" in head.answer.text
    clerk.say("/bonusback 1 申诉成立")
    head.say("/score 城建办 本月")
    assert "100.00分（基础100.00）" in head.answer.text
    assert "已撤回：申诉成立" in head.answer.text


def test_the_units_are_ranked_for_the_desk_and_nobody_sees_another_unit(stage: Stage) -> None:
    clerk, handler = stage.phone(stage.cast.clerk), stage.phone(stage.cast.handler)
    clerk.say("/score 上月")
    assert "考核得分" in clerk.answer.text
    assert "2026年10月" in clerk.answer.text
    assert "1. 城建办 100.00分" in clerk.answer.text
    clerk.press("城建办")
    assert "城建办 · 12345市民服务热线绩效评估" in clerk.answer.text
    clerk.press("各项数据和工单")
    assert "城建办 · 数据\n2026年10月" in clerk.answer.text
    clerk.say("/score 城建办 上月")
    clerk.press("怎样能提高")
    assert "城建办 · 怎样能提高" in clerk.answer.text
    clerk.press("得分")
    clerk.press("本月")
    assert "2026年11月" in clerk.answer.text
    clerk.press("各部门")
    assert "1. 城建办 100.00分" in clerk.answer.text
    handler.say("/score 平安办")
    assert "您只能看本部门的数据" in handler.answer.text
    clerk.say("/score 本周")
    assert "考核按月、按年计" in clerk.answer.text
    handler.say("/bonus")
    assert "由受理方登记" in handler.answer.text
    clerk.say("/answer 同意")
    assert "请写编号、同意或不同意、答复" in clerk.answer.text
