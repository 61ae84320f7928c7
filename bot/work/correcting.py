"""The desk puts right what a ticket's text had wrong; what was said before stays in the story."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.rules.workflow import Act
from bot.work import acting, matching, reaching
from bot.work.acting import Happened, Scene
from bot.work.circumstances import hand_on
from bot.work.labels import FIELD_NAMES
from bot.work.offices import Offices
from bot.work.outcome import Done, Refused
from bot.work.reading import MOMENTS, column_of, not_yet, printed, readable
from storage.rows import id_of

FIXED = "number"


@acting.done_as(Act.CORRECT)
def correct(
    session: Session, offices: Offices, actor_id: int, ticket_id: int, *, fields: Mapping[str, str], now: datetime
) -> Done | Refused:
    """Replace some fields of a ticket; its number stays, and limits follow a corrected time."""
    scene = acting.enter(session, offices, actor_id, ticket_id, now)
    if isinstance(scene, Refused):
        return scene
    return correct_in(session, offices, scene, fields, now)


def correct_in(
    session: Session, offices: Offices, scene: Scene, fields: Mapping[str, str], now: datetime, **said: Any
) -> Done | Refused:
    """The same for whoever stands in the scene; `said` is kept with what happened."""
    state = scene.judge(Act.CORRECT)
    if isinstance(state, Refused):
        return state
    if wrong := [FIELD_NAMES.get(field, field) for field in fields if field == FIXED or field not in FIELD_NAMES]:
        return Refused(f"不能更正：{'、'.join(wrong)}。")
    before, _ = readable(fields_of(scene))
    after, problems = readable({**fields_of(scene), **fields})
    if problems := (*problems, *not_yet(after, now)):
        return Refused("　".join(problems))
    changed = [field for field in fields if _differs(field, before, after)]
    if not changed:
        return Done("内容没有变化。", scene.ticket.id)
    columns = {field: column_of(field, after.get(field)) for field in changed if field not in MOMENTS}
    told = f"已更正：{'、'.join(FIELD_NAMES[field] for field in changed)}。"
    happened = [Happened("corrected", data={"fields": changed, "moments": _moments(scene, changed, after), **said})]
    done = acting.settle(session, offices, scene, told, happened, now, changes=columns)
    matching.take_in(session, offices, scene.ticket, now)
    reaching.look_again(session, offices, scene.ticket.office_id, {id_of(scene.ticket)}, now)
    hand_on(session, offices, scene.person, scene.ticket, now)
    return done


def fields_of(scene: Scene) -> dict[str, str]:
    """The ticket's fields as text, as they are now."""
    columns = {field: getattr(scene.ticket, field) for field in FIELD_NAMES if field not in MOMENTS}
    moments = {field: scene.facts.at(field.removesuffix("_at")) for field in MOMENTS}
    if _basis(scene) != "received_at":
        del moments["received_at"]
    return {field: text for field, value in (columns | moments).items() if (text := printed(value))}


def _moments(scene: Scene, changed: list[str], after: Mapping[str, Any]) -> dict[str, str]:
    """The corrected times. A receipt that was read off the platform's dispatch moves with it."""
    moments = {field.removesuffix("_at"): after[field].isoformat() for field in changed if field in MOMENTS}
    dispatched = moments.get("platform_dispatched")
    if dispatched and "received" not in moments and _basis(scene) != "received_at":
        moments["received"] = dispatched
    return moments


def _basis(scene: Scene) -> str | None:
    """What the moment of receipt rests on: the platform's own word, its dispatch, or our registration."""
    corrected = any("received_at" in event.data["fields"] for event in scene.events if event.kind == "corrected")
    received = next((event for event in scene.events if event.kind == "received"), None)
    if corrected:
        return "received_at"
    return str(received.data.get("basis")) if received else None


def _differs(field: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """A moment that happened cannot be taken back, only moved."""
    if field in MOMENTS and field not in after:
        return False
    return before.get(field) != after.get(field)
