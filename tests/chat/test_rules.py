"""`/rules`: anybody of an office asks what its rules say, in private and in a group."""

from tests.chat import updates
from tests.chat.stage import Stage


def test_a_question_is_answered_with_limit_and_clause(stage: Stage) -> None:
    phone = stage.phone(stage.cast.handler)
    phone.say("/rules 退单几天")
    lines = phone.last.text.splitlines()
    assert lines[0] == "宜川路街道的规定（普宜办〔2023〕5号）：退单几天"
    assert lines[2] == "1. 非职责范围申请退单　依据：二（二）2（YC-T12）"
    assert "· 时限：从派单起，4 个工作日，起算当日不计" in lines


def test_what_is_not_found_is_said_honestly(stage: Stage) -> None:
    phone = stage.phone(stage.cast.clerk)
    phone.say("/rules <b>食堂</b>几点开饭")
    assert "没有找到和“<b>食堂</b>几点开饭”有关的内容" in phone.last.text


def test_without_a_question_it_is_said_what_can_be_asked(stage: Stage) -> None:
    phone = stage.phone(stage.cast.clerk)
    phone.say("/rules")
    assert phone.last.text.startswith("请写要问的，例如：/rules 退单几天\n可以问的有：收单派单、")


def test_the_longest_answer_fits_a_message(stage: Stage) -> None:
    phone = stage.phone(stage.cast.clerk)
    # The stage refuses what the messenger would refuse.
    phone.say("/rules 随申拍、咨询、投诉、复核、紧急工单几天办结，报告怎么写，谁签字，哪些话不能写")
    assert "依据：" in phone.last.text


def test_in_the_offices_group_it_is_answered_there(stage: Stage) -> None:
    stage.hear(updates.membership(stage.cast.administrator.chat_id or 0, "left", "member", updates.GROUP, "热线工作群"))
    group = stage.in_group(stage.cast.handler)
    group.say("/rules 接单多少分钟")
    assert "（YC-T07）" in group.last.text
