"""What a completion report can already say, out of what was told in the chat while the ticket was handled."""

from collections.abc import Iterable
from typing import Any

from sqlmodel import Session

from bot.reports.markup import cut
from bot.reports.moments import day, full
from bot.rules.corrections import Said, standing
from bot.rules.plain_words import documents_in, verified_with_in
from bot.rules.thresholds import tried_enough
from bot.rules.visibility import mask_text
from bot.work.attempts import attempts_for
from bot.work.callback import BY_THE_CITIZEN
from bot.work.contact import BY_DESK, IN_FIELD
from bot.work.provenance import kept_in
from bot.work.replying import tries_to_reply
from bot.work.report_facts import NOT_REACHED, Gathered
from bot.work.report_slots import LONGEST
from bot.work.story import Story
from storage import staff, tickets
from storage.rows import id_of
from storage.tables import Event, Ticket

VERIFYING = frozenset({"first_contact", "site_visit"})
DOING = frozenset({"note", "progress_reported"})
MOST_EARLIER = 5
# They follow from the other answers: kept, the reply points would tell what the measures no longer say.
MADE_ANEW = frozenset({"explanation", "reply_points"})
# Once the citizen said in the call-back that it was not so, nobody may hand in again that it was.
TOLD_BY_THE_CITIZEN = frozenset({"reply_at", "satisfaction", "feedback"})
THE_SAME_EVERY_TIME = ("contact_phone", "review_organ")
FACE_TO_FACE = frozenset({"约谈", "上门", "当面", "面谈"})
OUTLIVE_A_RECHECK = ("responsible_person", "contact_phone")


def prefilled(session: Session, story: Story, gathered: Gathered) -> dict[str, Any]:
    """The slots that need no asking. After a send-back the last report's answers come first; after a recheck only
    who answers for it: what was found and told then is what the citizen did not accept.
    """
    verified, done = _words(story)
    told = "\n".join([*verified, *done])
    found = {
        **chosen(story),
        **_of_reply(session, story),
        "talked_how": _talked_how(story),
        "verified_with": verified_with_in(told) or "",
        "policy": "、".join(documents_in(told)),
        "main_facts": mask_text(story.ticket.content or story.ticket.title, names=[story.ticket.caller]),
        "background": _background(gathered),
        "ticket_list": _ticket_list(gathered, story.ticket),
        "verification": "\n".join(verified),
        "measures": "\n".join([*done, *co_handled(session, story)]),
        "reply_at": replied_at(story),
        "process": process(story, gathered),
        "responsible_person": gathered.handler,
        **_as_the_unit_said_last(session, story.ticket),
        "previous_handling": previous_handling(session, (*gathered.earlier, *gathered.by_others)),
    }
    answered = {**found, **_answered_before(session, story), "process": found["process"]}
    return {slot: cut(answer, LONGEST) for slot, answer in answered.items() if answer and slot not in MADE_ANEW}


def _answered_before(session: Session, story: Story) -> dict[str, Any]:
    last = tickets.last_report(session, id_of(story.ticket))
    if last is None:
        return {}
    if story.rechecked_at is not None and last.submitted_at < story.rechecked_at:
        return {name: last.slots[name] for name in OUTLIVE_A_RECHECK if name in last.slots}
    back = next((event for event in reversed(story.this_life) if event.kind == "sent_back"), None)
    never_asked = last.slots.get("reply_at") == NOT_REACHED
    asked_anew = TOLD_BY_THE_CITIZEN if back is not None and back.data.get(BY_THE_CITIZEN) else frozenset[str]()
    return {
        name: value
        for name, value in last.slots.items()
        if name not in asked_anew and not (never_asked and name == "satisfaction")
    }


def chosen(story: Story) -> dict[str, str]:
    """The finding, verdict and outcome that the informant chose (YC-2.4.3)."""
    event = story.last("finding_chosen")
    names = ("finding", "appeal", "outcome")
    return {name: str(event.data[name]) for name in names if event.data.get(name)} if event else {}


def co_handled(session: Session, story: Story) -> list[str]:
    """What each co-handling unit told last of its part."""
    last = {event.data.get("unit_id"): event.text for event in story.this_life if event.kind == "co_handled"}
    units = {unit_id: staff.unit(session, unit_id) for unit_id in last if unit_id is not None}
    return [f"{unit.name}协办：{last[unit_id]}" for unit_id, unit in units.items() if unit]


