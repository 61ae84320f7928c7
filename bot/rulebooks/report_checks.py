"""Whether what a rulebook says about reports, signatures and returns fits together and can ever be met."""

from collections.abc import Iterator
from itertools import chain, combinations

from bot.rules.case_condition import CaseCondition, Entry
from bot.rules.report_rules import (
    EvidenceRule,
    ForbiddenWording,
    LogicRow,
    LogicTable,
    ReturnGround,
    ReturnStep,
    TriedContact,
)
from bot.rules.rulebook import Rulebook
from bot.rules.vocabulary import Party
from bot.rules.wording import GAP, fold
from bot.rules.workflow import Act

Listed = Entry | EvidenceRule | ReturnGround | ReturnStep


def report_faults(rulebook: Rulebook) -> list[str]:
    """Every fault, one sentence each with the entry's id and clause; empty when everything holds together."""
    return list(
        dict.fromkeys(
            chain(
                _empty_words(rulebook),
                _unknown_names(rulebook),
                _undefined_roles(rulebook),
                _useless_wordings(rulebook),
                _wrong_relations(rulebook),
            )
        )
    )


def _entries(rulebook: Rulebook) -> Iterator[Entry]:
    report = rulebook.report
    if report:
        yield from chain(report.required, report.forbidden, report.hollow, report.timely, report.tried, report.excluded)
    yield from (table for table in (rulebook.findings, rulebook.logic_table) if table)
    yield from rulebook.signature


def _conditional(rulebook: Rulebook) -> Iterator[Entry | EvidenceRule]:
    yield from _entries(rulebook)
    yield from rulebook.evidence


def _listed(rulebook: Rulebook) -> Iterator[Listed]:
    yield from chain(_entries(rulebook), rulebook.evidence)
    if rulebook.returns:
        yield from chain(rulebook.returns.ground, rulebook.returns.step)


def _place(entry: Listed) -> str:
    return f"{entry.id}（{entry.clause}）"


def _empty_words(rulebook: Rulebook) -> Iterator[str]:
    for entry in _listed(rulebook):
        for key in ("id", "name", "clause", "advice"):
            if not getattr(entry, key, "·").strip():
                yield f"{_place(entry)}：{key} 是空的"
    for rule in rulebook.report.required if rulebook.report else ():
        for need in rule.needs:
            if not (need.pieces or need.words or need.time_node):
                yield f"{_place(rule)}：needs 里有一项什么也没有要求"


def _unknown_names(rulebook: Rulebook) -> Iterator[str]:
    thresholds = {threshold.id for threshold in rulebook.threshold}
    attempts = {one.id for one in rulebook.attempts}
    for entry, condition in _conditions(rulebook):
        for name in condition.reaches:
            if name not in thresholds:
                yield f"{_place(entry)}：reaches = “{name}”不是 [[threshold]] 里的一项"
    for entry in _conditional(rulebook):
        named = entry.attempts if isinstance(entry, TriedContact | EvidenceRule) else None
        if named is not None and named not in attempts:
            yield f"{_place(entry)}：attempts = “{named}”不是 [[attempts]] 里的一项"
    duties = {duty.id for duty in rulebook.duty}
    for limit in rulebook.returns.limits if rulebook.returns else ():
        if limit not in duties:
            yield f"returns：limit = “{limit}”不是 [[duty]] 里的一项"
    for act in rulebook.acts:
        if act not in set(Act):
            yield f"acts：没有“{act}”这一步，可用的有：{'、'.join(Act)}"


def _conditions(rulebook: Rulebook) -> Iterator[tuple[Entry | EvidenceRule, CaseCondition]]:
    for entry in _conditional(rulebook):
        outer = [entry.when, *(entry.unless if isinstance(entry, ForbiddenWording) else ())]
        for condition in outer:
            yield from ((entry, inner) for inner in _within(condition))
    for rule in rulebook.report.required if rulebook.report else ():
        for need in rule.needs:
            yield from ((rule, inner) for inner in _within(need.when))


def _within(condition: CaseCondition) -> Iterator[CaseCondition]:
    yield condition
    for inner in condition.any_of:
        yield from _within(inner)


def _undefined_roles(rulebook: Rulebook) -> Iterator[str]:
    signing: list[tuple[Listed, tuple[Party, ...]]] = [(rule, rule.by) for rule in rulebook.signature]
    if rulebook.returns:
        signing += [(step, step.by) for step in rulebook.returns.step]
        signing += [(ground, (ground.by,)) for ground in rulebook.returns.ground]
    for entry, parties in signing:
        if not parties:
            yield f"{_place(entry)}：by 是空的"
        yield from (f"{_place(entry)}：[roles] 里没有 {party}" for party in parties if party not in rulebook.roles)


def _useless_wordings(rulebook: Rulebook) -> Iterator[str]:
    """A harmless context that holds none of the wordings, or an exception to none of the contexts, changes nothing."""
    for entry in rulebook.report.forbidden if rulebook.report else ():
        wordings = [part for wording in entry.wordings for part in fold(wording).folded.split(GAP)]
        if not all(wordings):
            yield f"{_place(entry)}：wordings 里有空的词"
        for innocent in entry.innocent:
            if not any(wording in innocent for wording in wordings):
                yield f"{_place(entry)}：innocent 里的“{innocent}”不含任何一个 wordings，不起作用"
        for guilty in entry.guilty:
            if not any(innocent in guilty for innocent in entry.innocent):
                yield f"{_place(entry)}：guilty 里的“{guilty}”不含任何一个 innocent，不起作用"


def _wrong_relations(rulebook: Rulebook) -> Iterator[str]:
    table = rulebook.logic_table
    if table is None:
        return
    for row in table.row:
        yield from (f"{_row(table, row)}：{fault}" for fault in _wrong_words(rulebook, table, row))
    for one, other in combinations(table.row, 2):
        if _overlap(one, other):
            yield f"{_row(table, one)}：与“{_row(table, other)}”重叠"


def _wrong_words(rulebook: Rulebook, table: LogicTable, row: LogicRow) -> Iterator[str]:
    for kind in row.kinds:
        options = rulebook.findings.options(kind) if rulebook.findings else ()
        yield from (f"{kind}没有“{fact}”" for fact in row.facts if fact not in options)
    yield from (f"没有诉求认定“{appeal}”" for appeal in row.appeals if appeal not in table.appeals)
    named = [*row.fits, *row.doubtful, *row.never]
    for result in dict.fromkeys([*named, *table.results]):
        if result not in table.results:
            yield f"没有处理结果“{result}”"
        elif named.count(result) != 1:
            yield f"处理结果“{result}”应恰好写在 fits、doubtful、never 之一"
    yield from (f"settled_by 里的“{result}”不在 doubtful 里" for result in row.settled_by if result not in row.doubtful)


def _row(table: LogicTable, row: LogicRow) -> str:
    return f"{table.id}（{'、'.join((*row.kinds, *row.facts, *row.appeals))}）"


def _overlap(one: LogicRow, other: LogicRow) -> bool:
    appeals = not one.appeals or not other.appeals or set(one.appeals) & set(other.appeals)
    return bool(set(one.kinds) & set(other.kinds) and set(one.facts) & set(other.facts) and appeals)
