"""`/score 城建办 上月`: a unit's score with its account; bonuses, deductions, objections and their answers."""

import re
from dataclasses import replace
from fractions import Fraction

from bot.chat.dialogues import engine
from bot.chat.dialogues.evaluating import BONUS, OBJECTION
from bot.chat.handlers.figure_questions import asked, unit_meant
from bot.chat.handlers.figure_views import OVERVIEW, RAISING, RANKING, SCORE, View, span, times, to
from bot.chat.replies import NOTHING, Reply
from bot.chat.turn import Turn
from bot.reports.markup import cut, escape, fill
from bot.reports.moments import date
from bot.reports.render import render
from bot.rules.improving import of_score
from bot.rules.outcome import Refused
from bot.rules.scoring import displayed
from bot.work import drafts, evaluating, figures
from bot.work.evaluating import Evaluated
from bot.work.figures import Reach
from bot.work.keys import in_rows
from bot.work.people import names_of

COMMANDS = ("score", "better", "bonus", "bonusback", "objection", "answer")
IN_PRIVATE = "考核得分只在与我的私聊里看。"
MOST_LISTED, LONGEST_SHOWN = 10, 120
_NUMBERED = re.compile(r"\s*(?P<number>[0-9]{1,9})\s*(?P<rest>.*)", re.DOTALL)
_ANSWER = re.compile(r"(?P<verdict>不同意|同意)[\s，,：:]*(?P<text>.*)", re.DOTALL)


def command(turn: Turn, name: str, words: str) -> Reply | None:
    """What the commands about the evaluation do; None for any other."""
    if name not in COMMANDS:
        return None
    if (elsewhere := turn.only_in_private(IN_PRIVATE)) is not None:
        return elsewhere
    if evaluating.scoring_of(turn.offices, turn.person.office_id) is None:
        return turn.tell(evaluating.NO_SCORING)
    match name:
        case "bonusback":
            return _take_back(turn, words)
        case "answer":
            return _answer(turn, words)
        case "bonus" if not turn.is_desk():
            return turn.tell(evaluating.ONLY_DESK)
        case "objection" if not evaluating.units_headed(turn.session, turn.person):
            return turn.tell(evaluating.ONLY_HEAD)
        case "bonus" | "objection":
            dialogue = BONUS if name == "bonus" else OBJECTION
            drafts.cancel_all(turn.session, turn.person, turn.now, dialogue.kind)
            return engine.begin(turn, dialogue, None, words)
    return _scores(turn, words, better=name == "better")


def _scores(turn: Turn, words: str, better: bool) -> Reply:
    found = asked(turn, words.replace("得分", ""), _what_can_be_asked)
    if isinstance(found, Reply):
        return found
    seen, question = found
    unit_id = unit_meant(question, seen.own)
    if unit_id is not None and unit_id not in seen.units:
        return turn.tell(figures.OTHER_UNIT)
    what = RANKING if unit_id is None else RAISING if better else SCORE
    return show(turn, seen, View(what, 0, unit_id or 0, question.period))


def show(turn: Turn, seen: Reach, view: View) -> Reply:
    """A view of the evaluation, in the place of the one before where it was pressed for."""
    found = evaluating.evaluated(turn.session, turn.offices, turn.person.office_id, view.period, turn.now)
    if isinstance(found, Refused):
        return turn.tell(found)
    if view.what == RANKING:
        if not seen.every_unit:
            return turn.tell(figures.OTHER_UNIT)
        keys = [to(one.unit, replace(view, unit_id=one.unit_id), SCORE) for one in found]
        turn.answer(_ranking(turn, found), [*in_rows(keys, 3), times(turn, view)])
        return NOTHING
    own = next((one for one in found if one.unit_id == view.unit_id), None)
    if own is None:
        turn.answer(escape("这个部门不参加考核。"))
        return NOTHING
    other = to("得分", view, SCORE) if view.what == RAISING else to("怎样能提高", view, RAISING)
    whole = [to("各部门", replace(view, unit_id=0), RANKING)] if seen.every_unit else []
    turn.answer(
        _better(turn, own) if view.what == RAISING else _score(turn, own),
        [[other, to("各项数据和工单", view, OVERVIEW), *whole], times(turn, view)],
    )
    return NOTHING


