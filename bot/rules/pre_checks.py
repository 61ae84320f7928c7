"""What the desk looks at before it passes a report: eight checks, each well, failed, or not asked of this ticket.

The list is the office's own where its rulebook has one ([[desk_review.check]]), otherwise the product's, which is
nobody's official text and says so.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from bot.rules.aspects import ASPECT_NAMES, Aspect
from bot.rules.decision_rules import DeskCheck
from bot.rules.entry_aspects import of_attempts, of_entry, of_needs
from bot.rules.evidence import EvidenceStanding
from bot.rules.examination import Examination
from bot.rules.finding import Finding
from bot.rules.report_rules import RequiredElement, TriedContact
from bot.rules.rulebook import Rulebook

UNOFFICIAL = "本系统八项预审（非官方“八审八不准”文本）"
OWN_CHECKS = tuple(
    DeskCheck(id=aspect, name=name, clause="", aspects=(aspect,)) for aspect, name in ASPECT_NAMES.items()
)
REST = DeskCheck(id="rest", name="其他", clause="")
"""Holds what the office's own list has no place for: nothing found is ever lost."""

Verdict = Literal["passed", "failed", "not_asked"]
Belonging = tuple[str, tuple[Aspect, ...]]
"""The id of a rule, and the aspects it belongs to."""


@dataclass(frozen=True, slots=True)
class PreCheck:
    """One check with what was found: `findings` of the report, `missing` evidence that no finding has told already."""

    check: DeskCheck
    verdict: Verdict
    findings: tuple[Finding, ...] = ()
    missing: tuple[EvidenceStanding, ...] = ()


def list_name(rulebook: Rulebook) -> str:
    """Under which name the checks are shown."""
    review = rulebook.desk_review
    return review.name if review and review.check else UNOFFICIAL


def pre_checks(
    examination: Examination, findings: Iterable[Finding], evidence: Iterable[EvidenceStanding]
) -> tuple[PreCheck, ...]:
    """Every check of the list, in order; one more at the end if something found belongs to none of them."""
    rulebook, found = examination.rulebook, tuple(findings)
    told = {finding.rule for finding in found}
    missing = [one for one in evidence if one.is_missing and one.rule not in told]
    checks = _list_of(rulebook)
    asked = {check.id for belonging in _asked(examination) for check in _checks_of(checks, *belonging)}
    asked |= {check.id for one in evidence for check in _of_evidence(checks, one)}
    of_finding = [(finding, _checks_of(checks, finding.rule, finding.aspects)) for finding in found]
    of_missing = [(one, _of_evidence(checks, one)) for one in missing]
    listed = (
        PreCheck(
            check,
            "passed" if check.id in asked else "not_asked",
            tuple(finding for finding, homes in of_finding if check in homes),
            tuple(one for one, homes in of_missing if check in homes),
        )
        for check in (*checks, REST)
    )
    return tuple(_judged(one) for one in listed if one.check != REST or one.findings or one.missing)


def _judged(one: PreCheck) -> PreCheck:
    return PreCheck(one.check, "failed", one.findings, one.missing) if one.findings or one.missing else one


def _list_of(rulebook: Rulebook) -> tuple[DeskCheck, ...]:
    review = rulebook.desk_review
    return review.check if review and review.check else OWN_CHECKS


def _checks_of(checks: tuple[DeskCheck, ...], rule: str, aspects: tuple[Aspect, ...]) -> list[DeskCheck]:
    """The checks that name the rule; where none does, those that look at one of the aspects."""
    named = [check for check in checks if rule in check.rules]
    return named or [check for check in checks if set(check.aspects) & set(aspects)] or [REST]


def _of_evidence(checks: tuple[DeskCheck, ...], evidence: EvidenceStanding) -> list[DeskCheck]:
    return _checks_of(checks, evidence.rule, ("attachments",))


def _asked(examination: Examination) -> Iterator[Belonging]:
    """Everything that the rulebook asks of this report; a choice that must not be made is asked by its table."""
    rulebook = examination.rulebook
    attempts = {one.id: one for one in rulebook.attempts}
    report = rulebook.report
    entries = (*report.required, *report.timely, *report.tried, *report.forbidden, *report.hollow) if report else ()
    tables = [table for table in (rulebook.findings, rulebook.logic_table) if table]
    for entry in (*entries, *tables, *rulebook.signature):
        if not examination.holds(entry.when):
            continue
        match entry:
            case RequiredElement(needs=needs):
                asked = of_needs(entry, [need for need in needs if examination.holds(need.when)])
            case TriedContact(attempts=name):
                asked = of_attempts(entry, attempts[name])
            case _:
                asked = of_entry(entry)
        yield entry.id, asked
