"""Notices as the State Council writes them, made out of days: for the tests that read them back."""

from collections.abc import Iterable
from datetime import date, timedelta

from bot.rules.calendar import WEEKDAYS, DayEntry

NUMBERS = "一二三四五六七八九十"

NEXT_YEAR = """
国务院办公厅关于2027年部分节假日安排的通知

各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
经国务院批准，现将2027年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（农历除夕、周五）至12日（农历正月初七、周五）放假调休，共8天。1月30日（周六）、2月20日（周六）上班。
三、清明节：4月3日（周六）至5日（周一）放假，共3天。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。4月25日（周日）、5月8日（周六）上班。
五、端午节：6月9日（周三）放假1天，不调休。
六、中秋节：9月15日（周三）放假1天，不调休。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。
鼓励单位和个人结合落实带薪年休假等制度，实际形成较长假期。
节假日期间，各地区、各部门要妥善安排好值班工作。
国务院办公厅
2026年11月25日
"""
"""An invented notice for 2027: the estimates have no make-up days and a shorter National Day."""


def written(year: int, entries: Iterable[DayEntry]) -> str:
    """A notice that arranges exactly these days."""
    of_holiday: dict[str, list[DayEntry]] = {}
    for entry in sorted(entries, key=lambda entry: entry.is_working):
        of_holiday.setdefault(entry.name, []).append(entry)
    items = [f"{NUMBERS[place]}、{name}：{_item(days)}" for place, (name, days) in enumerate(of_holiday.items())]
    return "\n".join([f"关于{year}年部分节假日安排的通知", *items])


def _item(entries: list[DayEntry]) -> str:
    off = [entry.day for entry in entries if not entry.is_working]
    made_up = "、".join(_day(entry.day) for entry in entries if entry.is_working)
    sentences = [
        f"{_day(first)}至{_day(last)}放假调休，共{(last - first).days + 1}天。" for first, last in stretches(off)
    ]
    return "".join(sentences) + (f"{made_up}上班。" if made_up else "")


def stretches(days: Iterable[date]) -> list[tuple[date, date]]:
    """(first, last) of every run of consecutive days."""
    found: list[tuple[date, date]] = []
    for day in sorted(days):
        if found and day - found[-1][1] == timedelta(days=1):
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"
