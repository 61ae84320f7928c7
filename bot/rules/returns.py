"""Returns (退单): on which grounds, with what, until when, and who signs the second, the third, any return upwards."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.rules.calendar import local
from bot.rules.outcome import Refused
from bot.rules.report_rules import ReturnGround, ReturnRules, ReturnStep
from bot.rules.vocabulary import Party

PIECE_NAMES = {
    "reason": "退单理由",
    "basis": "相关依据",
    "recording": "录音",
    "photos": "照片",
    "target": "应转派的部门",
    "site_visit": "现场勘查",
    "first_contact": "先行联系诉求人并告知情况",
}


@dataclass(frozen=True, slots=True)
class ReturnAllowed:
    """A return may go on: who signs it, by which clause, and what the applicant should think about first.

    `on_paper`: the clause that asks for the signature on paper, of which `paper_to` is told.
    """

    signed_by: tuple[Party, ...]
    clause: str
    warning: str | None = None
    on_paper: str | None = None
    paper_to: tuple[Party, ...] = ()


def ground(rules: ReturnRules, name: str) -> ReturnGround | None:
    """The ground of that name (非职责范围 …)."""
    return next((one for one in rules.ground if one.name == name), None)


def judge_return(
    rules: ReturnRules,
    reason: ReturnGround,
    *,
    by: frozenset[str],
    given: Collection[str],
    number: int,
    upwards: bool,
    due_at: datetime | None,
    now: datetime,
) -> ReturnAllowed | Refused:
    """Whether a return may be applied for.

    `by`: the parties of the applicant. `given`: the pieces (keys of PIECE_NAMES) that are there. `number`: 1 for the
    first return of the ticket. `upwards`: to the platform above. `due_at`: the end of the limit, if one runs.
    """
    if reason.by not in by:
        return Refused(f"以“{reason.name}”退单不由您这个角色提出。", reason.clause)
    if due_at is not None and now > due_at:
        return Refused(f"退单时限已于 {local(due_at):%m月%d日 %H:%M} 届满，{rules.afterwards}。", reason.clause)
    if absent := [PIECE_NAMES[piece] for piece in reason.needs if piece not in given]:
        return Refused(f"退单申请还缺：{'、'.join(absent)}。", reason.clause)
    signed_by, clause = signatures(rules, number, upwards=upwards)
    last_day = due_at is not None and local(now).date() == local(due_at).date()
    paper = [step for step in _steps(rules, number, upwards=upwards) if step.paper]
    return ReturnAllowed(
        signed_by,
        clause or reason.clause,
        rules.warns_on_last_day if last_day else None,
        on_paper=paper[0].clause if paper else None,
        paper_to=paper[0].paper_to if paper else (),
    )


def signatures(rules: ReturnRules, number: int, *, upwards: bool) -> tuple[tuple[Party, ...], str | None]:
    """Who signs the return of that number, and the clause."""
    steps = _steps(rules, number, upwards=upwards)
    parties = tuple(dict.fromkeys(party for step in steps for party in step.by))
    return parties, steps[-1].clause if steps else None


def _steps(rules: ReturnRules, number: int, *, upwards: bool) -> list[ReturnStep]:
    """The step with the highest number reached decides, and beside it those of a return upwards."""
    reached = [step for step in rules.step if step.from_number is not None and number >= step.from_number]
    steps = sorted(reached, key=lambda step: step.from_number or 0)[-1:]
    return [*steps, *(step for step in rules.step if upwards and step.upwards)]
