"""Talking to the citizen: the desk's call, the first contact, and showing the number to who must dial it."""

from datetime import datetime

from sqlmodel import Session

from bot.rules.evidence import tries as standing_of
from bot.rules.thresholds import Attempts, spaced, tried_enough
from bot.rules.visibility import mask_text
from bot.rules.workflow import Act
from bot.work import notices
from bot.work.acting import Happened, Scene, done_as, enter_to, repeated, settle, spoken
from bot.work.attempts import attempts_for, told_tries, told_try
from bot.work.handling import impossible_moment
from bot.work.offices import Offices
from bot.work.outcome import Done, Refused
from bot.work.phones import is_mobile
from bot.work.story import Story, story_of
from storage import tickets
from storage.tables import Ticket

NOT_SHOWN_HERE = Refused("本单位没有开放在这里查看联系方式，请到区平台查看。")
NO_CONTACT_DATA = Refused("这张工单没有留联系方式，无法联系。")
BY_DESK, IN_FIELD, CALLING_BACK = "desk", "field", "call_back"
SMS = "短信"


@done_as(Act.DESK_CONTACT)
def desk_contact(
    session: Session, offices: Offices, actor_id: int, ticket_id: int, *, how: str, reached: bool, now: datetime
) -> Done | Refused:
    """The desk calls or texts the citizen (YC-T02: 电话或短信). A text counts when sent, a call when answered.

    Calls in vain, as many and as far apart as the office asks for (NM-R6.1), are the contact too, with the result 未联.
    """
    scene = enter_to(session, offices, actor_id, ticket_id, Act.DESK_CONTACT, now)
    if isinstance(scene, Refused):
        return scene
    if answer := repeated(session, scene, scene.last("desk_contact"), Act.DESK_CONTACT, "联系来电人", now):
        return answer
    if not scene.ticket.phone:
        return NO_CONTACT_DATA
    if reached or how == SMS:
        happened = [Happened("desk_contact", data={"how": how})]
        return settle(session, offices, scene, f"已登记：{how}联系来电人。", happened, now)
    return _desk_tried(session, offices, scene, how, now)


def _desk_tried(session: Session, offices: Offices, scene: Scene, how: str, now: datetime) -> Done:
    happened = [Happened("contact_attempt", data={"by": BY_DESK, "how": how})]
    rule = attempts_for(scene, "desk_contact")
    tried_at = [*tries_of(scene, BY_DESK), now]
    if rule is None:
        return settle(session, offices, scene, "已记录一次未接通；可以改发短信告知。", happened, now)
    if tried_enough(rule, tried_at):
        happened.append(Happened("desk_contact", data={"how": how, "result": "未联"}))
    return settle(session, offices, scene, told_tries(rule, tried_at, now, "联系来电人"), happened, now)


@done_as(Act.FIRST_CONTACT)
def first_contact(
    session: Session,
    offices: Offices,
    actor_id: int,
    ticket_id: int,
    *,
    reached: bool,
    how: str,
    at: datetime,
    reason: str = "",
    note: str = "",
    now: datetime,
) -> Done | Refused:
    """Somebody in the field spoke to the citizen, or tried to.

    A try is kept as such; when the tries are as many and as far apart as the office asks (YC-T19), they are the first
    contact, with the result 未联. Tries after the first contact are those to give the reply.
    """
    scene = enter_to(session, offices, actor_id, ticket_id, Act.FIRST_CONTACT, now)
    if isinstance(scene, Refused):
        return scene
    contacted = scene.last("first_contact")
    if reached and (answer := repeated(session, scene, contacted, Act.FIRST_CONTACT, "先行联系", now)):
        return answer
    if not scene.ticket.phone:
        return NO_CONTACT_DATA
    if impossible := impossible_moment(scene, at, now, "联系时间", "dispatched", "派单时间"):
        return impossible
    if not reached:
        return _tried(session, offices, scene, how, at, reason.strip(), note.strip(), now)
    happened = [Happened("first_contact", note.strip(), {"how": how, "result": "已联"}, at)]
    return settle(session, offices, scene, f"已登记先行联系（{how}，{spoken(at, now)}）。", happened, now)


