"""What the unit does and tells: site visits, notes, progress."""

from datetime import datetime

from sqlmodel import Session

from bot.rules.calendar import local
from bot.rules.workflow import Act
from bot.work import drafts
from bot.work.acting import Happened, Look, Scene, done_as, enter, enter_to, repeated, settle, spoken
from bot.work.offices import Offices
from bot.work.outcome import Done, Refused
from bot.work.parties import parties
from bot.work.provenance import OWN, Provenance, kept_in
from storage.rows import id_of
from storage.tables import Person, Ticket

VISITED = ("是", "无实际现场")
LONGEST_TEXT = 4000
NOT_KEPT = Refused("修改后的消息没有登记，请把更正的内容作为新消息发送。")


@done_as(Act.SITE_VISIT)
def site_visit(
    session: Session,
    offices: Offices,
    actor_id: int,
    ticket_id: int,
    *,
    at: datetime,
    visited: str,
    note: str = "",
    now: datetime,
) -> Done | Refused:
    """The place was looked at, or there is no place to look at (`visited` is one of VISITED)."""
    scene = enter_to(session, offices, actor_id, ticket_id, Act.SITE_VISIT, now)
    if isinstance(scene, Refused):
        return scene
    seen = scene.last("site_visit") if scene.visit is not None else None
    if answer := repeated(session, scene, seen, Act.SITE_VISIT, "登记现场查看", now):
        return answer
    if visited not in VISITED:
        return Refused("现场查看请选择「是」或「无实际现场」。")
    if impossible := impossible_moment(scene, at, now, "现场查看时间", "accepted", "接单时间"):
        return impossible
    told = f"已登记现场查看（{spoken(at, now)}）。" if visited == "是" else "已登记：无实际现场。"
    happened = [Happened("site_visit", note, {"visited": visited}, at)]
    return settle(session, offices, scene, told, happened, now, changes={"has_site": visited == "是"})


@done_as(Act.NOTE)
def note(
    session: Session,
    offices: Offices,
    actor_id: int,
    ticket_id: int,
    *,
    text: str,
    provenance: Provenance = OWN,
    now: datetime,
) -> Done | Refused:
    """Something worth keeping, in the speaker's words or in those of somebody whose message was passed on."""
    told = f"已记录（{provenance.mark}）。" if provenance.mark else "已记录。"
    return _tell(session, offices, actor_id, ticket_id, Act.NOTE, "note", text, told, now, provenance)


def correct_note(
    session: Session, offices: Offices, actor_id: int, ticket_id: int, *, text: str, message: str, now: datetime
) -> Done | Refused:
    """A message out of which something was kept reads differently now: both stay in the story, the later one counts.

    Done without words where it reads as before: messengers also tell of edits that change no word.
    """
    scene = enter(session, offices, actor_id, ticket_id, now)
    if isinstance(scene, Refused):
        return scene
    kept = [event for event in scene.events if kept_in(event.data).message == message]
    if not kept:
        return NOT_KEPT
    if max(kept, key=id_of).text == text.strip():
        return Done("", ticket_id)
    provenance = Provenance(message, corrected=True)
    told = "已更正，以修改后的为准。"
    done = _tell(session, offices, actor_id, ticket_id, Act.NOTE, "note", text, told, now, provenance)
    if isinstance(done, Done):
        drafts.reword(session, ticket_id, "report", max(kept, key=id_of).text, text.strip())
    return done


@done_as(Act.PROGRESS)
def progress(
    session: Session, offices: Offices, actor_id: int, ticket_id: int, *, text: str, now: datetime
) -> Done | Refused:
    """How far the handling has come; what a unit tells, the desk hears (PT-1.6 向办公室反馈, NM-R7.3, SJ-3.3.3)."""
    return _tell(
        session, offices, actor_id, ticket_id, Act.PROGRESS, "progress_reported", text, "已登记处置进展。", now
    )


def tells_upward(session: Session, offices: Offices, person: Person, ticket: Ticket, now: datetime) -> bool:
    """Whether this person's word of the progress is the desk's report to the platform above."""
    asked = any("reported_upward" in rule.ends for rule in offices.law(ticket).rulebook.duty)
    return asked and "desk" in parties(session, person, ticket, now)


def impossible_moment(
    scene: Scene, at: datetime, now: datetime, name: str, after: str, after_name: str
) -> Refused | None:
    """Why something cannot have happened `at`: not yet, or before what must have come first."""
    if at > now:
        return Refused(f"{name}不能晚于现在。")
    earliest = scene.facts.at(after)
    if earliest is not None and at < earliest.replace(second=0, microsecond=0):
        return Refused(f"{name}不能早于{after_name}（{spoken(earliest, now)}）。")
    return None


def _same_day(one: datetime, other: datetime) -> bool:
    """What is told again the next day is told: a report of every day may read the same."""
    return local(one).date() == local(other).date()


def _tell(
    session: Session,
    offices: Offices,
    actor_id: int,
    ticket_id: int,
    act: Act,
    kind: str,
    text: str,
    told: str,
    now: datetime,
    provenance: Provenance = OWN,
) -> Done | Refused:
    scene = enter(session, offices, actor_id, ticket_id, now)
    if isinstance(scene, Refused):
        return scene
    state = scene.judge(act)
    if isinstance(state, Refused):
        return state
    words = text.strip()
    if not words:
        return Refused("内容是空的，请写明情况。")
    if len(words) > LONGEST_TEXT:
        return Refused(f"内容超过{LONGEST_TEXT}字，请分几次发送。")
    last = scene.last(kind)
    same = last is not None and (last.person_id, last.text) == (scene.person.id, words)
    if last and same and not provenance.corrected and _same_day(last.recorded_at, now):
        return Done(told, scene.ticket.id)
    data, looks = provenance.data(), []
    if act is Act.PROGRESS:
        # What the desk tells went to the platform above (YC-2.3.2.1); what a unit tells, the desk hears.
        by_desk = "desk" in scene.parties
        data = {**data, "by": "desk"} if by_desk else data
        looks = [] if by_desk else [Look("desk", f"处置进展：{words}")]
    return settle(session, offices, scene, told, [Happened(kind, words, data)], now, looks=looks)
