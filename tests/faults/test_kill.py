"""P2 and P3 over HTTP: a bot is killed at random moments, and nobody's note, and no answer, is lost."""

from collections import Counter

from bot.playground.world import World
from tests.faults.killing import Office


def test_twenty_five_kills_lose_nothing_and_every_extra_copy_is_marked(office: Office, world: World) -> None:
    # An answer that stays away for a moment leaves more messages on the wire when the kill comes.
    world.fail("delay", method="sendMessage", when="after", seconds=0.02, count=None)

    office.live_and_die(kills=25, notes_each=8)

    verdict = office.verdict()
    assert (verdict.kills, verdict.notes, verdict.lost, verdict.breaches) == (25, 200, 0, ())
    assert verdict.extras > 0, "no kill met a message on the wire, so that nothing was proven"
    assert office.notes_on_record() == Counter(office.notes)
    assert office.states() == Counter(sent=200)


def test_a_normal_stop_under_load_leaves_nothing_unknown_and_no_copy(office: Office, world: World) -> None:
    world.fail("delay", method="sendMessage", when="after", seconds=0.05, count=None)
    for enough in (10, 20, 30, 40):
        process = office.start()
        office.talk(25)
        world.wait_for(lambda enough=enough: len(world.journal.requests("sendMessage")) >= enough, 20)

        assert office.stop(process) == 0
        assert set(office.states()) <= {"sent", "waiting"}
    last = office.start()
    office.everything_answered()

    assert office.stop(last) == 0
    verdict = office.verdict()
    assert (verdict.lost, verdict.extras) == (0, 0)


def test_a_kill_between_claim_and_request_loses_nothing(office: Office, world: World) -> None:
    # The server takes its time before it accepts anything, so that kills fall into the gap.
    world.fail("delay", method="sendMessage", when="before", seconds=0.05, count=None)
    office.talk(30)
    for _ in range(5):
        process = office.start()
        office.live_on(office.chance.uniform(0, 0.2))
        office.kill(process)
    last = office.start()
    office.everything_answered()

    assert office.stop(last) == 0
    verdict = office.verdict()
    assert (verdict.lost, verdict.breaches) == (0, ())
