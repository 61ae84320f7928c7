"""What leaders and the platforms above decide about a ticket, as data: who handles it, what is supervised, requests."""

from dataclasses import dataclass, field
from typing import Literal

from bot.rules.aspects import Aspect
from bot.rules.condition import ALWAYS, Condition
from bot.rules.vocabulary import Party
from bot.rules.written import Written


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided(Written):
    """What every entry here tells."""

    id: str
    name: str
    clause: str
    assumed: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Designation(Decided):
    """A leader names the unit (指定承办). `when` and `occasion`: which tickets; `principle`: by what it must abide.

    `by` decides; `asked_by` brings the matter before them. `occasion` is for a person to judge, where `when` cannot.
    """

    by: Party
    asked_by: Party
    occasion: str
    when: Condition = ALWAYS
    principle: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Supervision(Decided):
    """A reason to supervise a ticket (督办): its kind, the thresholds (by id) it reaches, or a person's word.

    `judged`: neither kind nor count shows it. `tell`: who hears of it.
    """

    when: Condition = ALWAYS
    reaches: tuple[str, ...] = ()
    judged: bool = False
    tell: tuple[Party, ...] = ()

    def __post_init__(self) -> None:
        if [self.when != ALWAYS, bool(self.reaches), self.judged].count(True) != 1:
            raise ValueError("督办情形用 when、reaches、judged 三者之一写明")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request(Decided):
    """Something applied for and decided elsewhere: an extension, a stored call, a ticket kept out of the assessment.

    `grounds`: one of them must hold. `reaches`: thresholds (by id) that must be reached first. `form`: the form (by id)
    to fill in. `signed_by`, `decided_by`: in order, in the document's words; `signers`: those of them who sign here,
    and `paper`: a picture of what they signed on paper will do. `apply_within`: the duty (by id) that limits applying;
    `replaces`: the duties whose date the approved one replaces. `effect`: what an approval means.
    """

    kind: Literal["extension", "stored_call", "not_assessed", "objective"]
    by: Party
    grounds: tuple[str, ...]
    decided_by: tuple[str, ...]
    effect: str
    signed_by: tuple[str, ...] = ()
    signers: tuple[Party, ...] = ()
    paper: bool = False
    needs: tuple[str, ...] = ()
    reaches: tuple[str, ...] = ()
    form: str | None = None
    apply_within: str | None = None
    replaces: tuple[str, ...] = ()
    when: Condition = ALWAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskCheck(Decided):
    """One thing the desk looks at before a ticket is closed, and the checks of a report (by id) that speak of it.

    `aspects`: what else belongs to it, where no check of the list names the rule.
    """

    rules: tuple[str, ...] = ()
    aspects: tuple[Aspect, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Defect(Decided):
    """A fault that only a person can hear or see (in a recording, in a wording), offered when a report is sent back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondReview(Decided):
    """Who reviews a report once more where the desk cannot tell whether it will do: one of the unit's (PT-1.7)."""

    by: Party


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskReview(Decided):
    """What the desk checks, under the name by which it is shown, and what the call-back asks.

    `check` empty: the product's own list. `defect`: what the desk may find besides.
    `call_back_first`: the platform above hears of the result only after the citizen was called back (先回访、后结案).
    `again`: who reviews a report once more where the desk is in doubt; None where the document names nobody.
    """

    check: tuple[DeskCheck, ...] = ()
    defect: tuple[Defect, ...] = ()
    asks: tuple[str, ...] = ()
    call_back_first: bool = False
    returned_when: tuple[str, ...] = field(default=())
    again: SecondReview | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Position(Decided):
    """Somebody the document gives a task who is no party of a ticket: an office, a meeting, a platform above."""

    does: str
