"""Tries every Word form with an invented ticket, before somebody waits for one."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from bot.reports.filling.filler import Form, NotFilled, fill_now
from bot.reports.filling.samples import answer_to, sample_values
from bot.reports.render import TEMPLATES
from bot.rules.report_templates import OwnSlot
from bot.rules.rulebook import Rulebook


def form_faults(rulebooks: Sequence[Rulebook] = (), directory: Path = TEMPLATES) -> list[str]:
    """One sentence for every Word form below `directory` that cannot be filled, naming the file.

    A form of an office may use what its rulebook asks besides.
    """
    own = tuple((rulebook.id, slot) for rulebook in rulebooks if rulebook.report for slot in rulebook.report.slot)
    # `~$…` is what Word leaves beside a file that somebody has open.
    found = [path for path in sorted(directory.glob("forms/**/*.docx")) if not path.name.startswith("~$")]
    stamps = [path.stat() for path in found]
    return list(
        _faults(
            directory, tuple((path, at.st_mtime_ns, at.st_size) for path, at in zip(found, stamps, strict=True)), own
        )
    )


@cache
def _faults(
    directory: Path, files: tuple[tuple[Path, int, int], ...], own: tuple[tuple[str, OwnSlot], ...]
) -> tuple[str, ...]:
    """The same files need not be tried twice."""
    forms = []
    for path, _, _ in files:
        name = path.relative_to(directory).as_posix()
        asked = {slot.name: answer_to(slot) for office, slot in own if name.startswith(f"forms/{office}/")}
        forms.append(Form(name, {**sample_values(), **asked}, folder=directory))
    return tuple(f"Word 模板 {answer}" for answer in fill_now(*forms) if isinstance(answer, NotFilled))
