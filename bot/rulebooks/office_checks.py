"""Whether what a rulebook says about bulletins, follow-ups, metrics and forms fits together."""

from collections import Counter
from collections.abc import Iterator
from itertools import chain

from bot.rules.bulletin_rules import Bulletin
from bot.rules.office_rules import FollowUp, Form, Metric
from bot.rules.rulebook import Rulebook
from bot.rules.vocabulary import Party

Entry = Bulletin | FollowUp | Metric | Form


def office_faults(rulebook: Rulebook) -> list[str]:
    """Every fault, one sentence each with the entry's id and clause; empty when everything holds together."""
    entries = list(_entries(rulebook))
    repeated = (identity for identity, times in Counter(entry.id for entry in entries).items() if times > 1)
    return [
        *chain.from_iterable(_empty_words(entry) for entry in entries),
        *(f"{identity}：这个 id 用了不止一次" for identity in repeated),
        *_undefined_roles(rulebook),
        *chain.from_iterable(_unknown_in_form(rulebook, form) for form in rulebook.form),
        *_unknown_duties(rulebook),
        *chain.from_iterable(_unknown_in_bulletin(rulebook, bulletin) for bulletin in rulebook.bulletin),
    ]


def _entries(rulebook: Rulebook) -> Iterator[Entry]:
    yield from chain(rulebook.bulletin, rulebook.follow_up, rulebook.metric, rulebook.form)


def _place(entry: Entry) -> str:
    return f"{entry.id}（{entry.clause}）"


def _empty_words(entry: Entry) -> Iterator[str]:
    for key in ("id", "name", "clause"):
        if not getattr(entry, key).strip():
            yield f"{_place(entry)}：{key} 是空的"
    if isinstance(entry, Form) and not (entry.fields or entry.text):
        yield f"{_place(entry)}：fields 和 text 都是空的"


def _undefined_roles(rulebook: Rulebook) -> Iterator[str]:
    named: list[tuple[Entry, tuple[Party, ...]]] = [
        (entry, (*entry.by, *entry.signed_by, *entry.informs)) for entry in rulebook.follow_up
    ]
    named += [(entry, (entry.led_by,)) for entry in rulebook.bulletin if entry.led_by]
    named += [(entry, (*entry.signed_by, *entry.sent_to)) for entry in rulebook.form]
    for entry, parties in named:
        yield from (f"{_place(entry)}：[roles] 里没有 {party}" for party in parties if party not in rulebook.roles)


def _unknown_in_form(rulebook: Rulebook, form: Form) -> Iterator[str]:
    """What a form goes with must be there; and what nobody signs is sent to nobody with the question to sign."""
    returns = rulebook.returns.ground if rulebook.returns else ()
    known = {one.id for one in rulebook.request} | {one.id for one in rulebook.follow_up} | {one.id for one in returns}
    thresholds = {threshold.id for threshold in rulebook.threshold}
    yield from (
        f"{_place(form)}：rules = “{name}”不是申请、退单、后续事项里的一项" for name in form.rules if name not in known
    )
    for name in form.when.reaches:
        if name not in thresholds:
            yield f"{_place(form)}：when.reaches = “{name}”不是 [[threshold]] 里的一项"
    if form.sent_on is None and not set(form.sent_to) <= set(form.signed_by):
        yield f"{_place(form)}：sent_to 里的人不在 signed_by 里，没有请其签批的时候"


def _unknown_duties(rulebook: Rulebook) -> Iterator[str]:
    known = {rule.id for rule in rulebook.duty}
    for metric in rulebook.metric:
        yield from (
            f"{_place(metric)}：duties 里的 {rule} 不是 [[duty]] 里的 id" for rule in metric.duties if rule not in known
        )


def _unknown_in_bulletin(rulebook: Rulebook, bulletin: Bulletin) -> Iterator[str]:
    """What a bulletin rests on must be there."""
    rests_on = (
        ("duty", [bulletin.duty] if bulletin.duty else [], {rule.id for rule in rulebook.duty}),
        ("thresholds", bulletin.thresholds, {threshold.id for threshold in rulebook.threshold}),
        ("answered", [bulletin.answered] if bulletin.answered else [], {rule.id for rule in rulebook.follow_up}),
    )
    for key, named, known in rests_on:
        yield from (f"{_place(bulletin)}：{key} 里的 {name} 在本文件里没有" for name in named if name not in known)
