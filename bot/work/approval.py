"""Signatures under a report and the desk's review. Each is bound to the exact text it was given for."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from bot.rules.report_check import check
from bot.rules.signatures import required
from bot.rules.workflow import Act, State
from bot.work import reaching
from bot.work.acting import Happened, Look, Scene, done_as, enter, repeated, settle, terms
from bot.work.authors import how_signed
from bot.work.circumstances import APPROVED, RETURNED, REVIEWED, asked_again, case_of, circumstances_of, leaves_signers
from bot.work.offices import Law, Offices
from bot.work.outcome import Done, Refused
from bot.work.signers import word_of, write_signature
from storage import staff, tickets
from storage.rows import id_of
from storage.tables import Report

ANOTHER_TEXT = Refused("这份办结报告已经不是最新的了，请打开工单看最新的一份。")
CALL_BACK_FIRST = Refused("本单位先回访、后结案：请先回访，市民认可后再确认上传。")
LONGEST_REASON = 1000


@done_as(Act.SIGN)
def sign(
    session: Session,
    offices: Offices,
    actor_id: int,
    ticket_id: int,
    *,
    report_id: int,
    sha256: str,
    now: datetime,
) -> Done | Refused:
    """Say yes to exactly this text. The last signature hands the report to the desk."""
    scene = enter(session, offices, actor_id, ticket_id, now)
    if isinstance(scene, Refused):
        return scene
    circumstances, report = circumstances_of(session, scene)
    state = scene.judge(Act.SIGN, circumstances)
    if isinstance(state, Refused):
        return (
            _signed_already(session, scene, report_id, Act.SIGN, now)
            or _returned_already(session, scene, "signature_refused", report_id, Act.SIGN, now)
            or state
        )
    if report is None or (report.id, report.sha256) != (report_id, sha256):
        return ANOTHER_TEXT
    awaited, *later = circumstances.signatures_owed
    word = word_of(scene, awaited, now)
    write_signature(session, report, word)
    happened = [Happened("signature_given", data={"report_id": report_id, "sha256": sha256, **word.data()})]
    return passed_on(session, offices, scene, report, tuple(later), "已签批同意", happened, now)


@done_as(Act.REFUSE_SIGNATURE)
def refuse_signature(
    session: Session,
    offices: Offices,
    actor_id: int,
    ticket_id: int,
    *,
    report_id: int,
    reason: str,
    now: datetime,
) -> Done | Refused:
    """Say no, with a reason: the report goes back to the unit and every signature under it is void."""
    scene = enter(session, offices, actor_id, ticket_id, now)
    if isinstance(scene, Refused):
        return scene
    circumstances, report = circumstances_of(session, scene)
    state = scene.judge(Act.REFUSE_SIGNATURE, circumstances)
    if isinstance(state, Refused):
        return (
            _returned_already(session, scene, "signature_refused", report_id, Act.REFUSE_SIGNATURE, now)
            or _signed_already(session, scene, report_id, Act.REFUSE_SIGNATURE, now)
            or state
        )
    if report is None or report.id != report_id:
        return ANOTHER_TEXT
    if refused := _unfit(reason):
        return refused
    word = word_of(scene, circumstances.signatures_owed[0], now, reason.strip())
    write_signature(session, report, word)
    by = terms(scene.law).name(word.role)
    after = "审核" if circumstances.reviewed else "请求再次审核" if asked_again(scene, report) else ""
    desk = [Look("desk", f"办结报告{after}后被{by}退回：{reason.strip()}")] if after else []
    return _return(session, offices, scene, report, "signature_refused", reason, word.data(), state, now, desk)


@done_as(Act.APPROVE)
def approve(
    session: Session,
    offices: Offices,
    actor_id: int,
    ticket_id: int,
    *,
    report_id: int,
    uploaded: bool | None = None,
    now: datetime,
) -> Done | Refused:
    """The desk finds the report in order and reports the ticket to the platform above, at once or later (`upload`).

    Without a word about it, at once, unless the office calls back first (NM-R8.9.2).
    """
    scene = enter(session, offices, actor_id, ticket_id, now)
    if isinstance(scene, Refused):
        return scene
    circumstances, report = circumstances_of(session, scene)
    state = scene.judge(Act.APPROVE, circumstances)
    if isinstance(state, Refused):
        return (
            repeated(session, scene, scene.last("approved"), Act.APPROVE, "审核通过", now)
            or _returned_already(session, scene, "sent_back", report_id, Act.APPROVE, now)
            or state
        )
    if report is None or report.id != report_id:
        return ANOTHER_TEXT
    blocking = [one for one in check(case_of(session, scene, report), scene.law.rulebook) if one.severity == "block"]
    if blocking:
        excerpts = "；".join(finding.excerpt for finding in blocking)
        clauses = "、".join(dict.fromkeys(finding.clause for finding in blocking))
        return Refused(f"办结报告还不能通过：{excerpts}；请退回重办。", clauses)
    if circumstances.signs_after_review:
        return _to_leaders(session, offices, scene, report, circumstances.signs_after_review, uploaded, now)
    calls_first = calls_back_first(scene.law)
    if uploaded and calls_first:
        return CALL_BACK_FIRST
    uploaded = not calls_first if uploaded is None else uploaded
    report.state = APPROVED
    session.add(report)
    happened = [Happened("approved", data={"report_id": report_id})]
    happened += [Happened("completed", data={"report_id": report_id})] if uploaded else []
    later = (
        "审核通过，请先回访，再上传上级平台。" if calls_first else "审核通过，请尽快上传上级平台并确认，再安排回访。"
    )
    told = "审核通过，已记为上报区平台，请安排回访。" if uploaded else later
    return settle(session, offices, scene, told, happened, now, state=state)


@done_as(Act.SEND_BACK)
def send_back(
    session: Session,
    offices: Offices,
    actor_id: int,
    ticket_id: int,
    *,
    reason: str,
    items: Sequence[str] = (),
    now: datetime,
) -> Done | Refused:
    """The desk sends the report back (`items`: failed checks and their rules). No limit starts anew (YC-A4.1)."""
    scene = enter(session, offices, actor_id, ticket_id, now)
    if isinstance(scene, Refused):
        return scene
    circumstances, report = circumstances_of(session, scene)
    state = scene.judge(Act.SEND_BACK, circumstances)
    if isinstance(state, Refused):
        return (
            _returned_already(session, scene, "sent_back", None, Act.SEND_BACK, now)
            or repeated(session, scene, scene.last("approved"), Act.SEND_BACK, "审核通过", now, instead=True)
            or state
        )
    if refused := _unfit(reason):
        return refused
    return _return(session, offices, scene, report, "sent_back", reason, {"items": list(items)}, state, now)


def calls_back_first(law: Law) -> bool:
    """Whether the citizen is called back before the platform above hears of the result."""
    review = law.rulebook.desk_review
    return review is not None and review.call_back_first


def give_back(session: Session, report: Report | None, now: datetime) -> None:
    """A report that came back is no report any more, and nobody's signature stands under it."""
    if report is not None:
        report.state = RETURNED
        session.add(report)
        tickets.void_signatures(session, report.ticket_id, now)


