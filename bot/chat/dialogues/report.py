"""The completion report in conversation: prefilled, asked only for what is missing, checked, handed in."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot.chat.dialogues import keyboard
from bot.chat.dialogues.dialogue import Choice, Dialogue, Scene, Slot, Slots
from bot.chat.dialogues.slots import JUST_NOW
from bot.chat.reading import Misread, past_moment
from bot.chat.turn import Turn, headed
from bot.reports.markup import cut, escape, fill
from bot.reports.moments import moment
from bot.reports.render import render
from bot.rules.plain_words import choice_in, replied_in
from bot.rules.workflow import Act
from bot.work import drafts, report
from bot.work.access import Ticket
from bot.work.keys import Rows
from bot.work.outcome import Done, Refused
from bot.work.report import RenderedReport, ReportFacts
from bot.work.report_slots import SLOT

SUBMIT = "submit"
EXPLANATION = "explanation"
LONGEST_SHOWN = 2600


def _slots(scene: Scene) -> tuple[Slot, ...]:
    assert scene.ticket is not None
    facts = report.facts_for(scene.turn.session, scene.turn.offices, scene.ticket)
    asked = tuple(_asked(wanted, facts) for wanted in report.slots_of(facts) if wanted.name != EXPLANATION)
    if any(slot.is_open(scene.slots) for slot in asked):
        return asked
    return (*asked, *_closing(scene))


def _asked(wanted: report.Slot, facts: ReportFacts) -> Slot:
    """A slot of the report as a question of the dialogue."""

    def read(scene: Scene, said: str) -> Any:
        return _read(wanted, scene, said, facts)

    def choices(scene: Scene) -> tuple[Choice, ...]:
        offered = tuple(Choice(text, text) for text in wanted.choices(scene.slots, facts))
        return (JUST_NOW, *offered) if wanted.answer == "moment" else offered

    def pick(scene: Scene, code: str) -> str:
        return scene.turn.now.isoformat() if code == JUST_NOW.code else code

    return Slot(
        name=wanted.name,
        label=wanted.label,
        ask=_question(wanted),
        choices=choices,
        read=read,
        pick=pick,
        needed=lambda slots: wanted.needed(slots, facts),
        holds=lambda slots: wanted.name not in {slot.name for slot in report.empty_slots(slots, facts)},
        prose=wanted.answer == "text",
    )


def _question(wanted: report.Slot) -> Callable[[Scene], str]:
    def ask(scene: Scene) -> str:
        assert scene.ticket is not None
        question = fill("<code>{number}</code> {question}", number=scene.ticket.number, question=wanted.question)
        if wanted.answer == "moment":
            return question + "\n点“刚才”，或者打出时间，如“10:35”。"
        return question

    return ask


def _read(wanted: report.Slot, scene: Scene, said: str, facts: ReportFacts) -> Any:
    if wanted.answer == "moment":
        at = past_moment(said, scene.turn.now)
        return at if isinstance(at, Misread) else at.isoformat()
    read = report.read_answer(wanted.name, said, scene.slots, facts)
    return read if isinstance(read, str) else Misread(read.said)


def _closing(scene: Scene) -> tuple[Slot, ...]:
    """Once nothing is missing: a word about each warning, then the text as it would be handed in."""
    rendered = _rendered(scene)
    closing = [
        Slot(
            SUBMIT,
            "提交",
            lambda now: _preview(now, rendered),
            _submit_choices(rendered),
            exact=True,
            beside=_to_mend(rendered),
        )
    ]
    if rendered.warnings and not rendered.blocking:
        wanted = SLOT[EXPLANATION]

        def read(now: Scene, said: str) -> Any:
            text = said.strip()
            return text if len(text) > 1 else Misread("请用一句话说明。")

        explanation = Slot(
            EXPLANATION, wanted.label, lambda now: _warnings(rendered), read=read, prose=True, may_revise=True
        )
        closing.insert(0, explanation)
    return tuple(closing)


def _submit_choices(rendered: RenderedReport) -> Callable[[Scene], tuple[Choice, ...]]:
    """The button carries the hash of the text above it, so that nobody hands in another one."""
    submit = Choice(rendered.sha256[:16], "提交", ("提交报告", "确认提交"), "primary")
    return lambda scene: () if rendered.blocking else (submit,)


def _warnings(rendered: RenderedReport) -> str:
    lines = [fill("· {excerpt}（{clause}）", excerpt=one.excerpt, clause=one.clause) for one in rendered.warnings]
    return "\n".join([escape("提交前请用一句话说明："), *lines])


def _preview(scene: Scene, rendered: RenderedReport) -> str:
    assert scene.ticket is not None
    values = {
        "number": scene.ticket.number,
        "text": cut(rendered.text, LONGEST_SHOWN),
        "blocking": [_shown(finding) for finding in rendered.blocking],
        "warnings": [_shown(finding) for finding in rendered.warnings],
        "explanation": cut(str(scene.slots.get(EXPLANATION, "")), 200),
    }
    return render("cards/report.html.j2", values)


def _shown(finding: Any) -> dict[str, str]:
    return {
        "clause": finding.clause,
        "excerpt": cut(finding.excerpt, 80),
        "advice": cut(finding.advice, 160),
    }


def _rendered(scene: Scene) -> RenderedReport:
    assert scene.ticket is not None
    turn = scene.turn
    return report.render(turn.session, turn.offices, scene.ticket, _answers(scene.slots), turn.now)


def _also_says(scene: Scene, words: str) -> dict[str, Any]:
    """Choices and the time of the reply, where the words leave no doubt."""
    assert scene.ticket is not None
    facts = report.facts_for(scene.turn.session, scene.turn.offices, scene.ticket)
    slots = {slot.name: slot for slot in report.slots_of(facts)}
    found: dict[str, Any] = {}
    for name in ("finding", "outcome", "satisfaction"):
        options = slots[name].choices({**scene.slots, **found}, facts) if name in slots else ()
        if said := choice_in(words, name, options):
            found[name] = said
    told = past_moment(said, scene.turn.now) if (said := replied_in(words)) else None
    if isinstance(told, datetime):
        found["reply_at"] = told.isoformat()
    return found


def _improves(scene: Scene) -> dict[str, Any]:
    """The answers in which a forbidden wording has another to take its place."""
    assert scene.ticket is not None
    turn = scene.turn
    return report.reworded_slots(turn.session, turn.offices, scene.ticket, _answers(scene.slots))


def _to_mend(rendered: RenderedReport) -> Callable[[Scene], Rows]:
    """The way to each answer in which a wording stands that must not; and one key that exchanges what can be."""

    def keys(scene: Scene) -> Rows:
        if scene.ticket is None or not (rendered.blocking or rendered.warnings):
            return []
        turn = scene.turn
        offending = report.offending_slots(turn.session, turn.offices, scene.ticket, _answers(scene.slots))
        ways = [keyboard.revise_key(scene, slot.name, slot.label) for slot in offending]
        exchange = [keyboard.improve_key(scene)] if _improves(scene) else []
        return [line for line in (exchange, ways) if line]

    return keys


def _answers(slots: Slots) -> dict[str, Any]:
    return {name: value for name, value in slots.items() if name != SUBMIT}


def _complete(scene: Scene) -> Done | Refused:
    turn = scene.turn
    rendered = _rendered(scene)
    if not rendered.sha256.startswith(scene.slots[SUBMIT]):
        return Refused("报告内容和您看到的不一样了，请再看一遍后提交。")
    return report.submit(
        turn.session,
        turn.offices,
        turn.person_id,
        scene.ticket_id,
        slots=_answers(scene.slots),
        sha256=rendered.sha256,
        now=turn.now,
    )


def _start(turn: Turn, ticket: Ticket | None) -> dict[str, Any]:
    """What the chat knows, and what the other handler has answered already: the report is written once."""
    assert ticket is not None
    known = report.prefill(turn.session, turn.offices, ticket, turn.now)
    begun = drafts.begun_by_another(turn.session, turn.person, "report", ticket.id or 0)
    if begun is None:
        return known
    asked = {slot.name for slot in report.slots_of(report.facts_for(turn.session, turn.offices, ticket))}
    return known | {name: value for name, value in begun[1].slots.items() if name in asked}


def _says_who_began(scene: Scene) -> None:
    """Said once, when the own draft comes to be."""
    turn = scene.turn
    if scene.draft.started_at != turn.now:
        return
    begun = drafts.begun_by_another(turn.session, turn.person, "report", scene.ticket_id)
    if begun is None:
        return
    author, theirs = begun
    when = moment(theirs.touched_at, turn.now)
    told = f"{author.name}在写这份办结报告（{when}），已写的带过来了，请接着写；提交一次就够了。"
    turn.say(headed(escape(told), scene.ticket))


REPORT = Dialogue(
    kind="report",
    title="办结报告",
    act=Act.REPORT,
    slots=_slots,
    complete=_complete,
    start=_start,
    opening=_says_who_began,
    keeps_draft=True,
    improves=_improves,
    also_says=_also_says,
)
