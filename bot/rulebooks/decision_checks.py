"""Whether what a rulebook says about designation, supervision and requests names things that are there."""

from collections.abc import Iterable, Iterator
from itertools import chain

from bot.rules.decision_rules import Decided, Request, SecondReview, Supervision
from bot.rules.rulebook import Rulebook


def decision_faults(rulebook: Rulebook) -> list[str]:
    """Every fault, one sentence each with the entry's id and clause; empty when everything is there."""
    return list(
        chain(
            _empty_words(rulebook),
            _undefined_roles(rulebook),
            _unknown_thresholds(rulebook),
            chain.from_iterable(_of_request(rulebook, request) for request in rulebook.request),
            _unknown_checks(rulebook),
        )
    )


def _entries(rulebook: Rulebook) -> Iterator[Decided]:
    yield from chain(rulebook.designation, rulebook.supervision, rulebook.request, rulebook.position)
    if rulebook.desk_review:
        yield from (rulebook.desk_review, *rulebook.desk_review.check, *rulebook.desk_review.defect)
    yield from _second_reviews(rulebook)


def _second_reviews(rulebook: Rulebook) -> tuple[SecondReview, ...]:
    again = rulebook.desk_review.again if rulebook.desk_review else None
    return (again,) if again else ()


def _place(entry: Decided) -> str:
    return f"{entry.id}（{entry.clause}）"


def _empty_words(rulebook: Rulebook) -> Iterator[str]:
    for entry in _entries(rulebook):
        for key in ("id", "name", "clause"):
            if not getattr(entry, key).strip():
                yield f"{_place(entry)}：{key} 是空的"


def _undefined_roles(rulebook: Rulebook) -> Iterator[str]:
    named = [
        *((one, party) for one in rulebook.designation for party in (one.by, one.asked_by)),
        *((one, party) for one in rulebook.supervision for party in one.tell),
        *((one, party) for one in rulebook.request for party in (one.by, *one.signers)),
        *((one, one.by) for one in _second_reviews(rulebook)),
    ]
    yield from (f"{_place(entry)}：[roles] 里没有 {party}" for entry, party in named if party not in rulebook.roles)


def _unknown_thresholds(rulebook: Rulebook) -> Iterator[str]:
    known = [threshold.id for threshold in rulebook.threshold]
    entries: tuple[Supervision | Request, ...] = (*rulebook.supervision, *rulebook.request)
    for entry in entries:
        yield from _unknown(entry, "reaches", entry.reaches, known, "[[threshold]]")


def _of_request(rulebook: Rulebook, request: Request) -> Iterator[str]:
    duties = [duty.id for duty in rulebook.duty]
    forms = [form.id for form in rulebook.form]
    yield from _unknown(request, "form", filter(None, [request.form]), forms, "[[form]]")
    yield from _unknown(request, "apply_within", filter(None, [request.apply_within]), duties, "[[duty]]")
    yield from _unknown(request, "replaces", request.replaces, duties, "[[duty]]")
    if not request.grounds or not request.decided_by:
        yield f"{_place(request)}：grounds 和 decided_by 都不能空"


def _unknown_checks(rulebook: Rulebook) -> Iterator[str]:
    report = rulebook.report
    known = [entry.id for entry in (*rulebook.signature, *(table for table in (rulebook.logic_table,) if table))]
    if report:
        groups = (report.required, report.forbidden, report.hollow, report.timely, report.tried, report.excluded)
        known += [entry.id for group in groups for entry in group]
    for check in rulebook.desk_review.check if rulebook.desk_review else ():
        if not (check.rules or check.aspects):
            yield f"{_place(check)}：rules 和 aspects 至少写一个"
        yield from _unknown(check, "rules", check.rules, known, "办结报告的检查")


def _unknown(entry: Decided, key: str, names: Iterable[str], known: Iterable[str], where: str) -> Iterator[str]:
    yield from (f"{_place(entry)}：{key} = “{name}”不是 {where} 里的一项" for name in names if name not in known)
