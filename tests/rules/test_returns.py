"""Returns under Yichuan's 二（二）: grounds, what they need, the limit, the ladder of signatures."""

from datetime import datetime

import pytest

from bot.rulebooks.load import load_rulebook
from bot.rules.calendar import CHINA
from bot.rules.outcome import Refused
from bot.rules.report_rules import ReturnGround, ReturnRules
from bot.rules.returns import PIECE_NAMES, ReturnAllowed, ground, judge_return, signatures

RULES = load_rulebook("yichuan_road").returns
DUE = datetime(2026, 11, 9, 23, 59, 59, tzinfo=CHINA)
EVERYTHING = frozenset(PIECE_NAMES)


def rules() -> ReturnRules:
    assert RULES is not None
    return RULES


def of(name: str) -> ReturnGround:
    found = ground(rules(), name)
    assert found is not None
    return found


def judged(
    *, name: str = "非职责范围", by: str = "unit", given: frozenset[str] = EVERYTHING, number: int = 1, day: int = 4
) -> ReturnAllowed | Refused:
    now = datetime(2026, 11, day, 10, 0, tzinfo=CHINA)
    return judge_return(
        rules(), of(name), by=frozenset({by}), given=given, number=number, upwards=False, due_at=DUE, now=now
    )


@pytest.mark.parametrize(
    ("number", "upwards", "parties"),
    [
        (1, False, ()),
        (2, False, ("unit_head",)),
        (3, False, ("unit_branch_leader",)),
        (4, False, ("unit_branch_leader",)),
        (1, True, ("unit_branch_leader",)),
        (2, True, ("unit_head", "unit_branch_leader")),
        (3, True, ("unit_branch_leader",)),
    ],
)
def test_the_ladder_of_signatures(number: int, upwards: bool, parties: tuple[str, ...]) -> None:
    signed_by, clause = signatures(rules(), number, upwards=upwards)
    assert signed_by == parties
    assert clause == ("二（二）2" if parties else None)


def test_a_first_return_with_everything_goes_on_without_a_signature() -> None:
    assert judged() == ReturnAllowed((), "二（二）2")


def test_a_second_return_goes_to_the_unit_head() -> None:
    """The signed material goes to the informant as a picture."""
    expected = ReturnAllowed(("unit_head",), "二（二）2", on_paper="二（二）2", paper_to=("informant",))
    assert judged(number=2) == expected


def test_what_an_application_lacks_is_named() -> None:
    verdict = judged(given=frozenset({"reason", "photos"}))
    assert verdict == Refused("退单申请还缺：相关依据、录音。", "二（二）2")


def test_out_of_the_area_is_for_the_informant_who_tells_the_citizen_first() -> None:
    assert judged(name="非辖区范围") == Refused("以“非辖区范围”退单不由您这个角色提出。", "二（二）1")
    assert judged(name="非辖区范围", by="informant", given=frozenset({"reason", "target"})) == Refused(
        "退单申请还缺：先行联系诉求人并告知情况。", "二（二）1"
    )
    assert isinstance(judged(name="非辖区范围", by="informant"), ReturnAllowed)


def test_the_last_day_is_still_in_time_but_warns() -> None:
    verdict = judged(day=9)
    assert isinstance(verdict, ReturnAllowed)
    assert verdict.warning is not None
    assert "临近超期退单" in verdict.warning
    assert isinstance(allowed := judged(day=8), ReturnAllowed)
    assert allowed.warning is None


def test_after_the_limit_the_ticket_counts_as_accepted() -> None:
    assert judged(day=10) == Refused("退单时限已于 11月09日 23:59 届满，视作接收。", "二（二）2")


def test_an_unknown_ground_is_none() -> None:
    assert ground(rules(), "不想办") is None
