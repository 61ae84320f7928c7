"""The desk cannot tell whether a report will do: the unit reviews it once more, and a yes is a signature (PT-1.7)."""

from datetime import datetime

from sqlmodel import Session

from bot.rules.workflow import Act
from bot.work.acting import Happened, Look, done_as, enter, repeated, settle, terms
from bot.work.approval import ANOTHER_TEXT
from bot.work.circumstances import ASKED_AGAIN, circumstances_of, second_reviewer
from bot.work.offices import Offices
from bot.work.outcome import Done, Refused
from storage.rows import id_of

LONGEST_DOUBT = 300
"""Whoever reviews it again reads all of it beside the report."""


@done_as(Act.REVIEW_AGAIN)
def review_again(
    session: Session,
    offices: Offices,
    actor_id: int,
    ticket_id: int,
    *,
    report_id: int,
    doubt: str,
    now: datetime,
) -> Done | Refused:
    """Ask for a second review, with the `doubt` in words. A yes brings the same text back to the desk."""
    scene = enter(session, offices, actor_id, ticket_id, now)
    if isinstance(scene, Refused):
        return scene
    circumstances, report = circumstances_of(session, scene)
    state = scene.judge(Act.REVIEW_AGAIN, circumstances)
    if isinstance(state, Refused):
        return repeated(session, scene, scene.last(ASKED_AGAIN), Act.REVIEW_AGAIN, "请部门再次审核", now) or state
    if report is None or report.id != report_id:
        return ANOTHER_TEXT
    words = doubt.strip()
    if not words or len(words) > LONGEST_DOUBT:
        return Refused("请写明哪里不能确定。" if not words else f"说明超过{LONGEST_DOUBT}字，请缩短。")
    party = second_reviewer(session, scene, report)
    assert party is not None
    told = f"已请{terms(scene.law).name(party)}再次审核，时限不重新计算。"
    happened = Happened(ASKED_AGAIN, words, {"report_id": id_of(report)})
    looks = [Look(party, f"办结报告请您再次审核：{words}")]
    return settle(session, offices, scene, told, [happened], now, state=state, changes={"signer": party}, looks=looks)
