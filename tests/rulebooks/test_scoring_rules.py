"""The scoring section of a rulebook: what Nanmatou's file says, and the faults that are refused."""

import pytest

from bot.rulebooks.load import RulebookFaults, load_rulebook, load_text, rulebook_text

TEXT = rulebook_text("nanmatou_road")


def test_nanmatous_indicators_make_a_hundred_points_and_the_cap_is_on_annual_entries() -> None:
    scoring = load_rulebook("nanmatou_road").scoring
    assert scoring is not None
    indicators = (scoring.volume, *scoring.rate, *scoring.weighted)
    assert [(one.indicator, one.points, one.co_handled) for one in indicators] == [
        ("E1_volume", 5, False),
        ("E2_timely", 10, True),
        ("E3_first_contact", 25, True),
        ("E4_solved", 30, True),
        ("E5_satisfied", 30, True),
    ]
    assert [(cap.period, cap.bonus, cap.deduction) for cap in scoring.cap] == [("annual", 10, 10)]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("lowest_percent = 50", "lowest_percent = 150", "lowest_percent = 150 不是 0 到 100 之间的百分数"),
        ("base = 100", "base = 99", "各项指标分值合计 100，与 base = 99 不符"),
        ('id = "NM-E.B2"', 'id = "NM-E.B1"', "NM-E.B1：这个 id 用了不止一次"),
        ('stage = "双呼平台上线前"', 'stage = "从前"', "stage 应是 stages 里的一项"),
        ('"一般满意" = "一般"', '"一般满意" = "还行"', "same_as 里的“还行”不在 percents 里"),
        ('indicator = "E2_timely"', 'indicator = "E3_first_contact"', "同一项 indicator 写了两次"),
        ("points = 1\n", "points = 0\n", "points 应是正整数"),
    ],
)
def test_a_scheme_that_does_not_add_up_is_refused(old: str, new: str, told: str) -> None:
    assert old in TEXT
    with pytest.raises(RulebookFaults) as caught:
        load_text(TEXT.replace(old, new), "我的.toml")
    assert any(told in fault for fault in caught.value.faults), caught.value.faults
