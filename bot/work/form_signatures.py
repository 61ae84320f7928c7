"""What stands on the signature lines of a form: who, in whose place, when, and whether on a phone or on paper."""

from typing import Any

from sqlmodel import Session

from bot.reports.moments import full
from bot.work.authors import authors_of
from bot.work.forms import FormsAtHand
from bot.work.signature_lines import SignatureLine, signatures_on
from storage.tables import Event, Report, Request

DESK = "desk"


def signature_places(
    session: Session, at_hand: FormsAtHand, text: Report | Request | None
) -> dict[str, dict[str, Any]]:
    """By party: name, words and moment of the signature under this text; nothing of a party that gave none."""
    lines = signatures_on(session, text) if text is not None else ()
    places = {line.role: {"name": line.name, "words": _words(line), "at": line.at} for line in lines}
    approved = at_hand.story.last("approved")
    if approved is not None and at_hand.report is not None:
        name = author_of(session, approved)
        places[DESK] = {"name": name, "words": f"{name}　{full(approved.at)}（审核通过）", "at": approved.at}
    return places


def author_of(session: Session, event: Event | None) -> str:
    """`张三`, or `李四（代张三）`; nobody where nothing happened."""
    return authors_of(session, [event], []).of(event) if event is not None else ""


def _words(line: SignatureLine) -> str:
    agreed = "纸质签字，见附件" if line.on_paper else "电子签批"
    return f"{line.name}　{full(line.at)}（{agreed if line.given else f'不同意：{line.reason}'}）"
