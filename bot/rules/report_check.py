"""Is a completion report fit to be handed in? Every check of the office's rulebook over one report."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from bot.rules.calendar import local
from bot.rules.choice_checks import finding_option, relation
from bot.rules.entry_aspects import of_attempts, of_needs
from bot.rules.examination import Examination, examine
from bot.rules.finding import Finding, breach
from bot.rules.report_case import PIECE_NAMES, ReportCase
from bot.rules.report_rules import Need, ReportRules
from bot.rules.rulebook import Rulebook
from bot.rules.signatures import missing_signatures
from bot.rules.text_checks import forbidden_wordings, hollow_text
from bot.rules.thresholds import counting
from bot.rules.time_nodes import names_time_node
from bot.rules.wording import find_any


def check(case: ReportCase, rulebook: Rulebook, *, signatures: bool = True) -> tuple[Finding, ...]:
    """Everything wrong with the report, what blocks first; the same answer every time.

    `signatures=False` leaves the signatures out, for a report that is only now handed to those who will sign it.
    """
    examination = examine(case, rulebook)
    checks: list[Callable[[Examination], Iterator[Finding]]] = [
        _required_elements,
        _tried_contacts,
        _timely_moments,
        finding_option,
        _excluded_choices,
        relation,
        forbidden_wordings,
        hollow_text,
    ]
    if signatures:
        checks.append(missing_signatures)
    found = dict.fromkeys(finding for one in checks for finding in one(examination))
    return tuple(sorted(found, key=lambda finding: finding.severity != "block"))


def _required_elements(examination: Examination) -> Iterator[Finding]:
    for entry in _rules(examination).required:
        if not examination.holds(entry.when):
            continue
        missing = [need for need in entry.needs if not _satisfied(examination, need)]
        if missing:
            yield breach(entry, f"缺：{'、'.join(map(_name, missing))}", aspects=of_needs(entry, missing))


def _satisfied(examination: Examination, need: Need) -> bool:
    return (
        not examination.holds(need.when)
        or any(map(examination.case.has, need.pieces))
        or find_any(examination.prose, need.words, need.gap)
        or (need.time_node and names_time_node(examination.case.text))
    )


def _name(need: Need) -> str:
    return need.name or "或".join(PIECE_NAMES[piece] for piece in need.pieces)


def _tried_contacts(examination: Examination) -> Iterator[Finding]:
    wanted = {attempts.id: attempts for attempts in examination.rulebook.attempts}
    for entry in _rules(examination).tried:
        attempts = wanted[entry.attempts]
        counted = len(counting(attempts, examination.case.call_records))
        if examination.holds(entry.when) and counted < attempts.at_least:
            apart = "分不同时段" if attempts.slots else f"每次间隔 {attempts.minutes_apart} 分钟以上"
            rule = f"需 {attempts.at_least} 次、{apart}"
            yield breach(entry, f"有效通话记录 {counted} 次，{rule}", aspects=of_attempts(entry, attempts))


def _timely_moments(examination: Examination) -> Iterator[Finding]:
    for entry in _rules(examination).timely:
        starts: datetime | None = getattr(examination.case, entry.starts)
        ends: datetime | None = getattr(examination.case, entry.ends)
        if starts is None or ends is None or not examination.holds(entry.when):
            continue
        if local(ends).date() > local(starts).date() + timedelta(days=entry.natural_days):
            yield breach(entry, f"{PIECE_NAMES[entry.ends]}为 {local(ends):%Y-%m-%d %H:%M}")


def _excluded_choices(examination: Examination) -> Iterator[Finding]:
    for entry in _rules(examination).excluded:
        if examination.holds(entry.when):
            yield breach(entry, entry.name)


def _rules(examination: Examination) -> ReportRules:
    return examination.rulebook.report or NO_RULES


NO_RULES = ReportRules(clause="", parts=())
