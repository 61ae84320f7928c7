"""Moments and spans as staff read them: Shanghai time, the words of the office, nothing to count in one's head."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
LAST_SECOND = time(23, 59, 59)
NEAR_DAYS = {-2: "前天", -1: "昨天", 0: "今天", 1: "明天", 2: "后天"}


def clock(at: datetime) -> str:
    """`09:05`"""
    return at.astimezone(SHANGHAI).strftime("%H:%M")


def day(at: datetime, now: datetime | None = None) -> str:
    """`11月23日（周一）`, with the year where it is not the present one."""
    local = at.astimezone(SHANGHAI)
    named = f"{local.month}月{local.day}日（{WEEKDAYS[local.weekday()]}）"
    return named if now is None or local.year == now.astimezone(SHANGHAI).year else f"{local.year}年{named}"


def moment(at: datetime, now: datetime) -> str:
    """`今天 17:00`, `明天 12:00`, `11月23日（周一）12:00`: the nearer, the shorter.

    A day's last second is its 24:00.
    """
    local, today = at.astimezone(SHANGHAI), now.astimezone(SHANGHAI)
    near = NEAR_DAYS.get((local.date() - today.date()).days)
    clock_time = "24:00" if local.time().replace(microsecond=0) == LAST_SECOND else f"{local:%H:%M}"
    return f"{near} {clock_time}" if near else f"{day(at, now)}{clock_time}"


def full(at: datetime) -> str:
    """`2026-11-20 09:05`: for reports and records, where nothing may depend on the day of reading."""
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def date(at: datetime) -> str:
    """`2026年11月20日`"""
    local = at.astimezone(SHANGHAI)
    return f"{local.year}年{local.month}月{local.day}日"


def hour(at: datetime) -> str:
    """`11月20日14时`"""
    local = at.astimezone(SHANGHAI)
    return f"{local.month}月{local.day}日{local.hour}时"


def minute(at: datetime) -> str:
    """`11月20日9时5分`"""
    return f"{hour(at)}{at.astimezone(SHANGHAI).minute}分"


def span(length: timedelta) -> str:
    """`3天4小时`, `2小时5分`, `40分钟`, `不到1分钟`; never negative."""
    minutes = int(abs(length).total_seconds() // 60)
    days, rest = divmod(minutes, 24 * 60)
    hours, rest = divmod(rest, 60)
    if days:
        return f"{days}天{hours}小时" if hours else f"{days}天"
    if hours:
        return f"{hours}小时{rest}分" if rest else f"{hours}小时"
    return f"{rest}分钟" if rest else "不到1分钟"


def since(at: datetime, now: datetime) -> str:
    """How long ago: `3天4小时`."""
    return span(now - at)


def left(due_at: datetime, now: datetime) -> str:
    """`还剩2小时5分` or `已超时40分钟`."""
    return f"还剩{span(due_at - now)}" if now <= due_at else f"已超时{span(now - due_at)}"
