"""A no that the citizen said plainly is taken as one, and nothing else is."""

import pytest

from bot.rules.complaints import denied_in


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
        ("", {}),
    ],
)
def test_only_a_plain_no_is_a_no(words: str, denied: dict[str, object]) -> None:
    assert denied_in(words) == denied
