"""Checks of the words of a report: what must not stand in it, and whether it says anything at all."""

from collections.abc import Iterator
from typing import NamedTuple

from bot.rules.examination import Examination
from bot.rules.finding import Finding, breach
from bot.rules.report_rules import ForbiddenWording, HollowText
from bot.rules.time_nodes import names_time_node
from bot.rules.wording import Span, chinese_characters, covered, find, find_any


class Hit(NamedTuple):
    """A place where an entry's wording stands."""

    span: Span
    entry: ForbiddenWording


def forbidden_wordings(examination: Examination) -> Iterator[Finding]:
    """One finding for every place, in the order of the text."""
    for hit in forbidden_hits(examination):
        yield breach(hit.entry, examination.prose.quote(hit.span))


def forbidden_hits(examination: Examination) -> tuple[Hit, ...]:
    """Every place that is not excused, in order; the longest wording at a place speaks for it alone."""
    report = examination.rulebook.report
    entries = report.forbidden if report else ()
    hits = [hit for entry in entries if examination.holds(entry.when) for hit in _hits(examination, entry)]
    return tuple(hit for hit in _longest(hits) if not _excused(examination, hit))


def hollow_text(examination: Examination) -> Iterator[Finding]:
    """A hint where a report is too short to say anything, or only promises."""
    report = examination.rulebook.report
    for entry in report.hollow if report else ():
        if examination.holds(entry.when) and (words := _hollow(examination, entry)):
            yield breach(entry, words)


def _hits(examination: Examination, entry: ForbiddenWording) -> Iterator[Hit]:
    prose = examination.prose
    for wording in entry.wordings:
        for span in find(prose, wording, entry.gap):
            if covered(prose, span, entry.innocent) is None or covered(prose, span, entry.guilty):
                yield Hit(span, entry)


def _longest(hits: list[Hit]) -> Iterator[Hit]:
    """In the order of the text, without the hits that lie within another or that an earlier entry found there, too."""
    reached = 0
    for hit in sorted(hits, key=lambda hit: (hit.span.start, -hit.span.end)):
        if hit.span.end > reached:
            reached = hit.span.end
            yield hit


def _excused(examination: Examination, hit: Hit) -> bool:
    if any(map(examination.holds, hit.entry.unless)):
        return True
    if not hit.entry.unless_time_node:
        return False
    return examination.case.has("time_node") or names_time_node(examination.prose.passage(hit.span))


def _hollow(examination: Examination, entry: HollowText) -> str | None:
    count = chinese_characters(examination.case.text)
    if count < entry.at_least:
        return f"正文只有 {count} 个汉字"
    says_nothing = find_any(examination.prose, entry.phrases) and not find_any(examination.prose, entry.measures)
    return "只有表态，没有写已采取的措施" if says_nothing else None
