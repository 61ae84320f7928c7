"""A chart that somebody asked for: counted at the moment it leaves, drawn after that by a child process."""

from datetime import datetime

from sqlmodel import Session

from bot.alerts.composition import Captioned, Composition, Obsolete, Say
from bot.alerts.drawing import of_markup
from bot.reports.charts.drawing import picture_of
from bot.reports.charts.words import caption, in_words
from bot.rules.outcome import Refused
from bot.work import chart_asking, charts
from bot.work.chart_asking import Wanted
from bot.work.notices import ANSWER_LANE
from bot.work.offices import Offices
from storage import staff
from storage.tables import OutboxRow

NO_LONGER = Obsolete("收信人现在无权看这幅图")


def compose(session: Session, offices: Offices, row: OutboxRow, now: datetime) -> Composition:
    """The chart, if the person may still see it; its numbers in words are sent where it cannot be drawn."""
    person = staff.person(session, row.person_id) if row.person_id is not None else None
    wanted = Wanted(**row.payload)
    period = wanted.span
    if person is None or period is None or isinstance(chart_asking.allowed(session, person, wanted, now), Refused):
        return NO_LONGER
    made = charts.chart(session, offices, person.office_id, wanted.code, period, wanted.unit_id or None, now)
    picture = Captioned(picture_of(made), caption(made))
    # Behind a bulletin it makes no sound of its own.
    said = of_markup(in_words(made), chart_asking.keys_below(wanted), silent=row.lane != ANSWER_LANE)
    return Say(said, None, "chart", picture=picture)
