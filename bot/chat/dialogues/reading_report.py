"""Showing a submitted report, whole, to somebody who must decide about it."""

from bot.chat.dialogues.dialogue import Scene
from bot.reports.markup import clean, escape, length
from bot.reports.render import render
from bot.work import report_reading
from bot.work.report_reading import ReportToRead

# A text up to this length is shown with the question; a longer one goes before it, in parts.
FITS_BESIDE = 2400
PART = 3600
GONE = "没有等待处理的办结报告。"


def report_of(scene: Scene) -> ReportToRead | None:
    turn = scene.turn
    if scene.ticket is None:
        return None
    return report_reading.report_to_read(turn.session, turn.offices, turn.person, scene.ticket, turn.now)


def show_whole(scene: Scene) -> None:
    """A text too long for one message is read before the question, not behind a button."""
    found = report_of(scene)
    if found is None or length(clean(found.text)) <= FITS_BESIDE:
        return
    for part in parts(clean(found.text)):
        scene.turn.say(escape(part), ticket_id=scene.draft.ticket_id)


def parts(text: str) -> list[str]:
    """The text in pieces that fit a message each, broken between lines where there are any."""
    pieces: list[str] = [""]
    for line in text.splitlines(keepends=True):
        while length(line) > PART:
            pieces.append(line[: PART // 2])
            line = line[PART // 2 :]
        if length(pieces[-1]) + length(line) > PART:
            pieces.append("")
        pieces[-1] += line
    return [piece for piece in pieces if piece.strip()]


def summary(scene: Scene, question: str, with_findings: bool) -> str:
    """The report, or where it stands, with what the check found; then the question."""
    found = report_of(scene)
    if found is None or scene.ticket is None:
        return escape(GONE)
    text, rules = clean(found.text), scene.turn.offices.law(scene.ticket).rulebook.report
    values = {
        "number": scene.ticket.number,
        "author": found.author,
        "submitted_at": found.submitted_at,
        "text": text if length(text) <= FITS_BESIDE else "（全文见上）",
        "explanation": found.explanation[:300],
        "evidence": list(found.evidence),
        "signatures": list(found.signatures),
        "findings": [
            {"rule": one.rule, "clause": one.clause, "excerpt": one.excerpt[:80], "advice": one.advice[:120]}
            for one in found.findings[:8]
        ]
        if with_findings
        else [],
        "checked": with_findings,
        "checklist": rules.checklist if rules else "",
        "question": question,
        "now": scene.turn.now,
    }
    return render("cards/submitted_report.html.j2", values)
