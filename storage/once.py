"""A reading transaction sees one state of things: what was asked in it once needs no second look."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from sqlalchemy import Engine
from sqlmodel import Session

T = TypeVar("T")
_ANSWERS = "answers"


def read(engine: Engine, work: Callable[[Session], T]) -> T:
    """Run `work` over one consistent state, in this thread."""
    with Session(engine, expire_on_commit=False, info={_ANSWERS: {}}) as session, session.begin():
        return work(session)


def read_once(query: Callable[..., T]) -> Callable[..., T]:
    """A query whose answer is kept for the rest of a reading transaction. Its answer must not be changed in place."""

    @wraps(query)
    def asked(session: Session, *args: Any) -> T:
        answers = session.info.get(_ANSWERS)
        if answers is None:
            return query(session, *args)
        key = (query, *args)
        if key not in answers:
            answers[key] = query(session, *args)
        found: T = answers[key]
        return found

    return asked
