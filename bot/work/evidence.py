"""Photos, recordings and files given for a ticket."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from sqlmodel import Session

from bot.reports.markup import one_line
from bot.rules.workflow import Act
from bot.work.acting import Happened, Scene, done_as, enter_to, settle
from bot.work.offices import Law, Offices
from bot.work.outcome import Done, Refused
from bot.work.provenance import OWN, Provenance
from storage import files
from storage.rows import id_of
from storage.tables import Evidence

PURPOSES = {
    "first_contact_recording": "先行联系录音",
    "reply_recording": "答复录音",
    "photo_before": "处置前照片",
    "photo_after": "处置后照片",
    "photo_site": "现场照片",
    "call_record": "通话记录截图",
    "sms_screenshot": "短信截图",
    "basis": "依据材料",
    "explanation_form": "情况说明表",
    "sealed_document": "盖章文件",
    "enforcement_document": "执法文书",
    "signature_image": "签字材料",
    "other": "其他材料",
}
RECORDED = frozenset({"first_contact_recording", "reply_recording"})
"""Purposes that only something to listen to serves."""
KINDS = {"photo": "照片", "voice": "语音", "audio": "音频", "video": "视频", "document": "文件"}
LARGEST_FILE = 20 * 1024 * 1024
"""What the messenger lets a bot fetch, in bytes."""


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """A file as the messenger knows it; `unique_id` stays the same when the file is sent again, `size` is in bytes."""

    kind: str
    file_id: str
    unique_id: str = ""
    name: str = ""
    size: int = 0
    album: str = ""


@done_as(Act.EVIDENCE)
def give(
    session: Session,
    offices: Offices,
    actor_id: int,
    ticket_id: int,
    *,
    items: tuple[EvidenceItem, ...],
    purpose: str,
    caption: str = "",
    provenance: Provenance = OWN,
    now: datetime,
) -> Done | Refused:
    """Add files to a ticket; they are fetched later.

    An album arrives as several messages: the later ones join what the first gave and are answered with no words.
    """
    scene = enter_to(session, offices, actor_id, ticket_id, Act.EVIDENCE, now)
    if isinstance(scene, Refused):
        return scene
    if refused := _unfit(items, purpose):
        return refused
    given = files.evidence_of(session, ticket_id)
    known = {(row.unique_id, row.purpose) for row in given if row.unique_id}
    fresh = [item for item in items if (item.unique_id, purpose) not in known]
    if not fresh:
        return Done("这份材料已经收到过了。", ticket_id)
    joins = any(row.album and row.album == fresh[0].album and row.person_id == scene.person.id for row in given)
    ids = [_keep(session, scene, item, purpose, caption, now) for item in fresh]
    mark = f"（{provenance.mark}）" if provenance.mark else ""
    told = "" if joins else f"已收到{counted_by_kind([item.kind for item in fresh])}，作为{PURPOSES[purpose]}{mark}。"
    happened = [Happened("evidence", caption.strip(), {"ids": ids, "purpose": purpose, **provenance.data()})]
    return settle(session, offices, scene, told, happened, now)


def asks_for(law: Law, purpose: str) -> bool:
    """Whether the office's document asks for files of this purpose."""
    return any(rule.purpose == purpose for rule in law.rulebook.evidence)


def compares(law: Law) -> bool:
    """Whether the office's document asks for pictures of before and, apart from them, of after."""
    report = law.rulebook.report
    needs = [need for element in report.required for need in element.needs] if report else []
    return any("photos_before" in need.pieces and "photos_after" not in need.pieces for need in needs)


def _unfit(items: Iterable[EvidenceItem], purpose: str) -> Refused | None:
    if purpose not in PURPOSES:
        return Refused("请说明这份材料的用途。")
    for item in items:
        if item.kind not in KINDS:
            return Refused("只能接收照片、语音、音频、视频和文件。")
        if item.size > LARGEST_FILE:
            return Refused(f"文件有{ceil(item.size / 1024 / 1024)}MB，超过20MB，无法接收；请压缩或分段后再发。")
    return None


def _keep(session: Session, scene: Scene, item: EvidenceItem, purpose: str, caption: str, now: datetime) -> int:
    row = Evidence(
        ticket_id=id_of(scene.ticket),
        person_id=id_of(scene.person),
        kind=item.kind,
        purpose=purpose,
        file_id=item.file_id,
        unique_id=item.unique_id,
        name=one_line(item.name, 120),
        size=item.size,
        caption=caption.strip(),
        album=item.album,
        given_at=now,
    )
    session.add(row)
    session.flush()
    return id_of(row)


def counted_by_purpose(purposes: Sequence[str], among: Iterable[str] = PURPOSES) -> list[str]:
    """`现场照片2份` for each purpose of which there is any, in the order of `among`."""
    return [f"{PURPOSES[one]}{purposes.count(one)}份" for one in among if one in purposes]


def counted_by_kind(kinds: Sequence[str]) -> str:
    """`2份照片、1份语音`."""
    return "、".join(f"{kinds.count(kind)}份{KINDS[kind]}" for kind in dict.fromkeys(kinds))
