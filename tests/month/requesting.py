"""What is applied for on the way: a unit gives its ticket back, or asks for more time."""

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.rules.workflow import State
from bot.work import applying, deciding, dispatch, returning
from storage import requests
from storage.rows import id_of
from storage.tables import Request
from tests.month.office import Life
from tests.month.working_days import day_of

if TYPE_CHECKING:
    from tests.month.lives import Living

SHARE_RETURNED, SHARE_EXTENDED, SHARE_OF_OTHERS = 0.05, 0.04, 0.03
MOST_STEPS = 5
DAY = 480


class Requesting:
    """The part of a ticket's life that is about requests."""

    def __init__(self, living: "Living") -> None:
        self.living = living

    def lived(self) -> Life:
        luck = self.living.chance.random()
        if luck < SHARE_RETURNED:
            yield from self._returned()
        elif luck < SHARE_RETURNED + SHARE_EXTENDED:
            yield from self._applied("extension")
        elif luck < SHARE_RETURNED + SHARE_EXTENDED + SHARE_OF_OTHERS:
            yield from self._applied(self.living.chance.choice(("not_assessed", "objective", "stored_call")))

    def _returned(self) -> Life:
        living, rules = self.living, self.living.law.returns
        grounds = [ground for ground in rules.ground if ground.by == "unit"] if rules else []
        if not grounds:
            return
        living.proves("basis")
        told = {"ground": grounds[0].name, "reason": "不归这里办", "target": "邻近部门"}
        if not living.by_unit(returning.apply_return, **told):
            return
        yield from self._decided()
        if living.ticket.state == State.REGISTERED:
            yield living.soon(5, 50)
            living.by_desk(dispatch.dispatch, **living.places(living.team))
            yield living.soon(5, 25)
            living.by_unit(dispatch.accept)

    def _applied(self, kind: str) -> Life:
        living = self.living
        rule = next((rule for rule in living.law.request if rule.kind == kind and rule.by == "unit"), None)
        if rule is None:
            return
        until = day_of(living.now) + timedelta(days=12) if kind == "extension" else None
        told = {"rule_id": rule.id, "ground": rule.grounds[0], "reason": "情况复杂，需要更多时间", "until": until}
        if living.by_unit(applying.apply, **told):
            yield from self._decided()

    def _decided(self) -> Life:
        """Signed by everybody whose turn it is; then the desk agrees, or does not."""
        living = self.living
        for _ in range(MOST_STEPS):
            waiting = self._waiting()
            if waiting is None:
                return
            yield living.soon(20, DAY / 2)
            waiting = self._waiting()
            if waiting is not None and not self._next_word(waiting):
                return

    def _next_word(self, waiting: Request) -> bool:
        living, ticket = self.living, self.living.ticket
        text = {"request_id": id_of(waiting), "sha256": waiting.sha256}
        for party in waiting.chain:
            signer = living.office.holder(ticket, party)
            if signer is not None and living.do(deciding.sign_request, signer, **text):
                return True
        if living.happens(0.15):
            return living.by_desk(deciding.reject, request_id=id_of(waiting), reason="理由不充分")
        return living.by_desk(deciding.grant, request_id=id_of(waiting))

    def _waiting(self) -> Request | None:
        found = self.living.office.read(lambda session: requests.pending(session, self.living.ticket_id))
        return found[0] if found else None
