"""Naming an error without repeating its words, which may hold what a citizen said."""

import traceback


def place_of(error: BaseException) -> str:
    """The error's type and the innermost line of code it passed."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{where}"
