"""Thresholds of the documents over the tickets of a matter: told once when reached, brought up to date, taken back."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlmodel import Session

from bot.reports.markup import fill
from bot.rules.reached import Counted, Reach, reached
from bot.rules.thresholds import Threshold
from bot.work import notices
from bot.work.offices import Offices
from bot.work.receivers import receivers
from bot.work.redrawing import redraw
from bot.work.special import draft_special, refresh_draft, withdraw_draft
from bot.work.together import caller_of
from bot.work.untrue_forms import is_signed_untrue
from storage import matters, staff, tickets
from storage.rows import id_of
from storage.tables import Event, OutboxRow, Reached, Ticket

LANE = 1
"""As soon as first contacts: the documents say 立即."""
STANDING, TAKEN_BACK = "standing", "taken_back"


def watch(session: Session, offices: Offices, ticket: Ticket, now: datetime) -> None:
    """Something was added to the ticket's matter: tell what it reaches with that, each matter (and day) once."""
    rules = told_rules(offices, ticket.office_id)
    if not rules or ticket.matter_id is None:
        return
    for reach, _ in _reached_by(session, offices, ticket, rules):
        known = _told_before(session, ticket.office_id, reach)
        if known is None:
            _tell(session, offices, ticket, reach, now)
        else:
            _bring_up_to_date(session, offices, known, reach, now)


def look_again(session: Session, offices: Offices, office_id: str, ticket_ids: Collection[int], now: datetime) -> None:
    """The desk said which tickets belong together: what was told is brought up to date, or taken back in one line."""
    rules = {rule.id: rule for rule in told_rules(offices, office_id)}
    for row in matters.standing_rows(session, office_id):
        rule = rules.get(row.rule)
        if rule is None or not set(row.ticket_ids) & set(ticket_ids):
            continue
        reach = _still_reached(session, offices, row, rule)
        if reach is None:
            _take_back(session, row, rule, now)
        else:
            _bring_up_to_date(session, offices, row, reach, now)
    # One ticket of each caller in each matter reaches whatever the others do.
    one_of_each = {(ticket.matter_id, caller_of(ticket)): ticket for ticket in matters.by_ids(session, ticket_ids)}
    for ticket in one_of_each.values():
        watch(session, offices, ticket, now)


def told_rules(offices: Offices, office_id: str) -> list[Threshold]:
    """The thresholds of which somebody must hear; the others only ask more of a report."""
    return [rule for rule in offices.present_law(office_id).rulebook.threshold if rule.tell or rule.owed_by]


def threshold_of(offices: Offices, row: Reached) -> Threshold | None:
    """The threshold of the rulebook in force that a row speaks of."""
    return next((rule for rule in told_rules(offices, row.office_id) if rule.id == row.rule), None)


def _reached_by(
    session: Session, offices: Offices, ticket: Ticket, rules: Iterable[Threshold]
) -> list[tuple[Reach, list[Counted]]]:
    counted = list(rules)
    members = _counted(session, offices, ticket, counted)
    this = next(one for one in members if one.ticket_id == ticket.id)
    return [(reach, members) for reach in reached(counted, this, members)]


def _counted(session: Session, offices: Offices, ticket: Ticket, rules: Iterable[Threshold]) -> list[Counted]:
    """The tickets of the matter as thresholds see them; only what some rule asks for is looked up."""
    asked = {rule.counts for rule in rules}
    together = matters.of_matter(session, ticket.matter_id) or [ticket]
    moments = matters.moments(session, [id_of(one) for one in together])
    book = offices.present_law(ticket.office_id).rulebook
    ids = [id_of(one) for one in together]
    accepted = matters.last_events(session, ids, "accepted") if "same_kind_accepted" in asked else {}
    called = matters.last_events(session, ids, "called_back") if "unsolved_repeats" in asked else {}
    caller = caller_of(ticket)
    found = []
    for one in together:
        of_caller = one.id == ticket.id or (bool(caller) and caller_of(one) == caller)
        found.append(
            Counted(
                ticket_id=id_of(one),
                caller=caller_of(one),
                at=moments.get(id_of(one), one.created_at),
                accepted_at=accepted[id_of(one)].at if id_of(one) in accepted else None,
                solved=of_caller and _is_solved(called.get(id_of(one))),
                signed_untrue=of_caller and "signed_untrue_forms" in asked and is_signed_untrue(session, book, one),
            )
        )
    return found


def _is_solved(event: Event | None) -> bool:
    """Whether the citizen said so when called back (assumed: a report alone proves nothing to who calls again)."""
    return event is not None and bool(event.data.get("reached")) and bool(event.data.get("solved"))


