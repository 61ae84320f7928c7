"""Whether tickets are about one matter, and why; nothing is claimed that nobody would claim."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.same_matter import Lessons, claimed, compare, groups_of, lessons_of, pair_of
from tests.rules.matters import RULES, matter, sample

SAMPLE, GROUPS = sample()
WAVE = [
    matter(number, "楼道堆物", f"虚构新村{number}号", f"2026-11-1{number} 10:00", phone=f"1380000400{number}")
    for number in range(1, 6)
]


def test_the_sample_has_its_repeats_and_waves_found_and_nothing_else_claimed() -> None:
    assert claimed(SAMPLE, RULES) == GROUPS


@given(st.permutations(SAMPLE))
def test_the_order_of_arrival_changes_no_group(shuffled: list) -> None:  # type: ignore[type-arg]
    assert claimed(shuffled, RULES) == GROUPS


@given(st.sampled_from(SAMPLE), st.sampled_from(SAMPLE))
def test_two_tickets_compare_alike_whichever_comes_first(one: object, other: object) -> None:
    assert compare(one, other, RULES) == compare(other, one, RULES)  # type: ignore[arg-type]


@given(st.permutations([(1, 2), (2, 3), (7, 8), (8, 1), (20, 21)]))
def test_pairs_make_the_same_groups_in_any_order(pairs: list[tuple[int, int]]) -> None:
    assert groups_of(pairs) == [frozenset({1, 2, 3, 7, 8}), frozenset({20, 21})]


def test_the_reasons_are_given_in_words() -> None:
    one = matter(1, phone="13800004001", content="楼道里堆满纸箱杂物")
    other = matter(2, phone="13800004002", content="楼道里堆满纸箱杂物，走不过去")

    match = compare(one, other, RULES)

    assert match is not None
    assert match.ground == "house"
    assert match.reasons[:2] == ("同一门牌", "同一事由（堆物）")
    assert match.reasons[2].startswith("文字相似 0.")


@pytest.mark.parametrize(
    ("title", "address"),
    [
        pytest.param("楼道堆物", "假想新村3号", id="the topic alone"),
        pytest.param("楼道堆物", "虚构新村4号", id="another house with the same text"),
        pytest.param("路灯不亮", "虚构新村3号", id="another topic at the same house"),
        pytest.param("楼道堆物", "线上", id="no place"),
        pytest.param("楼道堆物", "", id="no address"),
    ],
)
def test_one_sign_alone_is_no_match(title: str, address: str) -> None:
    other = matter(2, title, address, phone="13800004002", content="走不过去")
    assert compare(matter(1, phone="13800004001"), other, RULES) is None


def test_the_same_road_alone_is_no_match() -> None:
    one = matter(1, "垃圾桶满溢", "假想路", phone="13800004001", content="早上八点没有人来清运")
    other = matter(2, "乱扔垃圾", "假想路", phone="13800004002", content="有人从车上往外扔")
    assert compare(one, other, RULES) is None


def test_other_houses_of_one_compound_are_kept_apart_until_many_callers_make_a_wave() -> None:
    assert claimed(WAVE[:4], RULES) == []
    assert claimed(WAVE, RULES) == [frozenset({1, 2, 3, 4, 5})]


def test_one_caller_five_times_makes_no_wave() -> None:
    alone = [replace(one, caller="phone:13800004001") for one in WAVE]
    assert claimed(alone, RULES) == []


def test_unknown_callers_are_never_one_caller() -> None:
    one = matter(1, "咨询", "线上", content="请问高温补贴如何领取需要哪些手续")
    other = matter(2, "咨询", "线上", content="请问高温补贴如何领取需要哪些手续")
    assert compare(one, other, RULES) is None


def test_a_matter_of_others_is_forgotten_after_its_days_that_of_the_caller_after_a_year() -> None:
    first = matter(1, called_at="2026-01-10 10:00", phone="13800004001")
    others = matter(2, called_at="2026-02-20 10:00", phone="13800004002")
    assert compare(first, others, RULES) is None
    assert compare(first, replace(others, caller=first.caller), RULES) is not None
    assert compare(first, replace(others, caller=first.caller, at=first.at.replace(year=2028)), RULES) is None


def test_what_the_desk_told_apart_stays_apart_and_the_other_way_round() -> None:
    one, other = matter(1, phone="13800004001"), matter(2, phone="13800004002")
    later = matter(3, phone="13800004003")

    lessons = Lessons(apart=frozenset({pair_of(one, other)}))

    assert compare(one, later, RULES) is not None
    assert compare(one, later, RULES, lessons) is None


def test_answers_move_what_suffices_within_bounds_and_the_reasons_say_so() -> None:
    one = matter(1, "饭店油烟", "虚构路66弄1号", phone="13800004001", content="炒菜味道大")
    other = matter(2, "排烟口正对窗户", "虚构路66弄2号", phone="13800004002", content="老人咳嗽")
    assert compare(one, other, RULES) is not None

    stricter = lessons_of([("compound", False)] * 50, (), RULES)
    looser = lessons_of([("compound", True)] * 3, (), RULES)

    assert compare(one, other, RULES, stricter) is None
    match = compare(one, other, RULES, looser)
    assert match is not None
    assert match.reasons[-1] == "按受理员以往的判断，标准放宽到 0.52"
    assert lessons_of([("road", True)], (), RULES).shift.get("compound", 0) == 0
