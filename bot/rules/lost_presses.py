"""Which buttons are offered once more after an outage in which presses may have been lost."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

PRESSES_LAST = timedelta(seconds=150)
"""How long the messenger keeps a press for a bot that does not fetch it; words and files wait a day."""
QUESTIONS_LAST = timedelta(hours=2)
"""How long somebody still expects the question they were asked."""


class Card(NamedTuple):
    """The newest card of a ticket in one chat. `reader_may_act`: one of its buttons does something for its reader."""

    posted_id: int
    posted_at: datetime
    open: bool
    reader_reached: bool
    reader_may_act: bool


class Question(NamedTuple):
    """A dialogue that waits for an answer; a person's newest counts."""

    draft_id: int
    person_id: int
    asked_at: datetime
    at_rest: bool = False
    """Whether the office rests now."""


def presses_lost(began: datetime, ended: datetime) -> bool:
    """Whether presses may be gone for good after nobody fetched them from `began` to `ended`."""
    return ended - began > PRESSES_LAST


def cards_again(cards: Iterable[Card], began: datetime, ended: datetime) -> tuple[int, ...]:
    """The cards to be redrawn with the request to press once more, by `posted_id`."""
    if not presses_lost(began, ended):
        return ()
    return tuple(card.posted_id for card in cards if card.posted_at <= ended and _could_be_pressed(card))


def questions_again(questions: Iterable[Question], began: datetime, ended: datetime) -> tuple[int, ...]:
    """The questions to be put once more, by `draft_id`; while the office rests only those asked just now."""
    if not presses_lost(began, ended):
        return ()
    newest: dict[int, Question] = {}
    for question in sorted(questions, key=lambda one: (one.asked_at, one.draft_id)):
        newest[question.person_id] = question
    return tuple(one.draft_id for one in newest.values() if _is_expected(one, began, ended))


def _could_be_pressed(card: Card) -> bool:
    return card.open and card.reader_reached and card.reader_may_act


def _is_expected(question: Question, began: datetime, ended: datetime) -> bool:
    since = ended if question.at_rest else began
    return since - QUESTIONS_LAST <= question.asked_at <= ended
