"""What a check found: told with its clause, the words concerned and what to write instead."""

from dataclasses import dataclass

from bot.rules.aspects import Aspect
from bot.rules.case_condition import Entry, Severity
from bot.rules.entry_aspects import of_entry


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach. `block` stops a report; `warn` asks for a word of explanation. `assumed`: what no document says.

    `aspects`: to which of the eight that a desk looks at it belongs.
    """

    rule: str
    severity: Severity
    clause: str
    excerpt: str
    advice: str
    assumed: str | None = None
    aspects: tuple[Aspect, ...] = ()


def breach(
    entry: Entry,
    excerpt: str,
    *,
    severity: Severity | None = None,
    advice: str | None = None,
    aspects: tuple[Aspect, ...] | None = None,
) -> Finding:
    """The finding of this entry, as grave as the entry says unless told otherwise; so are its aspects."""
    return Finding(
        rule=entry.id,
        severity=severity or entry.severity,
        clause=entry.clause,
        excerpt=excerpt,
        advice=advice or entry.advice,
        assumed=entry.assumed,
        aspects=of_entry(entry) if aspects is None else aspects,
    )
