"""The desk calls the citizen back: all well closes the ticket, a "no" sends it back by itself."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.rules.thresholds import tried_enough
from bot.rules.workflow import Act, CallBack, State
from bot.work.acting import Happened, Scene, done_as, enter, repeated, settle
from bot.work.approval import back_with_whom, give_back
from bot.work.attempts import told_tries
from bot.work.circumstances import circumstances_of, vain_call_backs
from bot.work.contact import NO_CONTACT_DATA, attempts_asked
from bot.work.offices import Offices
from bot.work.outcome import Done, Refused

SATISFACTIONS = ("满意", "基本满意", "一般", "不满意")
BY_THE_CITIZEN = "by_the_citizen"
"""Marks a report that the citizen's own word sent back, not the desk's."""
QUESTIONS = {"contacted": "未先行联系", "answered": "未答复", "solved": "未解决"}
"""What each "no" says when the ticket goes back."""


@done_as(Act.CALL_BACK)
def call_back(
    session: Session,
    offices: Offices,
    actor_id: int,
    ticket_id: int,
    *,
    reached: bool,
    contacted: bool | None = None,
    answered: bool | None = None,
    solved: bool | None = None,
    satisfied: str = "",
    note: str = "",
    now: datetime,
) -> Done | Refused:
    """是否先联、是否答复、是否解决、是否满意, or nobody answered the phone."""
    scene = enter(session, offices, actor_id, ticket_id, now)
    if isinstance(scene, Refused):
        return scene
    answers = {"contacted": contacted, "answered": answered, "solved": solved}
    complaints = [said for question, said in QUESTIONS.items() if answers[question] is False]
    complaints += ["不满意"] if satisfied == "不满意" else []
    ended = CallBack.UNREACHED if not reached else CallBack.UNWELL if complaints else CallBack.WELL
    circumstances, report = circumstances_of(session, scene, ended)
    state = scene.judge(Act.CALL_BACK, circumstances)
    if isinstance(state, Refused):
        return _called_already(session, scene, now) or state
    if not scene.ticket.phone:
        return Refused(f"{NO_CONTACT_DATA.reason}请选择「直接办结」。")
    data = {**answers, "reached": reached, "satisfied": satisfied}
    if not reached:
        return _unreached(session, offices, scene, data, note, now)
    if None in answers.values() or satisfied not in SATISFACTIONS:
        return Refused("请把回访的四个问题答完整：是否先联、是否答复、是否解决、是否满意。")
    called = Happened("called_back", note.strip(), data)
    if ended is CallBack.WELL:
        return _ended(session, offices, scene, [called], "回访完成", state, now)
    said = note.strip().rstrip("。；;，,")
    why = f"回访{'、'.join(complaints)}" + (f"：{said}" if said else "")
    give_back(session, report, now)
    looks = back_with_whom(session, scene, report, f"{why}，请继续办理")
    back: dict[str, Any] = {"items": [], "report_id": report.id if report else None, BY_THE_CITIZEN: True}
    happened = [called, Happened("sent_back", why, back)]
    told = f"{why}，已退回处置部门继续办理，时限不重新计算。"
    return settle(session, offices, scene, told, happened, now, state=state, looks=looks)


@done_as(Act.CLOSE)
def close(
    session: Session, offices: Offices, actor_id: int, ticket_id: int, *, note: str = "", now: datetime
) -> Done | Refused:
    """Close without a call-back: nobody to call, or called in vain often enough."""
    scene = enter(session, offices, actor_id, ticket_id, now)
    if isinstance(scene, Refused):
        return scene
    circumstances, _ = circumstances_of(session, scene)
    state = scene.judge(Act.CLOSE, circumstances)
    if isinstance(state, Refused):
        return repeated(session, scene, scene.latest("closed"), Act.CLOSE, "办结", now) or state
    told = [Happened("note", note.strip())] if note.strip() else []
    return _ended(session, offices, scene, told, "不再回访", state, now)


def _ended(
    session: Session, offices: Offices, scene: Scene, happened: list[Happened], what: str, state: State, now: datetime
) -> Done:
    """Closed, or to be closed as soon as the platform above has the result."""
    if state is not State.CLOSED:
        return settle(session, offices, scene, f"{what}，请上传上级平台并确认。", happened, now, state=state)
    closed = Happened("closed", data={} if what == "回访完成" else {"called_back": False})
    return settle(session, offices, scene, f"{what}，工单已办结。", [*happened, closed], now, state=state)


def _unreached(
    session: Session, offices: Offices, scene: Scene, data: dict[str, str | bool | None], note: str, now: datetime
) -> Done:
    tried_at, asked = [*vain_call_backs(scene), now], attempts_asked(scene)
    told = f"已记录第{len(tried_at)}次回访未接通。"
    if asked is not None and tried_enough(asked, tried_at):
        told = f"已记录回访未接通，已满{asked.at_least}次，可以直接办结。"
    elif asked is not None:
        told = f"{told_tries(asked, tried_at, now, '回访')}满{asked.at_least}次的，可以直接办结。"
    happened = [Happened("called_back", note.strip(), data)]
    return settle(session, offices, scene, told, happened, now)


def _called_already(session: Session, scene: Scene, now: datetime) -> Done | Refused | None:
    if scene.state not in (State.CLOSED, State.UPLOADING, State.HANDLING):
        return None
    return repeated(session, scene, scene.latest("called_back"), Act.CALL_BACK, "回访", now)
