"""Where a given file goes on disk, and when to try again to fetch it. The fetching itself is the network's business."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from storage import files
from storage.rows import id_of

MOST_ATTEMPTS = 20
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class FileToFetch:
    """A file the messenger holds and the disk does not yet; `path` is its place in the files' directory."""

    evidence_id: int
    file_id: str
    path: str


def to_fetch(session: Session, now: datetime, limit: int = 10) -> list[FileToFetch]:
    """The files whose fetching is due, oldest first."""
    rows = files.to_fetch(session, now, limit, MOST_ATTEMPTS)
    return [FileToFetch(id_of(row), row.file_id, place_for(uuid.uuid4())) for row in rows]


def place_for(name: uuid.UUID) -> str:
    """A path that says nothing about ticket, citizen or sender; two levels, so that no directory grows endless."""
    return f"{name.hex[:2]}/{name.hex}"


def stored(session: Session, file: FileToFetch, sha256: str, now: datetime) -> None:
    """The file is on disk at its path."""
    files.stored(session, file.evidence_id, file.path, sha256, now)


def failed(session: Session, file: FileToFetch, now: datetime) -> None:
    """The file could not be fetched; try again later, each time a little later still."""
    row = files.evidence(session, file.evidence_id)
    if row is not None:
        files.fetch_failed(session, file.evidence_id, now + wait_after(row.attempts + 1))


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many failed tries: doubling, up to an hour."""
    return min(FIRST_WAIT * 2 ** min(attempts - 1, MOST_ATTEMPTS), LONGEST_WAIT)
