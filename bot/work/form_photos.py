"""Which of a ticket's photos stand on a form: some of before, of the site and of after, as far as they are on disk."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.reports.moments import full
from bot.work.evidence import PURPOSES
from storage.tables import Evidence

SHOWN = ("photo_before", "photo_site", "photo_after")
MOST_PHOTOS = 6
PICTURES = frozenset({"photo", "document"})


@dataclass(frozen=True, slots=True)
class FormPhoto:
    """A photo for a form. `path` is relative to the directory of files; `wide`: it takes the whole width of a page."""

    path: str
    caption: str
    wide: bool = False


def photos_for(given: Iterable[Evidence]) -> Iterator[FormPhoto]:
    """At most MOST_PHOTOS, in the order before, site, after; where there are more, each purpose gets its share."""
    there = [row for row in given if row.purpose in SHOWN and row.kind in PICTURES and row.path]
    by_purpose = {purpose: [row for row in there if row.purpose == purpose] for purpose in SHOWN}
    chosen: list[Evidence] = []
    for turn in range(len(there)):
        chosen += [rows[turn] for rows in by_purpose.values() if turn < len(rows)]
    kept = {row.id for row in chosen[:MOST_PHOTOS]}
    for purpose, rows in by_purpose.items():
        for row in rows:
            if row.id in kept and row.path:
                yield FormPhoto(row.path, f"{PURPOSES[purpose]}　{full(row.given_at)}")
