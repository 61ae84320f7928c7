"""Where tests keep databases: committing to a disk that others use as well is not what they are about."""

import shutil
from pathlib import Path

MEMORY = Path("/dev/shm")
ENOUGH = 1 << 30
"""Bytes; in a container the folder in memory may be tiny."""


def folder_in_memory() -> Path | None:
    """A folder in memory with room for the databases of a run; None where there is none: then on the disk."""
    if not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free < ENOUGH:
        return None
    return MEMORY
