"""The numbers of a bulletin: an office's figures, those of its units, its hot topics and its units' scores."""

from collections import Counter
from datetime import datetime

from sqlmodel import Session

from bot.rules import figures as counting
from bot.rules.bulletin_content import Line
from bot.rules.outcome import Refused
from bot.rules.periods import Period
from bot.rules.scoring import displayed
from bot.rules.topics import topics_of
from bot.work import evaluating, figures
from bot.work.offices import Offices
from storage import exports
from storage.exports import ToExport

MOST_TOPICS = 8


def figure_lines(session: Session, offices: Offices, office_id: str, about: Period, now: datetime) -> list[Line]:
    """Every metric of the office, with the numbers it is made of and those of the period before."""
    metrics = figures.metrics_of(offices, office_id)
    present = figures.counted(session, office_id, metrics, None, about, now)
    before = figures.counted(session, office_id, metrics, None, about.before(), now)
    lines = []
    for figure, earlier in zip(present, before, strict=True):
        parts = f"（{figure.fraction()}）" if figure.fraction() else ""
        below = f"，未达目标{figure.metric.target_percent}%" if figure.is_below_target else ""
        words = f"{figure.metric.name} {figure.shown()}{parts}，上期{earlier.shown()}{below}"
        cells = (figure.metric.name, figure.shown(), figure.fraction(), earlier.shown(), figure.metric.clause)
        lines.append(Line(words, cells))
    return lines


def unit_lines(session: Session, offices: Offices, office_id: str, about: Period, now: datetime) -> list[Line]:
    """Each unit's metrics in one line, for units that have any ticket in them."""
    metrics = figures.metrics_of(offices, office_id)
    counts = figures.counts_of(session, office_id, counting.moments_of(metrics), about, now)
    lines = []
    for number, unit in figures.units_of(session, office_id).items():
        of_unit = counting.figures_of(metrics, number, counts)
        told = [figure for figure in of_unit if figure.counted or figure.out_of]
        if told:
            words = "，".join(f"{figure.metric.name} {figure.shown()}" for figure in told)
            cells = (unit.name, *(figure.shown() for figure in of_unit))
            lines.append(Line(f"{unit.name}：{words}", cells, (number,)))
    return lines


def topic_lines(session: Session, offices: Offices, office_id: str, about: Period, _now: datetime) -> list[Line]:
    """What the tickets received in these days are about, the most frequent first."""
    matching = offices.present_law(office_id).rulebook.matching
    topics = matching.topic if matching is not None else ()
    counts: Counter[str] = Counter()
    for one in exports.exported(session, ToExport(office_id, about.since, about.until)):
        counts.update(topics_of(one.title, one.content, topics))
    ranked = sorted(counts.items(), key=lambda counted: (-counted[1], counted[0]))
    return [Line(f"{topic} {number}件", (topic, str(number))) for topic, number in ranked[:MOST_TOPICS]]


def score_lines(session: Session, offices: Offices, office_id: str, about: Period, now: datetime) -> list[Line]:
    """Each unit's score of the month, the best first; nothing where the document has no scores."""
    found = evaluating.evaluated(session, offices, office_id, about, now)
    if isinstance(found, Refused):
        return []
    return [Line(f"{one.unit} {score_shown(one)}", (one.unit, score_shown(one)), (one.unit_id,)) for one in found]


def score_shown(one: evaluating.Evaluated) -> str:
    """The score as people read it, to two places."""
    return f"{displayed(one.score.total, 2)}分"
