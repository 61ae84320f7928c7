"""The frame of every act: who, which ticket, may they; then events, the ticket's row, its plan and its notices."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache, wraps
from typing import Any, Concatenate, ParamSpec

from sqlmodel import Session

from bot.reports import moments
from bot.rules.offered import without
from bot.rules.outcome import Refused
from bot.rules.requests import ENDS_WITH_TICKET
from bot.rules.rulebook import Rulebook
from bot.rules.workflow import EVER_ALLOWED, STATE_NAMES, Act, Circumstances, State, Terms, judge
from bot.work import archive_asking, notices, planning, unit_groups
from bot.work.offices import Law, Offices
from bot.work.outcome import NO_SUCH_TICKET, Done
from bot.work.parties import parties, parties_by_holder
from bot.work.story import Story, story_of
from storage import requests, staff, tickets
from storage.rows import id_of
from storage.tables import Event, Person, Ticket

Given = ParamSpec("Given")
Doing = Callable[Concatenate[Session, Offices, int, int, Given], Done | Refused]


@dataclass(frozen=True, slots=True)
class Scene(Story):
    """A ticket's story (the ticket locked) with who acts, and as what: `held` by whose posts, their own among them."""

    person: Person
    held: Mapping[int, frozenset[str]]

    @property
    def parties(self) -> frozenset[str]:
        return frozenset().union(*self.held.values())

    def in_place_of(self, person_id: int) -> frozenset[str]:
        """As which parties the actor acts only because they stand in for that person."""
        others = (parties for holder, parties in self.held.items() if holder != person_id)
        return self.held.get(person_id, frozenset()).difference(*others)

    def for_whom(self, party: str) -> int | None:
        """In whose place (by id) the actor acts as that party; None where the post is their own."""
        if party in self.held.get(id_of(self.person), ()):
            return None
        return min((holder for holder, parties in self.held.items() if party in parties), default=None)

    def judge(self, act: Act, circumstances: Circumstances | None = None) -> State | Refused:
        return judge(act, self.state, self.parties, circumstances or Circumstances(), terms(self.law))


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened; `at` is when, if not now."""

    kind: str
    text: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody must look at the ticket: a party, or a person, and why."""

    who: str | Person
    reason: str


def terms(law: Law) -> Terms:
    """The office's own names for the parties, its clauses about who does what, and what it has no occasion for."""
    return _terms(law.rulebook)


@lru_cache(maxsize=64)
def _terms(rulebook: Rulebook) -> Terms:
    names: dict[str, str] = {}
    names.update(rulebook.roles.items())
    return Terms(names, rulebook.acts, without(rulebook))


def done_as(act: Act) -> Callable[[Doing[Given]], Doing[Given]]:
    """Of a function that does `act`: every refusal carries a clause, that of the act where no other one decides."""

    def wrap(doing: Doing[Given]) -> Doing[Given]:
        @wraps(doing)
        def done(
            session: Session, offices: Offices, actor_id: int, ticket_id: int, *given: Given.args, **facts: Given.kwargs
        ) -> Done | Refused:
            answer = doing(session, offices, actor_id, ticket_id, *given, **facts)
            if isinstance(answer, Done) or answer.clause or answer == NO_SUCH_TICKET:
                return answer
            ticket = tickets.ticket(session, ticket_id)
            assert ticket is not None
            return replace(answer, clause=terms(offices.law(ticket)).clause(act), in_passing=True)

        return done

    return wrap


def enter(session: Session, offices: Offices, actor_id: int, ticket_id: int, now: datetime) -> Scene | Refused:
    """The scene of an act, the ticket held until the transaction ends; a foreign or unknown ticket is refused alike."""
    person = staff.person(session, actor_id)
    if person is None:
        return NO_SUCH_TICKET
    ticket = tickets.ticket_locked(session, ticket_id)
    if ticket is None or not person.active or person.office_id != ticket.office_id:
        return NO_SUCH_TICKET
    held = parties_by_holder(session, person, ticket, now)
    return _scene(session, offices, person, ticket, held) if any(held.values()) else NO_SUCH_TICKET


def enter_to(
    session: Session, offices: Offices, actor_id: int, ticket_id: int, act: Act, now: datetime
) -> Scene | Refused:
    """As `enter`, for an act about which the table of moves alone decides: refused where it may not be done now."""
    scene = enter(session, offices, actor_id, ticket_id, now)
    if isinstance(scene, Refused):
        return scene
    state = scene.judge(act)
    return state if isinstance(state, Refused) else scene


