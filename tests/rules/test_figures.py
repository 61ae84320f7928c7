"""Figures: what a metric counts, exactly, and what it says where there is nothing to count."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.rulebooks.load import built_in, load_rulebook
from bot.rules.figures import definition, figure_of, figures_of, is_meant, ranked, whole_and_parts
from bot.rules.office_rules import OF_DUTIES, Metric
from bot.rules.tally import Owed, Tally, sets_of, standing_of

DUE = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ON_TIME = Metric(id="X", name="按时办结率", clause="一", share="closed_in_time", of="due", by="due", duties=("T",))
SATISFIED = Metric(id="Y", name="满意率", clause="九", share="satisfied", of="rated", exempt=("stored_call",))
SHARED = Metric(id="Z", name="满意率", clause="九", share="satisfied", of="rated", co_handled=True)

TALLIES = some.builds(
    Tally,
    unit_id=some.sampled_from([None, 1, 2, 3]),
    first_unit_id=some.sampled_from([None, 1, 2]),
    kind=some.sampled_from(["投诉", "求助", "咨询"]),
    contact=some.sampled_from(["", "in_time", "late", "open"]),
    contact_passed=some.booleans(),
    finish=some.sampled_from(["", "in_time", "late", "open"]),
    finish_passed=some.booleans(),
    is_closed=some.booleans(),
    outcome=some.sampled_from(["", "实际解决", "解释说明", "未解决"]),
    satisfaction=some.sampled_from(["", "满意", "基本满意", "一般", "不满意"]),
    contacted=some.sampled_from(["", "是", "否"]),
    finding=some.sampled_from(["", "属实", "不属实"]),
    recorded=some.sampled_from(["", "满意", "认可", "未评价"]),
    exempt=some.sampled_from(["", "stored_call", "not_assessed,objective"]),
)
COUNTS = some.dictionaries(TALLIES, some.integers(1, 50), max_size=30)


def _owed(met: timedelta | None, is_open: bool = False) -> Owed:
    return Owed("T", DUE, DUE + met if met is not None else None, is_open)


@pytest.mark.parametrize(
    ("owed", "stands"),
    [
        ([], ""),
        ([_owed(timedelta())], "in_time"),
        ([_owed(timedelta(seconds=1))], "late"),
        ([_owed(None, is_open=True)], "open"),
        ([_owed(None)], "late"),
        ([_owed(timedelta(-1)), _owed(None, is_open=True)], "open"),
        ([_owed(timedelta(1)), _owed(None, is_open=True)], "late"),
        ([_owed(timedelta(-1)), _owed(timedelta(-1))], "in_time"),
    ],
)
def test_what_is_owed_stands_in_time_only_where_all_of_it_was(owed: list[Owed], stands: str) -> None:
    assert standing_of(owed) == (stands, DUE if owed else None)


def test_an_open_ticket_is_due_only_once_its_limit_is_over() -> None:
    counts = {Tally(finish="open"): 5, Tally(finish="open", finish_passed=True): 1, Tally(finish="in_time"): 3}

    figure = figure_of(ON_TIME, None, counts)

    assert (figure.counted, figure.out_of, figure.missing) == (3, 4, 1)
    assert figure.shown() == "75.00%"
    assert figure.fraction() == "3/4"


def test_nothing_to_divide_by_is_no_data_and_never_nought_or_all() -> None:
    figure = figure_of(ON_TIME, 7, {})

    assert figure.rate is None
    assert figure.shown() == "无数据"


def test_a_stored_call_is_left_out_of_the_satisfaction_it_is_exempt_from() -> None:
    stored = Tally(satisfaction="不满意", exempt="stored_call")

    assert figure_of(SATISFIED, None, {stored: 1, Tally(satisfaction="满意"): 1}).fraction() == "1/1"
    assert figure_of(SHARED, None, {stored: 1, Tally(satisfaction="满意"): 1}).fraction() == "1/2"


def test_a_ticket_handled_together_counts_for_each_unit_and_once_for_the_office() -> None:
    together = Tally(unit_id=1, co_unit_ids=(2, 3), satisfaction="不满意")

    parts = whole_and_parts(SHARED, {together: 1, Tally(unit_id=2, satisfaction="满意"): 1})

    assert {unit: part.fraction() for unit, part in parts.items()} == {None: "1/2", 1: "0/1", 2: "1/2", 3: "0/1"}


def test_a_rate_is_rounded_only_where_it_is_shown() -> None:
    figure = figure_of(SHARED, None, {Tally(satisfaction="满意"): 2, Tally(satisfaction="一般"): 1})

    assert figure.rate == Fraction(2, 3)
    assert figure.shown() == "66.67%"


@given(COUNTS)
def test_rates_lie_between_nought_and_one_and_the_parts_add_up_to_the_whole(counts: dict[Tally, int]) -> None:
    for metric in (ON_TIME, SATISFIED, *load_rulebook("putuo_justice").metric):
        parts = whole_and_parts(metric, counts)
        alone = Counter({tally: n for tally, n in counts.items() if tally.unit_id is None})
        rest = figure_of(metric, None, alone)
        units = [part for unit, part in parts.items() if unit is not None]
        assert parts[None].counted == sum(one.counted for one in units) + rest.counted
        for one in parts.values():
            assert one.rate is None or 0 <= one.rate <= 1
            assert one.out_of is None or one.counted <= one.out_of


@given(COUNTS, some.sampled_from([None, 1, 2]))
def test_the_tickets_behind_a_number_are_as_many_as_the_number_says(counts: dict[Tally, int], unit: int | None) -> None:
    for metric in (ON_TIME, SATISFIED, SHARED):
        figure = figure_of(metric, unit, counts)
        found = {
            part: sum(n for tally, n in counts.items() if is_meant(metric, unit, part, tally))
            for part in ("counted", "whole", "missing")
        }
        assert found == {"counted": figure.counted, "whole": figure.out_of, "missing": figure.missing}


def test_every_office_has_the_figures_of_the_issue_defined_in_words() -> None:
    for office in built_in():
        metrics = load_rulebook(office).metric
        shares = [metric.share for metric in metrics]
        assert {"accepted", "contacted_in_time", "closed_in_time", "solved", "satisfied", "found_untrue"} <= set(shares)
        for metric in metrics:
            assert bool(metric.duties) == (metric.share in OF_DUTIES)
            assert metric.assumed
            assert "归入时期" in definition(metric)


def test_the_best_unit_comes_first_and_who_has_no_data_last() -> None:
    parts = whole_and_parts(
        SATISFIED, {Tally(unit_id=1, satisfaction="一般"): 1, Tally(unit_id=2, satisfaction="满意"): 1}
    )
    nothing = figure_of(SATISFIED, 3, {})

    assert [one.unit_id for one in ranked([nothing, parts[1], parts[2]])] == [2, 1, 3]


def test_only_complaints_and_requests_can_be_found_untrue() -> None:
    assert "found_untrue" in sets_of(Tally(kind="投诉", is_closed=True, finding="不属实"))
    assert "found_untrue" not in sets_of(Tally(kind="咨询", is_closed=True, finding="不属实"))


def test_every_metric_of_an_office_is_counted_at_once() -> None:
    metrics = load_rulebook("nanmatou_road").metric
    counts = {Tally(unit_id=1, finish="in_time", is_closed=True): 2}

    figures = figures_of(metrics, 1, {"received": counts, "due": counts, "closed": counts})

    assert [figure.counted for figure in figures][:3] == [2, 0, 2]
