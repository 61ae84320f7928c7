"""One request and its answer, as a witness sees them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Exchange:
    """`method` in its proper spelling; `parameters` decoded; `answer` the JSON envelope.

    Answers bent by an ordered fault are not shown. `poison`: the ids of updates put in to be unreadable.
    """

    method: str
    parameters: dict[str, Any]
    status: int
    answer: dict[str, Any]
    poison: frozenset[int] = field(default_factory=frozenset)


Witness = Callable[[Exchange], None]
