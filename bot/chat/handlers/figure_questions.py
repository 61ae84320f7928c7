"""How /figures, /charts and /score begin: whose figures this person may see, and what of them the words ask for."""

from collections.abc import Callable, Sequence

from bot.chat.replies import NOTHING, Reply
from bot.chat.turn import Turn
from bot.reports.markup import escape, one_line
from bot.rules.asked_figures import NotUnderstood, Question, question
from bot.rules.calendar import local
from bot.rules.office_rules import Metric
from bot.rules.outcome import Refused
from bot.rules.visibility import mask_text
from bot.work import figures
from bot.work.figures import Reach

LONGEST_QUESTION, LONGEST_REPEATED = 200, 20


def question_in(turn: Turn, words: str, metrics: Sequence[Metric] = ()) -> Question | NotUnderstood:
    """The unit, the time and the metric in the words."""
    units = {unit.name: number for number, unit in figures.units_of(turn.session, turn.person.office_id).items()}
    return question(one_line(words, LONGEST_QUESTION), units, metrics, local(turn.now).date())


def asked(
    turn: Turn, words: str, hint: Callable[[str], str], metrics: Sequence[Metric] = ()
) -> tuple[Reach, Question] | Reply:
    """Both; or the answer to somebody who sees no figures, or to words not understood: `hint` about those."""
    seen = figures.reach(turn.session, turn.person, turn.now)
    if isinstance(seen, Refused):
        return turn.tell(seen)
    found = question_in(turn, words, metrics)
    if isinstance(found, NotUnderstood):
        turn.say(escape(hint(one_line(mask_text(found.words), LONGEST_REPEATED))))
        return NOTHING
    return seen, found


def unit_meant(wanted: Question, unsaid: int | None) -> int | None:
    """The unit asked for, the office (None) where the whole is; `unsaid` where neither was named."""
    return wanted.unit_id if wanted.unit_id is not None or wanted.whole_office else unsaid