def _told_before(session: Session, office_id: str, reach: Reach) -> Reached | None:
    """The same matter (and day) under the same rule: some of its tickets are among those told."""
    rows = matters.standing(session, office_id, reach.threshold.id, reach.day)
    return next((row for row in rows if set(row.ticket_ids) & set(reach.ticket_ids)), None)


def _still_reached(session: Session, offices: Offices, row: Reached, rule: Threshold) -> Reach | None:
    """The best that the tickets told still reach, in whatever groups they are now."""
    found = [
        reach
        for ticket in matters.by_ids(session, row.ticket_ids)
        if ticket.matter_id is not None
        for reach, _ in _reached_by(session, offices, ticket, [rule])
        if reach.day == row.day
    ]
    return max(found, key=lambda reach: (reach.count, reach.ticket_ids), default=None)


def _tell(session: Session, offices: Offices, ticket: Ticket, reach: Reach, now: datetime) -> None:
    rule = reach.threshold
    about = _whose_people(session, ticket, reach.ticket_ids)
    row = Reached(
        office_id=ticket.office_id, rule=rule.id, day=reach.day, ticket_id=id_of(about),
        ticket_ids=list(reach.ticket_ids), count=reach.count, reached_at=now, changed_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    if rule.drafts == "special" and not rule.judged:
        draft_special(session, offices, row, now)
    parties = dict.fromkeys(party for party in (rule.owed_by, *rule.tell) if party)
    hearers: dict[int, str] = {}
    for party in parties:
        people = receivers(session, about, party, now)
        for person in people:
            hearers.setdefault(id_of(person), str(party))
        if not people:
            tickets.audit(session, now, "nobody_reachable", office_id=about.office_id, ticket_id=about.id, detail=party)
    session.add_all(_notice(row, person_id, party, rule, now) for person_id, party in hearers.items())


def _notice(row: Reached, person_id: int, party: str, rule: Threshold, now: datetime) -> OutboxRow:
    return OutboxRow(
        dedupe_key=f"reached:{row.id}:{person_id}",
        office_id=row.office_id,
        person_id=person_id,
        ticket_id=row.ticket_id,
        kind="reached",
        lane=LANE,
        payload={"reached_id": row.id, "party": party, "reason": rule.name},
        created_at=now,
        not_before=now,
    )


def _whose_people(session: Session, ticket: Ticket, ticket_ids: Iterable[int]) -> Ticket:
    """The ticket whose unit and territory are told: this one, or the latest of them that was dispatched."""
    if ticket.unit_id is not None:
        return ticket
    dispatched = [one for one in matters.by_ids(session, list(ticket_ids)) if one.unit_id is not None]
    return dispatched[-1] if dispatched else ticket


def _bring_up_to_date(session: Session, offices: Offices, row: Reached, reach: Reach, now: datetime) -> None:
    """A further ticket changes the message that was sent; nobody gets another one."""
    if (row.ticket_ids, row.count) == (list(reach.ticket_ids), reach.count):
        return
    row.ticket_ids, row.count, row.changed_at = list(reach.ticket_ids), reach.count, now
    session.add(row)
    session.flush()
    refresh_draft(session, offices, row, now)
    _draw_anew(session, row, now)


def _draw_anew(session: Session, row: Reached, now: datetime) -> None:
    ticket = tickets.ticket(session, row.ticket_id)
    assert ticket is not None
    sent = [id_of(one) for one in matters.told_of(session, row) if one.state == "sent"]
    for posted in matters.posted_for(session, sent):
        session.add(redraw(posted, ticket, now, change=f":{row.state}:{row.count}:{now.isoformat()}"))


def _take_back(session: Session, row: Reached, rule: Threshold, now: datetime) -> None:
    """It was reached only by a wrong match: who was told hears so in one line; what was not sent yet never is."""
    row.state, row.changed_at = TAKEN_BACK, now
    session.add(row)
    withdraw_draft(session, row)
    ticket = tickets.ticket(session, row.ticket_id)
    line = fill(
        "更正：工单 <code>{number}</code> 所属事项没有达到“{name}”（{clause}），受理方确认其中有不是同一事项的。",
        number=ticket.number if ticket else "",
        name=rule.name,
        clause=rule.clause,
    )
    for told in matters.told_of(session, row):
        heard_by = told.given_to or told.person_id
        person = staff.person(session, heard_by) if heard_by is not None else None
        if told.state in ("sent", "sending", "folded") and person is not None:
            notices.say(session, person, line, [], now, ticket_id=row.ticket_id, lane=notices.NEW_LANE)
    _draw_anew(session, row, now)
