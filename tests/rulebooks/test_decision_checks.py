"""Faults in what a rulebook says about designation, supervision, requests and the desk's review are named."""

import pytest

from bot.rulebooks.load import RulebookFaults, load_text

HEAD = """
id = "trial"
name = "试验街道"
document = "试〔2026〕1号"
version = "1"
over = ["completed"]
roles = { desk = "城运中心", unit = "处置部门", main_leader = "主要领导" }
hours = { opens = "09:00", closes = "17:00" }
reminding = { overdue_after_minutes = 30, overdue_tell = { unit = ["unit"] } }

[[threshold]]
id = "X-R1"
name = "重复"
clause = "一"
counts = "unsolved_repeats"
at_least = 5
then = "督办"

[[duty]]
id = "X-T1"
name = "办结"
clause = "二"
owed_by = "unit"
starts = "accepted"
ends = ["completed"]
limits = [{ within = "5 working_days" }]

[[form]]
id = "X-F1"
name = "申请表"
clause = "附件"
fields = ["理由"]

[[designation]]
id = "X-D1"
name = "指定承办"
clause = "三"
by = "main_leader"
asked_by = "desk"
occasion = "边界不清"

[[supervision]]
id = "X-S1"
name = "重复投诉"
clause = "四"
reaches = ["X-R1"]
tell = ["main_leader"]

[[request]]
id = "X-Q1"
name = "延期"
clause = "五"
kind = "extension"
by = "unit"
grounds = ["情况复杂"]
decided_by = ["城运中心"]
effect = "按批准的期限办结"
form = "X-F1"
reaches = ["X-R1"]
replaces = ["X-T1"]

[[signature]]
id = "X-G1"
name = "签批"
clause = "六"
by = ["main_leader"]
advice = "请签批。"

[desk_review]
id = "X-A1"
name = "预审"
clause = "七"

[[desk_review.check]]
id = "X-A1.1"
name = "签批"
clause = "七"
rules = ["X-G1"]
"""


def test_the_trial_rulebook_of_these_tests_is_sound() -> None:
    assert load_text(HEAD, "试验.toml").request[0].replaces == ("X-T1",)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('by = "main_leader"\nasked', 'by = "unit_head"\nasked', "X-D1（三）：[roles] 里没有 unit_head"),
        (
            'reaches = ["X-R1"]\ntell',
            'reaches = ["X-R9"]\ntell',
            "X-S1（四）：reaches = “X-R9”不是 [[threshold]] 里的一项",
        ),
        ('reaches = ["X-R1"]\ntell', 'judged = true\nreaches = ["X-R1"]\ntell', "when、reaches、judged 三者之一"),
        ('form = "X-F1"', 'form = "X-F9"', "X-Q1（五）：form = “X-F9”不是 [[form]] 里的一项"),
        ('replaces = ["X-T1"]', 'replaces = ["X-T9"]', "X-Q1（五）：replaces = “X-T9”不是 [[duty]] 里的一项"),
        ('grounds = ["情况复杂"]', "grounds = []", "X-Q1（五）：grounds 和 decided_by 都不能空"),
        ('rules = ["X-G1"]', 'rules = ["X-G9"]', "X-A1.1（七）：rules = “X-G9”不是 办结报告的检查 里的一项"),
        ('name = "指定承办"', 'name = " "', "X-D1（三）：name 是空的"),
    ],
)
def test_what_is_not_there_is_named(old: str, new: str, told: str) -> None:
    assert old in HEAD
    with pytest.raises(RulebookFaults) as caught:
        load_text(HEAD.replace(old, new), "试验.toml")
    assert any(told in fault for fault in caught.value.faults), caught.value.faults
