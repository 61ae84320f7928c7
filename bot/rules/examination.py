"""One report under one rulebook, with its text folded once, and the questions its entries ask."""

from collections.abc import Collection
from dataclasses import dataclass

from bot.rules.case_condition import CaseCondition
from bot.rules.report_case import ReportCase
from bot.rules.rulebook import Rulebook
from bot.rules.wording import Prose, covered, find, fold

QUOTATION = "「…」"
"""Stands for the citizen's words while a report is judged."""


@dataclass(frozen=True, slots=True)
class Examination:
    """What every check is given."""

    case: ReportCase
    rulebook: Rulebook
    prose: Prose

    @property
    def fact(self) -> str | None:
        """The finding in the words of the office's own table."""
        findings = self.rulebook.findings
        return findings.plain_word(self.case.fact) if findings and self.case.fact else self.case.fact

    @property
    def negative(self) -> bool:
        """Whether the finding is of the 不属实类."""
        findings = self.rulebook.findings
        return findings is not None and findings.is_negative(self.case.fact)

    def reaches(self, threshold_id: str) -> bool:
        """Whether this ticket's repeats, or its callers, are as many as that threshold of the rulebook names."""
        counted = {
            "same_caller_same_matter": self.case.repeat_count,
            "unsolved_repeats": self.case.repeat_count,
            "callers_of_same_matter": self.case.distinct_callers,
        }
        return any(
            counted.get(threshold.counts, 0) >= threshold.at_least
            for threshold in self.rulebook.threshold
            if threshold.id == threshold_id
        )

    def holds(self, condition: CaseCondition) -> bool:
        """Whether everything that the condition asks is so."""
        case = self.case
        return (
            condition.ticket.holds(case.ticket, None)
            and _all_as_asked(
                (condition.negative_finding, self.negative),
                (condition.reached, case.reached),
                (condition.cannot_solve_in_time, case.cannot_solve_in_time),
            )
            and _all_listed(
                (condition.fact, self.fact),
                (condition.appeal, case.appeal),
                (condition.result, case.result),
                (condition.satisfaction, case.satisfaction),
                (condition.phone_kind, case.phone_kind),
                (condition.site_visit, case.site_visit),
            )
            and all(map(case.has, condition.given))
            and not any(map(case.has, condition.missing))
            and all(map(self.reaches, condition.reaches))
            and (not condition.words or self._says(condition))
            and (not condition.any_of or any(map(self.holds, condition.any_of)))
        )

    def _says(self, condition: CaseCondition) -> bool:
        spans = (span for word in condition.words for span in find(self.prose, word))
        return any(covered(self.prose, span, condition.innocent) is None for span in spans)


def examine(case: ReportCase, rulebook: Rulebook) -> Examination:
    """Make ready to ask about this report."""
    report = rulebook.report
    text = f"{case.text}\n{case.reply_points}" if report and report.reads_reply_points else case.text
    for words in filter(None, case.quoted):
        text = text.replace(words, QUOTATION, 1)
    return Examination(case, rulebook, fold(text))


def _all_as_asked(*pairs: tuple[bool | None, bool]) -> bool:
    return all(asked is None or asked == actual for asked, actual in pairs)


def _all_listed(*pairs: tuple[Collection[str], str | None]) -> bool:
    return all(not words or actual in words for words, actual in pairs)
