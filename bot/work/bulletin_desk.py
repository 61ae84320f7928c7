"""What the desk does with bulletins: begin one, write and correct its paragraphs, send it out, or give it up."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from bot.rules.bulletin_content import Section
from bot.rules.bulletin_rules import Bulletin
from bot.rules.calendar import local
from bot.rules.outcome import Refused
from bot.rules.periods import month_of
from bot.rules.visibility import mask_text
from bot.rules.workflow import OUR_OWN
from bot.work import bulletins
from bot.work.access import roles
from bot.work.bulletin_facts import gathered, named_lines
from bot.work.bulletin_text import content_of, fingerprint, sections_in, unwritten
from bot.work.following_up import ask_follow_up
from bot.work.offices import Offices
from bot.work.outcome import Done
from storage import bulletins as kept
from storage import tickets
from storage.bulletins import DRAFT, SENT, WITHDRAWN
from storage.rows import id_of
from storage.tables import BulletinRow, Person

ONLY_DESK = Refused("通报由受理方的值班人员核对、修改和发出。", OUR_OWN)
UNKNOWN = Refused("没有这个编号的通报，发 /bulletins 查看。")
ALREADY = {SENT: "已经发出", WITHDRAWN: "已经作废", kept.PLANNED: "还没有到生成的时候"}
SHORTEST_REASON, LONGEST_TEXT, MOST_TICKETS = 2, 3000, 30
IN_AUDIT = 200
"""Characters of a paragraph that the record of a correction keeps."""


def draft_of(session: Session, person: Person, bulletin_id: int, now: datetime) -> BulletinRow | Refused:
    """The draft, for somebody at the desk; held until the transaction ends."""
    if "desk" not in roles(session, person, now):
        return ONLY_DESK
    row = kept.locked(session, bulletin_id)
    if row is None or row.office_id != person.office_id:
        return UNKNOWN
    if row.state != DRAFT:
        return Refused(f"“{row.title}”{ALREADY.get(row.state, '没有发出')}，不能再改。")
    return row


def begin(
    session: Session, offices: Offices, person: Person, rule: str, numbers: Sequence[str], now: datetime
) -> BulletinRow | Refused:
    """A draft of a bulletin whose occasion has arisen, about these tickets."""
    if "desk" not in roles(session, person, now):
        return ONLY_DESK
    bulletin = next((one for one in begun_by_desk(offices, person.office_id) if one.id == rule), None)
    if bulletin is None:
        return Refused("本单位的文件没有规定这种通报。")
    if len(numbers) > MOST_TICKETS:
        return Refused(f"一份通报最多列{MOST_TICKETS}张工单。", bulletin.clause)
    found = [(number, tickets.ticket_by_number(session, person.office_id, number)) for number in numbers]
    if unknown := [number for number, ticket in found if ticket is None]:
        return Refused(f"没有找到工单{'、'.join(unknown)}，请核对编号。")
    ids = [id_of(ticket) for _, ticket in found if ticket is not None]
    if bulletin.own_units and not ids:
        return Refused("这种通报只发给所涉的单位，请写明工单编号。", bulletin.clause)
    about = month_of(local(now).date())
    named = (Section("所涉工单", "tickets", named_lines(session, offices, person.office_id, ids, now)),) if ids else ()
    sections = (*named, *gathered(session, offices, person.office_id, bulletin, about, now))
    office = offices.office(person.office_id).name
    row = BulletinRow(
        office_id=person.office_id, rule=bulletin.id, due_at=now, state=DRAFT, title=bulletin.name, ticket_ids=ids,
        content=content_of(office, bulletin, about if bulletin.parts else None, sections), made_by=person.id,
        made_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def drafts_of(session: Session, person: Person) -> list[BulletinRow]:
    """The drafts of the person's office, oldest first."""
    return kept.drafts(session, person.office_id)


def latest_draft(session: Session, person: Person) -> BulletinRow | None:
    """The draft that this person began last."""
    own = [row for row in kept.drafts(session, person.office_id) if row.made_by == person.id]
    return own[-1] if own else None


def begun_by_desk(offices: Offices, office_id: str) -> tuple[Bulletin, ...]:
    """The bulletins that wait for an occasion."""
    known = offices.present_law(office_id).rulebook.bulletin
    return tuple(bulletin for bulletin in known if bulletin.begun_by_desk)


