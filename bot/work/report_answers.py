"""Which questions a report asks, which are still open, and what an answer means."""

from datetime import datetime

from bot.reports.markup import clean
from bot.rules.report_templates import OwnSlot
from bot.work.report_slots import BY_THE_WAY, COMMON, LONGEST, SLOT, ReportFacts, Slot, Slots, always, never
from bot.work.written_moment import Problem, read_moment

FEWEST_DIGITS = 5


def slots_of(facts: ReportFacts) -> tuple[Slot, ...]:
    """The questions of this ticket's report, in the order in which its template asks them."""
    rules, template = facts.rulebook.report, facts.template
    own = {slot.name: _own(slot) for slot in rules.slot} if rules else {}
    names = (*(template.asks if template else COMMON), *BY_THE_WAY)
    return tuple(own.get(name) or SLOT[name] for name in dict.fromkeys(names))


def empty_slots(slots: Slots, facts: ReportFacts) -> tuple[Slot, ...]:
    """What still has to be asked, in order. An answer that its choices no longer offer counts as empty."""
    return tuple(slot for slot in slots_of(facts) if slot.needed(slots, facts) and not _answered(slot, slots, facts))


def read_answer(name: str, raw: str, slots: Slots, facts: ReportFacts) -> str | Problem:
    """An answer as the slot keeps it, or one sentence saying why it makes no sense."""
    slot, text = next(one for one in slots_of(facts) if one.name == name), clean(raw)
    offered = slot.choices(slots, facts)
    if not text:
        return Problem(f"{slot.label}是空的，请填写。")
    if text in offered:
        return text
    if slot.answer == "choice":
        return Problem(_not_offered(slot, text, offered, slots, facts))
    if slot.answer == "moment":
        moment = read_moment(text, slot.label)
        return moment if isinstance(moment, Problem) else moment.isoformat()
    if name == "contact_phone" and sum(character.isdigit() for character in text) < FEWEST_DIGITS:
        return Problem("没有看懂联系电话，请写号码，如“021-60000000”。")
    return text if len(text) <= LONGEST else Problem(f"{slot.label}超过{LONGEST}字，请缩短。")


def _not_offered(slot: Slot, text: str, offered: tuple[str, ...], slots: Slots, facts: ReportFacts) -> str:
    """A choice that the relation of finding, verdict and outcome rules out is refused with that, not as unknown."""
    table = facts.rulebook.logic_table
    choose = f"{slot.label}请选择：{'、'.join(offered)}。"
    if slot.name != "outcome" or table is None or text not in table.results:
        return choose
    chosen = "、".join(str(slots[name]) for name in ("finding", "appeal") if slots.get(name))
    return f"{chosen}的，处理结果不能是“{text}”（{table.clause}）。{choose}"


def impossible_answer(slots: Slots, now: datetime, first_contact_at: datetime | None) -> Problem | None:
    """The reply cannot lie ahead, nor before the first word with the citizen."""
    try:
        replied = datetime.fromisoformat(slots["reply_at"])
    except (KeyError, TypeError, ValueError):
        return None
    if replied > now:
        return Problem("答复时间不能晚于现在。")
    if first_contact_at is not None and replied < first_contact_at.replace(second=0, microsecond=0):
        return Problem("答复时间不能早于先行联系时间。")
    return None


def _own(slot: OwnSlot) -> Slot:
    """A question of the office's own."""
    return Slot(
        slot.name,
        slot.label,
        slot.question,
        never if slot.optional else always,
        lambda slots, facts: slot.choices,
        slot.answer,
    )


def _answered(slot: Slot, slots: Slots, facts: ReportFacts) -> bool:
    value = slots.get(slot.name)
    return bool(value) and (slot.answer != "choice" or value in slot.choices(slots, facts))
