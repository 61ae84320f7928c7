"""The tickets of one matter beside each other: how often it came, and from how many callers."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from bot.rules.callers import caller_key
from bot.rules.repeats import Call, distinct_callers, repeat_count
from bot.rules.thresholds import Threshold
from storage import matters
from storage.rows import id_of
from storage.tables import Ticket

NAMED_AT_MOST = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """The matter of a ticket: `earlier`, oldest first, are the tickets of its caller; `others`, of anybody else."""

    ticket: Ticket
    earlier: tuple[Ticket, ...] = ()
    others: tuple[Ticket, ...] = ()

    @property
    def counted(self) -> tuple[Ticket, ...]:
        """The earlier tickets of the matter, whoever called: those of which a report must speak."""
        return (*self.earlier, *(one for one in self.others if id_of(one) < id_of(self.ticket)))

    def among(self, ticket_ids: Collection[int]) -> "Standing":
        """The same as if nobody knew of other tickets than these."""
        earlier, others = ((one for one in some if id_of(one) in ticket_ids) for some in (self.earlier, self.others))
        return Standing(self.ticket, tuple(earlier), tuple(others))

    def repeat_count(self, thresholds: Iterable[Threshold]) -> int:
        """How often this caller came with it, this time included, in the days of the office's own threshold."""
        rule = next((one for one in thresholds if one.counts == "same_caller_same_matter"), None)
        if rule is None:
            return len(self.earlier) + 1
        return repeat_count(self._call(self.ticket), [self._call(one) for one in self.earlier], rule)

    def distinct_callers(self, thresholds: Iterable[Threshold]) -> int:
        """How many callers have come with it so far, in the days of the office's threshold; unknown ones are one."""
        rule = next((one for one in thresholds if one.counts == "callers_of_same_matter"), None)
        calls = [self._call(one) for one in self.counted]
        if rule is None:
            return len({call.caller for call in (*calls, self._call(self.ticket))})
        return distinct_callers(self._call(self.ticket), calls, rule)

    def others_within(self, thresholds: Iterable[Threshold]) -> tuple[Ticket, ...]:
        """The earlier tickets of other callers that the office's own threshold counts, oldest first."""
        rules = [one for one in thresholds if one.counts == "callers_of_same_matter"]
        first = [since for rule in rules if (since := rule.reaches_back_to(self.ticket.created_at)) is not None]
        earlier = (one for one in self.others if id_of(one) < id_of(self.ticket))
        return tuple(one for one in earlier if rules and all(one.created_at >= since for since in first))

    def _call(self, ticket: Ticket) -> Call:
        return Call(caller_of(ticket), ticket.created_at)


def standing_of(session: Session, ticket: Ticket) -> Standing:
    """The ticket among those of its matter."""
    together = [one for one in matters.of_matter(session, ticket.matter_id) if one.id != ticket.id]
    caller = caller_of(ticket)
    of_caller = [one for one in together if caller and caller_of(one) == caller]
    return Standing(
        ticket,
        tuple(one for one in of_caller if id_of(one) < id_of(ticket)),
        tuple(one for one in together if one not in of_caller),
    )


def earlier_of_caller(session: Session, ticket: Ticket) -> list[Ticket]:
    """The earlier tickets of the same caller about the same matter, oldest first."""
    return list(standing_of(session, ticket).earlier)


def lines(session: Session, ticket: Ticket) -> tuple[str, ...]:
    """What a card says of it: `第3次反映，此前：…000101、…000201`, `同一事项共11件，10人反映`."""
    if ticket.matter_id is None:
        return ()
    standing = standing_of(session, ticket)
    said = []
    if standing.earlier:
        numbers = tuple(one.number for one in reversed(standing.earlier))
        said.append(f"第{len(standing.earlier) + 1}次反映，此前：{named_by_number(numbers)}".rstrip())
    if standing.others:
        together = (ticket, *standing.earlier, *standing.others)
        callers = len({caller_of(one) for one in together})
        said.append(f"同一事项共{len(together)}件，{callers}人反映")
    return tuple(said)


def caller_of(ticket: Ticket) -> str:
    """Equal for two tickets of one caller; empty where nobody can tell."""
    return caller_key(ticket.caller, ticket.phone, ticket.address)


def named_by_number(numbers: Sequence[str]) -> str:
    """`…000101、…000201 等5件`: tickets by the ends of their numbers, with a blank behind them."""
    shown = "、".join(f"…{number[-6:]}" for number in numbers[:NAMED_AT_MOST])
    return f"{shown} 等{len(numbers)}件" if len(numbers) > NAMED_AT_MOST else f"{shown} "
