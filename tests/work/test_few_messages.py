"""From the card to the handed-in report: at most eight messages in every office, when the evidence is there."""

import pytest
from sqlmodel import Session

from bot.rules.workflow import State
from bot.work import handling, replying, report
from tests.work.world import under

MOST = 8
OFFICES = ("putuo_justice", "yichuan_road", "songjiang_civil", "beizhan", "nanmatou_road")


@pytest.mark.parametrize("outcome", ["实际解决", "解释说明"])
@pytest.mark.parametrize("office", OFFICES)
def test_a_report_takes_no_more_than_eight_messages(session: Session, office: str, outcome: str) -> None:
    """One to begin, one for each question that is left, one to hand it in; the phone is asked for the first time."""
    player = under(session, office, State.HANDLING)
    player.handle()
    for told in ("经居委核实，反映的情况属实。", "已根据《市容管理办法》第三条会同物业清理完毕，楼道恢复畅通。"):
        player.do(handling.note, player.cast.handler, text=told)
    player.do(replying.reply, player.cast.handler, reached=True, at=player.clock)
    facts = report.facts_for(session, player.cast.offices, player.ticket)
    slots = report.prefill(session, player.cast.offices, player.ticket, player.clock)
    chosen = {"outcome": outcome, "satisfaction": "满意", "finding": "属实", "appeal": "诉求合理"}
    asked: list[str] = []
    while still := report.empty_slots(slots, facts):
        slot = still[0]
        offered = slot.choices(slots, facts)
        wanted = chosen.get(slot.name, "")
        said = wanted if wanted in offered else offered[0] if offered else "021-60000000，其他"
        slots[slot.name] = player.clock.isoformat() if slot.answer == "moment" else said
        asked.append(slot.name)
    assert 1 + len(asked) + 1 <= MOST, asked
    rendered = report.render(session, player.cast.offices, player.ticket, slots, player.clock)
    assert rendered.text
    assert rendered.reply_points