def scene_of(session: Session, offices: Offices, person: Person, ticket: Ticket, now: datetime) -> Scene:
    """What this person deals with, as it is now."""
    if person.id is None:
        return scene_of_import(session, offices, ticket)
    return _scene(session, offices, person, ticket, parties_by_holder(session, person, ticket, now))


def scene_of_import(session: Session, offices: Offices, ticket: Ticket) -> Scene:
    """The scene of what the platform's data say by themselves: as the desk would, and by nobody in particular."""
    nobody = Person(office_id=ticket.office_id, name="")
    return _scene(session, offices, nobody, ticket, {0: frozenset({"desk"})})


def _scene(
    session: Session, offices: Offices, person: Person, ticket: Ticket, held: Mapping[int, frozenset[str]]
) -> Scene:
    story = story_of(session, offices, ticket)
    return Scene(story.ticket, story.events, story.facts, story.law, person, held)


def settle(
    session: Session,
    offices: Offices,
    scene: Scene,
    told: str,
    happened: Sequence[Happened],
    now: datetime,
    *,
    state: State | None = None,
    changes: dict[str, Any] | None = None,
    looks: Sequence[Look] = (),
) -> Done:
    """Write an allowed act down: its events, the ticket's next revision, the plan that follows, and who must see it."""
    ticket, person = scene.ticket, scene.person
    stands_in = _for_whom(session, person, ticket, now)
    for thing in happened:
        data = {**stands_in, **thing.data, "told": told}
        event = Event(ticket_id=id_of(ticket), kind=thing.kind, at=thing.at or now, recorded_at=now)
        event.person_id, event.text, event.data = person.id, thing.text, data
        session.add(event)
        session.flush()
    # Nobody's signature is awaited any more once the report is anywhere else.
    gone = {"signer": ""} if state not in (None, State.SIGNING) else {}
    tickets.advance(session, ticket, now, {**gone, **(changes or {}), "state": state or ticket.state})
    if ticket.state == State.CLOSED:
        requests.end_of_kinds(session, id_of(ticket), ENDS_WITH_TICKET, now)
        archive_asking.ask(session, ticket, now)
    planning.replan(session, offices, ticket, now)
    shown = [looker for look in looks for looker in _show(session, ticket, look, now)]
    notices.refresh_cards(session, ticket, now, besides=shown, first=person)
    if (changes or {}).get("unit_id") is not None:
        unit_groups.show(session, ticket, now, "新派工单")
    return Done(told, ticket.id)


def repeated(
    session: Session, scene: Scene, event: Event | None, act: Act, done: str, now: datetime, *, instead: bool = False
) -> Done | Refused | None:
    """The answer when `event` shows that the act was done: the same again for its author, «李四 09:12 已接单» else.

    `instead`: the event is another act that leaves this one nothing to do, as an approval a send back. None where it
    was not done, or where the speaker could never have done it and deserves the plain refusal.
    """
    if event is None or not scene.parties & EVER_ALLOWED[act]:
        return None
    if event.person_id == scene.person.id and not instead:
        return Done(_told_then(scene, event, done, now), scene.ticket.id)
    author = staff.person(session, event.person_id) if event.person_id is not None else None
    return Refused(f"{author.name if author else '有人'} {spoken(event.recorded_at, now)} 已{done}")


def _told_then(scene: Scene, event: Event, done: str, now: datetime) -> str:
    """The sentence of then; once more has happened, what was done and where the ticket stands: what waited is past."""
    if any(one.recorded_at > event.recorded_at for one in scene.events):
        return f"您 {spoken(event.recorded_at, now)} 已{done}；工单现在是「{STATE_NAMES[scene.state]}」。"
    return str(event.data.get("told", ""))


def spoken(at: datetime, now: datetime) -> str:
    """`09:12` today, `昨天 09:12` or `11月16日（周一）09:12` otherwise."""
    today = at.astimezone(moments.SHANGHAI).date() == now.astimezone(moments.SHANGHAI).date()
    return moments.clock(at) if today else moments.moment(at, now)


def _for_whom(session: Session, person: Person, ticket: Ticket, now: datetime) -> dict[str, int]:
    """Whom the actor stands in for, where their own posts gave them nothing to do with the ticket."""
    if person.id is None or parties(session, person, ticket):
        return {}
    absent = [staff.person(session, one) for one in staff.stood_in_for(session, id_of(person), now)]
    held = next((one for one in absent if one is not None and parties(session, one, ticket)), None)
    return {"for_person_id": id_of(held)} if held is not None else {}


def _show(session: Session, ticket: Ticket, look: Look, now: datetime) -> list[Person]:
    if isinstance(look.who, str):
        return notices.show_cards(session, ticket, look.who, look.reason, now)
    notices.show_card(session, ticket, look.who, look.reason, now)
    return [look.who]