def replied_at(story: Story) -> str:
    """When the result was told, if somebody said so; in vain, if the tries for it were enough."""
    event = story.last("replied")
    if event is not None:
        return event.at.isoformat()
    rule = attempts_for(story, "replied")
    return NOT_REACHED if rule and tried_enough(rule, tries_to_reply(story)) else ""


def process(story: Story, gathered: Gathered) -> str:
    """What was done when, as one sentence."""
    steps = [f"{full(event.at)}{step}" for event in story.this_life if (step := _step(event, gathered))]
    return "；".join(steps) + "。" if steps else ""


def first_contact(story: Story) -> str:
    """When and how somebody spoke to the citizen, or how often they tried."""
    if not story.facts.has_contact:
        return "来电人未留联系方式。"
    event = story.latest("first_contact") or story.latest("desk_contact")
    if event is None:
        return ""
    by_desk = event.kind == "desk_contact"
    if event.data.get("result") == "未联":
        who = BY_DESK if by_desk else IN_FIELD
        tried = (one for one in story.this_life if one.kind == "contact_attempt" and one.data.get("by") == who)
        tries = "、".join(full(one.at) for one in tried)
        return f"{tries}拨打来电人电话，均未接通（{event.data.get('reason') or '无人接听'}）。"
    how = f"{full(event.at)}以{event.data.get('how', '电话')}方式与来电人先行联系"
    return f"{how}，告知工单已受理。" if by_desk else f"{how}，核实诉求。"


def previous_handling(session: Session, earlier: Iterable[Ticket]) -> str:
    """How the same matter was handled before, ticket by ticket."""
    lines = []
    for ticket in list(earlier)[-MOST_EARLIER:]:
        report = tickets.last_report(session, id_of(ticket))
        result = f"{report.finding}，{report.outcome}。{report.slots.get('measures', '')}" if report else "尚未办结。"
        lines.append(f"工单{ticket.number}：{result}")
    return "\n".join(lines)


def _words(story: Story) -> tuple[list[str], list[str]]:
    """What was found out and what was done, as told. With nothing told at contact or visit, the first note is that."""
    verified = [event.text for event in story.this_life if event.kind in VERIFYING and event.text]
    done = list(standing(_said(event) for event in story.this_life if event.kind in DOING))
    return (verified, done) if verified else (done[:1], done[1:])


def _said(event: Event) -> Said:
    return Said(kept_in(event.data).message, event.text)


def _step(event: Event, gathered: Gathered) -> str:
    match event.kind:
        case "accepted" if event.data.get("unit_id") == gathered.unit_id:
            return f"{gathered.unit}接单"
        case "first_contact" if event.data.get("result") != "未联":
            return "与来电人先行联系"
        case "first_contact":
            return "多次拨打来电人电话未果"
        case "site_visit" if event.data.get("visited") == "是":
            return "到现场查看"
    return ""


def _as_the_unit_said_last(session: Session, ticket: Ticket) -> dict[str, str]:
    """What stays the same from report to report of a unit."""
    report = tickets.last_report_of_unit(session, ticket.unit_id) if ticket.unit_id is not None else None
    return {name: str(report.slots.get(name, "")) for name in THE_SAME_EVERY_TIME} if report else {}


def _of_reply(session: Session, story: Story) -> dict[str, str]:
    event = story.last("replied")
    person = staff.person(session, event.person_id) if event is not None and event.person_id is not None else None
    if event is None:
        return {}
    return {"replied_by": person.name if person else "", "reply_how": str(event.data.get("how", ""))}


def _talked_how(story: Story) -> str:
    """Where the document knows two ways only: face to face, or on the phone (附件3 of Songjiang)."""
    event = story.last("replied") or story.latest("first_contact")
    return "" if event is None else "面谈" if event.data.get("how") in FACE_TO_FACE else "电话沟通"


def _ticket_list(gathered: Gathered, ticket: Ticket) -> str:
    """The numbers of the tickets of all who came with the matter."""
    together = sorted((*gathered.earlier, *gathered.by_others, ticket), key=id_of)
    return "、".join(one.number for one in together) if gathered.by_others else ""


def _background(gathered: Gathered) -> str:
    """How many citizens came with the matter, and since when."""
    if not gathered.by_others:
        return ""
    first = gathered.by_others[0]
    count = len(gathered.by_others) + 1
    return f"{day(first.created_at)}以来，共收到{gathered.distinct_callers}名市民反映同一事项的工单{count}件。"
