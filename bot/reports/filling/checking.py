"""Tries every Word form with an invented ticket, before somebody waits for one."""

from functools import cache
from pathlib import Path

from bot.reports.filling.filler import Form, NotFilled, fill_now
from bot.reports.filling.samples import sample_values
from bot.reports.render import TEMPLATES


def form_faults(directory: Path = TEMPLATES) -> list[str]:
    """One sentence for every Word form below `directory` that cannot be filled, naming the file."""
    # `~$…` is what Word leaves beside a file that somebody has open.
    found = [path for path in sorted(directory.glob("forms/**/*.docx")) if not path.name.startswith("~$")]
    stamps = [path.stat() for path in found]
    return list(
        _faults(directory, tuple((path, at.st_mtime_ns, at.st_size) for path, at in zip(found, stamps, strict=True)))
    )


@cache
def _faults(directory: Path, files: tuple[tuple[Path, int, int], ...]) -> tuple[str, ...]:
    """The same files need not be tried twice."""
    values = sample_values()
    forms = [Form(path.relative_to(directory).as_posix(), values, folder=directory) for path, _, _ in files]
    return tuple(f"Word 模板 {answer}" for answer in fill_now(*forms) if isinstance(answer, NotFilled))
