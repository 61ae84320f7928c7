"""`python -m bot deadlines`: every duty and mark of a ticket under a rulebook, as JSON."""

from argparse import ArgumentParser, Namespace
from dataclasses import replace
from typing import Any

from bot.commands.by_rulebook import ask_for_json, ask_for_rulebook, under
from bot.commands.reading import Fields, InputFaults, answer_json, read_facts
from bot.rulebooks.days import calendar_for
from bot.rules.calendar import Calendar, CalendarGap
from bot.rules.duties import Duty, plan
from bot.rules.facts import Facts
from bot.rules.rulebook import Rulebook


def add_arguments(parser: ArgumentParser) -> None:
    ask_for_rulebook(parser)
    ask_for_json(parser, "工单")


def run(arguments: Namespace) -> int:
    """Exit status: 0 answered, 2 the input or the rulebook is at fault."""

    def answer(rulebook: Rulebook) -> int:
        calendar = calendar_for(rulebook)
        return answer_json(arguments.file, lambda ticket: _answer(ticket, rulebook, calendar))

    return under(arguments.rulebook, answer)


def _answer(ticket: Any, rulebook: Rulebook, calendar: Calendar) -> list[dict[str, Any]]:
    fields = Fields(ticket, "")
    facts = read_facts(fields)
    fields.finish()
    try:
        duties = plan(_standing(facts), rulebook, calendar)
        # Handovers within a unit are no limits of the document's.
        return [_entry(duty) for duty in duties if not duty.is_handover]
    except CalendarGap as gap:
        raise InputFaults([f"{gap}。"]) from gap


def _standing(facts: Facts) -> Facts:
    """A report that was sent back afterwards discharges nothing (YC-A4.1)."""
    submitted, sent_back = facts.at("report_submitted"), facts.at("sent_back")
    if submitted is None or sent_back is None or submitted > sent_back:
        return facts
    return replace(facts, moments={name: at for name, at in facts.moments.items() if name != "report_submitted"})


def _entry(duty: Duty) -> dict[str, Any]:
    entry = {
        "rule": duty.rule,
        "name": duty.name,
        "clause": duty.clause,
        "owed_by": duty.owed_by,
        "starts_at": duty.starts_at.isoformat(),
        "due_at": duty.due_at.isoformat(),
        "reckoning": duty.reckoning,
        "met_at": duty.met_at and duty.met_at.isoformat(),
        "provisional": duty.provisional,
        "assumed": duty.assumed,
        "tells": list(duty.tells),
        "explanation": list(duty.explanation()),
    }
    return entry if duty.light is None else entry | {"light": duty.light}
