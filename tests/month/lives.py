"""The life of one ticket in the hands of people: a generator that does a deed and says when the next one comes."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.rules.workflow import State
from bot.work import callback, co_handling, contact, dispatch, evidence, handling, reopening, supervising, uploading
from bot.work.outcome import Done
from storage.tables import Person, Ticket
from tests.month.office import Life, Office
from tests.month.reporting import Reporting
from tests.month.requesting import Requesting
from tests.month.staff import Pace, Team, teams_of
from tests.month.tickets import Coming, picked
from tests.work.world import item

SATISFACTIONS = {"满意": 60, "基本满意": 25, "一般": 15}
MOST_ROUNDS = 3
DAY = 480
"""Office minutes of a working day."""


@dataclass
class Living:
    """One ticket and the people who have it in hand."""

    office: Office
    coming: Coming
    chance: random.Random
    ticket_id: int = 0
    contacted_at: datetime | None = None
    evidence_given: int = field(default=0)

    def __post_init__(self) -> None:
        self.pace = Pace(self.chance, self.coming.is_urgent)
        self.team: Team = self.chance.choices(teams_of(self.office), (6, 4))[0]
        self.handler = self.team.first if self.chance.random() < 0.75 else self.team.second
        self.reporting, self.requesting = Reporting(self), Requesting(self)

    @property
    def now(self) -> datetime:
        return self.office.clock.now()

    @property
    def ticket(self) -> Ticket:
        return self.office.ticket(self.ticket_id)

    def happens(self, share: float) -> bool:
        return self.chance.random() < share

    def do(self, function: Callable[..., Any], person: Person, **facts: Any) -> bool:
        """Whether it could be done."""
        return isinstance(self.office.act(function, person, self.ticket_id, **facts), Done)

    def by_desk(self, function: Callable[..., Any], **facts: Any) -> bool:
        return self.do(function, self.office.cast.clerk, **facts)

    def by_unit(self, function: Callable[..., Any], **facts: Any) -> bool:
        return self.do(function, self.handler, **facts)

    def proves(self, *purposes: str) -> None:
        for purpose in purposes:
            self.evidence_given += 1
            given = item(f"{self.ticket_id}-{self.evidence_given}")
            self.by_unit(evidence.give, items=(given,), purpose=purpose)

    def soon(self, first: float, last: float, late: tuple[float, float] | None = None) -> datetime:
        """Some office minutes from now."""
        return self.pace.after(self.now, (first, last), late or (first, last))

    def lived(self) -> Life:
        """From its registration to its end, or until everybody forgets it."""
        done = self.office.register(self.coming.fields)
        if not isinstance(done, Done) or done.ticket_id is None:
            self.office.refusals["register", str(done)] += 1
            return
        self.ticket_id = done.ticket_id
        if self.happens(0.01):
            return
        yield from self._sent_out()
        for _ in range(MOST_ROUNDS):
            yield from self._in_hand()
            yield from self._called_back()
            if self.ticket.state != State.HANDLING:
                break
        if self.ticket.state == State.CLOSED:
            yield from self._comes_back()

    def _sent_out(self) -> Life:
        yield self.soon(3, 40, (70, 420))
        if self.coming.fields.get("phone") and self.happens(0.9):
            self.by_desk(contact.desk_contact, how="电话", reached=self.happens(0.9))
        yield self.soon(1, 12)
        if self.happens(0.03):
            self.by_desk(dispatch.dispatch, **self.places(self._other_team()))
            yield self.soon(5, 60)
        self.by_desk(dispatch.dispatch, **self.places(self.team))
        if self.happens(0.04):
            yield self.soon(10, 100)
            self.by_desk(co_handling.join, unit_ids=[self._other_team().unit.id], reason="需要一起到现场")

    def _in_hand(self) -> Life:
        if self.happens(0.03):
            return
        if self.ticket.state == State.DISPATCHED:
            yield self.soon(4, 28, (35, 900))
            self.by_unit(dispatch.accept)
        if self.coming.is_urgent:
            yield self.soon(10, 90)
            self.by_desk(handling.progress, text="已联系处置部门，正派人到场")
        yield from self._contact()
        yield from self._visit()
        yield from self.requesting.lived()
        if self.ticket.state != State.HANDLING or self.happens(0.03):
            return
        yield from self.reporting.lived()

    def _contact(self) -> Life:
        if not self.coming.fields.get("phone") or self.contacted_at is not None:
            return
        yield self.soon(10, 100, (DAY, 2 * DAY))
        caller = self.office.cast.informant if "informant" in self.law.roles else self.handler
        tries = 1 if self.happens(0.9) else 3
        for number in range(tries):
            reached = tries == 1
            told = self.do(contact.first_contact, caller, reached=reached, how="电话", at=self.now)
            self.contacted_at = self.now if told else self.contacted_at
            if number < tries - 1:
                yield self.now + timedelta(minutes=self.chance.uniform(61, 80))
        self.proves(*(("first_contact_recording",) if tries == 1 else ("call_record",) * tries + ("sms_screenshot",)))

    def _visit(self) -> Life:
        yield self.soon(30, 300, (DAY, 2 * DAY))
        self.by_unit(handling.site_visit, at=self.now, visited="是")
        self.proves("photo_site")
        if self.happens(0.3):
            self.by_unit(handling.note, text="现场情况属实，已联系物业。")
        if self.ticket.co_unit_ids:
            yield self.soon(20, 200)
            self.do(co_handling.co_handle, self._other_team().first, text="已派人到场配合处置。")
        if self.happens(0.05):
            self.by_desk(supervising.urge, note="请抓紧")

    def _called_back(self) -> Life:
        for _ in range(MOST_ROUNDS):
            if self.ticket.state != State.CALLING_BACK:
                break
            yield self.soon(30, DAY, (DAY, 3 * DAY))
            if not self.coming.fields.get("phone"):
                self.by_desk(callback.close)
            elif self.happens(0.88):
                self.by_desk(callback.call_back, **self._answers())
            else:
                self.by_desk(callback.call_back, reached=False)
        if self.ticket.state == State.CALLING_BACK and self.happens(0.7):
            self.by_desk(callback.close)
        if self.ticket.state == State.UPLOADING and self.happens(0.97):
            yield self.soon(5, 200)
            self.by_desk(uploading.upload)

    def _answers(self) -> dict[str, Any]:
        luck = self.chance.random()
        answers: dict[str, Any] = {"reached": True, "contacted": True, "answered": True, "solved": True}
        if luck < 0.05:
            return {**answers, "solved": False, "satisfied": "一般", "note": "问题还在"}
        if luck < 0.11:
            return {**answers, "satisfied": "不满意", "note": "处理太慢"}
        if luck < 0.13:
            return {**answers, "contacted": False, "satisfied": "基本满意"}
        return {**answers, "satisfied": picked(self.chance, SATISFACTIONS)}

    def _comes_back(self) -> Life:
        """The platform sends it again, as a recheck or because it does not take it."""
        luck = self.chance.random()
        if luck > 0.03:
            return
        yield self.soon(DAY, 4 * DAY)
        function = reopening.recheck if luck < 0.02 else reopening.reopen
        if self.by_desk(function, reason="市民不认可"):
            self.contacted_at = None
            yield from self._in_hand()
            yield from self._called_back()

    @property
    def law(self) -> Any:
        return self.office.cast.offices.present_law(self.office.rulebook).rulebook

    def _other_team(self) -> Team:
        first, second = teams_of(self.office)
        return second if self.team.unit.id == first.unit.id else first

    def places(self, team: Team) -> dict[str, Any]:
        return {"unit_id": team.unit.id, "territory_id": self.office.cast.territory.id}
