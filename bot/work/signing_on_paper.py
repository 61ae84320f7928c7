"""A picture of a signed paper, entered as that party's signature on exactly this text, where a document wants paper."""

from datetime import datetime

from sqlmodel import Session

from bot.rules.paper import NO_PICTURE, SIGNED_PAPER, is_picture, paper_fault
from bot.rules.workflow import Act
from bot.work.acting import Happened, Look, Scene, done_as, enter, repeated, terms
from bot.work.approval import passed_on
from bot.work.authors import SIGNER, SIGNER_FOR, how_signed
from bot.work.circumstances import circumstances_of, papers_in_hand
from bot.work.deciding import signed_by
from bot.work.offices import Offices
from bot.work.outcome import Done, Refused
from bot.work.paper_in_hand import PaperInHand, signers_of
from bot.work.signers import Word, write_signature
from storage import files, staff, tickets
from storage.rows import id_of
from storage.tables import Evidence, Report

ANOTHER_TEXT = Refused("这份原文现在不等待纸质签字，请打开工单看最新的情况。")


@done_as(Act.SIGN_ON_PAPER)
def sign_on_paper(
    session: Session,
    offices: Offices,
    actor_id: int,
    ticket_id: int,
    *,
    what: str,
    fingerprint: str,
    evidence_id: int,
    signer_id: int,
    for_person_id: int | None = None,
    signed_at: datetime,
    now: datetime,
) -> Done | Refused:
    """Enter the signature that the report or request (`what`: a PaperInHand's code) waits for.

    `fingerprint`: what stands on the paper. `signer_id`: who signed it, in the place of `for_person_id` if given.
    """
    scene = enter(session, offices, actor_id, ticket_id, now)
    if isinstance(scene, Refused):
        return scene
    circumstances, _ = circumstances_of(session, scene)
    state = scene.judge(Act.SIGN_ON_PAPER, circumstances)
    paper = next((one for one in papers_in_hand(session, scene) if one.code == what), None)
    if isinstance(state, Refused) or paper is None:
        refused = state if isinstance(state, Refused) else ANOTHER_TEXT
        return _entered_already(session, scene, what, evidence_id, now) or refused
    word = Word(signer_id, paper.role, signed_at, for_person_id, evidence_id=evidence_id)
    if reason := _unfit(session, scene, paper, word, fingerprint, now):
        return Refused(reason, paper.clause)
    write_signature(session, paper.signed, word)
    return _goes_on(session, offices, scene, paper, word, circumstances.signatures_owed[1:], now)


def newest_picture(session: Session, paper: PaperInHand, person_id: int) -> int | None:
    """The picture (its id) of a signed paper that this person gave last since the text was written, not used yet."""
    used = tickets.pictures_of_signatures(session, paper.signed.ticket_id)
    given = files.evidence_of(session, paper.signed.ticket_id, [SIGNED_PAPER])
    fresh = [
        id_of(one)
        for one in given
        if one.person_id == person_id and one.given_at >= paper.written_at and one.id not in used
    ]
    return fresh[-1] if fresh else None


def _unfit(
    session: Session, scene: Scene, paper: PaperInHand, word: Word, fingerprint: str, now: datetime
) -> str | None:
    """Why this picture is not this party's signature on this text; what is fit is kept as such."""
    given = files.evidence(session, word.evidence_id or 0)
    if given is None or given.ticket_id != scene.ticket.id:
        return "没有找到这张签字照片，请再发一次。"
    if not is_picture(given.kind, given.name):
        return NO_PICTURE
    if given.id in tickets.pictures_of_signatures(session, paper.signed.ticket_id):
        return "这张照片已经登记过一个签字，请另发一张。"
    reviewed = scene.last("approved") if isinstance(paper.signed, Report) else None
    fault = paper_fault(
        sha256=paper.signed.sha256,
        read=fingerprint,
        written_at=paper.written_at,
        reviewed_at=reviewed.recorded_at if reviewed else None,
        signed_at=word.at,
        pictured_at=given.given_at,
        now=now,
    )
    if fault:
        return fault
    allowed = signers_of(session, scene.ticket, paper, word.at)
    if not any((one.person_id, one.for_person_id) == (word.person_id, word.for_person_id) for one in allowed):
        return f"这个签字要由{terms(scene.law).name(paper.role)}或者当时代其工作的人签，提交的本人不能签。"
    _keep_as_signature(session, given)
    return None


def _keep_as_signature(session: Session, given: Evidence) -> None:
    given.purpose = SIGNED_PAPER
    session.add(given)


def _goes_on(
    session: Session,
    offices: Offices,
    scene: Scene,
    paper: PaperInHand,
    word: Word,
    later: tuple[str, ...],
    now: datetime,
) -> Done | Refused:
    signer = staff.person(session, word.person_id)
    data = {"role": word.role, "sha256": paper.signed.sha256, "evidence_id": word.evidence_id, SIGNER: word.person_id}
    data |= {SIGNER_FOR: word.for_person_id} if word.for_person_id else {}
    told = f"已登记{signer.name if signer else ''}的纸质签字"
    if isinstance(paper.signed, Report):
        given = Happened("signature_given", data={"report_id": id_of(paper.signed), **data})
        return passed_on(session, offices, scene, paper.signed, later, told, [given], now)
    given = Happened("request_signed", f"{paper.name}：同意", {"request_id": id_of(paper.signed), **data})
    also = [Look(party, f"{paper.name}的签字材料已登记") for party in paper.tell]
    return signed_by(session, offices, scene, paper.signed, told, given, now, also)


def _entered_already(
    session: Session, scene: Scene, what: str, evidence_id: int, now: datetime
) -> Done | Refused | None:
    """The same again for who entered this picture; «谁 什么时候 已…» where the text was signed meanwhile."""
    place = "report_id" if what.startswith("r") else "request_id"
    kinds = ("signature_given", "request_signed")
    signed = [one for one in scene.events if one.kind in kinds and f"{what[:1]}{one.data.get(place)}" == what]
    mine = next((one for one in signed if one.data.get("evidence_id") == evidence_id), None)
    event = mine or next(reversed(signed), None)
    return repeated(session, scene, event, Act.SIGN_ON_PAPER, how_signed(event), now, instead=mine is None)
