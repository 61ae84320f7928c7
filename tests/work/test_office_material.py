"""Whatever an office's reports must hold can be given in the chat: as a file, as an answer, or by doing it."""

from dataclasses import fields

import pytest

from bot.rulebooks.load import load_rulebook
from bot.rules.report_case import ReportCase
from bot.work.evidence import PURPOSES
from bot.work.report_facts import PIECE_OF, PIECE_OF_SLOT
from bot.work.report_slots import SLOT

DONE = {field.name for field in fields(ReportCase)}
FILED = {piece for purpose, piece in PIECE_OF.items() if purpose in PURPOSES}
ANSWERED = {piece for slot, piece in PIECE_OF_SLOT.items() if slot in SLOT}


@pytest.mark.parametrize("office", ["beizhan", "nanmatou_road"])
def test_nothing_is_asked_for_that_nobody_can_give(office: str) -> None:
    report = load_rulebook(office).report
    assert report is not None
    for entry in report.required:
        for need in entry.needs:
            possible = bool(need.words) or need.time_node or bool(set(need.pieces) & (DONE | FILED | ANSWERED))
            assert possible, (entry.id, need.pieces)


@pytest.mark.parametrize("office", ["beizhan", "nanmatou_road"])
def test_every_file_that_an_office_asks_for_has_a_name_in_the_chat(office: str) -> None:
    assert {rule.purpose for rule in load_rulebook(office).evidence} <= set(PURPOSES)
