"""The evaluation of units: their score, bonuses and deductions the desk enters, objections and their answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.reports.markup import escape
from bot.rules import periods
from bot.rules.outcome import Refused
from bot.rules.periods import Period
from bot.rules.scored_figures import MOMENTS, figures_from
from bot.rules.scoring import Score, score
from bot.rules.scoring_figures import Claim, Figures
from bot.rules.scoring_rules import Adjustment, Scoring
from bot.rules.visibility import mask_text
from bot.rules.workflow import OUR_OWN
from bot.work import figures, notices
from bot.work.access import roles
from bot.work.offices import Offices
from bot.work.outcome import Done
from storage import evaluation, staff
from storage.rows import id_of
from storage.tables import Objection, Person, ScoreClaim

NO_SCORING = Refused("本单位的文件没有考核计分；可以发 /figures 看各项数据。")
MONTH_OR_YEAR = Refused("考核按月、按年计，请写一个月或一年，如“上月”“2026年10月”“今年”。")
ONLY_DESK = Refused("加分、扣分由受理方登记、撤回，申诉由受理方答复。", OUR_OWN)
ONLY_HEAD = Refused("申诉由本部门的负责人提出。", OUR_OWN)
SHORTEST, LONGEST, MOST = 4, 500, 99
"""Characters of a reason; the most that one entry counts."""


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A unit's score with the figures it was made of and what was entered and objected to."""

    unit_id: int
    unit: str
    period: Period
    figures: Figures
    score: Score
    scoring: Scoring
    claims: tuple[ScoreClaim, ...]
    objections: tuple[Objection, ...]


def scoring_of(offices: Offices, office_id: str) -> Scoring | None:
    return offices.present_law(office_id).rulebook.scoring


def entries_of(scoring: Scoring) -> dict[str, Adjustment]:
    """Every bonus and deduction of the document, by id."""
    return {entry.id: entry for entry in (*scoring.bonus, *scoring.deduction)}


def code_of(period: Period) -> str | None:
    """2026-11 or 2026; None for what no evaluation is about."""
    if period == periods.month_of(period.first):
        return f"{period.first:%Y-%m}"
    return f"{period.first:%Y}" if period == periods.year_of(period.first) else None


def evaluated(
    session: Session, offices: Offices, office_id: str, period: Period, now: datetime
) -> list[Evaluated] | Refused:
    """Every unit's score for a month or a year, the best first."""
    scoring, code = scoring_of(offices, office_id), code_of(period)
    if scoring is None:
        return NO_SCORING
    if code is None:
        return MONTH_OR_YEAR
    units = {number: unit.name for number, unit in figures.units_of(session, office_id).items() if unit.active}
    counts = figures.counts_of(session, office_id, MOMENTS, period, now)
    codes = _codes(code)
    entered = evaluation.claims(session, office_id, codes)
    objected = evaluation.objections(session, office_id, codes)
    found = []
    for unit_id, name in units.items():
        own = [claim for claim in entered if claim.unit_id == unit_id]
        bonus, deductions = _claims(own, scoring)
        kind = "annual" if len(code) == len("2026") else "monthly"
        counted = figures_from(unit_id, units, kind, counts, scoring, bonus, deductions)  # type: ignore[arg-type]
        objections = tuple(one for one in objected if one.unit_id == unit_id)
        result = score(counted, scoring)
        found.append(Evaluated(unit_id, name, period, counted, result, scoring, tuple(own), objections))
    return sorted(found, key=lambda one: one.score.total, reverse=True)


def enter(
    session: Session,
    offices: Offices,
    person: Person,
    *,
    unit_id: int,
    item: str,
    count: int,
    period: Period,
    reason: str,
    now: datetime,
) -> Done | Refused:
    """A bonus or a deduction of the document, so many times, for a month or (年度事项) a year."""
    scoring = scoring_of(offices, person.office_id)
    if scoring is None:
        return NO_SCORING
    if "desk" not in roles(session, person, now):
        return ONLY_DESK
    entry, code = entries_of(scoring).get(item), code_of(period)
    units = figures.units_of(session, person.office_id)
    if entry is None or unit_id not in units:
        return Refused("请从文件列出的加分、扣分事项和本单位的部门里选。")
    if code is None or (entry.period == "annual") != (len(code) == len("2026")):
        wanted = "年度事项，请写一年，如“今年”" if entry.period == "annual" else "月度事项，请写一个月，如“上月”"
        return Refused(f"{entry.name}是{wanted}。", entry.clause)
    if not 1 <= count <= MOST:
        return Refused(f"件数应在1和{MOST}之间。", entry.clause)
    if refused := _unfit(reason, "理由"):
        return refused
    row = ScoreClaim(
        office_id=person.office_id,
        unit_id=unit_id,
        item=item,
        count=count,
        period=code,
        reason=mask_text(reason.strip()),
        made_by=id_of(person),
        made_at=now,
    )
    session.add(row)
    session.flush()
    kind = kind_of(scoring, item)
    told = f"{units[unit_id].name} {period.name}{kind}{entry.points * count}分（{entry.name}，{count}{entry.per}）"
    _tell_heads(
        session, person.office_id, unit_id, f"已登记：{told}，依据{entry.clause}。不认可可以发 /objection。", now
    )
    return Done(f"已登记第{row.id}号：{told}，依据{entry.clause}。撤回请发 /bonusback {row.id} 理由。")


