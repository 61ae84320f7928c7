"""Queries that count tickets by the hour and by words of their title: the database counts, nothing is loaded."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, case, cast, func, or_, select
from sqlmodel import Session, col

from storage.tables import TallyForm, TallyRow, Ticket
from storage.tallies import Among, conditions, moment_of

FORMS_AT_ONCE = 1000
HOUR = 3600
Forms = Sequence[int] | None
"""Only tickets with these tallies (by id); None: all."""


@dataclass(frozen=True, slots=True)
class Titled:
    """Titles with one of these words and none of those."""

    words: tuple[str, ...]
    but: tuple[str, ...] = ()


def forms(session: Session, among: Among) -> Iterator[tuple[int, str]]:
    """The different tallies there are among these tickets, by id with their words."""
    present = select(col(TallyRow.form_id)).where(*conditions(among)).distinct().subquery()
    query = select(col(TallyForm.id), col(TallyForm.words)).join(present, present.c.form_id == col(TallyForm.id))
    for form_id, words in session.connection().execute(query):
        yield int(form_id or 0), words


def by_hour(session: Session, among: Among, only: Forms) -> dict[int, int]:
    """How many tickets in each hour that has one; hours are counted since 1970 in universal time."""
    hour = _hour(session, moment_of(among.moment)).label("hour")
    found: dict[int, int] = {}
    for some in _parts(only):
        query = select(hour, func.count()).where(*conditions(among), *_of(some)).group_by(hour)
        for at, number in session.connection().execute(query):
            found[int(at)] = found.get(int(at), 0) + int(number)
    return found


def titled(session: Session, among: Among, only: Forms, wanted: Sequence[Titled]) -> list[int]:
    """For each of `wanted` how many tickets have such a title, in its order."""
    found = [0] * len(wanted)
    if not wanted:
        return found
    columns = [func.coalesce(func.sum(case((_has(session, one), 1), else_=0)), 0) for one in wanted]
    for some in _parts(only):
        query = select(*columns).join(TallyRow, col(TallyRow.ticket_id) == col(Ticket.id))
        row = session.connection().execute(query.where(*conditions(among), *_of(some))).one()
        found = [before + int(number) for before, number in zip(found, row, strict=True)]
    return found


def _hour(session: Session, moment: Any) -> ColumnElement[int]:
    if _is_sqlite(session):
        return cast(func.strftime("%s", moment), BigInteger) // HOUR
    return cast(func.floor(func.extract("epoch", moment) / HOUR), BigInteger)


def _has(session: Session, wanted: Titled) -> ColumnElement[bool]:
    """Looked for as they stand: both databases find a place in a text faster than a pattern."""
    place = func.instr if _is_sqlite(session) else func.strpos
    title = col(Ticket.title)
    named = or_(*(place(title, word) > 0 for word in wanted.words))
    return and_(named, *(place(title, word) == 0 for word in wanted.but))


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _parts(only: Forms) -> Iterator[Forms]:
    """A query takes so many ids; tickets of different tallies are different tickets, so that their numbers add up."""
    if only is None:
        yield None
        return
    for start in range(0, len(only), FORMS_AT_ONCE):
        yield only[start : start + FORMS_AT_ONCE]


def _of(only: Forms) -> list[ColumnElement[bool]]:
    return [] if only is None else [col(TallyRow.form_id).in_(only)]
