"""A year's holidays out of a holiday-cn file: {"year", "papers", "days": [{"name", "date", "isOffDay"}]}."""

import json
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, ValidationError

from bot.rulebooks.holiday_plan import HolidayFaults, HolidayPlan, checked
from bot.rules.calendar import DayEntry

SENTENCES = {"missing": "缺少这一项", "extra_forbidden": "没有这一项", "date_from_datetime_parsing": "不是日期"}


class _HolidayDay(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: Annotated[str, Field(min_length=1)]
    date: date
    isOffDay: StrictBool


class _HolidayFile(BaseModel):
    model_config = ConfigDict(extra="forbid")
    year: Annotated[StrictInt, Field(ge=2000, le=2100)]
    papers: tuple[str, ...] = ()
    days: tuple[_HolidayDay, ...]


def read_holiday_json(text: str, name: str) -> HolidayPlan:
    """The plan in the file called `name`. HolidayFaults for what is no such file, or for a year not published yet."""
    try:
        raw = json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        raise HolidayFaults([f"{name} 不是 JSON 文件。"]) from None
    if not isinstance(raw, dict):
        raise HolidayFaults([f"{name} 不是放假安排：应有 year、papers、days 三项。"])
    try:
        # "$schema" and "$id" say what kind of file it is.
        read = _HolidayFile.model_validate({key: value for key, value in raw.items() if not key.startswith("$")})
    except ValidationError as error:
        raise HolidayFaults([_sentence(name, fault) for fault in error.errors(include_url=False)]) from None
    days = tuple(sorted(DayEntry(one.date, not one.isOffDay, one.name) for one in read.days))
    papers = "、".join(read.papers) or name
    return checked(HolidayPlan(read.year, days, f"{read.year}年放假安排：{papers}"))


def _sentence(name: str, fault: object) -> str:
    detail = dict(fault)  # type: ignore[call-overload]
    key = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in detail["loc"]).removeprefix(".")
    return f"{name}：{key}：{SENTENCES.get(detail['type'], '不是应有的内容')}。"
