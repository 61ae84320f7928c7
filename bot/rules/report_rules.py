"""What an office's document says about reports, findings, signatures, evidence and returns: the shapes a file fills.

The numbers of repeats and of contact attempts stand once, in the rulebook's `threshold` and `attempts`; the entries
here name them by id.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.rules.aspects import Aspect
from bot.rules.case_condition import CaseCondition, Entry
from bot.rules.facts import Facts
from bot.rules.report_case import Piece
from bot.rules.report_templates import OwnSlot, ReportTemplate
from bot.rules.vocabulary import Hearer, Kind, Party
from bot.rules.written import Written

EvidencePurpose = Literal[
    "first_contact_recording",
    "reply_recording",
    "photo_before",
    "photo_after",
    "photo_site",
    "call_record",
    "sms_screenshot",
    "basis",
    "explanation_form",
    "sealed_document",
    "enforcement_document",
    "signature_image",
    "other",
]
ReturnPiece = Literal["reason", "basis", "recording", "photos", "target", "site_visit", "first_contact"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Need(Written):
    """One thing to be there: any of these pieces, any of these wordings in the text, or a time node in the text.

    A `…` in a wording stands for at most `gap` characters of the same sentence.
    """

    name: str | None = None
    pieces: tuple[Piece, ...] = ()
    words: tuple[str, ...] = ()
    gap: int = 8
    time_node: bool = False
    when: CaseCondition = field(default_factory=CaseCondition)
    aspects: tuple[Aspect, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RequiredElement(Entry):
    """Everything in `needs` must be there; what is missing is named in one finding."""

    needs: tuple[Need, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ForbiddenWording(Entry):
    """Wordings a report must not contain; `…` in one stands for at most `gap` characters of the same sentence.

    `instead`: what may stand in a wording's place without another word being changed; `{office}` is the office's name.
    `innocent`: longer wordings around a hit that make it harmless (真正在意); `guilty`: still longer ones that make it
    count again (双方正在). Excused by a time node near by (`unless_time_node`) or by `unless`; an excused wording also
    covers the shorter ones within it.
    """

    wordings: tuple[str, ...]
    instead: Mapping[str, str] = field(default_factory=dict)
    innocent: tuple[str, ...] = ()
    guilty: tuple[str, ...] = ()
    gap: int = 0
    unless_time_node: bool = False
    unless: tuple[CaseCondition, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HollowText(Entry):
    """A hint, no more: shorter than `at_least` Chinese characters, or `phrases` without any `measures`."""

    at_least: int
    phrases: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelyMoment(Entry):
    """`ends` lies no later than the end of the n-th natural day after `starts`; silent while one is unknown."""

    starts: Literal["accepted_at", "first_contact_at"]
    ends: Literal["first_contact_at", "site_visit_at", "reply_at"]
    natural_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedContact(Entry):
    """The call records must show the attempts that the entry of `attempts` with this id asks for."""

    attempts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcludedChoice(Entry):
    """A choice that must not be made: whenever `when` holds, it is a finding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRules(Written):
    """How a completion report is built and what it is checked for, by kind of check.

    `reads_reply_points`: the words of the reply points are judged as well as the report's own. `checklist`: what the
    office calls the list that its desk goes through. `satisfactions`: the citizen's answers that its forms print.
    """

    clause: str
    parts: tuple[str, ...]
    reads_reply_points: bool = False
    checklist: str = ""
    satisfactions: tuple[str, ...] = ()
    template: tuple[ReportTemplate, ...] = ()
    slot: tuple[OwnSlot, ...] = ()
    required: tuple[RequiredElement, ...] = ()
    forbidden: tuple[ForbiddenWording, ...] = ()
    hollow: tuple[HollowText, ...] = ()
    timely: tuple[TimelyMoment, ...] = ()
    tried: tuple[TriedContact, ...] = ()
    excluded: tuple[ExcludedChoice, ...] = ()

    def template_for(self, ticket: Facts) -> ReportTemplate | None:
        """The template of this ticket's report; None where the office names none."""
        return next((template for template in self.template if template.when.holds(ticket, None)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingOptions(Written):
    """The findings (事实认定) that tickets of these kinds may have; the `negative` ones are the 不属实类."""

    kinds: tuple[Kind, ...]
    plain: tuple[str, ...]
    negative: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings(Entry):
    """The table of findings by kind of ticket; `same_as` leads other spellings to the table's word."""

    option: tuple[FindingOptions, ...]
    same_as: Mapping[str, str] = field(default_factory=dict)

    def plain_word(self, fact: str) -> str:
        return self.same_as.get(fact, fact)

    def options(self, kind: str | None) -> tuple[str, ...]:
        """Every finding a ticket of that kind may have, in the table's order; empty for a kind it does not know."""
        return tuple(word for row in self.option if kind in row.kinds for word in (*row.plain, *row.negative))

    def is_negative(self, fact: str | None) -> bool:
        return fact is not None and any(self.plain_word(fact) in row.negative for row in self.option)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogicRow(Written):
    """Which outcomes fit these findings and appeal verdicts: well, only when explained (`doubtful`), or never.

    `settled_by`: pieces that make a doubtful outcome fit without more words.
    """

    kinds: tuple[Kind, ...]
    facts: tuple[str, ...]
    appeals: tuple[str, ...] = ()
    fits: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    settled_by: Mapping[str, tuple[Piece, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogicTable(Entry):
    """The relation of finding, appeal verdict and outcome. An appeal verdict is asked for `asks_appeal` kinds, and
    may be given for `takes_appeal` kinds, too.
    """

    appeals: tuple[str, ...]
    results: tuple[str, ...]
    asks_appeal: tuple[Kind, ...]
    takes_appeal: tuple[Kind, ...] = ()
    row: tuple[LogicRow, ...]
    same_as: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureRule(Entry):
    """Who signs when: any one of `by`, the first of them if nobody else's rule asks for another of them.

    `checked`: a report without it is a finding; otherwise only the chat's chain of signatures asks for it.
    `after_review`: signed once the desk has reviewed the report, before it goes to the platform above. `paper`: the
    document asks for paper or a seal, so a picture of the signed paper will do.
    """

    by: tuple[Party, ...]
    checked: bool = True
    after_review: bool = False
    paper: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRule(Written):
    """What has to be attached to an act (by its name in the workflow).

    `attempts`: as many pieces as the entry of `attempts` with this id asks for tries; one piece without it.
    """

    id: str
    name: str
    clause: str
    act: Literal["first_contact", "site_visit", "report"]
    purpose: EvidencePurpose
    attempts: str | None = None
    when: CaseCondition = field(default_factory=CaseCondition)
    assumed: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnGround(Written):
    """A reason for which a ticket may be returned, who applies, and what the application must contain."""

    id: str
    name: str
    clause: str
    by: Party
    needs: tuple[ReturnPiece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnStep(Written):
    """Who signs the return number `from_number` and every later one, until another step; or any return upwards.

    `paper`: a picture of the signed paper will do. `paper_to`: who is told of such a picture.
    """

    id: str
    clause: str
    by: tuple[Party, ...]
    from_number: int | None = None
    upwards: bool = False
    paper: bool = False
    paper_to: tuple[Party, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRules(Written):
    """Returns: the duty (by id) that limits them, or several; what happens after it, the grounds and who signs.

    `second_dispatch`: by which principle a returned ticket finds its next unit; `objection`: what follows another one.
    `deems_accepted`: a unit that let the limit pass has accepted. `lapse_tell`: who hears that it has passed.
    """

    afterwards: str
    ground: tuple[ReturnGround, ...]
    limit: str | tuple[str, ...] = ()
    step: tuple[ReturnStep, ...] = ()
    warns_on_last_day: str | None = None
    second_dispatch: str | None = None
    objection: str | None = None
    deems_accepted: bool = False
    lapse_tell: tuple[Hearer, ...] = ()
    assumed: str | None = None

    @property
    def limits(self) -> tuple[str, ...]:
        return (self.limit,) if isinstance(self.limit, str) else self.limit
