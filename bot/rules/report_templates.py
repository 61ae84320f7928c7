"""Which text a report is written as, and which questions lead to it: an office's own to choose."""

import re
from dataclasses import dataclass
from typing import Literal

from bot.rules.condition import ALWAYS, Condition
from bot.rules.written import Written

PRODUCT_SLOTS = frozenset(
    {
        "accepted", "appeal", "background", "basis", "conforms", "contact_phone", "demands", "duty_performed",
        "explanation", "feedback", "finding", "judgement", "main_facts", "measures", "opinion", "outcome", "plan",
        "policy", "previous_handling", "process", "reasons", "replied_by", "reply_at", "reply_how", "reply_points",
        "responsible_person", "review_organ", "satisfaction", "talked_how", "ticket_list", "time_node",
        "verification", "verified_with",
    }
)  # fmt: skip
"""The names of the questions that every office may ask (bot/work/report_slots.py)."""
SLOT_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportTemplate(Written):
    """Which text the reports of some tickets are written as: a file below templates/reports, and what it asks for.

    `asks`: the slots in the order of asking, the product's own (bot/work/report_slots.py) or the office's (`slot`). The
    first template whose `when` holds is the one.
    """

    id: str
    name: str
    clause: str
    file: str
    asks: tuple[str, ...]
    when: Condition = ALWAYS
    assumed: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSlot(Written):
    """A question that only this office asks: one of `choices`, a moment, or free words. Needed unless `optional`."""

    name: str
    label: str
    question: str
    answer: Literal["text", "choice", "moment"] = "text"
    choices: tuple[str, ...] = ()
    optional: bool = False

    def __post_init__(self) -> None:
        if SLOT_NAME.fullmatch(self.name) is None:
            raise ValueError("name 用小写字母、数字和下划线，模板里就用这个名字")
        if (self.answer == "choice") != bool(self.choices):
            raise ValueError("answer 是 choice 时写 choices，否则不写")
