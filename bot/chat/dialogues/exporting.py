"""What the desk wants as a file: tickets or figures, of which time and unit, in which format, masked or not."""

from typing import Any

from bot.chat.dialogues.dialogue import Choice, Dialogue, Scene, Slot, fixed, plainly
from bot.chat.dialogues.slots import says, words
from bot.chat.reading import Misread
from bot.rules import periods
from bot.rules.calendar import local
from bot.rules.outcome import Refused
from bot.work import exporting, figures
from bot.work.exporting import Wanted
from bot.work.outcome import Done

MASKED = Choice("masked", "脱敏", ("要脱敏",), "primary")
PLAIN = Choice("plain", "不脱敏", ("明文",))
WHAT = (
    Choice("open", "未办结的工单", ("未办结工单", "在办工单", "未办结")),
    Choice("tickets", "全部工单", ("工单",)),
    Choice("figures", "数据", ("指标", "各项指标")),
)
TIMES = ("本周", "本月", "上月", "今年")
FORMATS = (Choice("xlsx", "Excel（.xlsx）", ("excel", "Excel", ".xlsx")), Choice("csv", "CSV（.csv）", ("CSV", ".csv")))
WHOLE = Choice("0", "全单位", ("全部", "所有", "全部部门"))


def _period(scene: Scene, said: str) -> str | Misread:
    found = periods.period_in(said, local(scene.turn.now).date())
    if found is None:
        return Misread("没有看懂这个时期，请写成“上月”“三季度”“2026年10月”“10月5日到11月2日”。")
    return found.period.code


def _units(scene: Scene) -> tuple[Choice, ...]:
    known = figures.units_of(scene.turn.session, scene.turn.person.office_id)
    return (WHOLE, *(Choice(str(number), unit.name) for number, unit in known.items()))


def _unit(scene: Scene, said: str) -> str | Misread:
    found = [choice.code for choice in _units(scene) if choice.is_meant(said) or choice.text.startswith(said)]
    return found[0] if len(found) == 1 else Misread("没有这个部门，请点下面的，或写部门的全名。")


def _slots(scene: Scene) -> tuple[Slot, ...]:
    of_tickets = says("what", "open", "tickets")
    return (
        Slot("what", "内容", plainly("导出什么？"), fixed(*WHAT)),
        Slot(
            "period",
            "时期",
            plainly("哪段时期？工单按收单时间算。点下面，或者打出来，如“三季度”“10月5日到11月2日”。"),
            fixed(*(Choice(str(place), name) for place, name in enumerate(TIMES))),
            _period,
            lambda now, code: _period(now, TIMES[int(code)]),
        ),
        Slot("unit", "部门", plainly("哪个部门？"), _units, _unit),
        Slot("format", "格式", plainly("要哪种文件？"), fixed(*FORMATS)),
        Slot(
            "masking",
            "脱敏",
            plainly("姓名、电话、门牌要脱敏吗？不脱敏须写用途，并留下记录。"),
            fixed(MASKED, PLAIN),
            needed=of_tickets,
        ),
        words("reason", "用途", "不脱敏的用在哪里？请写一句。", longest=100, needed=says("masking", PLAIN.code)),
    )


def _complete(scene: Scene) -> Done | Refused:
    turn, slots = scene.turn, scene.slots
    wanted = Wanted(
        what="figures" if slots["what"] == "figures" else "tickets",
        format="csv" if slots["format"] == "csv" else "xlsx",
        period=slots["period"],
        unit_id=int(slots["unit"]),
        open_only=slots["what"] == "open",
        plain=_is_plain(slots),
        reason=slots.get("reason", ""),
    )
    return exporting.ask(turn.session, turn.person, wanted, turn.now)


def _is_plain(slots: Any) -> bool:
    return slots["what"] != "figures" and slots.get("masking") == PLAIN.code


EXPORT = Dialogue("export", "导出", _slots, _complete)
