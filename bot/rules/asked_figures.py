"""What somebody asks of the figures in plain words: which unit, which time, which metric."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from bot.rules.office_rules import Metric
from bot.rules.periods import Period, month_of, period_in

LONGEST = 60
"""Characters of a question; what is longer asks something else."""
SHORTEST_NAME = 2
EVERY_UNIT = ("各部门", "各科室", "各单位", "各处室", "每个部门", "排名", "排行", "对比", "比较")
WHOLE_OFFICE = (
    "全街道",
    "全局",
    "全单位",
    "街道",
    "全部",
    "全体",
    "总的",
    "总体",
    "合计",
    "本单位",
    "我们单位",
    "我局",
)
FILLERS = (
    *("请问", "查一下", "看一下", "看看", "查查", "告诉我", "我想知道", "想知道", "帮我", "多少", "怎么样", "怎样"),
    *(
        "如何",
        "情况",
        "数据",
        "指标",
        "数字",
        "几张",
        "工单",
        "有",
        "是",
        "的",
        "了",
        "吗",
        "呢",
        "查",
        "在",
        "为",
        "和",
        "与",
        "一下",
    ),
)
_REST = re.compile(r"[\s?？。.,，、!！:：；;“”\"'（）()\-—/]+")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. `metric` empty: all of them; `unit_id` None: no unit named. `every_unit`: side by side."""

    period: Period
    metric: str = ""
    unit_id: int | None = None
    every_unit: bool = False
    whole_office: bool = False


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """The words that make no sense here."""

    words: str


def question(said: str, units: Mapping[str, int], metrics: Iterable[Metric], today: date) -> Question | NotUnderstood:
    """The question in these words; this month where no time is named."""
    if len(said) > LONGEST:
        return NotUnderstood(said[:LONGEST])
    rest = "".join(said.split())
    unit_id, rest = _unit(rest, units)
    metric, rest = _metric(rest, metrics)
    found = period_in(rest, today)
    if found is not None:
        rest = rest.replace(found.words, "", 1)
    every_unit, rest = _any_of(rest, EVERY_UNIT)
    whole_office, rest = _any_of(rest, WHOLE_OFFICE)
    for filler in FILLERS:
        rest = rest.replace(filler, "")
    rest = _REST.sub("", rest)
    if rest:
        return NotUnderstood(rest)
    return Question(found.period if found else month_of(today), metric, unit_id, every_unit, whole_office)


def _unit(said: str, units: Mapping[str, int]) -> tuple[int | None, str]:
    """The unit whose name stands there, the longest first; or the only one whose name begins with what stands first."""
    for name in sorted(units, key=len, reverse=True):
        if name and name in said:
            return units[name], said.replace(name, "", 1)
    for length in range(min(len(said), max(map(len, units), default=0)), SHORTEST_NAME - 1, -1):
        alike = [unit for name, unit in units.items() if name.startswith(said[:length])]
        if len(alike) == 1:
            return alike[0], said[length:]
    return None, said


def _metric(said: str, metrics: Iterable[Metric]) -> tuple[str, str]:
    """The metric by its name or what else it is called, the longest first."""
    called = [(word, metric.id) for metric in metrics for word in (metric.name, *metric.also)]
    for word, identity in sorted(called, key=lambda one: len(one[0]), reverse=True):
        if word in said:
            return identity, said.replace(word, "", 1)
    return "", said


def _any_of(said: str, words: Iterable[str]) -> tuple[bool, str]:
    found = False
    for word in words:
        if word in said:
            found, said = True, said.replace(word, "")
    return found, said
