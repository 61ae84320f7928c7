"""A completion report from its draft to the desk's word, with signatures refused and reports sent back."""

from typing import TYPE_CHECKING

from bot.rules.workflow import State
from bot.work import approval, replying, report
from bot.work.report_slots import findings
from storage import tickets
from storage.rows import id_of
from storage.tables import Report
from tests.month.office import Life
from tests.month.staff import report_of
from tests.month.tickets import picked

if TYPE_CHECKING:
    from tests.month.lives import Living

MOST_TEXTS, MOST_STEPS = 3, 8
DAY = 480
TRUE, PARTLY, UNTRUE = "属实", "部分属实", "不属实"
FOUND = {TRUE: 72, PARTLY: 13, UNTRUE: 15}
PHOTOS = {"nanmatou_road": ("photo_before", "photo_after")}
ELSEWHERE = {"意见建议": "采纳", "咨询": "有政策信息"}


class Reporting:
    """The part of a ticket's life that is about its report."""

    def __init__(self, living: "Living") -> None:
        self.living = living

    def lived(self) -> Life:
        living = self.living
        finding = ELSEWHERE.get(living.coming.fields["kind"]) or picked(living.chance, FOUND)
        yield living.soon(DAY / 2, 2 * DAY, (5 * DAY, 9 * DAY))
        self._prepared(finding)
        for _ in range(MOST_TEXTS):
            yield living.soon(10, DAY / 2)
            if not living.by_unit(report.submit, slots=self._slots(finding)):
                return
            yield from self._goes_up()
            if living.ticket.state != State.HANDLING:
                return

    def _prepared(self, finding: str) -> None:
        living = self.living
        if living.coming.fields.get("phone"):
            living.by_unit(replying.reply, reached=True, at=living.now)
            living.proves("reply_recording")
        beside = ("basis", "explanation_form") if finding == UNTRUE else ()
        recheck = ("sealed_document",) if living.ticket.is_recheck else ()
        living.proves(*PHOTOS.get(living.office.rulebook, ()), *beside, *recheck)

    def _slots(self, finding: str) -> dict[str, object]:
        living = self.living
        ticket, offices, now = living.ticket, living.office.cast.offices, living.now
        known = living.office.read(lambda session: report.prefill(session, offices, ticket, now))
        facts = living.office.read(lambda session: report.facts_for(session, offices, ticket))
        offered = findings({}, facts)
        own = report_of(ticket.kind, finding if finding in offered or not offered else offered[0], now)
        told = {"reply_at": known.get("reply_at") or now.isoformat()} if ticket.phone else {}
        return {**known, **own, **told}

    def _goes_up(self) -> Life:
        """Signed by whoever must sign, and looked at by the desk, until somebody says no or nobody is left."""
        living = self.living
        for _ in range(MOST_STEPS):
            ticket = living.ticket
            if ticket.state == State.SIGNING:
                yield living.soon(10, DAY / 2, (DAY, 2 * DAY))
                self._signed()
            elif ticket.state == State.REVIEWING:
                yield living.soon(10, DAY / 2)
                if living.happens(0.08):
                    living.by_desk(approval.send_back, reason="措施不具体")
                elif not living.by_desk(approval.approve, report_id=id_of(self._last())):
                    # A matter may have grown since the report was handed in, and the document then wants more of it.
                    living.by_desk(approval.send_back, reason="请按现在的情况补写")
            else:
                return

    def _signed(self) -> None:
        living, ticket, last = self.living, self.living.ticket, self._last()
        signer = living.office.holder(ticket, ticket.signer)
        if signer is None:
            living.office.refusals["sign", f"nobody is {ticket.signer}"] += 1
        elif living.happens(0.05):
            living.do(approval.refuse_signature, signer, report_id=id_of(last), reason="措施写得不清楚")
        else:
            living.do(approval.sign, signer, report_id=id_of(last), sha256=last.sha256)

    def _last(self) -> Report:
        found = self.living.office.read(lambda session: tickets.last_report(session, self.living.ticket_id))
        assert found is not None
        return found
