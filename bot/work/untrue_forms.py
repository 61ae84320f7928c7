"""How often a matter was found untrue and the finding was signed for (《情况说明表》, NM-R9)."""

from sqlmodel import Session

from bot.rules.rulebook import Rulebook
from bot.work.story import Story
from bot.work.together import earlier_of_caller
from storage import tickets
from storage.rows import id_of
from storage.tables import Ticket


def signed_untrue_forms(session: Session, story: Story) -> int:
    """The tickets of this caller's matter, this one included, found untrue under a leader's signature."""
    together = (*earlier_of_caller(session, story.ticket), story.ticket)
    return sum(is_signed_untrue(session, story.law.rulebook, ticket) for ticket in together)


def is_signed_untrue(session: Session, rulebook: Rulebook, ticket: Ticket) -> bool:
    """Whether the ticket was found untrue, and a leader signed for it."""
    report = tickets.last_report(session, id_of(ticket))
    if rulebook.findings is None or report is None or not rulebook.findings.is_negative(report.finding):
        return False
    signed = {one.role for one in tickets.standing_signatures(session, id_of(report)) if one.given}
    return "unit_branch_leader" in signed
