"""`python -m bot review`: what an office's rulebook finds wrong with completion reports, JSON in and JSON out."""

import argparse
from dataclasses import dataclass
from typing import Any, get_args

from bot.commands.by_rulebook import ask_for_json, ask_for_rulebook, under
from bot.commands.reading import Fields, answer_json, read_facts
from bot.rules.finding import Finding
from bot.rules.report_case import ContactResult, PhoneKind, ReportCase, SiteVisit
from bot.rules.report_check import check
from bot.rules.rulebook import Rulebook

NAME = "review"
HELP = "按规则书检查办结报告，读写 JSON"

GIVEN = (
    "first_contact_recording",
    "sms_screenshot",
    "photos_before",
    "photos_after",
    "reply_recording",
    "reply_points",
    "responsible_person",
    "responsible_section",
    "handler",
    "contact_phone",
    "basis_docs",
    "enforcement_docs",
    "plan",
    "time_node",
    "form_1_2",
    "seal",
    "dissatisfaction_reason",
    "duty_performed_confirmed",
    "previous_handling",
    "background",
    "ticket_list",
)
SIGNERS = {"section_head": "unit_head", "branch_leader": "unit_branch_leader", "office_leader": "main_leader"}
"""The names of signatures in the input, and the parties they stand for."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    ask_for_rulebook(parser)
    ask_for_json(parser, "报告")


def run(arguments: argparse.Namespace) -> int:
    """The exit status: 0 answered, 2 the input or the rulebook is at fault."""
    return under(
        arguments.rulebook, lambda rulebook: answer_json(arguments.file, lambda value: review(value, rulebook))
    )


def review(value: Any, rulebook: Rulebook) -> dict[str, Any]:
    """The findings over one report as read from JSON; InputFaults for what cannot be understood."""
    findings = check(read_case(value), rulebook)
    return {
        "findings": [_as_json(finding) for finding in findings],
        "complete": not any(finding.severity == "block" for finding in findings),
    }


@dataclass(frozen=True, slots=True)
class _Parts:
    """The objects of one input, so that all their faults are told together."""

    ticket: Fields
    report: Fields
    facts: Fields
    signatures: Fields


def read_case(value: Any) -> ReportCase:
    """A report, its ticket and what lies beside it."""
    whole = Fields(value, "")
    facts = whole.part("facts")
    parts = _Parts(whole.part("ticket"), whole.part("report"), facts, facts.part("signatures"))
    case = _read(parts)
    whole.finish(parts.ticket, parts.report, parts.facts, parts.signatures)
    return case


def _read(parts: _Parts) -> ReportCase:
    ticket, report, facts = parts.ticket, parts.report, parts.facts
    known = read_facts(ticket)
    return ReportCase(
        ticket=known,
        repeat_count=ticket.count("repeat_count", 1),
        distinct_callers=ticket.count("distinct_callers", 1),
        phone_kind=ticket.text("phone_kind", get_args(PhoneKind)),  # type: ignore[arg-type]
        phone_from_elsewhere=ticket.flag("nonlocal"),
        text=report.text("text") or "",
        reply_points=facts.words("reply_points"),
        fact=report.text("fact"),
        appeal=report.text("appeal"),
        result=report.text("result"),
        satisfaction=report.text("satisfaction"),
        accepted_at=facts.moment("accepted_at") or known.at("accepted"),
        first_contact_at=facts.moment("first_contact_at") or known.at("first_contact"),
        site_visit_at=facts.moment("site_visit_at") or known.at("site_visit"),
        reply_at=facts.moment("reply_at") or known.at("replied"),
        contact_result=facts.text("contact_result", get_args(ContactResult)),  # type: ignore[arg-type]
        call_records=facts.moments("call_records"),
        site_visit=facts.text("site_visit", get_args(SiteVisit)),  # type: ignore[arg-type]
        cannot_solve_in_time=facts.flag("cannot_solve_in_time"),
        given=frozenset(piece for piece in GIVEN if facts.given(piece)),
        signed=frozenset(party for signer, party in SIGNERS.items() if parts.signatures.given(signer)),
    )


def _as_json(finding: Finding) -> dict[str, str]:
    assumed = f"（推定：{finding.assumed}）" if finding.assumed else ""
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "clause": finding.clause,
        "excerpt": finding.excerpt,
        "advice": finding.advice + assumed,
    }
