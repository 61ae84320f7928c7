"""Says in Chinese how a due moment was counted: from when, every day left out and why, under which clause."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from bot.rules.calendar import DAY, WEEKDAYS, Calendar
from bot.rules.limits import BY_DAYS, Limit, Reckoning, Span
from bot.rules.rulebook import DutyRule, MarkRule, Rulebook
from bot.rules.vocabulary import MOMENT_NAMES

UNSETTLED = timedelta(days=3)
"""A New Year's notice has moved days as early as 29 December of the year before (2006, 2007, 2018)."""

ON_WORDS = {"same_day": "当日", "next_day": "次日", "next_working_day": "下一个工作日", "every_day": "每日"}


class Account(NamedTuple):
    """What an explanation is told from. `limit` is None where the upper platform gave the moment."""

    rule: DutyRule | MarkRule
    starts: str
    limit: Limit | None
    starts_at: datetime
    due_at: datetime
    reckoning: str
    provisional: bool
    assumed: str | None
    rulebook: Rulebook
    calendar: Calendar


def explain(account: Account) -> tuple[str, ...]:
    """The lines, in reading order: start, way of counting, days left out or worked, due moment, basis, remarks."""
    rule = account.rule
    return (
        f"起算：{moment_words(account.starts_at)} {MOMENT_NAMES[account.starts]}",
        f"计算：{_counting(account)}",
        *_days(account),
        f"到期：{moment_words(account.due_at)}",
        f"依据：{account.rulebook.document} {rule.clause}（{rule.id}）",
        *_remarks(account),
    )


def moment_words(moment: datetime) -> str:
    """2026年10月13日（周二）23:59:59; whole minutes without seconds."""
    clock = moment.strftime("%H:%M:%S" if moment.second else "%H:%M")
    return f"{moment.year}年{day_words(moment)}{clock}"


def day_words(day: date) -> str:
    """10月13日（周二）"""
    return f"{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"


def _counting(account: Account) -> str:
    limit = account.limit
    if limit is None:
        return "按上级平台给定的处置时限"
    if limit.given is not None:
        return "按批准的延期日期"
    if limit.lenders:
        return f"不另给时间，仍按{named_rules(limit.lenders, account.rulebook)}原来的时限"
    words = span_words(limit.span, account.rulebook) if limit.span is not None else ""
    return f"{words}，且不晚于{named_rules([limit.not_after], account.rulebook)}的时限" if limit.not_after else words


def named_rules(ids: Iterable[str], rulebook: Rulebook) -> str:
    """Rules as staff know them: 「普通工单办结」（SJ-T07); of several with one id the first, which is the plain one."""
    names = {rule.id: rule.name for rule in reversed(rulebook.duty)}
    return "、".join(f"「{names[one]}」（{one}）" if one in names else one for one in ids)


def span_words(span: Span, rulebook: Rulebook) -> str:
    """How long, or until when, and what is counted."""
    hours = rulebook.hours
    match span.reckoning:
        case Reckoning.WALL_MINUTES:
            return f"{span.amount} 分钟，昼夜、节假日连续计算"
        case Reckoning.WALL_HOURS:
            return f"{span.amount} 小时，昼夜、节假日连续计算"
        case Reckoning.WORK_MINUTES:
            lunch = f"，扣除午休 {hours.lunch[0]}—{hours.lunch[1]}" if hours.lunch else ""
            return f"{span.amount} 分钟，只计工作日办公时间（{hours.opens}—{hours.closes}{lunch}）"
        case Reckoning.SAME_DAY:
            return "当日之内"
        case Reckoning.NATURAL_DAYS:
            return f"{span.amount} 个自然日，起算当日不计，休息日照计"
        case Reckoning.WORKING_DAYS:
            return f"{span.amount} 个工作日，起算当日不计"
        case _:
            return f"{ON_WORDS[span.day]} {span.minute // 60:02d}:{span.minute % 60:02d} 前"


def _days(account: Account) -> Iterator[str]:
    """One line for the days left out, one for weekend days that count, one for a last day that moved."""
    limit, calendar = account.limit, account.calendar
    span = limit.span if limit is not None else None
    if limit is None or span is None:
        return
    start, last = account.starts_at.date(), account.due_at.date()
    if span.reckoning in (Reckoning.WORKING_DAYS, Reckoning.WORK_MINUTES) or span.day == "next_working_day":
        yield from _left_out(start, last, calendar)
    elif limit.roll is not None and last > start + DAY * span.amount:
        yield from _left_out(start + DAY * (span.amount - 1), last, calendar, "顺延")
    if span.reckoning is Reckoning.WORK_MINUTES and last > start:
        yield f"停计：{account.rulebook.hours.closes} 下班至下一工作日 {account.rulebook.hours.opens} 上班"


def _left_out(start: date, last: date, calendar: Calendar, how: str = "不计") -> Iterator[str]:
    between = [start + DAY * number for number in range(1, (last - start).days + 1)]
    off = [f"{day_words(day)}{calendar.reason(day)}" for day in between if not calendar.is_working(day)]
    made_up = [f"{day_words(day)}{calendar.reason(day)}" for day in between if _is_made_up(day, calendar)]
    if off:
        yield f"{how}：{'、'.join(off)}"
    if made_up:
        yield f"计入：{'、'.join(made_up)}"


def _is_made_up(day: date, calendar: Calendar) -> bool:
    return calendar.is_working(day) and bool(calendar.reason(day))


def _remarks(account: Account) -> Iterator[str]:
    if isinstance(account.rule, DutyRule) and account.rule.afterwards:
        yield f"逾期：{account.rule.afterwards}"
    if account.assumed:
        yield f"推定：{account.assumed}"
    if account.provisional:
        yield f"暂定：{account.due_at.year} 年的放假安排尚未公布，公布后重新计算"
    elif account.limit is not None and _unsettled(account):
        yield "提示：年末几天可能随次年元旦的放假安排调整"


def _unsettled(account: Account) -> bool:
    """Whether a counted day lies so close to an estimated year that its notice may still move it."""
    span = account.limit.span if account.limit is not None else None
    if span is None or (span.reckoning not in BY_DAYS and span.reckoning is not Reckoning.WORK_MINUTES):
        return False
    last, calendar = account.due_at.date(), account.calendar
    return not calendar.knows(last + UNSETTLED) or calendar.leans_on_estimate(last, last + UNSETTLED)
