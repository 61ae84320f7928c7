"""Who signs a report, in which order and by which clause."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.rules.examination import Examination, examine
from bot.rules.finding import Finding, breach
from bot.rules.report_case import ReportCase
from bot.rules.report_rules import SignatureRule
from bot.rules.rulebook import Rulebook
from bot.rules.vocabulary import Party

LADDER: tuple[Party, ...] = (
    "unit_head",
    "unit_branch_leader",
    "territory_branch_leader",
    "desk_branch_leader",
    "main_leader",
)
"""Signatures are given upwards: who stands lower signs first."""


@dataclass(frozen=True, slots=True)
class RequiredSignature:
    """A party that signs, and the rules that ask for it."""

    party: Party
    rules: tuple[SignatureRule, ...]

    @property
    def clause(self) -> str:
        return "、".join(dict.fromkeys(rule.clause for rule in self.rules))

    @property
    def reason(self) -> str:
        return "、".join(dict.fromkeys(rule.name for rule in self.rules))

    @property
    def after_review(self) -> bool:
        """Whether the desk reviews the report before this party signs it."""
        return any(rule.after_review for rule in self.rules)

    @property
    def on_paper(self) -> str | None:
        """The clause that asks for this signature on paper or for a seal beside it; None where none does."""
        return "、".join(dict.fromkeys(rule.clause for rule in self.rules if rule.paper)) or None

    @property
    def assumed(self) -> str | None:
        """What was assumed, where no document but only an assumption asks for this signature."""
        if all(rule.assumed for rule in self.rules):
            return "；".join(dict.fromkeys(rule.assumed for rule in self.rules if rule.assumed))
        return None


def required(rulebook: Rulebook, case: ReportCase) -> tuple[RequiredSignature, ...]:
    """The signatures that this report needs, in the order in which they are given.

    Those of before the desk's review come first, among each other the lowest rank; nobody is added where one who signs
    anyway will do.
    """
    rules = _applying(examine(case, rulebook))
    parties = {rule.by[0] for rule in rules if len(rule.by) == 1}
    for rule in rules:
        if parties.isdisjoint(rule.by):
            parties.add(rule.by[0])
    wanted = [RequiredSignature(party, tuple(rule for rule in rules if party in rule.by)) for party in parties]
    return tuple(sorted(wanted, key=lambda one: (one.after_review, LADDER.index(one.party))))


def missing_signatures(examination: Examination) -> Iterator[Finding]:
    """A finding for every document's rule whose signature is not on the report; what follows the review is not due."""
    roles, rules = examination.rulebook.roles, _applying(examination)
    later = {party for rule in rules if rule.after_review for party in rule.by}
    for rule in rules:
        if rule.checked and later.isdisjoint(rule.by) and examination.case.signed.isdisjoint(rule.by):
            yield breach(rule, f"缺：{'或'.join(roles.get(party, party) for party in rule.by)}签字")


def _applying(examination: Examination) -> tuple[SignatureRule, ...]:
    return tuple(rule for rule in examination.rulebook.signature if examination.holds(rule.when))
