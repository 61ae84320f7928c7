"""What is common to all offices about matters, and what an office adds or changes in its own rulebook."""

import pytest

from bot.rulebooks.load import RulebookFaults, load_rulebook, load_text, rulebook_text

OWN = """
[matching]
wave_callers = 8
[matching.place]
"阳光里" = "虚构路8弄"
[[matching.topic]]
name = "路灯"
words = ["街灯"]
[[matching.topic]]
name = "滨江步道"
words = ["步道"]
"""


def test_every_office_knows_the_common_topics_and_says_that_nobody_wrote_them() -> None:
    matching = load_rulebook("putuo_justice").matching
    assert matching is not None
    assert matching.reach_of("电梯故障") == "house"
    assert matching.assumed


def test_an_office_adds_topics_and_places_and_changes_numbers() -> None:
    matching = load_text(rulebook_text("putuo_justice") + OWN, "own.toml").matching
    assert matching is not None
    words = {topic.name: topic.words for topic in matching.topic}
    assert (matching.wave_callers, matching.wave_days) == (8, 7)
    assert (words["路灯"], words["滨江步道"], "油烟" in words) == (("街灯",), ("步道",), True)
    assert matching.place == {"阳光里": "虚构路8弄"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[matching]\nlowest = 2.0\n", "lowest"),
        ("[matching]\nodd = 1\n", "matching.odd"),
        ('[[matching.topic]]\nname = "x"\nwords = "y"\n', "matching.topic"),
    ],
)
def test_a_mistake_in_it_is_told_with_its_key(text: str, said: str) -> None:
    with pytest.raises(RulebookFaults, match=said):
        load_text(rulebook_text("putuo_justice") + text, "own.toml")


def test_what_is_no_table_at_all_is_told_too() -> None:
    with pytest.raises(RulebookFaults, match="matching"):
        load_text('matching = "x"\n' + rulebook_text("putuo_justice"), "own.toml")
