"""Slots that the administrator's dialogues ask for in the same way: a person, a unit, a name, a last look."""

from collections.abc import Callable, Collection, Iterable
from typing import Any

from bot.chat.dialogues.dialogue import Choice, Scene, Slot, always, fixed, free, plainly
from bot.chat.reading import Misread
from bot.reports.markup import escape
from bot.work.administration import choices
from bot.work.administration.choices import Option
from bot.work.roster import KIND_NAMES, LONGEST_NAME

NO_SUCH_PERSON = Misread("本单位没有这个人，请点下面的名字，或者打出全名。")
NO_SUCH_UNIT = Misread("本单位没有这个部门或片区，请点下面的名称，或者打出全名。")


def person_slot(question: str, *, bound: bool | None = None, name: str = "person", label: str = "人员") -> Slot:
    """Somebody of the office, kept as the id's digits."""

    def offered(scene: Scene) -> tuple[Choice, ...]:
        return as_choices(choices.people(scene.turn.session, scene.turn.person.office_id, bound=bound))

    def read(scene: Scene, said: str) -> str | Misread:
        found = choices.person_named(scene.turn.session, scene.turn.person.office_id, said.strip())
        return str(found) if found is not None else NO_SUCH_PERSON

    return Slot(name, label, plainly(question), offered, read)


def unit_slot(question: str, kinds: Callable[[Scene], Collection[str]], needed: Any = always) -> Slot:
    """A unit of the office, kept as the id's digits."""

    def offered(scene: Scene) -> tuple[Choice, ...]:
        return as_choices(choices.units(scene.turn.session, scene.turn.person.office_id, kinds(scene)))

    def read(scene: Scene, said: str) -> str | Misread:
        found = choices.units(scene.turn.session, scene.turn.person.office_id)
        return next((one.id for one in found if one.name == said.strip()), NO_SUCH_UNIT)

    return Slot("unit", "单位", plainly(question), offered, read, needed=needed)


def any_kind(scene: Scene) -> Collection[str]:
    return tuple(KIND_NAMES)


def name_slot(question: str) -> Slot:
    """A new name, in free words."""
    return Slot("name", "名称", plainly(question), read=free(LONGEST_NAME, "名称"))


def sure(question: Callable[[Scene], str], text: str, style: str = "danger") -> Slot:
    """A last look before something that cannot be taken back by a button."""
    yes = fixed(Choice("yes", text, ("确认", "是", "是的"), style))
    return Slot("sure", "确认", lambda scene: escape(question(scene)), yes, exact=True)


def as_choices(options: Iterable[Option]) -> tuple[Choice, ...]:
    return tuple(Choice(one.id, one.name) for one in options)


def named(scene: Scene) -> str:
    """The name of the person chosen."""
    return choices.name_of(scene.turn.session, int(scene.slots["person"]))


def outsider(scene: Scene) -> bool:
    """Whether whoever began the dialogue is no administrator any more: nothing can come of it."""
    return not choices.manages(scene.turn.session, scene.turn.person, scene.turn.now)
