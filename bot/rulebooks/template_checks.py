"""Whether the report templates that a rulebook names ask only for what there is, and for all that it adds."""

from collections import Counter
from collections.abc import Iterable, Iterator

from bot.rules.report_rules import ReportRules
from bot.rules.report_templates import PRODUCT_SLOTS, OwnSlot, ReportTemplate
from bot.rules.rulebook import Rulebook

ROOM_ON_A_KEY = 44
"""Bytes of the 64 that a key's data may have, for the name of a question and the answer chosen."""


def report_template_faults(rulebook: Rulebook) -> list[str]:
    """Every fault, one sentence each with the entry and the key; empty when everything holds together."""
    rules = rulebook.report
    if rules is None:
        return []
    return [
        *_repeated("report.template", "id", (template.id for template in rules.template)),
        *_repeated("report.slot", "name", (slot.name for slot in rules.slot)),
        *(fault for template in rules.template for fault in _of_template(template, rules)),
        *(fault for slot in rules.slot for fault in _of_slot(slot, rules)),
    ]


def _repeated(table: str, key: str, given: Iterable[str]) -> Iterator[str]:
    yield from (f"[[{table}]]：{key} = “{name}”用了 {times} 次" for name, times in Counter(given).items() if times > 1)


def _of_template(template: ReportTemplate, rules: ReportRules) -> Iterator[str]:
    place = f"[[report.template]] {template.id}（{template.clause}）"
    for key in ("id", "name", "clause", "file", "asks"):
        if not getattr(template, key):
            yield f"{place}：{key} 是空的"
    known = PRODUCT_SLOTS | {slot.name for slot in rules.slot}
    for name, times in Counter(template.asks).items():
        if name not in known:
            yield f"{place}：asks 里的“{name}”既不是 [[report.slot]] 里的一项，也不是自带的项目（见模板指南）"
        if times > 1:
            yield f"{place}：asks 里的“{name}”写了 {times} 次"


def _of_slot(slot: OwnSlot, rules: ReportRules) -> Iterator[str]:
    place = f"[[report.slot]] {slot.name}"
    for key in ("label", "question"):
        if not getattr(slot, key).strip():
            yield f"{place}：{key} 是空的"
    for choice in slot.choices:
        if len(slot.name) + len(choice.encode()) > ROOM_ON_A_KEY:
            yield f"{place}：choices 里的“{choice}”太长，和 name 一共最多 {ROOM_ON_A_KEY} 个字节"
    if not any(slot.name in template.asks for template in rules.template):
        yield f"{place}：没有一个 [[report.template]] 的 asks 里有它，永远用不上"
