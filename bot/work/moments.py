"""Moments as staff write and read them: Shanghai time, without a zone."""

from datetime import datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def spoken(moment: datetime, now: datetime) -> str:
    """`09:12` on the same Shanghai day, `11月19日 09:12` otherwise (with the year when it is another one)."""
    local, today = moment.astimezone(SHANGHAI), now.astimezone(SHANGHAI)
    if local.date() == today.date():
        return f"{local:%H:%M}"
    day = f"{local.month}月{local.day}日"
    return f"{day} {local:%H:%M}" if local.year == today.year else f"{local.year}年{day} {local:%H:%M}"


def written(moment: datetime) -> str:
    """`2026年11月20日09:12`, as a report states it."""
    local = moment.astimezone(SHANGHAI)
    return f"{local.year}年{local.month}月{local.day}日{local:%H:%M}"
