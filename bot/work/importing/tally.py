"""What an import has come to so far, and the rows of one file that stand in each other's way."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.reports.markup import one_line
from bot.rules.outcome import Refused
from bot.work.importing.amending import Amended
from bot.work.importing.deciding import Verdict
from bot.work.importing.prepared import Prepared
from bot.work.importing.taking_in import Outcome

FEW = 20
"""Up to so many new tickets get a card each (assumed); more are told in one message."""
MANY_ROWS = 200
"""A table of more rows is an export of what has been for long: past alarms are left to the summary (assumed)."""


@dataclass(slots=True)
class Tally:
    """Counts of rows by what became of them. `refused`: [row, number, why]; `first_new`: ids, a few only.

    `by_number`: what became of each ticket that was not refused, where the sender `names_each` (few at a time).
    """

    rows: int = 0
    new: int = 0
    closed: int = 0
    known: int = 0
    changed: list[Amended] = field(default_factory=list)
    rechecked: list[Amended] = field(default_factory=list)
    refused: list[list[Any]] = field(default_factory=list)
    unknown_units: Counter[str] = field(default_factory=Counter)
    first_new: list[int] = field(default_factory=list)
    by_number: dict[str, str] = field(default_factory=dict)
    names_each: bool = False

    def add(self, outcome: Outcome) -> None:
        """What a transaction did with some rows; what they ask of known tickets is added by itself."""
        self.new += len(outcome.new)
        self.closed += outcome.closed
        self.known += len(outcome.known)
        for row in outcome.refused:
            self.refuse(row, row.why)
        self.unknown_units.update(outcome.unknown_units)
        room = FEW + 1 - len(self.first_new)
        self.first_new += [ticket_id for ticket_id, _ in outcome.new[: max(0, room)]]
        if self.names_each:
            self.by_number |= dict.fromkeys(outcome.known, "known") | {number: "new" for _, number in outcome.new}

    def refuse(self, row: Prepared, why: str) -> None:
        self.refused.append([row.row, row.number, why])

    def amended(self, row: Prepared, what: Amended | Refused | None) -> None:
        if isinstance(what, Refused):
            self.refuse(row, what.told())
        elif what is None:
            self.known += 1
            self.by_number[row.number] = "known"
        elif what.fields:
            self.changed.append(what)
        else:
            self.rechecked.append(what)
        if isinstance(what, Amended):
            self.by_number[row.number] = "changed"

    def counts(self) -> dict[str, Any]:
        """The counts as plain values."""
        return {
            "rows": self.rows,
            "new": self.new,
            "closed": self.closed,
            "known": self.known,
            "changed": len(self.changed),
            "rechecked": len(self.rechecked),
            "refused": len(self.refused),
            "unknown_units": [f"{one_line(unit, 20)}（{rows}）" for unit, rows in self.unknown_units.most_common(10)],
            "rows_without_unit": self.unknown_units.total(),
        }


def count_wanted(tally: Tally, amended: Iterable[tuple[Prepared, int, Verdict]]) -> None:
    """Of a look: what would be changed, without doing it."""
    for row, ticket_id, asked in amended:
        kind = tally.rechecked if asked is Verdict.RECHECK else tally.changed
        kind.append(Amended(ticket_id, row.number))


class InOneFile:
    """Rows of the same number in one file: the first counts, an equal one is known, another one is refused."""

    def __init__(self) -> None:
        self._first: dict[str, tuple[int, str]] = {}

    def sift(self, tally: Tally, rows: Sequence[Prepared]) -> list[Prepared]:
        """The rows that are the first of their number; the others are counted."""
        tally.rows += len(rows)
        firsts = []
        for row in rows:
            if row.why:
                tally.refuse(row, row.why)
                continue
            first, digest = self._first.setdefault(row.number, (row.row, row.digest))
            if first == row.row:
                firsts.append(row)
            elif digest == row.digest:
                tally.known += 1
            else:
                tally.refuse(row, f"工单编号与第{first}行相同，内容却不一样。")
        return firsts
