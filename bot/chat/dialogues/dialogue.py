"""What a dialogue is made of: slots in order, each a question with choices or free words, and the act at the end."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.chat.reading import Misread
from bot.chat.turn import Turn
from bot.reports.markup import clean, escape
from bot.work.access import Ticket
from bot.work.drafts import Draft
from bot.work.keys import Rows
from bot.work.outcome import Done, Refused

Slots = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Scene:
    """A dialogue under way: whose turn it is, what was answered so far, and the ticket it is about."""

    turn: Turn
    draft: Draft
    ticket: Ticket | None = None

    @property
    def slots(self) -> Slots:
        return self.draft.slots

    @property
    def ticket_id(self) -> int:
        assert self.draft.ticket_id is not None
        return self.draft.ticket_id


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that a button offers; `words` are what people type for it."""

    code: str
    text: str
    words: tuple[str, ...] = ()
    style: str | None = None

    def is_meant(self, said: str) -> bool:
        return said in (self.text, self.code, *self.words)


def no_keys(scene: Scene) -> Rows:
    return []


def always(slots: Slots) -> bool:
    return True


def the_code(scene: Scene, code: str) -> Any:
    return code


def no_choices(scene: Scene) -> tuple[Choice, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing to know.

    `ask` gives the question as markup; `read` turns typed words into a value (None: only choices answer), `pick` the
    code of a choice (the code itself, unless the slot says otherwise); values must fit JSON. A slot that is not
    `needed` is passed over; `holds` tells whether an answer given earlier still stands. An `aside` is offered beside
    the questions (unless not `offered`) and never asked by itself. `exact` accepts a press only on the newest
    question: it answers for what was shown there. `several` collects choices; `prose` takes any words; `beside` are
    further keys that are no answers; `may_revise` offers to change earlier answers, as `exact` always does.
    """

    name: str
    label: str
    ask: Callable[[Scene], str]
    choices: Callable[[Scene], tuple[Choice, ...]] = no_choices
    read: Callable[[Scene, str], Any] | None = None
    pick: Callable[[Scene, str], Any] = the_code
    needed: Callable[[Slots], bool] = always
    aside: bool = False
    offered: bool = True
    holds: Callable[[Slots], bool] | None = None
    exact: bool = False
    several: bool = False
    prose: bool = False
    revisable: bool = True
    may_revise: bool = False
    width: int = 2
    beside: Callable[[Scene], Rows] = no_keys
    synonyms: tuple[str, ...] = ()

    def is_open(self, slots: Slots) -> bool:
        """Whether it is needed and has no answer that still stands."""
        answered = self.name in slots if self.holds is None else self.holds(slots)
        return not answered and self.needed(slots)


def no_purpose(scene: Scene) -> str | None:
    return None


def nothing_shown(scene: Scene) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Follow:
    """A dialogue that follows from the one just finished, with what it already knows."""

    kind: str
    slots: dict[str, Any] = field(default_factory=dict)


def nothing_after(scene: Scene, done: Done) -> Follow | None:
    return None


def never(scene: Scene) -> bool:
    return False


def nothing_left(scene: Scene) -> Follow | None:
    return None


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Slots that lead to an act. `act` names it for the check of rights, None where there is no ticket yet.

    `opening` shows what must be read before the first question. `purpose` says what a file sent meanwhile is evidence
    of. `keeps_draft`: what was written outlives a refusal; `can_cancel` offers the way out; `is_moot` tells, where
    there is no act to ask, that nothing can come of it any more, and `rest` what is to be done all the same.
    `yields`: words it cannot read belong to somebody else and are no mistake. `also_says`: what else free words answer
    plainly, by slot. `improves`: answers that one press (or 「按建议改」) exchanges for better ones.
    """

    kind: str
    title: str
    slots: Callable[[Scene], tuple[Slot, ...]]
    complete: Callable[[Scene], Done | Refused]
    act: str | None = None
    start: Callable[[Turn, Ticket | None], dict[str, Any]] = field(default=lambda turn, ticket: {})
    purpose: Callable[[Scene], str | None] = no_purpose
    opening: Callable[[Scene], None] = nothing_shown
    after: Callable[[Scene, Done], Follow | None] = nothing_after
    keeps_draft: bool = False
    can_cancel: bool = True
    is_moot: Callable[[Scene], bool] = never
    rest: Callable[[Scene], Follow | None] = nothing_left
    yields: bool = False
    improves: Callable[[Scene], dict[str, Any]] = field(default=lambda scene: {})
    also_says: Callable[[Scene, str], dict[str, Any]] = field(default=lambda scene, words: {})


def fixed(*choices: Choice) -> Callable[[Scene], tuple[Choice, ...]]:
    """The same choices every time."""
    return lambda scene: choices


def plainly(question: str) -> Callable[[Scene], str]:
    """A question that never changes."""
    return lambda scene: escape(question)


def free(longest: int = 2000, what: str = "内容") -> Callable[[Scene, str], Any]:
    """Reads any words, up to a length."""

    def read(scene: Scene, said: str) -> str | Misread:
        words = clean(said)
        if not words:
            return Misread(f"{what}不能是空的。")
        return words if len(words) <= longest else Misread(f"{what}请不要超过{longest}字，现在是{len(words)}字。")

    return read
