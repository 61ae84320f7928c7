"""Showing a submitted report, whole, to somebody who must decide about it."""

from typing import Any

from bot.chat.dialogues.dialogue import Scene
from bot.reports.markup import clean, cut, escape, length
from bot.reports.render import render
from bot.work import report_reading
from bot.work.acting import terms
from bot.work.report_reading import EvidenceLine, ReportToRead

# A text up to this length is shown with the question; a longer one goes before it, in parts.
FITS_BESIDE = 1500
PART = 3600
MOST_WRONG, LONGEST_WRONG, LONGEST_ADVICE, LONGEST_CHANGES = 8, 60, 80, 200
SIGNS = {"passed": "✓", "failed": "✗", "not_asked": "—"}
GONE = "没有等待处理的办结报告。"


def report_of(scene: Scene) -> ReportToRead | None:
    turn = scene.turn
    if scene.ticket is None:
        return None
    return report_reading.report_in_question(turn.session, turn.offices, turn.person, scene.ticket, turn.now)


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


def summary(scene: Scene, question: str, with_checks: bool) -> str:
    """The report, or where it stands, with what lies beside it and how the pre-checks ended; then the question."""
    found = report_of(scene)
    if found is None or scene.ticket is None:
        return escape(GONE)
    text, rules = clean(found.text), scene.turn.offices.law(scene.ticket).rulebook.report
    values = {
        "number": scene.ticket.number,
        "author": found.author,
        "submitted_at": found.submitted_at,
        "text": text if length(text) <= FITS_BESIDE else "（全文见上）",
        "explanation": cut(found.explanation, 300),
        "doubt": found.doubt,
        "desk": terms(scene.turn.offices.law(scene.ticket)).name("desk"),
        "changed": _shortened(found.changed),
        "found_since": _shortened(found.found_since),
        "evidence": [_evidence(one) for one in found.evidence],
        "signatures": list(found.signatures),
        "awaited": [f"{party}：待签" for party in found.awaited],
        **(_checks(found) if with_checks else {"checks": [], "left_out": 0}),
        "checks_name": found.checks_name,
        "checklist": rules.checklist if rules else "",
        "question": question,
        "now": scene.turn.now,
    }
    return render("cards/submitted_report.html.j2", values)


def _evidence(line: EvidenceLine) -> dict[str, Any]:
    return {
        "name": line.name,
        "given": line.given,
        "at_least": line.at_least,
        "clause": line.clause,
        "recorded": line.recorded,
        "unfetched": line.unfetched,
        "missing": line.is_missing,
    }


def _checks(found: ReportToRead) -> dict[str, Any]:
    """Every check with what is wrong, as much of it as fits beside the report."""
    room, left_out, checks = MOST_WRONG, 0, []
    for one in found.checks:
        wrong = [_wrong(finding.excerpt, finding.clause, finding.advice) for finding in one.findings]
        wrong += [_wrong(f"缺{need.name}", need.clause, "") for need in one.missing]
        checks.append({"sign": SIGNS[one.verdict], "name": one.check.name, "wrong": wrong[:room]})
        left_out += len(wrong[room:])
        room -= len(wrong[:room])
    return {"checks": checks, "left_out": left_out}


def _wrong(words: str, clause: str, advice: str) -> dict[str, str]:
    return {"words": cut(words, LONGEST_WRONG), "clause": clause, "advice": cut(advice, LONGEST_ADVICE)}


def _shortened(changed: tuple[str, ...] | None) -> list[str] | None:
    """As many as fit in a line or two."""
    if changed is None:
        return None
    shown: list[str] = []
    for words in changed:
        if sum(map(len, shown)) + len(words) > LONGEST_CHANGES:
            return [*shown, f"等{len(changed)}处"]
        shown.append(words)
    return shown
