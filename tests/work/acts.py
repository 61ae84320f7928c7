"""Every act with facts that fit it, whatever the state of the ticket."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlmodel import Session

from bot.rules.calendar import local
from bot.rules.offered import written_follow_ups
from bot.rules.workflow import Act
from bot.work import (
    applying,
    approval,
    callback,
    classifying,
    co_handling,
    contact,
    correcting,
    deciding,
    designating,
    dispatch,
    evidence,
    following_up,
    handling,
    reopening,
    replying,
    report,
    returning,
    second_review,
    showing_evidence,
    signing_on_paper,
    supervising,
    uploading,
)
from bot.work.parties import parties
from storage import requests, tickets
from storage.rows import id_of
from storage.tables import Person
from tests.work.world import SLOTS, Answer, Player, item, rows_written

Facts = Callable[[Player], dict[str, Any]]
"""What is said beside who acts on which ticket; `player.actor` is who is going to act."""


def _report(player: Player) -> dict[str, Any]:
    last = tickets.last_report(player.session, player.ticket_id)
    return {"report_id": id_of(last) if last else 0, "sha256": last.sha256 if last else ""}


def _report_only(player: Player) -> dict[str, Any]:
    return {"report_id": _report(player)["report_id"]}


def _paper(player: Player) -> dict[str, Any]:
    """A paper that shows the head's signature on the report; no picture of it is there yet."""
    text = _report(player)
    signer = {"signer_id": player.cast.head.id, "signed_at": player.clock}
    return {"what": f"r{text['report_id']}", "fingerprint": text["sha256"][:12], "evidence_id": 0, **signer}


def _other_unit(player: Player) -> dict[str, Any]:
    return {"unit_id": player.cast.other_unit.id, "territory_id": player.cast.territory.id}


def _request(player: Player) -> dict[str, Any]:
    waiting = requests.pending(player.session, player.ticket_id)
    return {"request_id": id_of(waiting[0]) if waiting else 0}


def _signed_request(player: Player) -> dict[str, Any]:
    waiting = requests.pending(player.session, player.ticket_id)
    return {**_request(player), "sha256": waiting[0].sha256 if waiting else ""}


def _said_why(player: Player) -> dict[str, Any]:
    return {**_request(player), "reason": "理由不充分"}


def _joining(player: Player) -> dict[str, Any]:
    return {"unit_ids": [player.cast.other_unit.id], "reason": "需要一起到现场"}


def _held(player: Player) -> frozenset[str]:
    return parties(player.session, player.actor, player.ticket, player.clock)


def _occasion(player: Player) -> dict[str, Any]:
    rules = [rule.id for rule in player.rulebook.designation if rule.asked_by in _held(player)]
    return {"rule_id": next(iter(rules), "none")}


def _return(player: Player) -> dict[str, Any]:
    rules = player.rulebook.returns
    grounds = [ground.name for ground in rules.ground if ground.by in _held(player)] if rules else []
    return {"ground": next(iter(grounds), "非职责范围"), "reason": "不归这里办", "target": "邻近街道"}


def _application(player: Player) -> dict[str, Any]:
    rule = next(iter(player.rulebook.request), None)
    ground = {"rule_id": rule.id, "ground": rule.grounds[0]} if rule else {"rule_id": "none", "ground": ""}
    return {**ground, "reason": "需要更多时间", "until": local(player.clock).date() + timedelta(days=14)}


def _follow_up(player: Player) -> str:
    return next((rule.id for rule in written_follow_ups(player.rulebook)), "none")


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
    Act.SIGN_ON_PAPER: (signing_on_paper.sign_on_paper, _paper),
    Act.APPROVE: (approval.approve, _report_only),
    Act.SEND_BACK: (approval.send_back, lambda player: {"reason": "缺录音"}),
    Act.REVIEW_AGAIN: (second_review.review_again, lambda player: {**_report_only(player), "doubt": "依据是否合适"}),
    Act.CALL_BACK: (callback.call_back, lambda player: WELL),
    Act.CLOSE: (callback.close, lambda player: {}),
    Act.CLASSIFY: (classifying.classify, lambda player: {"values": {"complexity": "复杂"}}),
    Act.JOIN: (co_handling.join, _joining),
    Act.URGE: (supervising.urge, lambda player: {"note": "请抓紧"}),
    Act.SUPERVISE: (supervising.supervise, lambda player: {"reason": "其他", "note": "久拖不决"}),
    Act.ASK_DESIGNATION: (designating.ask_designation, _occasion),
    Act.DESIGNATE: (designating.designate, lambda player: {"unit_id": player.cast.other_unit.id}),
    Act.CO_HANDLE: (co_handling.co_handle, lambda player: {"text": "已派人到场配合"}),
    Act.CHOOSE_FINDING: (
        classifying.choose_finding,
        lambda player: {"finding": "属实", "appeal": "诉求合理", "outcome": "实际解决"},
    ),
    Act.REPLY: (replying.reply, lambda player: {"reached": True, "at": player.clock}),
    Act.APPLY_RETURN: (returning.apply_return, _return),
    Act.RETURN_UPWARD: (returning.return_upward, lambda player: {"reason": "不在本辖区"}),
    Act.APPLY: (applying.apply, _application),
    Act.SIGN_REQUEST: (deciding.sign_request, _signed_request),
    Act.REFUSE_REQUEST: (deciding.refuse_request, _said_why),
    Act.GRANT: (deciding.grant, _request),
    Act.REJECT: (deciding.reject, _said_why),
    Act.WITHDRAW: (deciding.withdraw, _request),
    Act.UPLOAD: (uploading.upload, lambda player: {}),
    Act.REOPEN: (reopening.reopen, lambda player: {"reason": "上级平台退回"}),
    Act.RECHECK: (reopening.recheck, lambda player: {"reason": "回访不满意"}),
    Act.ASK_FOLLOW_UP: (following_up.ask_follow_up, lambda player: {"rule_id": _follow_up(player), "note": "请说明"}),
    Act.FOLLOW_UP: (following_up.follow_up, lambda player: {"rule_id": _follow_up(player), "text": "情况如下"}),
    Act.SHOW_CONTACT: (contact.show_contact, lambda player: {"why": "先行联系"}),
    Act.SHOW_EVIDENCE: (showing_evidence.show, lambda player: {}),
}


def attempt(player: Player, act: Act, person: Person) -> Answer:
    """The act by this person, with facts that fit it."""
    function, facts = ACTS[act]
    player.actor = person
    return player.act(function, person, **facts(player))


@contextmanager
def taken_back(session: Session) -> Iterator[None]:
    """What happens inside has not happened afterwards."""
    before = rows_written(session)
    savepoint = session.begin_nested()
    try:
        yield
    finally:
        if rows_written(session) == before:
            savepoint.commit()
        else:
            savepoint.rollback()
            session.expire_all()
