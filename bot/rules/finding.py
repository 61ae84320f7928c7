"""What a check found: told with its clause, the words concerned and what to write instead."""

from dataclasses import dataclass

from bot.rules.case_condition import Entry, Severity


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach. `block` stops a report; `warn` asks for a word of explanation. `assumed`: what no document says."""

    rule: str
    severity: Severity
    clause: str
    excerpt: str
    advice: str
    assumed: str | None = None


def breach(entry: Entry, excerpt: str, *, severity: Severity | None = None, advice: str | None = None) -> Finding:
    """The finding of this entry, as grave as the entry says unless told otherwise."""
    return Finding(
        rule=entry.id,
        severity=severity or entry.severity,
        clause=entry.clause,
        excerpt=excerpt,
        advice=advice or entry.advice,
        assumed=entry.assumed,
    )
