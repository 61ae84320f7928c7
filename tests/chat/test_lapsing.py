"""What people read when the time for a return is over."""

from tests.chat import playing
from tests.chat.conftest import At
from tests.chat.ticking import tick_until
from tests.rules.laws import at


def test_the_unit_the_informant_and_the_desk_read_what_follows_and_by_which_clause(stage_at: At) -> None:
    stage = stage_at("dispatched")
    tick_until(stage, at("11-27 09:02"))
    said = "非职责范围申请退单的时限已过（二（二）2），视作接收"
    for person in (stage.cast.handler, stage.cast.second_handler, stage.cast.informant, stage.cast.clerk):
        assert sum(said in text for text in stage.phone(person).texts) == 1, person.name
    assert "时限已过" in "".join(stage.phone(stage.cast.head).texts)
    assert playing.the_ticket(stage).state == "handling"
    assert "状态：处置中，在城建办" in stage.phone(stage.cast.handler).card().text


def test_the_unit_is_warned_when_the_last_day_opens(stage_at: At) -> None:
    stage = stage_at("accepted")
    tick_until(stage, at("11-26 09:01"))
    assert any("非职责范围申请退单：还剩" in text for text in stage.phone(stage.cast.handler).texts)
