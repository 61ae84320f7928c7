"""Every act with facts that fit it, whatever the state of the ticket."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlmodel import Session

from bot.rules.workflow import Act
from bot.work import approval, callback, contact, correcting, dispatch, evidence, handling, report
from storage import tickets
from storage.rows import id_of
from tests.work.world import SLOTS, Answer, Player, item

Facts = Callable[[Player], dict[str, Any]]


def _report(player: Player) -> dict[str, Any]:
    last = tickets.last_report(player.session, player.ticket_id)
    return {"report_id": id_of(last) if last else 0, "sha256": last.sha256 if last else ""}


def _report_only(player: Player) -> dict[str, Any]:
    return {"report_id": _report(player)["report_id"]}


def _other_unit(player: Player) -> dict[str, Any]:
    return {"unit_id": player.cast.other_unit.id, "territory_id": player.cast.territory.id}


WELL = {"reached": True, "contacted": True, "answered": True, "solved": True, "satisfied": "满意"}
ACTS: Mapping[Act, tuple[Callable[..., Answer], Facts]] = {
    Act.CORRECT: (correcting.correct, lambda player: {"fields": {"title": "车位被占（更正）"}}),
    Act.DISPATCH: (dispatch.dispatch, _other_unit),
    Act.DESK_CONTACT: (contact.desk_contact, lambda player: {"how": "电话", "reached": True}),
    Act.ACCEPT: (dispatch.accept, lambda player: {}),
    Act.FIRST_CONTACT: (
        contact.first_contact,
        lambda player: {"reached": True, "how": "电话", "at": player.clock},
    ),
    Act.SITE_VISIT: (handling.site_visit, lambda player: {"at": player.clock, "visited": "是"}),
    Act.NOTE: (handling.note, lambda player: {"text": "记一笔"}),
    Act.EVIDENCE: (evidence.give, lambda player: {"items": (item("another"),), "purpose": "other"}),
    Act.PROGRESS: (handling.progress, lambda player: {"text": "已到现场，秩序正常"}),
    Act.REPORT: (report.submit, lambda player: {"slots": SLOTS}),
    Act.SIGN: (approval.sign, _report),
    Act.REFUSE_SIGNATURE: (approval.refuse_signature, lambda player: {**_report_only(player), "reason": "措施不清"}),
    Act.APPROVE: (approval.approve, _report_only),
    Act.SEND_BACK: (approval.send_back, lambda player: {"reason": "缺录音"}),
    Act.CALL_BACK: (callback.call_back, lambda player: WELL),
    Act.CLOSE: (callback.close, lambda player: {}),
    Act.SHOW_CONTACT: (contact.show_contact, lambda player: {"why": "先行联系"}),
    Act.SHOW_EVIDENCE: (evidence.show, lambda player: {}),
}


@contextmanager
def taken_back(session: Session) -> Iterator[None]:
    """What happens inside has not happened afterwards."""
    savepoint = session.begin_nested()
    try:
        yield
    finally:
        savepoint.rollback()
        session.expire_all()
