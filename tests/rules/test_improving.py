"""What would make a rate or a score better, counted again with one thing changed."""

from dataclasses import replace
from fractions import Fraction

from bot.rulebooks.load import load_rulebook
from bot.rules.figures import figure_of
from bot.rules.improving import of_rates, of_score
from bot.rules.office_rules import Metric
from bot.rules.scored_figures import figures_from
from bot.rules.scoring import score
from bot.rules.scoring_figures import Claim, Figures
from bot.rules.tally import Tally

SCORING = load_rulebook("nanmatou_road").scoring
assert SCORING is not None
# The catalogue's worked example (§5.12), and what it asks of the unit.
EXAMPLE = Figures(
    unit="城建办",
    period="monthly",
    volumes={"平安办": 90, "城建办": 60, "社区办": 50, "服务办": 30},
    counts={"due": 60, "on_time": 57, "first_contact_asked": 40, "first_contact_confirmed": 36},
    answers={
        "outcomes": {"实际解决": 20, "解释说明": 10, "参考备案": 5, "诉求过高": 3, "未解决": 2},
        "satisfaction": {"满意": 22, "基本满意": 10, "一般": 5, "不满意": 3},
    },
    deductions=(Claim("NM-E.D4", 2),),
)


def test_the_greatest_gain_comes_first_and_is_what_recounting_gives() -> None:
    changes = of_score(EXAMPLE, SCORING)

    assert [change.gain for change in changes] == sorted((change.gain for change in changes), reverse=True)
    told = [change.told for change in changes]
    assert "4张未先联：若都先联，先行联系率 90.00%→100.00%，+2.50分" in told
    assert "3张未按时办结：若都按时办结，及时处置率 95.00%→100.00%，+0.50分" in told
    assert told[0] == "扣分“工单办理超过区级时限”：若不再发生，+4.00分"
    assert any(one.startswith("3张不满意：若都满意，市民满意率 82.50%→90.00%，+2.25分") for one in told)


def test_a_perfect_unit_has_nothing_to_improve() -> None:
    perfect = Figures("城建办", "monthly", {"城建办": 5}, {"due": 5, "on_time": 5}, {"satisfaction": {"满意": 5}})

    assert of_score(perfect, SCORING) == []


def test_how_many_more_reach_the_target_is_said() -> None:
    metric = Metric(
        id="X", name="按时办结率", clause="一", share="closed_in_time", of="due", duties=("T",), target_percent=90
    )
    figure = figure_of(metric, None, {Tally(finish="in_time"): 8, Tally(finish="late"): 3})

    (change,) = of_rates([figure])
    assert change.gain == Fraction(3, 11)
    assert change.told.endswith("按时办结率 72.73%→100.00%；再有2张做到就达到目标90%")


def test_tallies_become_the_figures_that_the_scheme_asks_for() -> None:
    shared = Tally(unit_id=1, first_unit_id=2, co_unit_ids=(2,), finish="late", contact="in_time", is_closed=True,
                   outcome="实际解决", satisfaction="满意", contacted="是")  # fmt: skip
    stored = Tally(unit_id=1, first_unit_id=1, finish="in_time", is_closed=True, outcome="解释说明",
                   satisfaction="不满意", contacted="否", exempt="stored_call")  # fmt: skip
    counts = {shared: 2, stored: 1}
    everything = {"received": counts, "due": counts, "closed": counts}
    units = {1: "城建办", 2: "平安办"}

    lead = figures_from(1, units, "monthly", everything, SCORING)  # type: ignore[arg-type]
    helper = figures_from(2, units, "monthly", everything, SCORING)  # type: ignore[arg-type]

    assert lead.volumes == {"城建办": 3, "平安办": 0}
    assert lead.counts == {"on_time": 1, "due": 3, "first_contact_confirmed": 2, "first_contact_asked": 3}
    assert lead.answers == {"outcomes": {"实际解决": 2, "解释说明": 1}, "satisfaction": {"满意": 2}}
    assert helper.counts["due"] == 2
    assert score(helper, SCORING).parts["E5_satisfied"] == 30


def test_after_the_double_calling_platform_the_first_unit_counts() -> None:
    late = next(rule for rule in SCORING.rate if rule.counted == "first_contact_confirmed")
    later = replace(SCORING, rate=tuple(
        replace(rule, stage="双呼平台上线后") if rule is late else rule for rule in SCORING.rate
    ))  # fmt: skip
    moved = Tally(unit_id=1, first_unit_id=2, contact="in_time")
    counts = {moved: 3, Tally(unit_id=1, first_unit_id=1, contact="late"): 1}
    everything = {"received": counts, "due": counts, "closed": counts}
    units = {1: "城建办", 2: "平安办"}

    first = figures_from(2, units, "monthly", everything, later)  # type: ignore[arg-type]
    assert first.counts["first_contact_confirmed"] == 3
    assert figures_from(1, units, "monthly", everything, later).counts["first_contact_asked"] == 1  # type: ignore[arg-type]
