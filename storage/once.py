"""A reading transaction sees one state of things: what was asked in it once needs no second look."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from sqlalchemy import Engine
from sqlmodel import Session

T = TypeVar("T")
_KEPT = "kept"
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


def keep(session: Session, key: tuple[Any, ...], make: Callable[[], T]) -> T:
    """What `make` answers, made once in a transaction of any sort: the key must change with whatever it depends on."""
    kept: dict[tuple[Any, ...], T] = session.info.setdefault(_KEPT, {})
    if key not in kept:
        kept[key] = make()
    return kept[key]
