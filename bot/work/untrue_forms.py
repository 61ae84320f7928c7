"""How often a matter was found untrue and the finding was signed for (《情况说明表》, NM-R9)."""

from sqlmodel import Session

from bot.work.story import Story
from storage import tickets
from storage.rows import id_of


def signed_untrue_forms(session: Session, story: Story) -> int:
    """The tickets of this caller's matter, this one included, found untrue under a leader's signature."""
    findings = story.law.rulebook.findings
    if findings is None:
        return 0
    count = 0
    for ticket in (*tickets.earlier_alike(session, story.ticket), story.ticket):
        report = tickets.last_report(session, id_of(ticket))
        if report is None or not findings.is_negative(report.finding):
            continue
        signed = {one.role for one in tickets.standing_signatures(session, id_of(report)) if one.given}
        count += "unit_branch_leader" in signed
    return count
