"""Telling the citizen the result (答复), or trying to, as often and at such times as the office asks for."""

from datetime import datetime

from sqlmodel import Session

from bot.rules.thresholds import tried_enough
from bot.rules.workflow import Act
from bot.work.acting import Happened, Look, Scene, done_as, enter_to, repeated, settle, spoken
from bot.work.attempts import attempts_for, told_tries
from bot.work.contact import NO_CONTACT_DATA
from bot.work.handling import impossible_moment
from bot.work.offices import Offices
from bot.work.outcome import Done, Refused
from bot.work.story import Story

REPLYING = "reply"
HOW = ("电话", "书面", "约谈")


@done_as(Act.REPLY)
def reply(
    session: Session,
    offices: Offices,
    actor_id: int,
    ticket_id: int,
    *,
    reached: bool,
    how: str = "电话",
    at: datetime,
    note: str = "",
    now: datetime,
) -> Done | Refused:
    """The result was told, or nobody was reached; tries in vain count by the office's rule for replies (NM-T11)."""
    scene = enter_to(session, offices, actor_id, ticket_id, Act.REPLY, now)
    if isinstance(scene, Refused):
        return scene
    if not scene.ticket.phone:
        return NO_CONTACT_DATA
    if how not in HOW:
        return Refused(f"答复方式请选择{'、'.join(HOW)}。")
    if impossible := impossible_moment(scene, at, now, "答复时间", "accepted", "接单时间"):
        return impossible
    if not reached:
        return _tried(session, offices, scene, at, note.strip(), now)
    if answer := repeated(session, scene, scene.last("replied"), Act.REPLY, "答复来电人", now):
        return answer
    told = f"已登记答复来电人（{how}，{spoken(at, now)}）。"
    return settle(session, offices, scene, told, [Happened("replied", note.strip(), {"how": how}, at)], now)


def tries_to_reply(story: Story) -> list[datetime]:
    """When the citizen was called in vain with the result, since the report last came back."""
    return [event.at for event in story.this_round("contact_attempt") if event.data.get("by") == REPLYING]


def _tried(session: Session, offices: Offices, scene: Scene, at: datetime, note: str, now: datetime) -> Done:
    earlier = tries_to_reply(scene)
    rule = attempts_for(scene, "replied")
    if at in earlier:
        return Done(told_tries(rule, earlier, now, "答复"), scene.ticket.id)
    tried_at = [*earlier, at]
    told = told_tries(rule, tried_at, now, "答复")
    happened = [Happened("contact_attempt", note, {"by": REPLYING, "how": "电话"}, at)]
    enough = rule is not None and tried_enough(rule, tried_at) and not tried_enough(rule, earlier)
    looks = [Look("desk", f"{told}已作好记录")] if enough else []
    return settle(session, offices, scene, told, happened, now, looks=looks)
