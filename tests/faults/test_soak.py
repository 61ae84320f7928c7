"""The same promise as in test_kill, over hundreds of kills: make soak."""

from collections import Counter

import pytest

from bot.playground.world import World
from tests.faults.killing import Office

KILLS, NOTES_EACH = 300, 8


@pytest.mark.soak
def test_three_hundred_kills_lose_nothing_and_every_extra_copy_is_marked(
    office: Office, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.fail("delay", method="sendMessage", when="after", seconds=0.02, count=None)

    office.live_and_die(KILLS, NOTES_EACH)

    verdict = office.verdict()
    with capsys.disabled():
        print(f"\n{verdict.kills} kills, {verdict.notes} notes: lost {verdict.lost}, extra copies {verdict.extras}")
    assert (verdict.kills, verdict.notes, verdict.lost, verdict.breaches) == (KILLS, KILLS * NOTES_EACH, 0, ())
    assert office.notes_on_record() == Counter(office.notes)
    assert office.states() == Counter(sent=KILLS * NOTES_EACH)
