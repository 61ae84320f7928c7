"""What is different in a report that comes again: which answers, and which files were given since."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlmodel import Session

from bot.rules.report_templates import OwnSlot
from bot.work.evidence import counted_by_purpose
from bot.work.report_facts import Gathered
from bot.work.report_slots import SLOTS
from storage import tickets
from storage.tables import Report

LABELS = {slot.name: slot.label for slot in SLOTS}
OTHER = "其他项"


def changes_since_last(
    session: Session, report: Report, gathered: Gathered, own: Iterable[OwnSlot] = ()
) -> tuple[str, ...] | None:
    """In a few words each; empty where nothing changed, None for a first report. `own`: the office's own questions."""
    last = tickets.report_before(session, report)
    if last is None:
        return None
    files = [row.purpose for row in gathered.evidence if row.given_at > last.submitted_at]
    labels = {**LABELS, **{slot.name: slot.label for slot in own}}
    changed = changed_slots(last.slots, report.slots, labels)
    return (*changed, *(f"新增{counted}" for counted in counted_by_purpose(files)))


def changed_slots(
    before: Mapping[str, Any], after: Mapping[str, Any], labels: Mapping[str, str] = LABELS
) -> tuple[str, ...]:
    """The answers that differ, by their labels, in the order in which they are asked; the office's own come last."""
    differing = [name for name in {**before, **after} if _value(before, name) != _value(after, name)]
    named = [name for name in labels if name in differing]
    words = [f"{_how(before, after, name)}{labels[name]}" for name in named]
    return (*words, *([f"改了{OTHER}"] if set(differing) - set(named) else []))


def _how(before: Mapping[str, Any], after: Mapping[str, Any], name: str) -> str:
    if not _value(before, name):
        return "补了"
    return "改了" if _value(after, name) else "删了"


def _value(slots: Mapping[str, Any], name: str) -> Any:
    return slots.get(name) or None
