"""The fields of a ticket as slots that are filled by `标签：内容` lines, or one by one."""

from collections.abc import Callable

from bot.chat.dialogues.dialogue import Scene, Slot, Slots, always
from bot.chat.reading import Misread
from bot.reports.markup import fill
from bot.work.field_view import synonyms
from bot.work.labels import FIELD_NAMES
from bot.work.parsing import in_one_form
from bot.work.reading import Problem, read


def field_slots(
    besides: tuple[str, ...] = (), needed: Callable[[str], Callable[[Slots], bool]] | None = None
) -> tuple[Slot, ...]:
    """One slot for each field but those of `besides`. Without `needed` none is asked by itself."""
    return tuple(_slot(name, needed) for name in FIELD_NAMES if name not in besides)


def _slot(name: str, needed: Callable[[str], Callable[[Slots], bool]] | None) -> Slot:
    label = FIELD_NAMES[name]
    return Slot(
        name,
        label,
        ask=lambda scene: fill("{label}改成什么？直接打出来。", label=label),
        read=_reader(name),
        needed=needed(name) if needed else always,
        aside=needed is None,
        offered=False,
        prose=True,
        synonyms=synonyms(name),
    )


def _reader(name: str) -> Callable[[Scene, str], str | Misread]:
    def read_field(scene: Scene, said: str) -> str | Misread:
        value = read(name, said)
        return Misread(value.said) if isinstance(value, Problem) else in_one_form({name: said})[name]

    return read_field
