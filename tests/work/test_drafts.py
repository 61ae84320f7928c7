"""Dialogues: one open per person, kind and ticket; the one touched last has the floor; two phones lose nothing."""

from functools import partial

from sqlmodel import Session

from bot.work import drafts
from storage.rows import id_of
from storage.tables import Draft
from tests.people import MORNING, Cast, later
from tests.work.at_once import at_once
from tests.work.world import World, play


def test_opening_again_takes_up_what_was_left(session: Session, cast: Cast) -> None:
    ticket = play(session, cast).ticket_id
    first = drafts.open_draft(session, cast.handler, "report", ticket, {"finding": "属实"}, MORNING)
    again = drafts.open_draft(session, cast.handler, "report", ticket, {"finding": "不属实"}, later(5))
    assert again.id == first.id
    assert again.slots == {"finding": "属实"}


def test_the_draft_touched_last_has_the_floor(session: Session, cast: Cast) -> None:
    ticket = play(session, cast).ticket_id
    report = drafts.open_draft(session, cast.handler, "report", ticket, {}, MORNING)
    contact = drafts.open_draft(session, cast.handler, "first_contact", ticket, {}, later(1))
    assert drafts.floor(session, cast.handler) == contact
    drafts.answer(session, report, "finding", "属实", later(2))
    assert drafts.floor(session, cast.handler) == report
    drafts.cancel(session, report, later(3))
    assert drafts.floor(session, cast.handler) == contact
    drafts.finish(session, contact, later(4))
    assert drafts.floor(session, cast.handler) is None


def test_a_finished_draft_is_not_taken_up_again(session: Session, cast: Cast) -> None:
    first = drafts.open_draft(session, cast.handler, "intake", None, {}, MORNING)
    drafts.finish(session, first, MORNING)
    assert drafts.open_draft(session, cast.handler, "intake", None, {}, MORNING).id != first.id


def test_everybody_has_their_own_drafts(session: Session, cast: Cast) -> None:
    draft = drafts.open_draft(session, cast.handler, "intake", None, {}, MORNING)
    assert drafts.floor(session, cast.second_handler) is None
    assert drafts.draft_of(session, cast.second_handler, id_of(draft)) is None
    assert drafts.draft_of(session, cast.handler, id_of(draft)) == draft


def test_a_slot_can_be_emptied_to_be_asked_again(session: Session, cast: Cast) -> None:
    draft = drafts.open_draft(
        session, cast.handler, "report", None, {"finding": "属实", "outcome": "实际解决"}, MORNING
    )
    drafts.empty(session, draft, "outcome", later(1))
    assert draft.slots == {"finding": "属实"}
    assert drafts.ask(session, draft, "outcome", later(1)).asking == "outcome"


def test_answers_from_two_phones_at_once_are_both_kept(any_world: World) -> None:
    handler = any_world.cast.handler

    def begin(session: Session) -> int:
        return id_of(drafts.open_draft(session, handler, "report", None, {}, MORNING))

    draft_id = any_world.database.write_now(begin)

    def answer(slot: str) -> Draft:
        def work(session: Session) -> Draft:
            draft = session.get(Draft, draft_id)
            assert draft is not None
            return drafts.answer(session, draft, slot, slot, later(1))

        return any_world.database.write_now(work)

    at_once(*(partial(answer, slot) for slot in "abcdef"))
    kept = any_world.read(lambda session: session.get(Draft, draft_id))
    assert kept is not None
    assert sorted(kept.slots) == list("abcdef")
