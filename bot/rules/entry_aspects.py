"""To which of the desk's eight aspects an entry of the rulebook belongs: by its own word, or by its kind of check."""

from collections.abc import Iterable

from bot.rules.aspects import IN_WORDS, OF_MOMENT, Aspect, in_order, of_pieces
from bot.rules.case_condition import CaseCondition, Entry
from bot.rules.report_rules import (
    ExcludedChoice,
    Findings,
    LogicTable,
    Need,
    RequiredElement,
    SignatureRule,
    TimelyMoment,
    TriedContact,
)
from bot.rules.thresholds import Attempts


def of_entry(entry: Entry) -> tuple[Aspect, ...]:
    """Where every breach of the entry belongs to the same aspects, and its own word is silent."""
    match entry:
        case Entry(aspects=own) if own:
            return own
        case Findings():
            return ("fact",)
        case LogicTable():
            return ("logic",)
        case SignatureRule():
            return ("signatures",)
        case TimelyMoment(ends=moment):
            return (OF_MOMENT[moment],)
        case ExcludedChoice(when=when):
            return (_of_condition(when),)
        case RequiredElement(needs=needs):
            return of_needs(entry, needs)
    return (IN_WORDS,)


def of_needs(entry: RequiredElement, needs: Iterable[Need]) -> tuple[Aspect, ...]:
    """Of an element of which these are missing."""
    return entry.aspects or in_order(aspect for need in needs for aspect in need.aspects or (of_pieces(need.pieces),))


def of_attempts(entry: TriedContact, attempts: Attempts) -> tuple[Aspect, ...]:
    """Of tries that are still owed: the first thing they are made for decides."""
    return entry.aspects or in_order(OF_MOMENT.get(purpose, IN_WORDS) for purpose in attempts.purposes[:1])


def _of_condition(when: CaseCondition) -> Aspect:
    """Of a choice that must not be made: whatever it is a choice of."""
    if when.site_visit or any(inner.site_visit for inner in when.any_of):
        return "site_visit"
    if when.fact or when.negative_finding is not None:
        return "fact"
    return "logic" if when.appeal else IN_WORDS
