"""What tests of acts do: play a ticket forward, act as somebody, and see what changed in the database."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlmodel import Session, col, select

from bot.rules.rulebook import Rulebook
from bot.rules.workflow import State
from bot.work import approval, callback, contact, dispatch, evidence, handling, report, uploading
from bot.work.evidence import EvidenceItem
from bot.work.outcome import Done, Refused
from storage import tickets
from storage.database import Database
from storage.rows import id_of
from storage.tables import Audit, Event, OutboxRow, Person, Report, Table, Ticket
from tests.people import MORNING, Cast, register, settle_in, settle_under

T = TypeVar("T")
Answer = Done | Refused

SLOTS: dict[str, Any] = {
    "finding": "属实",
    "appeal": "诉求合理",
    "outcome": "实际解决",
    "verification": "经现场核实，车位确被占用。",
    "process": "2026年11月20日先行联系来电人，到现场查看。",
    "measures": "已联系车主移走车辆，物业加装地锁并完成清理。",
    "reply_at": (MORNING + timedelta(minutes=65)).isoformat(),
    "satisfaction": "满意",
    "responsible_person": "张三",
    "contact_phone": "021-60000000",
}
"""The answers of a report that the document has nothing against, once PROOF is given."""
ANY_OFFICE: dict[str, Any] = {
    "explanation": "按文件办理。",
    "talked_how": "电话沟通",
    "verified_with": "居委",
    "policy": "《上海市停车场（库）管理办法》",
    "conforms": "符合",
    "opinion": "来电事项已处置到位。",
    "main_facts": "车位被占用",
    "reasons": "车位已付费",
    "demands": "清理占用",
    "judgement": "予以支持",
    "review_organ": "上海市民政局",
}
"""What other offices' reports ask besides."""
PROOF = ("first_contact_recording", "photo_site", "reply_recording")
PROOF_ELSEWHERE = {"nanmatou_road": (*PROOF, "photo_before", "photo_after")}
"""Offices that want to see more."""