def _what_can_be_asked(words: str) -> str:
    return f"没有看懂“{words}”。可以写部门和月份，如：/score 城建办 上月"


def _ranking(turn: Turn, found: list[Evaluated]) -> str:
    """Every unit with its score, the best first."""
    lines = [
        fill("{place}. {unit} <b>{total}分</b>", place=str(place), unit=one.unit, total=_points(one, one.score.total))
        for place, one in enumerate(found, 1)
    ]
    head = fill("<b>考核得分</b>\n{span}\n", span=span(turn, found[0].period) if found else "")
    return "\n".join([head, *lines, "", escape("也可以写：/score 部门 月份，/better 部门 月份")])


def _score(turn: Turn, one: Evaluated) -> str:
    people = names_of(turn.session, {claim.made_by for claim in one.claims})
    entries = evaluating.entries_of(one.scoring)
    values = {
        "title": f"{one.unit} · {one.scoring.name}（{one.scoring.clause}）",
        "total": _points(one, one.score.total),
        "base": _points(one, one.score.base),
        "bonus": _points(one, one.score.bonus) if one.score.bonus else "",
        "deduction": _points(one, one.score.deduction) if one.score.deduction else "",
        "span": span(turn, one.period),
        "notes": [_plain(one, note) for note in one.score.notes],
        "claims": [
            {
                "id": claim.id,
                "what": f"{evaluating.kind_of(one.scoring, claim.item)} {entries[claim.item].name} {claim.count}"
                if claim.item in entries
                else claim.item,
                "reason": cut(claim.reason, LONGEST_SHOWN),
                "who": people.get(claim.made_by, ""),
                "at": date(claim.made_at),
                "back": claim.taken_back_why if claim.taken_back_at else "",
            }
            for claim in one.claims[-MOST_LISTED:]
        ],
        "objections": [
            {
                "id": objection.id,
                "about": evaluating.about_in_words(one.scoring, objection.about),
                "text": cut(objection.text, LONGEST_SHOWN),
                "verdict": evaluating.verdict(objection),
                "answer": cut(objection.answer, LONGEST_SHOWN),
            }
            for objection in one.objections[-MOST_LISTED:]
        ],
    }
    return render("cards/score.html.j2", values)


def _better(turn: Turn, one: Evaluated) -> str:
    """What would raise the score, the most first."""
    changes = of_score(one.figures, one.scoring)
    head = fill(
        "<b>{unit} · 怎样能提高</b>\n{span}，现在{total}分\n",
        unit=one.unit,
        span=span(turn, one.period),
        total=_points(one, one.score.total),
    )
    lines = [escape(f"{place}. {change.told}") for place, change in enumerate(changes, 1)]
    return "\n".join([head, *(lines or [escape("各项都已做到，或者还没有数据。")])])


def _plain(one: Evaluated, note: str) -> str:
    """A note of the account without the name that the indicator has in code."""
    first, _, rest = note.partition(" ")
    return rest if first in one.score.parts else note


def _points(one: Evaluated, points: Fraction) -> str:
    return displayed(points, one.scoring.decimals)


def _take_back(turn: Turn, words: str) -> Reply:
    found = _NUMBERED.fullmatch(words)
    if found is None:
        turn.say(escape("请写编号和理由，如：/bonusback 3 登记重复"))
        return NOTHING
    return turn.tell(evaluating.take_back(turn.session, turn.person, int(found["number"]), found["rest"], turn.now))


def _answer(turn: Turn, words: str) -> Reply:
    found = _NUMBERED.fullmatch(words)
    said = _ANSWER.fullmatch(found["rest"].strip()) if found else None
    if found is None or said is None:
        turn.say(escape("请写编号、同意或不同意、答复，如：/answer 2 不同意 经核对录音，没有先行联系"))
        return NOTHING
    number, upheld = int(found["number"]), said["verdict"] == "同意"
    return turn.tell(evaluating.answer(turn.session, turn.person, number, upheld, said["text"], turn.now))
