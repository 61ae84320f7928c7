"""How staff behave: who does a thing, how long it takes them, and what they leave undone."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from storage.tables import Person, Unit
from tests.month.office import Office
from tests.month.working_days import in_office
from tests.work.played_forms import UNTRUE
from tests.work.world import ANY_OFFICE, SLOTS

LATE = 0.12
"""How often something is done late that is mostly done in time."""


@dataclass(frozen=True, slots=True)
class Team:
    """The people of a unit as far as a ticket meets them."""

    unit: Unit
    first: Person
    second: Person
    head: Person


def teams_of(office: Office) -> tuple[Team, Team]:
    cast = office.cast
    return (
        Team(cast.unit, cast.handler, cast.second_handler, cast.head),
        Team(cast.other_unit, cast.other_handler, cast.other_handler, cast.other_head),
    )


@dataclass(frozen=True, slots=True)
class Pace:
    """How quickly things are done: in office minutes, or at once by the clock on the wall where it is urgent."""

    chance: random.Random
    urgent: bool

    def after(self, now: datetime, minutes: tuple[float, float], late: tuple[float, float]) -> datetime:
        """When somebody comes to it: mostly within `minutes`, now and then `late`."""
        taken = self.chance.uniform(*(late if self.chance.random() < LATE else minutes))
        if self.urgent and taken < 240:
            return now + timedelta(minutes=taken / 2)
        return in_office(now, taken)


def report_of(kind: str, finding: str, now: datetime) -> dict[str, Any]:
    """The answers of a report that the documents have nothing against, for a ticket of this kind."""
    day = f"{now.year}年{now.month}月{now.day}日"
    slots: dict[str, Any] = {**SLOTS, **ANY_OFFICE, **BESIDE, **FINDINGS.get((kind, finding), {"finding": finding})}
    slots["process"] = f"{day}先行联系来电人，到现场查看。"
    slots["explanation"] = "按文件办理，已向来电人说明。"
    del slots["reply_at"]
    return slots


BESIDE = {
    "previous_handling": "前几次均已到现场处理，并已答复来电人。",
    "background": "该处多位居民反映同一情况。",
    "duty_performed": "已履职到位。",
    "dissatisfaction_reason": "来电人希望更快办理。",
    "feedback": "来电人表示知晓。",
}
ADVICE = {"appeal": None, "outcome": "解释说明", "measures": "已采纳来电人意见，已安排每日巡查并作解释说明。"}
FINDINGS: Mapping[tuple[str, str], dict[str, Any]] = {
    **{(kind, "不属实"): UNTRUE for kind in ("投诉", "求助")},
    ("意见建议", "采纳"): {"finding": "采纳", **ADVICE},
    ("咨询", "有政策信息"): {"finding": "有政策信息", **ADVICE},
}
