"""Writes bot/rulebooks/days.csv anew out of two libraries: `python -m tools.bake_days`. Then read the difference.

Official days are those of chinesecalendar for the years whose notice it really holds; the years after them, up to
LAST_YEAR, are what `holidays` expects. Run it when chinesecalendar has learnt a new year.
"""

from collections.abc import Iterator
from datetime import date
from importlib.metadata import version
from pathlib import Path

import holidays
from chinese_calendar import Holiday
from chinese_calendar.constants import holidays as days_off
from chinese_calendar.constants import workdays as days_made_up

FILE = Path(__file__).resolve().parent.parent / "bot" / "rulebooks" / "days.csv"
FIRST_YEAR, LAST_YEAR = 2004, 2030

# A year counts as published when it holds all of these: one stray entry makes the library call a year known.
SIGNS_OF_A_NOTICE = {"元旦", "春节", "劳动节", "国庆节"}

# 国办发明电〔2005〕35号: “12月31日（星期六）上班”. chinesecalendar leaves it out (its issue 125), holidays has it.
CORRECTIONS = {date(2005, 12, 31): ("work", "元旦")}

NAMES = {holiday.value: holiday.chinese for holiday in Holiday} | {
    Holiday.tomb_sweeping_day.value: "清明节",
    Holiday.dragon_boat_festival.value: "端午节",
    Holiday.mid_autumn_festival.value: "中秋节",
    Holiday.anti_fascist_70th_day.value: "抗战胜利70周年纪念日",
}

HEADER = """\
# Days that are not what their weekday says. Made by tools/bake_days.py; do not edit.
# official: notices of the State Council's General Office, by way of chinesecalendar {chinesecalendar}
# estimated: holidays {holidays}; public holidays and substitutes by law, make-up days unknown
day,status,work_or_off,name
"""


def main() -> None:
    official = {day: line for day, line in _official()}
    known = {day.year for day in official}
    rows = [f"{day},official,{line[0]},{line[1]}" for day, line in sorted(official.items())]
    rows += [f"{day},estimated,off,{name}" for day, name in _estimated(max(known) + 1)]
    header = HEADER.format(chinesecalendar=version("chinesecalendar"), holidays=version("holidays"))
    FILE.write_text(header + "\n".join(rows) + "\n", encoding="utf-8")
    print(f"{FILE.name}: official {min(known)}-{max(known)}, estimated to {LAST_YEAR}, {len(rows)} days")


def _official() -> Iterator[tuple[date, tuple[str, str]]]:
    entries = {day: ("off", NAMES[name]) for day, name in days_off.items()}
    entries |= {day: ("work", NAMES[name]) for day, name in days_made_up.items()}
    entries |= CORRECTIONS
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        of_year = {day: line for day, line in entries.items() if day.year == year}
        if not {name for _, name in of_year.values()} >= SIGNS_OF_A_NOTICE:
            return
        yield from of_year.items()


def _estimated(first_year: int) -> Iterator[tuple[date, str]]:
    expected = holidays.country_holidays("CN", years=range(first_year, LAST_YEAR + 1), language="zh_CN")
    for day, name in sorted(expected.items()):
        yield day, name.split(";")[-1].strip().removesuffix("（补假）").replace("农历除夕", "春节")


if __name__ == "__main__":
    main()
