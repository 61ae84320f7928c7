"""The acts for which an office's document gives no occasion: nobody is offered them there."""

from collections.abc import Iterator

from bot.rules.acts import Act
from bot.rules.office_rules import FollowUp
from bot.rules.rulebook import Rulebook

CONSENT, TOGETHER = "neglect_or_danger", "共同处置"
"""What a follow-up is about that belongs to an act of its own: consent to a supervision, handling a ticket together."""


def without(rulebook: Rulebook) -> frozenset[Act]:
    """The acts that this office does not know."""
    return frozenset(_without(rulebook))


def written_follow_ups(rulebook: Rulebook) -> tuple[FollowUp, ...]:
    """The follow-ups that somebody asks for and somebody writes."""
    return tuple(rule for rule in rulebook.follow_up if rule.occasion != CONSENT and TOGETHER not in rule.tags)


def consent(rulebook: Rulebook) -> FollowUp | None:
    """The rule that asks leaders for their consent before a ticket is supervised, if there is one (PT-2.1)."""
    return next((rule for rule in rulebook.follow_up if rule.occasion == CONSENT), None)


def together(rulebook: Rulebook) -> FollowUp | None:
    """The rule by which a ticket is to be handled together with others, if there is one (PT-1.4)."""
    return next((rule for rule in rulebook.follow_up if TOGETHER in rule.tags), None)


def asks_for_paper(rulebook: Rulebook) -> bool:
    """Whether the document wants any signature on paper, or a seal beside one."""
    steps = rulebook.returns.step if rulebook.returns else ()
    wanted = [*(one.paper for one in rulebook.signature), *(one.paper for one in rulebook.request)]
    return any([*wanted, *(step.paper for step in steps)])


def informant_calls(rulebook: Rulebook) -> bool:
    """Whether the first contact is the informant's; elsewhere one on the roster only knows of the ticket."""
    return any(rule.owed_by == "informant" and "first_contact" in rule.ends for rule in rulebook.duty)


def _without(rulebook: Rulebook) -> Iterator[Act]:
    if not rulebook.designation:
        yield from (Act.ASK_DESIGNATION, Act.DESIGNATE)
    if not rulebook.request:
        yield Act.APPLY
    if not written_follow_ups(rulebook):
        yield from (Act.ASK_FOLLOW_UP, Act.FOLLOW_UP)
    if not asks_for_paper(rulebook):
        yield Act.SIGN_ON_PAPER
    if rulebook.returns is None:
        yield from (Act.APPLY_RETURN, Act.RETURN_UPWARD)
    if rulebook.desk_review is None or rulebook.desk_review.again is None:
        yield Act.REVIEW_AGAIN
    if "informant" not in rulebook.roles:
        yield Act.CHOOSE_FINDING
