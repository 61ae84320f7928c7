"""Every kind of request at every step × act × person: whose turn it is does it, everybody else is told why not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlmodel import Session

from bot.rules.calendar import local
from bot.rules.requests import ABOUT_REQUESTS, HOLDS_UP
from bot.rules.workflow import Act, State
from bot.work import applying, deciding, designating, following_up, returning, supervising
from bot.work.outcome import Done, Refused
from storage import requests
from storage.rows import id_of
from storage.tables import Person
from tests.people import Cast, desk_leader, settle_under
from tests.work.acts import attempt, taken_back
from tests.work.test_every_act import faults_of, those_of_the_ticket
from tests.work.world import Player, play, rows_written

HANDLERS, LEADER, MAIN = frozenset({"张三", "李四"}), frozenset({"郑华"}), frozenset({"王正"})
DESK, HEAD, DESK_LEADER = frozenset({"林晓"}), frozenset({"吴刚"}), frozenset({"陆远"})
NOBODY: frozenset[str] = frozenset()
HELD_UP = frozenset().union(*HOLDS_UP.values())


@dataclass(frozen=True, slots=True)
class Case:
    """A request that waits: in which office, how it came there, and whose each act on it is.

    `signed`: who has signed already, and gets the same answer again.
    """

    office: str
    prepare: Callable[[Player], object]
    sign: frozenset[str] = NOBODY
    decide: frozenset[str] = NOBODY
    withdraw: frozenset[str] = NOBODY
    signed: frozenset[str] = NOBODY

    def may(self, act: Act) -> frozenset[str]:
        if act is Act.WITHDRAW:
            return self.withdraw
        if act is Act.SIGN_REQUEST:
            return self.sign | self.signed
        return self.sign if act is Act.REFUSE_REQUEST else self.decide


def handled(player: Player) -> None:
    player.bring_to(State.HANDLING)
    player.handle()
    player.prove(("basis",))


def give_back(player: Player, reason: str = "属于城管职责") -> None:
    handled(player)
    rules = player.rulebook.returns
    assert rules is not None
    ground = next(one.name for one in rules.ground if one.by == "unit")
    facts = {"ground": ground, "reason": reason, "target": "城管中队"}
    player.do(returning.apply_return, player.cast.handler, **facts)


def sign_by(player: Player, person: Person) -> None:
    (request,) = requests.pending(player.session, player.ticket_id)
    player.do(deciding.sign_request, person, request_id=id_of(request), sha256=request.sha256)


def signed_return(player: Player) -> None:
    give_back(player)
    sign_by(player, player.cast.head)


def upward(player: Player) -> None:
    """Yichuan: the unit's leader signs, then the desk sends it."""
    player.dispatch()
    player.do(returning.return_upward, player.cast.clerk, reason="不属于本街道")


def signed_upward(player: Player) -> None:
    upward(player)
    sign_by(player, player.cast.unit_leader)


def extend(player: Player) -> None:
    player.bring_to(State.HANDLING)
    rule = next(one for one in player.rulebook.request if one.kind == "extension")
    until = local(player.clock).date() + timedelta(days=20)
    facts = {"rule_id": rule.id, "ground": rule.grounds[0], "reason": "要等管线单位", "until": until}
    player.do(applying.apply, player.cast.handler, **facts)


def keep_out(player: Player) -> None:
    """Beizhan: an application that the unit's head signs first."""
    player.bring_to(State.HANDLING)
    rule = player.rulebook.request[0]
    player.do(applying.apply, player.cast.handler, rule_id=rule.id, ground=rule.grounds[0], reason="已多次解释")


def ask_for_a_word(player: Player) -> None:
    player.do(designating.ask_designation, player.cast.clerk, rule_id="NM-M3.1.1")


def supervise(player: Player) -> None:
    player.dispatch()
    player.do(supervising.supervise, player.cast.clerk, reason="安全隐患")


def supervise_once_signed(player: Player) -> None:
    supervise(player)
    sign_by(player, desk_leader(player.session, player.cast))


