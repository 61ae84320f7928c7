"""A roster shown before it is written: what would change, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from bot.rules.roster_changes import HeldPost, PersonChange, RosterChanges, changes
from bot.work.people import ROLE_NAMES
from bot.work.roster import RosterFaults, lines_of, posts_held, posts_listed
from storage import staff

RANKS = {1: "（A角）", 2: "（B角）"}


@dataclass(frozen=True, slots=True)
class RosterPreview:
    """`lines`: one for every person and unit that changes; `unchanged`: how many people stay as they are."""

    lines: tuple[str, ...]
    unchanged: int


def preview(session: Session, office_id: str, rows: Sequence[Mapping[str, str]]) -> RosterPreview | RosterFaults:
    """What `load_roster` would change, or every fault; writes nothing."""
    found = changes_of(session, office_id, rows)
    if isinstance(found, RosterFaults):
        return found
    units = [f"新单位：{name}" for name in found.new_units]
    return RosterPreview((*units, *(_in_words(one) for one in found.people)), found.unchanged)


def changes_of(session: Session, office_id: str, rows: Sequence[Mapping[str, str]]) -> RosterChanges | RosterFaults:
    """The same as values."""
    lines, faults = lines_of(session, office_id, rows)
    if faults:
        return RosterFaults(tuple(faults))
    known = [unit.name for unit in staff.active_units(session, office_id)]
    return changes(posts_held(session, office_id), posts_listed(lines), known)


def post_in_words(post: HeldPost) -> str:
    """`城建办 经办人（A角）`"""
    rank = RANKS.get(post.rank, "") if post.role == "handler" else ""
    return f"{post.unit} {ROLE_NAMES.get(post.role, post.role)}{rank}".strip()


def _in_words(change: PersonChange) -> str:
    gained = "、".join(post_in_words(post) for post in change.gained)
    lost = "、".join(post_in_words(post) for post in change.lost)
    parts = [f"{'＋' if not change.is_new else ''}{gained}" if gained else "", f"－{lost}" if lost else ""]
    return f"{'新人员：' if change.is_new else ''}{change.name} {' '.join(filter(None, parts))}".rstrip()
