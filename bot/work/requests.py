"""What is applied for on a ticket, as one person meets it: whose turn it is, and what is still to be explained."""

from collections.abc import Callable, Iterator, Sequence

from sqlmodel import Session

from bot.rules.requests import ABOUT_REQUESTS, FOLLOW_UP, REQUEST_NAMES, RequestInHand, obstacle
from bot.rules.workflow import Act
from bot.work.acting import Scene, terms
from bot.work.signers import able_to_sign
from bot.work.story import Story
from storage import requests
from storage.rows import id_of
from storage.tables import Person, Request, Signature, Ticket

PENDING, GRANTED, REFUSED, WITHDRAWN = "pending", "granted", "refused", "withdrawn"
"""The states of a request."""


def in_hand(session: Session, scene: Scene, request: Request) -> RequestInHand:
    """The request as the actor of the scene meets it."""
    signed = requests.signatures(session, id_of(request))
    return RequestInHand(
        kind=request.kind,
        awaited=awaited(session, scene.ticket, request, signed),
        decided_by=able_to_sign(session, scene.ticket, request.decided_by, request.made_by),
        made_as=str(request.data.get("as", "")),
        mine=request.made_by == scene.person.id,
        in_authors_place=scene.in_place_of(request.made_by),
        seen_by_others=any(signature.person_id != scene.person.id for signature in signed),
    )


def awaited(session: Session, ticket: Ticket, request: Request, signed: Sequence[Signature]) -> tuple[str, ...]:
    """The parties that have yet to sign, the next one first."""
    roles = {signature.role for signature in signed if signature.given and signature.sha256 == request.sha256}
    wanted = (able_to_sign(session, ticket, party, request.made_by) for party in request.chain)
    return tuple(party for party in dict.fromkeys(wanted) if party not in roles)


def asked_of(session: Session, person: Person, held: Callable[[Ticket], frozenset[str]]) -> list[tuple[Ticket, str]]:
    """The tickets, open or not, on which a request waits for this person's word, and as which party they give it.

    `held`: as what they deal with a ticket.
    """
    return [(ticket, party) for ticket, _, party in _asked_of(session, person, held)]


def kinds_asked_of(session: Session, person: Person, held: Callable[[Ticket], frozenset[str]]) -> dict[int, str]:
    """By ticket (id), what waits there for this person's word, as staff read it: `退单申请`."""
    found: dict[int, str] = {}
    for ticket, request, _ in _asked_of(session, person, held):
        found.setdefault(id_of(ticket), REQUEST_NAMES[request.kind])
    return found


def _asked_of(
    session: Session, person: Person, held: Callable[[Ticket], frozenset[str]]
) -> Iterator[tuple[Ticket, Request, str]]:
    for ticket, request in requests.pending_in(session, person.office_id):
        if request.made_by != person.id and (party := _whose_turn(session, ticket, request)) in held(ticket):
            yield ticket, request, party


def _whose_turn(session: Session, ticket: Ticket, request: Request) -> str:
    signers = awaited(session, ticket, request, requests.signatures(session, id_of(request)))
    return signers[0] if signers else able_to_sign(session, ticket, request.decided_by, request.made_by)


def for_act(session: Session, scene: Scene, act: Act) -> Request | None:
    """The oldest pending request with which the actor may do `act`; else the oldest one, to say why not."""
    waiting = requests.pending(session, id_of(scene.ticket))
    fitting = (
        one
        for one in waiting
        if obstacle(act, scene.parties, in_hand(session, scene, one), terms(scene.law).name) is None
    )
    return next(fitting, next(iter(waiting), None))


def acts_on(session: Session, scene: Scene) -> frozenset[Act]:
    """The acts on requests that the actor could do now."""
    name = terms(scene.law).name
    met = [in_hand(session, scene, one) for one in requests.pending(session, id_of(scene.ticket))]
    return frozenset(
        act for act in ABOUT_REQUESTS if any(obstacle(act, scene.parties, one, name) is None for one in met)
    )


def asked_to_explain(session: Session, story: Story) -> Iterator[tuple[str, frozenset[str]]]:
    """The follow-ups (by the rule's id) that were asked for, each with the parties that have not handed theirs in yet.

    Where a document names several, each explains what was its own part (PT-3.2 各自职责, SJ-3.3.3).
    """
    under_way = {
        (one.rule, one.data.get("as"))
        for one in requests.pending(session, id_of(story.ticket))
        if one.kind == FOLLOW_UP
    }
    for rule in story.law.rulebook.follow_up:
        told = [event for event in sorted(story.events, key=id_of) if event.data.get("rule") == rule.id]
        asked = max((place for place, event in enumerate(told) if event.kind == "follow_up_asked"), default=None)
        if asked is None:
            continue
        given = {event.data.get("as") for event in told[asked:] if event.kind == "follow_up_given"}
        owing = frozenset(party for party in rule.by if party not in given and (rule.id, party) not in under_way)
        if owing:
            yield rule.id, owing


def pending_kinds(session: Session, story: Story) -> frozenset[str]:
    """The kinds of the requests that wait."""
    return frozenset(one.kind for one in requests.pending(session, id_of(story.ticket)))
