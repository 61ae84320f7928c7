"""Pure decisions about people: what a roster changes, what is still missing, who may stand in."""

from datetime import UTC, datetime, timedelta

from bot.rules.absence import Absence, obstacle
from bot.rules.roster_changes import HeldPost, PersonChange, changes, leaves_no_administrator
from bot.rules.setup_steps import SetupFacts, steps

NOW = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
A, B = HeldPost("handler", "城建办", 1), HeldPost("handler", "城建办", 2)
ADMINISTRATOR = HeldPost("administrator")


def days(number: float) -> datetime:
    return NOW + timedelta(days=number)


def test_only_what_differs_is_a_change() -> None:
    held = {"张三": frozenset({A}), "李四": frozenset({B}), "王五": frozenset({A})}
    listed = {"张三": frozenset({A}), "李四": frozenset({A}), "赵新": frozenset({HeldPost("handler", "房管办", 1)})}
    found = changes(held, listed, ["城建办"])
    assert found.people == (
        PersonChange("李四", False, (A,), (B,)),
        PersonChange("赵新", True, (HeldPost("handler", "房管办", 1),), ()),
    )
    assert (found.new_units, found.unchanged) == (("房管办",), 1)
    assert changes(held, {"张三": frozenset({A})}, ["城建办"]).people == ()


def test_a_roster_may_not_take_the_last_administrator_away() -> None:
    held = {"孙宁": frozenset({ADMINISTRATOR}), "张三": frozenset({A})}
    assert leaves_no_administrator(held, {"孙宁": frozenset({B})})
    assert not leaves_no_administrator(held, {"孙宁": frozenset({B}), "张三": frozenset({ADMINISTRATOR})})
    assert not leaves_no_administrator(held, {"张三": frozenset({B})})
    assert not leaves_no_administrator({}, {"张三": frozenset({A})})


def test_nothing_is_missing_where_everything_is_there() -> None:
    assert steps(SetupFacts(True, True, has_office_group=True), uses_territories=True) == ()


def test_what_is_missing_comes_in_the_order_of_need() -> None:
    facts = SetupFacts(
        True, False, ("没有主要领导。",), tuple(f"人{n}" for n in range(10)), False, ("城建办",), (2027,)
    )
    found = steps(facts, uses_territories=True)
    assert [step.missing for step in found] == [
        "还没有片区。",
        "没有主要领导。",
        "10人还没有绑定账号：人0、人1、人2、人3、人4、人5、人6、人7等10个。",
        "还没有绑定本单位工作群。",
        "没有自己的群：城建办。",
        "2027 年的工作日安排还没有公布。",
    ]
    assert [step.needed for step in found] == [True, True, True, False, False, False]
    assert "还没有片区。" not in [step.missing for step in steps(facts, uses_territories=False)]


def test_an_absence_is_possible_with_somebody_who_is_there() -> None:
    wanted = Absence(1, 2, NOW, days(3))
    assert obstacle(wanted, [], NOW) is None
    assert obstacle(wanted, [Absence(2, 3, days(3), days(5)), Absence(1, 3, NOW, days(9))], NOW) is None


def test_what_stands_against_an_absence_is_told() -> None:
    cases = (
        (Absence(1, 1, NOW, days(1)), "不能由本人代本人"),
        (Absence(1, 2, days(-2), days(-1)), "已经过去了"),
        (Absence(1, 2, days(3), days(2)), "要在开始之后"),
        (Absence(1, 2, NOW, days(400)), "最多登记一年"),
        (Absence(1, 2, days(1), days(3)), "自己也外出"),
    )
    for wanted, said in cases:
        refused = obstacle(wanted, [Absence(2, 3, days(2), days(4))], NOW)
        assert refused is not None
        assert said in refused.reason
