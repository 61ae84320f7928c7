"""Two press in the same moment, for every act that can be pressed: one does it, the other hears who was faster."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from sqlmodel import Session, col, select

from bot.rules.workflow import State
from bot.work import approval, callback, deciding, designating, dispatch, returning, staff, supervising, uploading
from bot.work.outcome import Done, Refused
from storage import requests, tickets
from storage import staff as people
from storage.database import Database
from storage.rows import id_of
from storage.tables import Event, OutboxRow, Signature
from tests.people import MORNING, Cast, register, settle_under
from tests.work.at_once import at_once
from tests.work.world import Answer, Player

Press = tuple[Callable[..., Answer], str, Callable[[Player], dict[str, Any]]]
EACH = 8
"""How many tickets each race is run on, in each database."""


@dataclass(frozen=True, slots=True)
class Race:
    """What comes before, two presses, and the events of which exactly one may have come of them."""

    prepare: Callable[[Player], object]
    presses: tuple[Press, Press]
    events: frozenset[str]


def said(**facts: Any) -> Callable[[Player], dict[str, Any]]:
    return lambda player: facts


def of_request(**facts: Any) -> Callable[[Player], dict[str, Any]]:
    return lambda player: {"request_id": id_of(_pending(player)), **facts}


def signing_request(player: Player) -> dict[str, Any]:
    return {"request_id": id_of(_pending(player)), "sha256": _pending(player).sha256}


def of_report(**facts: Any) -> Callable[[Player], dict[str, Any]]:
    return lambda player: {"report_id": id_of(player.report), **facts}


def signing_report(player: Player) -> dict[str, Any]:
    return {"report_id": id_of(player.report), "sha256": player.report.sha256}


def to_unit(name: str) -> Callable[[Player], dict[str, Any]]:
    return lambda player: {"unit_id": id_of(getattr(player.cast, name)), "territory_id": id_of(player.cast.territory)}


def naming(name: str) -> Callable[[Player], dict[str, Any]]:
    return lambda player: {"unit_id": id_of(getattr(player.cast, name))}


def _pending(player: Player) -> Any:
    return requests.pending(player.session, player.ticket_id)[0]


def back(player: Player) -> None:
    """A return that waits for the head of the unit."""
    player.bring_to(State.HANDLING)
    player.contact()
    player.visit()
    facts = {"ground": "非职责范围", "reason": "属于城管职责", "target": "城管中队"}
    player.do(returning.apply_return, player.cast.handler, **facts)


def back_and_signed(player: Player) -> None:
    back(player)
    player.do(deciding.sign_request, player.cast.head, **signing_request(player))


def without_upload(player: Player) -> None:
    player.bring_to(State.REVIEWING)
    player.approve(uploaded=False)
    player.call_back()


WELL = {"reached": True, "contacted": True, "answered": True, "solved": True, "satisfied": "满意"}
RACES: Mapping[str, Race] = {
    "A and B accept": Race(
        lambda player: player.dispatch(),
        ((dispatch.accept, "handler", said()), (dispatch.accept, "second_handler", said())),
        frozenset({"accepted"}),
    ),
    "two clerks dispatch": Race(
        lambda player: None,
        ((dispatch.dispatch, "clerk", to_unit("unit")), (dispatch.dispatch, "second_clerk", to_unit("unit"))),
        frozenset({"dispatched"}),
    ),
    "the head and the deputy sign a request": Race(
        back,
        ((deciding.sign_request, "head", signing_request), (deciding.sign_request, "second_head", signing_request)),
        frozenset({"request_signed"}),
    ),
    "sign and refuse a request": Race(
        back,
        (
            (deciding.sign_request, "head", signing_request),
            (deciding.refuse_request, "second_head", of_request(reason="应由本部门办")),
        ),
        frozenset({"request_signed", "return_refused"}),
    ),
    "refuse and withdraw a request": Race(
        back,
        (
            (deciding.withdraw, "second_handler", of_request()),
            (deciding.refuse_request, "head", of_request(reason="应由本部门办")),
        ),
        frozenset({"return_withdrawn", "return_refused"}),
    ),
    "grant and reject": Race(
        back_and_signed,
        ((deciding.grant, "clerk", of_request()), (deciding.reject, "second_clerk", of_request(reason="理由不足"))),
        frozenset({"return_granted", "return_refused"}),
    ),
    "two heads sign a report": Race(
        lambda player: player.bring_to(State.SIGNING),
        ((approval.sign, "head", signing_report), (approval.sign, "second_head", signing_report)),
        frozenset({"signature_given"}),
    ),
    "sign and refuse a report": Race(
        lambda player: player.bring_to(State.SIGNING),
        (
            (approval.sign, "head", signing_report),
            (approval.refuse_signature, "second_head", of_report(reason="措施不清")),
        ),
        frozenset({"signature_given", "signature_refused"}),
    ),
    "approve and send back": Race(
        lambda player: player.bring_to(State.REVIEWING),
        (
            (approval.approve, "clerk", of_report()),
            (approval.send_back, "second_clerk", said(reason="缺照片")),
        ),
        frozenset({"approved", "sent_back"}),
    ),
    "two clerks note the call-back": Race(
        lambda player: player.bring_to(State.CALLING_BACK),
        ((callback.call_back, "clerk", said(**WELL)), (callback.call_back, "second_clerk", said(**WELL))),
        frozenset({"called_back"}),
    ),
    "two clerks confirm the upload": Race(
        without_upload,
        ((uploading.upload, "clerk", said()), (uploading.upload, "second_clerk", said())),
        frozenset({"completed"}),
    ),
    "two clerks urge": Race(
        lambda player: player.bring_to(State.HANDLING),
        ((supervising.urge, "clerk", said()), (supervising.urge, "second_clerk", said())),
        frozenset({"urged"}),
    ),
}


class Office:
    """Nanmatou with a second clerk and a second head, in a real database."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.cast: Cast = database.write_now(lambda session: settle_under(session, "nanmatou_road"))
        self.people = {name: id_of(getattr(self.cast, name)) for name in ("clerk", "handler", "second_handler", "head")}
        self.people |= database.write_now(self._two_more)

    def _two_more(self, session: Session) -> dict[str, int]:

        rows = [
            {"name": "赵二", "role": "受理派单", "unit": "街道城运中心", "unit_kind": "受理单位", "row": "2"},
            {"name": "高二", "role": "部门负责人", "unit": "城建办", "unit_kind": "处置部门", "row": "3"},
        ]
        office = self.cast.clerk.office_id
        assert staff.load_roster(session, office, rows, MORNING) == []
        found = {"second_clerk": "赵二", "second_head": "高二"}
        return {key: id_of(_there(people.person_by_name(session, office, name))) for key, name in found.items()}

    def ready(self, race: Race, number: str) -> Player:
        """A ticket of its own, played to the start of the race in one transaction."""

        def play(session: Session) -> Player:

            ticket = register(session, self.cast, MORNING, number=number)
            player = Player(session, self.cast, id_of(ticket))
            race.prepare(player)
            return player

        return self.database.write_now(play)

    def run(self, race: Race, number: str) -> tuple[int, list[Answer]]:
        played = self.ready(race, number)
        ticket_id, clock = played.ticket_id, played.clock

        def facts(session: Session) -> list[dict[str, Any]]:
            player = Player(session, self.cast, ticket_id)
            return [fitting(player) for _, _, fitting in race.presses]

        given = self.database.read_now(facts)

        def pressing(press: Press, known: dict[str, Any]) -> Callable[[], Answer]:
            function, who, _ = press
            return lambda: self.database.write_now(
                lambda session: function(session, self.cast.offices, self.people[who], ticket_id, now=clock, **known)
            )

        return ticket_id, at_once(*map(pressing, race.presses, given))


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database)


