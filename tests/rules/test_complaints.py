"""A no that the citizen said plainly is taken as one, and nothing else is."""

import pytest

from bot.rules.complaints import denied_in, says_in_vain


@pytest.mark.parametrize(
    ("words", "denied"),
    [
        ("没解决，油烟还在", {"solved": False}),
        ("问题尚未得到解决", {"solved": False}),
        ("没人联系过他，也没有答复，不满意", {"contacted": False, "answered": False, "satisfied": "不满意"}),
        ("未实际解决，市民不满意", {"solved": False, "satisfied": "不满意"}),
        ("市民说没有不满意", {}),
        ("不是没解决，是他不在家", {}),
        ("并非未答复", {}),
        ("不太满意", {}),
        ("已解决，满意", {}),
        ("没联系上", {}),
        ("打了两次，未联系上市民", {}),
        ("没有联系到人", {}),
        ("没有联系方式", {}),
        ("市民没有回复，短信没回复", {}),
        ("没有解决不了的", {}),
        ("没有回复过我", {"answered": False}),
        ("", {}),
    ],
)
def test_only_a_plain_no_is_a_no(words: str, denied: dict[str, object]) -> None:
    assert denied_in(words) == denied


@pytest.mark.parametrize(
    ("words", "in_vain"),
    [
        ("没联系上", True),
        ("联系不上", True),
        ("打了两次没人接", True),
        ("无人接听", True),
        ("手机关机", True),
        ("没有联系上我们", False),
        ("没人联系过，满意度没答", False),
        ("市民说打街道电话总是没人接，油烟的事也没下文", False),
        ("都好", False),
    ],
)
def test_a_call_in_vain_is_no_complaint_of_the_citizen(words: str, in_vain: bool) -> None:
    assert says_in_vain(words) is in_vain