def back_with_whom(session: Session, scene: Scene, report: Report | None, reason: str) -> list[Look]:
    """Who must do it again: whoever hears for the unit, and the author of the report."""
    author = staff.person(session, report.submitted_by) if report is not None else None
    return [Look("unit", reason), *([Look(author, reason)] if author and author.active and author.chat_id else [])]


def passed_on(
    session: Session,
    offices: Offices,
    scene: Scene,
    report: Report,
    later: tuple[str, ...],
    told: str,
    happened: list[Happened],
    now: datetime,
) -> Done:
    """A signature more: the next one is asked for, or everybody at this stage has signed and the desk goes on."""
    if later:
        looks, changes = [Look(later[0], "办结报告请您签批")], {"signer": later[0]}
        said = f"{told}，等待{terms(scene.law).name(later[0])}签批。"
        done = settle(session, offices, scene, said, happened, now, state=State.SIGNING, changes=changes, looks=looks)
        reaching.watch(session, offices, scene.ticket, now)
        return done
    state, look = leaves_signers(session, report)
    step = "审核" if state is State.REVIEWING else "办理上报和回访"
    said = f"{told}，等待{terms(scene.law).name('desk')}{step}。"
    done = settle(session, offices, scene, said, happened, now, state=state, looks=[look])
    reaching.watch(session, offices, scene.ticket, now)
    return done


def _to_leaders(
    session: Session,
    offices: Offices,
    scene: Scene,
    report: Report,
    leaders: tuple[str, ...],
    uploaded: bool | None,
    now: datetime,
) -> Done | Refused:
    """What the desk found in order is signed before the platform above hears of it (SJ-2.2.2.b)."""
    name = terms(scene.law).name(leaders[0])
    if uploaded:
        rules = required(scene.law.rulebook, case_of(session, scene, report))
        clause = "、".join(dict.fromkeys(one.clause for one in rules if one.after_review))
        return Refused(f"审核通过后还要{name}签批，签批完才能上报。", clause)
    report.state = REVIEWED
    session.add(report)
    happened = [Happened("approved", data={"report_id": id_of(report)})]
    return passed_on(session, offices, scene, report, leaders, "审核通过", happened, now)


def _return(
    session: Session,
    offices: Offices,
    scene: Scene,
    report: Report | None,
    kind: str,
    reason: str,
    data: dict[str, object],
    state: State,
    now: datetime,
    also: Sequence[Look] = (),
) -> Done:
    give_back(session, report, now)
    words = reason.strip()
    looks = [*back_with_whom(session, scene, report, f"办结报告被退回重办：{words}"), *also]
    happened = [Happened(kind, words, {**data, "report_id": report.id if report else None})]
    return settle(session, offices, scene, "已退回重办，时限不重新计算。", happened, now, state=state, looks=looks)


def _signed_already(session: Session, scene: Scene, report_id: int, act: Act, now: datetime) -> Done | Refused | None:
    """The same report signed by the same person before, wherever it has gone since; or as the same party by another."""
    given = [event for event in scene.this_round("signature_given") if event.data["report_id"] == report_id]
    mine = next((event for event in given if event.person_id == scene.person.id), None)
    event = mine or next((event for event in reversed(given) if event.data["role"] in scene.parties), None)
    return repeated(session, scene, event, act, how_signed(event), now, instead=act is not Act.SIGN)


def _returned_already(
    session: Session, scene: Scene, kind: str, report_id: int | None, act: Act, now: datetime
) -> Done | Refused | None:
    if scene.state is not State.HANDLING:
        return None
    event = scene.latest(kind)
    if event is not None and report_id is not None and event.data.get("report_id") != report_id:
        return None
    returning = act in (Act.SEND_BACK, Act.REFUSE_SIGNATURE)
    return repeated(session, scene, event, act, "退回重办", now, instead=not returning)


def _unfit(reason: str) -> Refused | None:
    if not reason.strip():
        return Refused("请写明退回的原因。")
    return Refused(f"原因超过{LONGEST_REASON}字，请缩短。") if len(reason.strip()) > LONGEST_REASON else None