def take_back(session: Session, person: Person, claim_id: int, why: str, now: datetime) -> Done | Refused:
    """It counts no more; that it was entered, and why it was taken back, stays to be seen."""
    if "desk" not in roles(session, person, now):
        return ONLY_DESK
    row = evaluation.claim(session, person.office_id, claim_id)
    if row is None:
        return Refused("没有这个编号的加分、扣分。")
    if row.taken_back_at is not None:
        return Refused("这一项已经撤回过了。")
    if refused := _unfit(why, "撤回的理由"):
        return refused
    row.taken_back_by, row.taken_back_at, row.taken_back_why = id_of(person), now, mask_text(why.strip())
    session.add(row)
    _tell_heads(session, person.office_id, row.unit_id, f"第{claim_id}号加分、扣分已撤回：{row.taken_back_why}", now)
    return Done(f"已撤回第{claim_id}号。")


def units_headed(session: Session, person: Person) -> dict[int, str]:
    """The units that the person heads, by id, with their names: for these they may object."""
    heads = {post.unit_id for post in staff.posts(session, id_of(person)) if post.role == "unit_head"}
    units = figures.units_of(session, person.office_id)
    return {number: unit.name for number, unit in units.items() if number in heads}


def about_in_words(scoring: Scoring | None, about: str) -> str:
    """What an objection is about, by the name that the document gives it."""
    parts = (scoring.volume, *scoring.rate, *scoring.weighted, *scoring.bonus, *scoring.deduction) if scoring else ()
    return next((part.name for part in parts if part.id == about), about)


def objecting(
    session: Session,
    offices: Offices,
    person: Person,
    *,
    unit_id: int,
    about: str,
    period: Period,
    text: str,
    now: datetime,
) -> Done | Refused:
    """A unit head does not accept a figure, or what was entered; the desk hears of it at once."""
    if unit_id not in units_headed(session, person):
        return ONLY_HEAD
    code = code_of(period)
    if code is None:
        return MONTH_OR_YEAR
    if refused := _unfit(text, "申诉的内容"):
        return refused
    row = Objection(
        office_id=person.office_id,
        unit_id=unit_id,
        about=about,
        period=code,
        text=mask_text(text.strip()),
        made_by=id_of(person),
        made_at=now,
    )
    session.add(row)
    session.flush()
    unit = figures.units_of(session, person.office_id)[unit_id].name
    named = about_in_words(scoring_of(offices, person.office_id), about)
    said = f"{unit} {period.name}考核申诉第{row.id}号（{named}）：{row.text}\n"
    said += f"答复请发 /answer {row.id} 同意（或不同意） 内容"
    for clerk in staff.holders(session, person.office_id, "desk"):
        notices.say(session, clerk, escape(said), [], now)
    return Done(f"申诉已提交，编号{row.id}，受理方答复后会告诉您。")


def answer(
    session: Session, person: Person, objection_id: int, upheld: bool, text: str, now: datetime
) -> Done | Refused:
    """The desk answers; both stay to be seen. What was entered wrongly is taken back separately."""
    if "desk" not in roles(session, person, now):
        return ONLY_DESK
    row = evaluation.objection(session, person.office_id, objection_id)
    if row is None:
        return Refused("没有这个编号的申诉。")
    if row.answered_at is not None:
        return Refused("这个申诉已经答复过了。")
    if refused := _unfit(text, "答复"):
        return refused
    row.answer, row.upheld = mask_text(text.strip()), upheld
    row.answered_by, row.answered_at = id_of(person), now
    session.add(row)
    _tell_heads(session, row.office_id, row.unit_id, f"申诉第{row.id}号的答复（{verdict(row)}）：{row.answer}", now)
    return Done(f"已答复申诉第{objection_id}号：{verdict(row)}。")


def verdict(row: Objection) -> str:
    return "待答复" if row.upheld is None else "同意" if row.upheld else "不同意"


def kind_of(scoring: Scoring, item: str) -> str:
    return "加分" if any(entry.id == item for entry in scoring.bonus) else "扣分"


def _codes(code: str) -> list[str]:
    """A year's evaluation counts what was entered for its months too."""
    return [code, *(f"{code}-{month:02d}" for month in range(1, 13))] if len(code) == len("2026") else [code]


def _claims(entered: list[ScoreClaim], scoring: Scoring) -> tuple[tuple[Claim, ...], tuple[Claim, ...]]:
    standing = [row for row in entered if row.taken_back_at is None]
    by_kind: Mapping[str, list[Claim]] = {"加分": [], "扣分": []}
    for row in standing:
        if row.item in entries_of(scoring):
            by_kind[kind_of(scoring, row.item)].append(Claim(row.item, row.count))
    return tuple(by_kind["加分"]), tuple(by_kind["扣分"])


def _unfit(text: str, what: str) -> Refused | None:
    length = len(text.strip())
    return None if SHORTEST <= length <= LONGEST else Refused(f"{what}请写{SHORTEST}到{LONGEST}个字。")


def _tell_heads(session: Session, office_id: str, unit_id: int, said: str, now: datetime) -> None:
    for head in staff.holders(session, office_id, "unit_head", unit_id):
        notices.say(session, head, escape(said), [], now, lane=notices.NEW_LANE)
