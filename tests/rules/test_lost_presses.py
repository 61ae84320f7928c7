"""Which buttons are offered once more after an outage."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from bot.rules.calendar import CHINA
from bot.rules.lost_presses import Card, Question, cards_again, presses_lost, questions_again

BEGAN = datetime(2026, 11, 20, 10, 0, tzinfo=CHINA)
ENDED = BEGAN + timedelta(minutes=30)


@dataclass(frozen=True)
class Told:
    """A card that is offered again, unless something is changed about it."""

    posted_at: datetime = BEGAN - timedelta(days=1)
    open: bool = True
    reader_reached: bool = True
    reader_may_act: bool = True

    def card(self) -> Card:
        return Card(1, self.posted_at, self.open, self.reader_reached, self.reader_may_act)


def test_the_messenger_keeps_presses_for_two_and_a_half_minutes() -> None:
    assert not presses_lost(BEGAN, BEGAN + timedelta(seconds=150))
    assert presses_lost(BEGAN, BEGAN + timedelta(seconds=151))


@pytest.mark.parametrize(
    ("told", "again"),
    [
        (Told(), True),
        (Told(posted_at=ENDED), True),
        (Told(posted_at=ENDED + timedelta(seconds=1)), False),
        (Told(open=False), False),
        (Told(reader_reached=False), False),
        (Told(reader_may_act=False), False),
    ],
)
def test_a_card_is_offered_again_if_its_reader_could_have_pressed_it_in_vain(told: Told, again: bool) -> None:
    assert cards_again([told.card()], BEGAN, ENDED) == ((1,) if again else ())
    assert cards_again([told.card()], BEGAN, BEGAN + timedelta(seconds=150)) == ()


def asked(draft: int, person: int, before: timedelta, at_rest: bool = False) -> Question:
    return Question(draft, person, BEGAN - before, at_rest)


def test_of_each_persons_questions_the_newest_is_put_again() -> None:
    questions = [
        asked(1, 1, timedelta(minutes=5)),
        asked(2, 1, timedelta(minutes=1)),
        asked(3, 2, timedelta(minutes=90)),
    ]
    assert set(questions_again(questions, BEGAN, ENDED)) == {2, 3}
    assert questions_again(questions, BEGAN, BEGAN + timedelta(seconds=150)) == ()


def test_a_question_that_nobody_expects_any_more_is_left_alone() -> None:
    assert questions_again([asked(1, 1, timedelta(hours=2, minutes=1))], BEGAN, ENDED) == ()


def test_what_was_asked_after_the_outage_is_not_asked_twice() -> None:
    assert questions_again([asked(1, 1, -timedelta(minutes=31))], BEGAN, ENDED) == ()


def test_while_the_office_rests_only_those_are_asked_who_were_at_it_just_now() -> None:
    long_ago, just_now = timedelta(minutes=100), timedelta(minutes=10)
    assert questions_again([asked(1, 1, long_ago, at_rest=True)], BEGAN, ENDED) == ()
    assert questions_again([asked(1, 1, just_now, at_rest=True)], BEGAN, ENDED) == (1,)