@done_as(Act.SHOW_CONTACT)
def show_contact(
    session: Session, offices: Offices, actor_id: int, ticket_id: int, *, why: str, now: datetime
) -> Done | Refused:
    """Send the citizen's name and phone to the one who must call; noted for good, with the reason."""
    scene = enter_to(session, offices, actor_id, ticket_id, Act.SHOW_CONTACT, now)
    if isinstance(scene, Refused):
        return scene
    if not offices.office(scene.ticket.office_id).shows_contact:
        return NOT_SHOWN_HERE
    if not scene.ticket.phone:
        return NO_CONTACT_DATA
    if not why.strip():
        return Refused("请说明为什么要查看联系方式。")
    happened = [Happened("contact_shown", why.strip())]
    ticket, person = scene.ticket, scene.person
    tickets.audit(
        session,
        now,
        "contact_shown",
        office_id=ticket.office_id,
        person_id=person.id,
        ticket_id=ticket_id,
        detail=mask_text(why.strip(), names=[ticket.caller], keep=[ticket.number]),
    )
    notices.show_contact(session, ticket, person, why.strip(), now)
    return settle(session, offices, scene, "联系方式随后发给您，60秒后删除，查看已留痕。", happened, now)


def asks_for_text_message(session: Session, offices: Offices, ticket: Ticket) -> bool:
    """Whether this caller's phone was tried in vain often enough, and the office wants a text sent to such a phone."""
    story = story_of(session, offices, ticket)
    rules = [rule for rule in story.law.rulebook.evidence if rule.purpose == "sms_screenshot"]
    asked = attempts_asked(story)
    return (
        bool(rules) and is_mobile(ticket.phone) and asked is not None and tried_enough(asked, tries_of(story, IN_FIELD))
    )


def attempts_asked(story: Story) -> Attempts | None:
    """The office's rule about tries before 联系未果 may be written, if it has one."""
    rules = story.law.rulebook.attempts
    return next((rule for rule in rules if "first_contact" in rule.purposes), None)


def tries_of(story: Story, by: str) -> list[datetime]:
    """When the citizen was tried in vain, by the desk, in the field or in the call-back, since the report came back."""
    return [event.at for event in story.this_round("contact_attempt") if event.data.get("by") == by]


def _tried(
    session: Session, offices: Offices, scene: Scene, how: str, at: datetime, reason: str, note: str, now: datetime
) -> Done | Refused:
    earlier = tries_of(scene, IN_FIELD)
    if at in earlier:
        return Done(_told_tries(scene, earlier, now), scene.ticket.id)
    tries = [*earlier, at]
    happened = [Happened("contact_attempt", note, {"by": IN_FIELD, "how": how, "reason": reason}, at)]
    asked = attempts_asked(scene)
    if scene.last("first_contact") is None and (asked is None or tried_enough(asked, tries)):
        enough = at if asked is None else spaced(tries, asked.minutes_apart)[asked.at_least - 1]
        happened.append(Happened("first_contact", note, {"how": how, "result": "未联", "reason": reason}, enough))
    return settle(session, offices, scene, _told_tries(scene, tries, now), happened, now)


def _proof_asked(scene: Scene) -> str:
    """What this office wants to see of calls in vain, if it wants to see anything."""
    rules = (rule for rule in scene.law.rulebook.evidence if rule.act == "first_contact")
    names = dict.fromkeys(rule.name for rule in rules if rule.purpose in ("call_record", "sms_screenshot"))
    return f"，请附{'、'.join(names)}" if names else "，每次拨打的时间已记下"


def _told_tries(scene: Scene, tries: list[datetime], now: datetime) -> str:
    """How many tries count, and when the next one may follow."""
    asked = attempts_asked(scene)
    if asked is None:
        return "已登记联系未果。"
    stand = standing_of(asked, tries)
    if stand.enough:
        spaced_out = f"{len(stand.counted)}次，均间隔{asked.minutes_apart}分钟以上"
        return f"已登记联系未果（{spaced_out}）{_proof_asked(scene)}。"
    return told_try(asked, stand, tries[-1], now)
