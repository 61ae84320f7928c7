"""What an office publishes and when: a bulletin's days, what stands in it, who reads it, all of it data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from bot.rules.vocabulary import Party
from bot.rules.written import Written, minute_of_day

Every = Literal["day", "week", "month", "quarter", "half_year", "year", "event"]
EVERY_NAMES: Mapping[Every, str] = MappingProxyType(
    {
        "day": "每日",
        "week": "每周",
        "month": "每月",
        "quarter": "每季度",
        "half_year": "每半年",
        "year": "每年",
        "event": "遇有情形时",
    }
)

RestDays = Literal["keep", "skip", "next_working_day"]
"""What becomes of a bulletin whose day is a day of rest: it comes out all the same, not at all, or when work begins."""

Reader = Literal[
    "office_group",
    "desk",
    "handlers",
    "informants",
    "unit_heads",
    "branch_leaders",
    "desk_branch_leader",
    "main_leader",
]
READER_NAMES: Mapping[Reader, str] = MappingProxyType(
    {
        "office_group": "工作群",
        "desk": "受理方",
        "handlers": "各部门联络员",
        "informants": "片区信息员",
        "unit_heads": "各部门负责人",
        "branch_leaders": "分管领导",
        "desk_branch_leader": "受理方分管领导",
        "main_leader": "主要领导",
    }
)

Part = Literal[
    "open",
    "overdue",
    "due_today",
    "unsolved",
    "unsatisfied",
    "not_contacted",
    "tagged",
    "not_reported",
    "repeated",
    "figures",
    "units",
    "topics",
    "scores",
]
PART_NAMES: Mapping[Part, str] = MappingProxyType(
    {
        "open": "未办结的工单",
        "overdue": "已超期的工单",
        "due_today": "当天到期的工单",
        "unsolved": "未解决的工单",
        "unsatisfied": "回访评价不满意的工单",
        "not_contacted": "未按时先行联系的工单",
        "tagged": "当日处置情况",
        "not_reported": "当日没有报送的部门",
        "repeated": "多次重复未解决的事项",
        "figures": "主要数据",
        "units": "各部门情况",
        "topics": "热点问题",
        "scores": "考核得分",
    }
)
"""What can be told out of the facts. `tagged`: tickets with one of the bulletin's tags."""

Chart = Literal["volume", "lights", "rates", "matters", "hours"]
"""The charts of /charts by their codes."""

LISTS = frozenset(
    {
        "open", "overdue", "due_today", "unsolved", "unsatisfied", "not_contacted", "tagged", "not_reported",
        "repeated", "tickets",
    }
)  # fmt: skip
"""The parts that are lists of tickets; "tickets": those that somebody named."""

_FIRST_DAYS: Mapping[Every, int] = MappingProxyType({"week": 7, "month": 28, "quarter": 90, "half_year": 181})


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin(Written):
    """Something published regularly, or (`every = "event"`) whenever its occasion arises.

    `holds`: what stands in it; `to`: its readers in the document's words; `led_by`: who answers for it; `at`: "HH:MM",
    empty: when the office opens. `on`: the day of the week (1 is Monday), or of the month, quarter or half-year.
    `about`: the days it tells of: those before ("before": yesterday, last week …) or the present ones ("present").
    `parts`: what is told out of the facts; `writes`: what the desk writes itself. `audience`: who gets it; with
    `own_units` heads, leaders, handlers and informants only hear of their own. `drafted`: the desk looks through it
    before it goes out. `said_when_empty`: also where there is nothing to tell. `late`: what was missed while nothing
    ran is made up for with the latest only, or not at all once its day is over. `tags`, `duty`, `thresholds`: which
    tickets, daily reports and counts it speaks of. `answered`: the follow-up by which units must answer it. `charts`:
    pictures of its days, for who reads all of it.
    """

    id: str
    name: str
    clause: str
    every: Every
    holds: tuple[str, ...]
    to: tuple[str, ...] = ()
    led_by: Party | None = None
    at: str | None = None
    on: int | None = None
    rest_days: RestDays = "keep"
    about: Literal["before", "present"] = "before"
    parts: tuple[Part, ...] = ()
    writes: tuple[str, ...] = ()
    reminds: str = ""
    audience: tuple[Reader, ...] = ()
    own_units: bool = False
    drafted: bool = False
    said_when_empty: bool = False
    late: Literal["latest", "same_day"] = "latest"
    tags: tuple[str, ...] = ()
    duty: str | None = None
    thresholds: tuple[str, ...] = ()
    answered: str | None = None
    charts: tuple[Chart, ...] = ()
    assumed: str | None = None
    minute: int | None = field(init=False, repr=False, compare=False, default=None)

    def __post_init__(self) -> None:
        if self.at is not None:
            object.__setattr__(self, "minute", minute_of_day(self.at))
        if self.on is not None and not 1 <= self.on <= _FIRST_DAYS.get(self.every, 0):
            raise ValueError("on 应是一周、一月、一季度或半年里的第几天（1 起）；每日的和遇有情形的不写")
        if self.audience and not (self.parts or self.writes or self.reminds):
            raise ValueError("写了 audience，就须用 parts、writes 或 reminds 写明内容")
        if "tagged" in self.parts and not self.tags:
            raise ValueError("parts 里有 tagged，须用 tags 写明哪些标签")
        if "not_reported" in self.parts and self.duty is None:
            raise ValueError("parts 里有 not_reported，须用 duty 写明是哪一项每日报送")
        if "repeated" in self.parts and not self.thresholds:
            raise ValueError("parts 里有 repeated，须用 thresholds 写明是哪些次数")

    @property
    def is_planned(self) -> bool:
        """Whether it comes out by itself on its days."""
        return self.every not in ("event", "year") and bool(self.audience)

    @property
    def begun_by_desk(self) -> bool:
        """Whether the desk begins it when its occasion arises."""
        return self.every == "event" and bool(self.audience)
