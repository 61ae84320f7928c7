"""What a file is evidence of when nobody said so: a first guess, and the correction of it."""

from datetime import datetime

from sqlmodel import Session

from bot.rules.outcome import Refused
from bot.rules.workflow import Act
from bot.work.acting import Happened, done_as, enter_to, settle
from bot.work.evidence import PURPOSES, RECORDED
from bot.work.offices import Offices
from bot.work.outcome import Done
from storage import files, tickets
from storage.rows import id_of
from storage.tables import Evidence, Ticket

# What else a file of this kind may be; the first is taken when nothing speaks for another.
LIKELY: dict[str, tuple[str, ...]] = {
    "photo": ("photo_site", "photo_after", "call_record", "sms_screenshot"),
    "video": ("photo_site", "photo_after", "other"),
    "voice": ("first_contact_recording", "reply_recording"),
    "audio": ("first_contact_recording", "reply_recording"),
    "document": ("basis", "first_contact_recording", "reply_recording", "other"),
}
RECORDINGS = frozenset({"voice", "audio"})
_SHORT_NAMES = {
    "处置前": "photo_before",
    "整改前": "photo_before",
    "处置后": "photo_after",
    "整改后": "photo_after",
    "现场": "photo_site",
    "通话记录": "call_record",
    "短信": "sms_screenshot",
    "答复": "reply_recording",
    "回复录音": "reply_recording",
    "先行联系": "first_contact_recording",
    "先联": "first_contact_recording",
    "依据": "basis",
    "盖章": "sealed_document",
    "签字": "signature_image",
}


NOTHING_GIVEN = Refused("您还没有给这张工单发过材料。")


def named_in(caption: str, kind: str) -> str | None:
    """The purpose that a caption names, if a file of `kind` can serve it, or None."""
    full = [code for code, name in PURPOSES.items() if name in caption and code != "other"]
    named = [*full, *(code for words, code in _SHORT_NAMES.items() if words in caption)]
    return next((code for code in named if can_serve(kind, code)), None)


def can_serve(kind: str, purpose: str) -> bool:
    """A picture records no call, and a voice shows no site."""
    if kind == "photo":
        return purpose not in RECORDED
    return kind not in RECORDINGS or purpose in RECORDED or purpose == "basis"


def guess(session: Session, ticket: Ticket, kind: str, caption: str) -> str:
    """The likeliest purpose of a file of `kind` given for the ticket now."""
    named = named_in(caption, kind)
    if named is not None:
        return named
    if kind in RECORDINGS and is_given(session, ticket, "first_contact_recording"):
        return "reply_recording"
    if kind == "photo" and tickets.last_event(session, id_of(ticket), "report_submitted"):
        return "photo_after"
    return LIKELY.get(kind, ("other",))[0]


def others(kind: str, purpose: str) -> tuple[str, ...]:
    """What else a file of `kind` may be."""
    return tuple(one for one in LIKELY.get(kind, ("other",)) if one != purpose)[:3]


def is_given(session: Session, ticket: Ticket, purpose: str) -> bool:
    """Whether the ticket has a file for this purpose, given since it last came back as a recheck."""
    rechecked = tickets.last_event(session, id_of(ticket), "rechecked")
    given = files.evidence_of(session, id_of(ticket), [purpose])
    return any(rechecked is None or row.given_at >= rechecked.recorded_at for row in given)


def newest(session: Session, ticket_id: int, person_id: int) -> Evidence | None:
    """The file that this person gave last."""
    given = [one for one in files.evidence_of(session, ticket_id) if one.person_id == person_id]
    return given[-1] if given else None


@done_as(Act.EVIDENCE)
def change_newest(
    session: Session, offices: Offices, actor_id: int, ticket_id: int, *, words: str, now: datetime
) -> Done | Refused:
    """The same in words, about the file that the speaker gave last: `改为处置后照片`."""
    given = newest(session, ticket_id, actor_id)
    if given is None:
        return NOTHING_GIVEN
    purpose = named_in(words, given.kind)
    if purpose is None:
        names = "、".join(name for code, name in PURPOSES.items() if can_serve(given.kind, code))
        return Refused(f"没有看懂改成什么材料，这份可以是：{names}。")
    return change(session, offices, actor_id, ticket_id, evidence_id=id_of(given), purpose=purpose, now=now)


@done_as(Act.EVIDENCE)
def change(
    session: Session,
    offices: Offices,
    actor_id: int,
    ticket_id: int,
    *,
    evidence_id: int,
    purpose: str,
    now: datetime,
) -> Done | Refused:
    """Say that a file, with the rest of its album, is evidence of something else; only its giver may."""
    scene = enter_to(session, offices, actor_id, ticket_id, Act.EVIDENCE, now)
    if isinstance(scene, Refused):
        return scene
    given = files.evidence(session, evidence_id)
    if given is None or given.ticket_id != ticket_id or given.person_id != actor_id or purpose not in PURPOSES:
        return Refused("没有找到这份材料。")
    together = [one for one in files.evidence_of(session, ticket_id) if _same_album(one, given)]
    told = f"已改为{PURPOSES[purpose]}。"
    if all(one.purpose == purpose for one in together):
        return Done(told, ticket_id)
    for one in together:
        one.purpose = purpose
        session.add(one)
    data = {"ids": [id_of(one) for one in together], "purpose": purpose, "changed": True}
    return settle(session, offices, scene, told, [Happened("evidence", data=data)], now)


def _same_album(one: Evidence, given: Evidence) -> bool:
    return one.id == given.id or bool(given.album and one.album == given.album and one.person_id == given.person_id)