def explain(player: Player) -> None:
    player.bring_to(State.HANDLING)
    player.do(following_up.ask_follow_up, player.cast.clerk, rule_id="PT-B2", note="市局通报")
    player.do(following_up.follow_up, player.cast.handler, rule_id="PT-B2", text="当日未及时联系，已整改。")


def explain_once_signed(player: Player) -> None:
    explain(player)
    sign_by(player, player.cast.unit_leader)


YICHUAN, NANMATOU, PUTUO, BEIZHAN = "yichuan_road", "nanmatou_road", "putuo_justice", "beizhan"
CASES: Mapping[str, Case] = {
    "return awaits the head": Case(NANMATOU, give_back, sign=HEAD, withdraw=HANDLERS),
    "return awaits the desk": Case(NANMATOU, signed_return, decide=DESK, withdraw=HANDLERS, signed=HEAD),
    "first return awaits the desk": Case(YICHUAN, give_back, decide=DESK, withdraw=HANDLERS),
    "return upwards awaits the leader": Case(YICHUAN, upward, sign=LEADER, withdraw=DESK),
    "return upwards awaits the desk": Case(YICHUAN, signed_upward, decide=DESK, withdraw=DESK, signed=LEADER),
    "extension awaits the desk": Case(NANMATOU, extend, decide=DESK, withdraw=HANDLERS),
    "application awaits the head": Case(BEIZHAN, keep_out, sign=HEAD, withdraw=HANDLERS),
    "designation awaits the main leader": Case(NANMATOU, ask_for_a_word, decide=MAIN, withdraw=DESK),
    "supervision awaits the desk's leader": Case(PUTUO, supervise, sign=DESK_LEADER, withdraw=DESK),
    "supervision awaits the main leader": Case(
        PUTUO, supervise_once_signed, sign=MAIN, withdraw=DESK, signed=DESK_LEADER
    ),
    "explanation awaits the unit's leader": Case(PUTUO, explain, sign=LEADER, withdraw=HANDLERS),
    "explanation awaits the desk's leader": Case(
        PUTUO, explain_once_signed, sign=DESK_LEADER, withdraw=HANDLERS, signed=LEADER
    ),
}


def ready(session: Session, case: Case) -> Player:
    cast: Cast = settle_under(session, case.office)
    player = play(session, cast)
    case.prepare(player)
    player.clock += timedelta(minutes=10)
    return player


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_whose_turn_it_is_does_it_and_everybody_else_is_told_why_not(session: Session, case: Case) -> None:
    player = ready(session, case)
    disagreements = []
    for act in sorted(ABOUT_REQUESTS):
        for person in those_of_the_ticket(player):
            with taken_back(session):
                before = rows_written(session)
                answer = attempt(player, act, person)
                changed = rows_written(session) != before
            expected = person.name in case.may(act) and not _by_naming_a_unit(case, act)
            if isinstance(answer, Done) != expected:
                disagreements.append(f"{act} by {person.name}: {answer}")
            elif isinstance(answer, Refused):
                disagreements += [f"{act} by {person.name}: {fault}" for fault in faults_of(answer, changed)]
    assert disagreements == []


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_whatever_else_is_tried_meanwhile_is_done_or_refused_with_its_clause(session: Session, case: Case) -> None:
    player = ready(session, case)
    faults = []
    for act in HELD_UP | {Act.URGE, Act.JOIN, Act.ASK_FOLLOW_UP, Act.FOLLOW_UP, Act.DESIGNATE}:
        for person in (player.cast.clerk, player.cast.handler, player.cast.main_leader):
            with taken_back(session):
                before = rows_written(session)
                answer = attempt(player, act, person)
                changed = rows_written(session) != before
            if isinstance(answer, Refused):
                faults += [f"{act} by {person.name}: {fault}" for fault in faults_of(answer, changed)]
    assert faults == []


def _by_naming_a_unit(case: Case, act: Act) -> bool:
    """A designation is granted by naming a unit, not by a yes."""
    return act is Act.GRANT and case.prepare is ask_for_a_word
