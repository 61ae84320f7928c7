"""Limits and conditions in Chinese: what a rulebook's data says, as staff would say it."""

from collections.abc import Iterator

from bot.rules.condition import Condition
from bot.rules.explain import named_rules, span_words
from bot.rules.limits import Limit
from bot.rules.rulebook import DutyRule, Rulebook
from bot.rules.vocabulary import MOMENT_NAMES, UNSET

SWITCHES = {
    "is_recheck": ("回访复核单", "非复核单"),
    "has_contact": ("留有联系方式的", "没有联系方式的"),
    "has_site": ("有实际现场的", "没有实际现场的"),
    "simple": ("简易的", "非简易的"),
}
RECEIVED_ON = {"working_day": "工作日收到的", "other_day": "非工作日收到的"}
STARTED = {"in office hours": "办公时间内", "outside office hours": "办公时间以外"}


def condition_words(condition: Condition) -> str:
    """Which tickets are meant; empty for all of them."""
    parts = [*_lists(condition), *_switches(condition)]
    if condition.any_of:
        parts.append("或".join(condition_words(inner) for inner in condition.any_of))
    if condition.none_of:
        parts.append(f"（{'、'.join(condition_words(inner) for inner in condition.none_of)}除外）")
    return "，".join(parts).replace("，（", "（")


def limit_words(rule: DutyRule, limit: Limit, rulebook: Rulebook) -> str:
    """From when, for whom and how long: 「从接单起，1 个工作日，起算当日不计」."""
    start = MOMENT_NAMES[rule.starts]
    when = _started(limit)
    whom = condition_words(limit.when)
    return f"{f'{whom}：' if whom else ''}从{when}{start}起，{_length(limit, rulebook)}"


def _length(limit: Limit, rulebook: Rulebook) -> str:
    if limit.given is not None:
        return "按上级平台给定的时限" if limit.given == "platform" else "按批准的延期日期"
    if limit.span is None:
        return f"不另给时间，按{named_rules(limit.lenders, rulebook)}的时限"
    rolled = "，遇休息日顺延" if limit.roll is not None else ""
    until = f"，且不晚于{named_rules([limit.not_after], rulebook)}的时限" if limit.not_after else ""
    return f"{span_words(limit.span, rulebook)}{rolled}{until}"


def _started(limit: Limit) -> str:
    if limit.started is None:
        return ""
    if limit.started in STARTED:
        return STARTED[limit.started]
    word, clock = limit.started.split(" ")
    return f"{clock} {'以前' if word == 'before' else '以后'}"


def _lists(condition: Condition) -> Iterator[str]:
    if condition.kind:
        yield f"{_words(condition.kind)}类"
    if condition.urgency:
        yield f"{_words(condition.urgency)}工单"
    if condition.source:
        yield f"来源为{_words(condition.source)}"
    if condition.complexity:
        yield f"{_words(condition.complexity)}事项"
    if condition.tags:
        yield f"带{_words(condition.tags)}标签"
    if condition.supervised:
        yield f"{_words(condition.supervised)}督办"
    if condition.return_reason:
        yield f"退单理由为{_words(condition.return_reason)}"


def _switches(condition: Condition) -> Iterator[str]:
    for name, (yes, no) in SWITCHES.items():
        if (value := getattr(condition, name)) is not None:
            yield yes if value else no
    if condition.received_on is not None:
        yield RECEIVED_ON[condition.received_on]


def _words(words: tuple[str, ...]) -> str:
    return "、".join("未写明" if word == UNSET else word for word in words)
