"""Bulletins on their days: what is to come is a row, composed when its moment has come, sent once to its readers."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from bot.reports.markup import escape, fill
from bot.rules.bulletin_content import has_news, of_places
from bot.rules.bulletin_rules import READER_NAMES, Bulletin
from bot.rules.calendar import Calendar, CalendarGap, local
from bot.rules.issues import Issue, between, latest_issue, next_issue
from bot.rules.periods import Period, from_code, month_of
from bot.work import notices
from bot.work.bulletin_facts import gathered
from bot.work.bulletin_keys import draft_keys, list_keys
from bot.work.bulletin_readers import clerks_of, readers_of
from bot.work.bulletin_text import content_of, fingerprint, in_words, sections_in
from bot.work.offices import Offices
from storage import bulletins, outbox, tickets
from storage.bulletins import DRAFT, MISSED, PLANNED, SENT, SILENT
from storage.rows import id_of
from storage.tables import BulletinRow, OutboxRow, Person

KIND, LANE = "bulletin", 4
LATE_AFTER = timedelta(hours=1)
"""A bulletin that comes out longer than this after its moment says so."""
MOST_MISSED = 10
A_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Prepared:
    """What becomes of a planned issue whose moment has come: its content, or why it ends unread."""

    bulletin_id: int
    state: str
    reason: str = ""
    content: dict[str, Any] | None = None


def rule_of(offices: Offices, office_id: str, rule: str) -> Bulletin | None:
    """The bulletin of that id in the rulebook in force."""
    return next((one for one in offices.present_law(office_id).rulebook.bulletin if one.id == rule), None)


def plan(session: Session, offices: Offices, now: datetime) -> None:
    """Write down what is to come, and what was missed since the last issue; safe to repeat."""
    for office_id in offices.entries:
        law = offices.present_law(office_id)
        for bulletin in law.rulebook.bulletin:
            if bulletin.is_planned:
                # Beyond the last year that anybody knows there is nothing to plan.
                with suppress(CalendarGap):
                    _plan_one(session, office_id, bulletin, law.calendar, now)


def due_ids(session: Session, now: datetime) -> list[int]:
    """The planned issues whose moment has come, oldest first."""
    return [id_of(row) for row in bulletins.due(session, now)]


def prepare(session: Session, offices: Offices, bulletin_id: int, now: datetime) -> Prepared:
    """What becomes of a planned issue that is due; only reads."""
    row = bulletins.bulletin(session, bulletin_id)
    assert row is not None
    bulletin = rule_of(offices, row.office_id, row.rule)
    about = from_code(row.period or "")
    if bulletin is None or about is None or not bulletin.is_planned:
        return Prepared(bulletin_id, SILENT, "规则文件里已没有这一条")
    if (state := _not_any_more(session, offices, row, bulletin, now)) is not None:
        return state
    sections = gathered(session, offices, row.office_id, bulletin, about, now)
    if not bulletin.said_when_empty and not bulletin.drafted and not has_news(sections, bulletin.reminds):
        return Prepared(bulletin_id, SILENT, "没有要说的")
    missed = _missed(session, offices, row, bulletin)
    late = now > row.due_at + LATE_AFTER
    office = offices.office(row.office_id).name
    content = content_of(office, bulletin, about, sections, late=late, missed=missed)
    return Prepared(bulletin_id, DRAFT if bulletin.drafted else SENT, content=content)


def would_say(session: Session, offices: Offices, office_id: str, bulletin: Bulletin, now: datetime) -> BulletinRow:
    """What it would say if it came out now, as a row that is not kept."""
    coming = next_issue(bulletin, offices.present_law(office_id).calendar, now)
    about = coming.about if coming else month_of(local(now).date())
    sections = gathered(session, offices, office_id, bulletin, about, now)
    content = content_of(offices.office(office_id).name, bulletin, about, sections)
    return BulletinRow(
        office_id=office_id, rule=bulletin.id, due_at=coming.at if coming else now, state=PLANNED, title=bulletin.name,
        content=content, corrected={}, made_at=now,
    )  # fmt: skip


def issue(session: Session, offices: Offices, what: Prepared, now: datetime) -> bool:
    """Write what was prepared: a draft for the desk, or rows for every reader. False where somebody else did."""
    row = bulletins.locked(session, what.bulletin_id)
    if row is None or row.state != PLANNED:
        return False
    row.state, row.reason = what.state, what.reason
    row.content = what.content or {}
    row.ended_at = None if row.state == DRAFT else now
    session.add(row)
    session.flush()
    if row.state == SENT:
        written, missing = send(session, offices, row, now)
        if not written and not missing:
            row.state, row.reason = SILENT, "没有与收件人有关的内容"
    elif row.state == DRAFT:
        tell_of_draft(session, row, now)
    return True


def send(session: Session, offices: Offices, row: BulletinRow, now: datetime) -> tuple[int, list[str]]:
    """A row of the outbox for every reader whom it concerns; how many, and who is missing. The desk hears of those."""
    bulletin = rule_of(offices, row.office_id, row.rule)
    if bulletin is None:
        return 0, []
    sections = sections_in(row.content)
    concerned = frozenset(place for section in sections for line in section.lines for place in line.places)
    only = concerned if bulletin.own_units and not bulletin.said_when_empty else None
    readers = readers_of(session, row.office_id, bulletin, only, now)
    written = any(text for text in row.corrected.values())
    charts: list[OutboxRow] = []
    rows = [_to_chat(row, bulletin, chat_id, now) for chat_id in readers.groups]
    for person_id, places in readers.people.items():
        if places is None or written or has_news(of_places(sections, places), row.content["reminds"]):
            rows.append(_to_person(row, bulletin, person_id, places, now))
            charts += _charts(row, bulletin, person_id, now) if places is None else []
    if "office_group" in bulletin.audience and not readers.groups:
        # The desk gets it in the group's place, and reads why: no second message says the same.
        missing_group = {"instead": READER_NAMES["office_group"]}
        rows += [
            _to_person(row, bulletin, id_of(one), None, now, **missing_group)
            for one in clerks_of(session, row.office_id, now)
        ]
    outbox.put(session, [*rows, *charts])
    if readers.missing:
        _tell_who_is_missing(session, row, readers.missing, now)
    return len(rows), readers.missing


def tell_of_draft(session: Session, row: BulletinRow, now: datetime) -> None:
    """Every clerk sees the draft with what can be done with it."""
    for clerk in clerks_of(session, row.office_id, now):
        show_draft(session, clerk, row, now, lane=notices.NEW_LANE)


def show_draft(session: Session, clerk: Person, row: BulletinRow, now: datetime, *, lane: int = 0) -> None:
    """The draft, its paragraphs numbered, with what can be done with it."""
    how = f"这是初稿，核对后再发出。改某一段：发“改2 新文字”，或 /bulletin {row.id} 改2 新文字。"
    html = f"{in_words(row, None, now, as_draft=True).html}\n\n{escape(how)}"
    notices.say(session, clerk, html, draft_keys(row, fingerprint(row)), now, lane=lane)


def _plan_one(session: Session, office_id: str, bulletin: Bulletin, calendar: Calendar, now: datetime) -> None:
    known = bulletins.latest(session, office_id, bulletin.id)
    coming = next_issue(bulletin, calendar, now)
    last = latest_issue(bulletin, calendar, now)
    issues = [coming] if coming else []
    # Nothing of before the first look is made up for.
    if known is not None and last is not None and known.due_at < last.at:
        issues.append(last)
    for one in bulletins.planned(session, office_id, bulletin.id):
        if coming is not None and one.period == coming.about.code and one.due_at != coming.at:
            # Its day became a day of rest, or a day of work, or the office chose another hour.
            one.due_at = coming.at
            session.add(one)
    bulletins.put(session, [_planned(office_id, bulletin, one, now) for one in issues])


def _planned(office_id: str, bulletin: Bulletin, issue_: Issue, now: datetime) -> BulletinRow:
    return BulletinRow(
        office_id=office_id,
        rule=bulletin.id,
        period=issue_.about.code,
        due_at=issue_.at,
        state=PLANNED,
        title=bulletin.name,
        made_at=now,
    )


def _not_any_more(
    session: Session, offices: Offices, row: BulletinRow, bulletin: Bulletin, now: datetime
) -> Prepared | None:
    """Why a due issue does not come out: a later one is due too, its day is a day of rest after all, or is over."""
    if any(
        later.due_at > row.due_at and later.due_at <= now
        for later in bulletins.planned(session, row.office_id, row.rule)
    ):
        return Prepared(id_of(row), MISSED, "停机期间错过，由后来的一期代替")
    if bulletin.rest_days == "skip" and not offices.present_law(row.office_id).calendar.is_working(local(row.due_at)):
        return Prepared(id_of(row), SILENT, "当天不是工作日")
    if bulletin.late == "same_day" and local(row.due_at).date() != local(now).date():
        return Prepared(id_of(row), MISSED, "当天停机，过了当天不再补发")
    return None


def _missed(session: Session, offices: Offices, row: BulletinRow, bulletin: Bulletin) -> list[str]:
    """The issues between the last one that was not missed and this one, by the days that they would have told of."""
    before, missed = bulletins.last_issued(session, row), bulletins.first_missed(session, row)
    if before is None and missed is None:
        return []
    since = before.due_at if before else missed.due_at - A_MOMENT if missed else row.due_at
    calendar = offices.present_law(row.office_id).calendar
    with suppress(CalendarGap):
        found = between(bulletin, calendar, since, row.due_at - A_MOMENT)
        names = [one.about.name for one in found]
        left = len(names) - MOST_MISSED
        return [f"……（共{len(names)}期）", *names[-MOST_MISSED:]] if left > 0 else names
    return []


def _to_person(
    row: BulletinRow, bulletin: Bulletin, person_id: int, places: frozenset[int] | None, now: datetime, **more: str
) -> OutboxRow:
    values = {"bulletin_id": row.id, "places": None if places is None else sorted(places), **more}
    return _row(row, bulletin, f"person:{person_id}", values, now, person_id=person_id)


def _to_chat(row: BulletinRow, bulletin: Bulletin, chat_id: int, now: datetime) -> OutboxRow:
    values = {"bulletin_id": row.id, "places": None}
    return _row(row, bulletin, f"chat:{chat_id}", values, now, chat_id=chat_id)


def _charts(row: BulletinRow, bulletin: Bulletin, person_id: int, now: datetime) -> list[OutboxRow]:
    """The same rows that somebody's /charts writes: counted and drawn on their way out, behind the bulletin."""
    return [
        OutboxRow(
            dedupe_key=f"{KIND}:{row.id}:chart:{code}:{person_id}", office_id=row.office_id, person_id=person_id,
            kind="chart", lane=LANE, payload={"code": code, "unit_id": 0, "period": row.period}, created_at=now,
            not_before=now,
        )
        for code in (bulletin.charts if row.period else ())
    ]  # fmt: skip


def _row(
    row: BulletinRow, bulletin: Bulletin, whom: str, payload: dict[str, Any], now: datetime, **receiver: Any
) -> OutboxRow:
    ends = Period(local(now).date(), local(now).date()).until if bulletin.late == "same_day" else None
    return OutboxRow(
        dedupe_key=f"{KIND}:{row.id}:{whom}",
        office_id=row.office_id,
        kind=KIND,
        lane=LANE,
        payload=payload,
        created_at=now,
        not_before=now,
        useless_after=ends,
        **receiver,
    )


def _tell_who_is_missing(session: Session, row: BulletinRow, missing: list[str], now: datetime) -> None:
    tickets.audit(session, now, "bulletin_unread", office_id=row.office_id, detail=f"{row.rule}: {'、'.join(missing)}")
    html = fill(
        "⚠️ “{title}”没有人能收：{missing}。请补上人员、绑定群聊，或另行告知。",
        title=row.title,
        missing="、".join(missing),
    )
    for clerk in clerks_of(session, row.office_id, now):
        notices.say(session, clerk, html, list_keys(), now, lane=notices.NEW_LANE)
