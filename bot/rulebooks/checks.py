"""What the shape of a rulebook cannot say: whether its entries fit together."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, combinations

from bot.rulebooks.decision_checks import decision_faults
from bot.rulebooks.office_checks import office_faults
from bot.rulebooks.report_checks import report_faults
from bot.rulebooks.template_checks import report_template_faults
from bot.rulebooks.worlds import World, worlds
from bot.rules.limits import Limit, Reckoning
from bot.rules.rulebook import DutyRule, MarkRule, Rulebook
from bot.rules.thresholds import Attempts, Threshold
from bot.rules.vocabulary import Hearer

RunningMinutes = (Reckoning.WALL_MINUTES, Reckoning.WORK_MINUTES)


def faults_of(rulebook: Rulebook) -> list[str]:
    """Every fault, one sentence each with the rule's id and clause; empty when the rulebook holds together."""
    return [
        *_empty_words(rulebook),
        *_repeated_ids(rulebook),
        *_undefined_roles(rulebook),
        *chain.from_iterable(_of_duty(rule) for rule in rulebook.duty),
        *_wrong_loans(rulebook.duty),
        *_overlapping_entries(rulebook.duty),
        *report_faults(rulebook),
        *report_template_faults(rulebook),
        *office_faults(rulebook),
        *decision_faults(rulebook),
    ]


def _entries(rulebook: Rulebook) -> Iterator[DutyRule | MarkRule | Threshold | Attempts]:
    yield from chain(rulebook.duty, rulebook.mark, rulebook.threshold, rulebook.attempts)


def _place(entry: DutyRule | MarkRule | Threshold | Attempts) -> str:
    return f"{entry.id}（{entry.clause}）"


def _empty_words(rulebook: Rulebook) -> Iterator[str]:
    for entry in _entries(rulebook):
        for key in ("id", "name", "clause"):
            if not getattr(entry, key).strip():
                yield f"{_place(entry)}：{key} 是空的"
    timed: tuple[DutyRule | MarkRule, ...] = (*rulebook.duty, *rulebook.mark)
    for rule in timed:
        if not rule.ends:
            yield f"{_place(rule)}：ends 是空的，没有什么能完成它"
        if rule.starts in rule.ends:
            yield f"{_place(rule)}：{rule.starts} 既是起算又是完成"


def _repeated_ids(rulebook: Rulebook) -> Iterator[str]:
    """Only duties may share an id, as branches of one rule."""
    kinds = {
        "duty": {rule.id for rule in rulebook.duty},
        "mark": [mark.id for mark in rulebook.mark],
        "threshold": [threshold.id for threshold in rulebook.threshold],
        "attempts": [attempts.id for attempts in rulebook.attempts],
    }
    for identity, times in Counter(chain.from_iterable(kinds.values())).items():
        if times > 1:
            yield f"{identity}：这个 id 用了 {times} 次"


def _undefined_roles(rulebook: Rulebook) -> Iterator[str]:
    def undefined(where: str, parties: Iterable[Hearer | None]) -> Iterator[str]:
        for party in parties:
            if party not in (None, "unit_second") and party not in rulebook.roles:
                yield f"{where}：[roles] 里没有 {party}"

    for duty in rulebook.duty:
        yield from undefined(
            _place(duty), (duty.owed_by, *duty.tell, *(each for light in duty.lights for each in light.tell))
        )
    others: tuple[MarkRule | Threshold, ...] = (*rulebook.mark, *rulebook.threshold)
    for entry in others:
        yield from undefined(_place(entry), (entry.owed_by, *entry.tell))
    if rulebook.returns is not None:
        yield from undefined("returns.lapse_tell", rulebook.returns.lapse_tell)
    reminding = rulebook.reminding
    for key, table in (("overdue_tell", reminding.overdue_tell), ("day_before_tell", reminding.day_before_tell)):
        for owed_by, parties in table.items():
            yield from undefined(f"reminding.{key}.{owed_by}", (owed_by, *parties))


def _of_duty(rule: DutyRule) -> Iterator[str]:
    if not rule.limits:
        yield f"{_place(rule)}：limits 是空的"
    every_world = list(worlds((rule.when, *(limit.when for limit in rule.limits)), rule.limits))
    meant = [world for world in every_world if world.meets(rule.when)]
    if not meant:
        yield f"{_place(rule)}：when 自相矛盾，永远用不上"
        return
    reach = [[index for index, world in enumerate(meant) if world.meets_limit(limit)] for limit in rule.limits]
    for number, reached in enumerate(reach, 1):
        if not reached:
            yield f"{_place(rule)}：limits[{number}] 永远用不上"
    for (first, one), (second, other) in combinations(enumerate(reach, 1), 2):
        if shared := set(one) & set(other):
            yield f"{_place(rule)}：limits[{first}] 与 limits[{second}] 重叠，例如 {meant[min(shared)].words()}"
    yield from _idle_reminders(rule)
    yield from _late_lights(rule)


def _idle_reminders(rule: DutyRule) -> Iterator[str]:
    """A reminder that comes before the limit has even begun would never be heard."""
    minutes = [limit.span.amount for limit in rule.limits if limit.span and limit.span.reckoning in RunningMinutes]
    for stage in rule.stages:
        if stage.kind == "before" and minutes and stage.number >= min(minutes):
            yield f"{_place(rule)}：提醒点“{stage.name}”早于起算，时限只有 {min(minutes)} 分钟"


def _late_lights(rule: DutyRule) -> Iterator[str]:
    """A light that shows after the limit has run out would warn of nothing."""
    spans = [limit.span for limit in rule.limits if limit.span is not None]
    for light in rule.lights:
        last = light.limit.span
        alike = [span.amount for span in spans if last is not None and span.reckoning is last.reckoning]
        if last is not None and alike and last.amount > min(alike):
            yield f"{_place(rule)}：{light.light} 灯的 {light.within} 晚于时限 {min(alike)} 天"


def _wrong_loans(rules: tuple[DutyRule, ...]) -> Iterator[str]:
    earlier: set[str] = set()
    for rule in rules:
        for key, lender in chain.from_iterable(_loans(limit) for limit in rule.limits):
            if lender not in earlier:
                yield f"{_place(rule)}：{key} = “{lender}”应是排在它前面的一项时限"
        earlier.add(rule.id)


def _loans(limit: Limit) -> Iterator[tuple[str, str]]:
    yield from (("same_as", lender) for lender in limit.lenders)
    if limit.not_after is not None:
        yield "not_after", limit.not_after


def _overlapping_entries(rules: tuple[DutyRule, ...]) -> Iterator[str]:
    for one, other in combinations(rules, 2):
        if one.id == other.id and one.starts == other.starts:
            both: tuple[Limit, ...] = (*one.limits, *other.limits)
            conditions = (one.when, other.when, *(limit.when for limit in both))
            shared = (world for world in worlds(conditions, both) if _applies(one, world) and _applies(other, world))
            if world := next(shared, None):
                yield f"{_place(one)}：同号的两项重叠，例如 {world.words()}"


def _applies(rule: DutyRule, world: World) -> bool:
    return world.meets(rule.when) and any(world.meets_limit(limit) for limit in rule.limits)