class World:
    """The office in a real database; every act is a transaction of its own."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.cast: Cast = database.write_now(settle_in)

    def register(self, **changes: str) -> int:
        return self.database.write_now(lambda session: id_of(register(session, self.cast, MORNING, **changes)))

    def act(self, function: Callable[..., Answer], person: Person, ticket_id: int, **facts: Any) -> Answer:
        """One act in its own transaction."""
        return self.database.write_now(
            lambda session: function(session, self.cast.offices, id_of(person), ticket_id, **facts)
        )

    def read(self, work: Callable[[Session], T]) -> T:
        return self.database.read_now(work)

    def ticket(self, ticket_id: int) -> Ticket:
        found = self.read(lambda session: session.get(Ticket, ticket_id))
        assert found is not None
        return found

    def bring_to(self, ticket_id: int, state: State) -> Ticket:
        return self.database.write_now(lambda session: Player(session, self.cast, ticket_id).bring_to(state))


class Player:
    """Plays a ticket forward inside one transaction. `clock` runs ten minutes with every step."""

    def __init__(self, session: Session, cast: Cast, ticket_id: int, start: datetime = MORNING) -> None:
        self.session, self.cast, self.ticket_id = session, cast, ticket_id
        self.clock = start
        self.actor: Person = cast.clerk

    @property
    def rulebook(self) -> Rulebook:
        return self.cast.offices.law(self.ticket).rulebook

    @property
    def ticket(self) -> Ticket:
        ticket = tickets.ticket(self.session, self.ticket_id)
        assert ticket is not None
        return ticket

    @property
    def report(self) -> Report:
        report = tickets.last_report(self.session, self.ticket_id)
        assert report is not None
        return report

    def act(self, function: Callable[..., Answer], person: Person, **facts: Any) -> Answer:
        """Any act by anybody, now."""
        return function(self.session, self.cast.offices, id_of(person), self.ticket_id, now=self.clock, **facts)

    def do(self, function: Callable[..., Answer], person: Person, **facts: Any) -> Done:
        """An act that must succeed, ten minutes after the one before."""
        self.clock += timedelta(minutes=10)
        answer = self.act(function, person, **facts)
        assert isinstance(answer, Done), answer
        return answer

    def dispatch(self) -> Done:
        units = {"unit_id": self.cast.unit.id, "territory_id": self.cast.territory.id}
        return self.do(dispatch.dispatch, self.cast.clerk, **units)

    def accept(self) -> Done:
        return self.do(dispatch.accept, self.cast.handler)

    def contact(self) -> Done:
        facts = {"reached": True, "how": "电话", "at": self.clock + timedelta(minutes=5)}
        return self.do(contact.first_contact, self.cast.informant, **facts)

    def do_desk_contact(self) -> Done:
        return self.do(contact.desk_contact, self.cast.clerk, how="电话", reached=True)

    def visit(self) -> Done:
        return self.do(handling.site_visit, self.cast.handler, at=self.clock, visited="是")

    def prove(self, purposes: Sequence[str] = ()) -> None:
        wanted = purposes or PROOF_ELSEWHERE.get(self.rulebook.id, PROOF)
        self.prove_by(self.cast.handler, wanted)

    def prove_by(self, person: Person, purposes: Sequence[str]) -> None:
        for purpose in purposes:
            self.do(evidence.give, person, items=(item(purpose),), purpose=purpose)

    def handle(self) -> None:
        """Everything between acceptance and the report."""
        self.contact()
        self.visit()
        self.prove()

    def submit(self, **changes: Any) -> Done:
        return self.do(report.submit, self.cast.handler, slots={**SLOTS, **changes})

    def sign(self, person: Person | None = None) -> Done:
        text = {"report_id": id_of(self.report), "sha256": self.report.sha256}
        return self.do(approval.sign, person or self.cast.head, **text)

    def approve(self, **how: Any) -> Done:
        return self.do(approval.approve, self.cast.clerk, report_id=id_of(self.report), **how)

    def call_back(self, **changes: Any) -> Done:
        well = {"reached": True, "contacted": True, "answered": True, "solved": True, "satisfied": "满意"}
        return self.do(callback.call_back, self.cast.clerk, **{**well, **changes})

    def close(self) -> None:
        """Called back, and uploaded where the office uploads after that."""
        self.call_back()
        if self.ticket.state == State.UPLOADING:
            self.do(uploading.upload, self.cast.clerk)

    def bring_to(self, state: State) -> Ticket:
        """Play the ticket from registration to `state`, by the shortest way."""
        steps: list[tuple[State, list[Callable[[], Any]]]] = [
            (State.REGISTERED, []),
            (State.DISPATCHED, [self.dispatch]),
            (State.HANDLING, [self.accept]),
            (State.SIGNING, [self.handle, self.submit]),
            (State.REVIEWING, [self.sign]),
            (State.CALLING_BACK, [self.approve]),
            (State.CLOSED, [self.close]),
        ]
        for reached, doings in steps:
            for doing in doings:
                doing()
            assert self.ticket.state == reached
            if reached is state:
                break
        return self.ticket


def play(session: Session, cast: Cast, **changes: str) -> Player:
    """A registered ticket, ready to be played."""
    return Player(session, cast, id_of(register(session, cast, MORNING, **changes)))


def under(session: Session, office: str, state: State = State.HANDLING) -> Player:
    """The usual ticket in another office, played forward."""
    player = play(session, settle_under(session, office))
    player.bring_to(state)
    return player


def item(unique: str, kind: str = "photo", **changes: Any) -> EvidenceItem:
    return EvidenceItem(kind, f"file-{unique}", f"unique-{unique}", **changes)


def told(answer: Answer) -> str:
    """The sentence that the actor reads."""
    return answer.told if isinstance(answer, Done) else answer.told()


def everything(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table but the audit, to see that nothing changed."""
    session.flush()
    tables = [table for table in Table.metadata.sorted_tables if table.name != Audit.__tablename__]
    return {
        table.name: sorted(tuple(map(repr, row)) for row in session.connection().execute(table.select()))
        for table in tables
    }


def rows_written(session: Session) -> int:
    """How many rows were ever inserted, changed or deleted over this SQLite connection: equal when nothing changed."""
    session.flush()
    driver: Any = session.connection().connection.driver_connection
    count: int = driver.total_changes
    return count


def story(session: Session, ticket_id: int) -> list[str]:
    """The kinds of the ticket's events, in the order they were told."""
    return list(session.exec(select(Event.kind).where(Event.ticket_id == ticket_id).order_by(col(Event.id))))


def shown_to(session: Session, person: Person, kind: str = "card") -> list[str]:
    """The reasons of the cards (or the words of another kind) that wait for a person."""
    query = select(OutboxRow).where(OutboxRow.person_id == person.id, OutboxRow.kind == kind)
    field = {"card": "reason", "say": "plain", "contact": "why"}[kind]
    return [row.payload[field] for row in session.exec(query.order_by(col(OutboxRow.id)))]


def sent(session: Session) -> None:
    """Whatever waits has been sent, so that the next act writes new rows."""
    for row in session.exec(select(OutboxRow).where(OutboxRow.state == "waiting")):
        row.state = "sent"
        session.add(row)
    session.flush()


def audited(session: Session) -> list[str]:
    return list(session.exec(select(Audit.what).order_by(col(Audit.id))))
