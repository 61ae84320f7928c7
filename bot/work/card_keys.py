"""The buttons of a card: what this person can do with this ticket now, the most pressing first."""

from collections.abc import Iterable, Sequence

from bot.rules.duties import Duty
from bot.rules.rulebook import DutyRule
from bot.rules.workflow import Act
from bot.work.keys import Key, Rows, in_rows, key
from bot.work.press import ActPress
from storage.rows import id_of
from storage.tables import Ticket

OPEN_CARD, WHY, PURPOSE = "card", "why", "purpose"

# A card never offers two keys for two halves of one decision: reading the report comes before yes or no.
KEY_NAMES: dict[str, str] = {
    Act.ACCEPT: "接单",
    Act.DISPATCH: "派单",
    Act.SIGN: "阅签报告",
    Act.APPROVE: "审核报告",
    Act.CALL_BACK: "回访",
    Act.DESK_CONTACT: "联系来电人",
    Act.FIRST_CONTACT: "先行联系",
    Act.SITE_VISIT: "现场查看",
    Act.PROGRESS: "反馈进展",
    Act.REPORT: "写办结报告",
    Act.CLOSE: "直接办结",
    Act.SHOW_CONTACT: "显示联系方式",
    Act.SHOW_EVIDENCE: "佐证材料",
    Act.CORRECT: "更正内容",
}

# Which act discharges a duty that ends with this moment.
DISCHARGES: dict[str, str] = {
    "dispatched": Act.DISPATCH,
    "accepted": Act.ACCEPT,
    "desk_contact": Act.DESK_CONTACT,
    "first_contact": Act.FIRST_CONTACT,
    "site_visit": Act.SITE_VISIT,
    "progress_reported": Act.PROGRESS,
    "report_submitted": Act.REPORT,
    "completed": Act.APPROVE,
    "closed": Act.CALL_BACK,
}
# What a unit does about a duty that only the desk's approval ends.
ON_THE_WAY = {Act.APPROVE: (Act.SIGN, Act.REPORT, Act.ACCEPT), Act.CALL_BACK: (Act.APPROVE, Act.SIGN, Act.REPORT)}


def card_keys(ticket: Ticket, acts: Sequence[str], has_duties: bool) -> Rows:
    """Keys for `acts` (what the person can do now), two in a line; the first one stands out."""
    named = [act for act in KEY_NAMES if act in acts]
    keys = [act_key(ticket, act, "primary" if place == 0 else None) for place, act in enumerate(named)]
    rows = in_rows(keys, 2)
    if has_duties:
        rows.append([why_key(ticket)])
    return rows


def why_key(ticket: Ticket, first: int = 0) -> Key:
    """A key that explains how the moment of every open duty was counted, from the duty in place `first` on."""
    text = "继续看" if first else "为什么是这个时间？"
    return key(text, ActPress(WHY, id_of(ticket), ticket.revision, str(first) if first else ""))


def purpose_key(ticket: Ticket, evidence_id: int, purpose: str, name: str) -> Key:
    """A key that says what a file is evidence of."""
    return key(f"改为{name}", ActPress(PURPOSE, id_of(ticket), ticket.revision, f"{evidence_id}.{purpose}"))


def act_key(ticket: Ticket, act: str, style: str | None = None, text: str = "") -> Key:
    """A key that starts `act` on the ticket, named after the act unless `text` says otherwise."""
    name = "改派" if act == Act.DISPATCH and ticket.unit_id else KEY_NAMES.get(act, "办理")
    return key(text or name, ActPress(str(act), id_of(ticket), ticket.revision), style)


def open_key(ticket: Ticket, text: str = "打开工单") -> Key:
    """A key that shows the ticket's card."""
    return key(text, ActPress(OPEN_CARD, id_of(ticket), ticket.revision))


def open_keys(found: Iterable[Ticket], most: int = 12) -> Rows:
    """One key for each ticket, by the end of its number; the rest is opened by typing the number."""
    unique = list({id_of(ticket): ticket for ticket in found}.values())[:most]
    return in_rows([open_key(ticket, f"…{ticket.number[-6:]}") for ticket in unique], 3)


def discharging(duty: Duty, acts: Iterable[str]) -> str | None:
    """Which of `acts` discharges the duty, or brings it nearer."""
    possible = set(acts)
    if not isinstance(duty.source, DutyRule):
        return None
    for moment in duty.source.ends:
        act = DISCHARGES.get(moment)
        if act is None:
            continue
        nearer = next((one for one in (act, *ON_THE_WAY.get(Act(act), ())) if one in possible), None)
        if nearer:
            return nearer
    return None
