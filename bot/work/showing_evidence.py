"""The files of a ticket, shown again to those who may see them, with what is still missing beside a report."""

from datetime import datetime

from sqlmodel import Session

from bot.rules.workflow import Act
from bot.work import notices
from bot.work.acting import Scene, done_as, enter_to
from bot.work.circumstances import circumstances_of
from bot.work.offices import Offices
from bot.work.outcome import Done, Refused
from bot.work.report_reading import evidence_lines
from storage import files, tickets
from storage.rows import id_of


@done_as(Act.SHOW_EVIDENCE)
def show(
    session: Session,
    offices: Offices,
    actor_id: int,
    ticket_id: int,
    *,
    ids: tuple[int, ...] = (),
    now: datetime,
) -> Done | Refused:
    """Send the ticket's files (all of them, or those named) to whoever asks and may see them; noted for good."""
    scene = enter_to(session, offices, actor_id, ticket_id, Act.SHOW_EVIDENCE, now)
    if isinstance(scene, Refused):
        return scene
    wanted = [row for row in files.evidence_of(session, ticket_id) if not ids or row.id in ids]
    missing = _missing(session, scene)
    if not wanted:
        return Refused(f"这张工单还没有佐证材料。{missing}")
    shown = [id_of(row) for row in wanted]
    tickets.audit(
        session,
        now,
        "evidence_shown",
        office_id=scene.ticket.office_id,
        person_id=scene.person.id,
        ticket_id=ticket_id,
        detail=",".join(map(str, shown)),
    )
    notices.show_evidence(session, scene.ticket, scene.person, shown, now)
    unfetched = sum(row.stored_at is None for row in wanted)
    waiting = f"其中{unfetched}份还没有存到本机。" if unfetched else ""
    return Done(f"共{len(wanted)}份材料，随后发给您。{waiting}{missing}", ticket_id)


def _missing(session: Session, scene: Scene) -> str:
    """What the document asks for beside the report that waits; nothing where none does."""
    _, report = circumstances_of(session, scene)
    if report is None:
        return ""
    lines = [one for one in evidence_lines(session, scene, report) if one.is_missing]
    named = "、".join(f"{one.name}{one.given}/{one.at_least}（{one.clause}）" for one in lines)
    return f"还缺：{named}。" if named else ""