def correct(session: Session, person: Person, row: BulletinRow, place: int, text: str, now: datetime) -> Done | Refused:
    """The desk's own words in place of a paragraph; what it said before stays on record."""
    sections = sections_in(row.content)
    if not 1 <= place <= len(sections):
        return Refused(f"没有第{place}段，这份通报有{len(sections)}段。")
    said = mask_text(text.strip())
    if not said or len(said) > LONGEST_TEXT:
        return Refused(f"第{place}段请写1到{LONGEST_TEXT}个字，直接写在“改{place}”后面。")
    before = row.corrected.get(str(place)) or "；".join(line.words for line in sections[place - 1].lines)
    row.corrected = {**row.corrected, str(place): said}
    session.add(row)
    _audit(session, row, person, "bulletin_corrected", f"第{place}段：{before[:IN_AUDIT]} → {said[:IN_AUDIT]}", now)
    return Done(f"第{place}段“{sections[place - 1].heading}”已改。")


def restore(session: Session, person: Person, row: BulletinRow, place: int, now: datetime) -> Done | Refused:
    """The paragraph says again what it said out of the facts."""
    if str(place) not in row.corrected:
        return Refused(f"第{place}段没有改过。")
    row.corrected = {number: text for number, text in row.corrected.items() if number != str(place)}
    session.add(row)
    _audit(session, row, person, "bulletin_restored", f"第{place}段", now)
    return Done(f"第{place}段已还原。")


def release(
    session: Session, offices: Offices, person: Person, row: BulletinRow, seen: str, now: datetime
) -> Done | Refused:
    """Send the draft to its readers. `seen`: the fingerprint of what was looked through, empty for typed words."""
    if seen and seen != fingerprint(row):
        return Refused("这份初稿在您看过以后又改了，请看一遍现在的再发。")
    if left := unwritten(row):
        return Refused(f"还没有写：{'、'.join(left)}。没有内容的写“无”。", row.content["clause"])
    row.state, row.ended_by, row.ended_at = SENT, person.id, now
    session.add(row)
    session.flush()
    number, missing = bulletins.send(session, offices, row, now)
    asked = _ask_for_answers(session, offices, person, row, now)
    _audit(session, row, person, "bulletin_sent", f"{number}处", now)
    told = f"“{row.title}”已发出，共{number}处。"
    told += f"没有人能收：{'、'.join(missing)}。" if missing else ""
    return Done(told + asked)


def withdraw(session: Session, person: Person, row: BulletinRow, reason: str, now: datetime) -> Done | Refused:
    """Give the draft up, saying why."""
    why = mask_text(reason.strip())
    if len(why) < SHORTEST_REASON:
        return Refused("作废要写理由，如：作废 与上周重复。")
    row.state, row.reason, row.ended_by, row.ended_at = WITHDRAWN, why, person.id, now
    session.add(row)
    _audit(session, row, person, "bulletin_withdrawn", why, now)
    return Done(f"“{row.title}”已作废。")


def _ask_for_answers(session: Session, offices: Offices, person: Person, row: BulletinRow, now: datetime) -> str:
    """Where the document wants the notice answered, each ticket's unit owes the answer from now on."""
    bulletin = bulletins.rule_of(offices, row.office_id, row.rule)
    if bulletin is None or bulletin.answered is None:
        return ""
    asked, refused = 0, []
    for ticket_id in row.ticket_ids:
        outcome = ask_follow_up(
            session, offices, id_of(person), ticket_id, rule_id=bulletin.answered, note=f"{row.title}已发出", now=now
        )
        if isinstance(outcome, Done):
            asked += 1
        else:
            ticket = tickets.ticket(session, ticket_id)
            refused.append(f"{ticket.number if ticket else ''}：{outcome.reason}")
    told = f"已要求{asked}张工单的处置单位答复。" if asked else ""
    return told + (f"没有要求答复的：{'；'.join(refused)}" if refused else "")


def _audit(session: Session, row: BulletinRow, person: Person, what: str, detail: str, now: datetime) -> None:
    tickets.audit(
        session, now, what, office_id=row.office_id, person_id=person.id, detail=f"{row.rule} {row.id}：{detail}"
    )