def _there(found: Any) -> Any:
    assert found is not None
    return found


def test_there_are_more_than_two_hundred_races() -> None:
    assert (len(RACES) + 1) * EACH * len(("sqlite", "postgres")) >= 200


@pytest.mark.parametrize("race", RACES.values(), ids=RACES)
def test_exactly_one_of_two_wins_and_the_other_hears_it_in_one_sentence(office: Office, race: Race) -> None:
    for place in range(EACH):
        ticket_id, answers = office.run(race, f"2026112000{place:04}")
        _fair(answers)
        office.database.read_now(lambda session, ticket_id=ticket_id: _nothing_doubled(session, race, ticket_id))


def _fair(answers: list[Answer]) -> None:
    winners = [answer for answer in answers if isinstance(answer, Done)]
    losers = [answer for answer in answers if isinstance(answer, Refused)]
    assert (len(winners), len(losers)) == (1, 1), answers
    sentence = losers[0].reason
    assert " 已" in sentence, sentence
    assert "\n" not in sentence
    assert losers[0].clause


def _nothing_doubled(session: Session, race: Race, ticket_id: int) -> None:
    started = tickets.ticket(session, ticket_id)
    assert started is not None
    events = session.exec(select(Event).where(Event.ticket_id == ticket_id).order_by(col(Event.id))).all()
    kinds = [event.kind for event in events if event.kind in race.events]
    assert len(kinds) == 1, kinds
    keys = session.exec(select(OutboxRow.dedupe_key).where(OutboxRow.ticket_id == ticket_id)).all()
    assert len(keys) == len(set(keys))
    roles = [
        (row.request_id, row.report_id, row.role)
        for row in session.exec(select(Signature).where(Signature.ticket_id == ticket_id))
    ]
    assert len(roles) == len(set(roles))


def test_a_designation_and_a_dispatch_in_the_same_moment_leave_one_unit_in_charge(office: Office) -> None:
    """Either may come second: a leader's word and a later dispatch are both allowed; nothing is lost between them."""
    race = Race(
        lambda player: player.dispatch(),
        (
            (designating.designate, "main_leader", naming("other_unit")),
            (dispatch.dispatch, "clerk", to_unit("unit")),
        ),
        frozenset(),
    )
    office.people["main_leader"] = id_of(office.cast.main_leader)
    for place in range(EACH):
        ticket_id, answers = office.run(race, f"2026112001{place:04}")
        assert any(isinstance(answer, Done) for answer in answers)
        ticket = office.database.read_now(lambda session, ticket_id=ticket_id: tickets.ticket(session, ticket_id))
        assert ticket is not None
        assert ticket.state == State.DISPATCHED
        assert ticket.unit_id in (office.cast.unit.id, office.cast.other_unit.id)
