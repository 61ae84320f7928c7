"""A message with a picture: drawn on its way out, and said in words where it cannot be drawn."""

from datetime import timedelta

import pytest

from bot.alerts.compose import compose
from bot.alerts.composition import Obsolete, Say
from bot.alerts.sender import Sender
from bot.reports.pictures import NotDrawn, Picture
from storage.database import Database
from storage.rows import id_of
from tests.alerts.rig import NO_OFFICES, Rig
from tests.people import settle_in
from tests.reports.boards import a_board
from tests.storage.staff import MORNING

WANTED = {"code": "volume", "unit_id": 0, "period": "20261101-20261130"}


class BrokenDrawer:
    """A child that always dies."""

    async def draw(self, picture: Picture) -> bytes:
        raise NotDrawn("the child ended with -9")


@pytest.fixture
def rig(sqlite: Database) -> Rig:
    """A rig whose words are the product's own."""
    rig = Rig(sqlite)
    rig.sender = Sender(
        sqlite, rig.messenger, rig.clock, compose, NO_OFFICES, lambda session, row, now: None,
        pace=rig.pace, rules=rig.rules, boot_id=rig.boot_id,
    )  # fmt: skip
    return rig


def _ask(rig: Rig) -> int:
    zhang = rig.hire("张三", 101)
    return rig.add("board", zhang, kind="board", lane=0, payload={"figures": a_board()})


def test_the_board_leaves_as_a_picture_with_one_line_below(rig: Rig) -> None:
    row = _ask(rig)
    rig.play_once()
    ((chat, message),) = rig.messenger.sent
    assert chat == 101
    (picture,) = message.media
    assert (picture.kind, (picture.content or b"")[:4]) == ("photo", b"\x89PNG")
    assert message.plain.startswith("宜川路街道 · 工单看板")
    assert "\n" not in message.html
    assert rig.row(row).state == "sent"


def test_a_picture_that_cannot_be_drawn_is_said_in_words(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    rig.sender._courier.drawer = BrokenDrawer()  # type: ignore[assignment]
    row = _ask(rig)
    rig.play_once()
    ((_, message),) = rig.messenger.sent
    assert message.media == ()
    assert "第1综合管理办公室 6张" in message.plain
    assert rig.row(row).state == "sent"
    assert "said in words" in caplog.text


def test_others_are_served_while_a_picture_is_drawn(rig: Rig) -> None:
    """The chat that waits for its picture holds up nobody else's."""
    _ask(rig)
    rig.add("another", chat_id=-7, created_at=MORNING + timedelta(seconds=1), payload={"html": "后到的", "buttons": []})
    rig.play_once()
    assert rig.messenger.texts[0] == "后到的"
    assert len(rig.messenger.sent) == 2


def test_composing_draws_nothing(rig: Rig) -> None:
    row = rig.row(_ask(rig))
    said = rig.database.read_now(lambda session: compose(session, NO_OFFICES, row, (), MORNING))
    assert isinstance(said, Say)
    assert said.picture is not None
    assert said.message.media == ()


@pytest.mark.parametrize("broken", [False, True], ids=["drawn", "not drawn"])
def test_a_chart_leaves_as_a_picture_or_says_that_it_could_not_be_drawn(sqlite: Database, broken: bool) -> None:
    cast = sqlite.write_now(settle_in)
    rig = Rig(sqlite)
    rig.sender = Sender(
        sqlite, rig.messenger, rig.clock, compose, cast.offices, lambda session, row, now: None,
        pace=rig.pace, rules=rig.rules, boot_id=rig.boot_id,
    )  # fmt: skip
    if broken:
        rig.sender._courier.drawer = BrokenDrawer()  # type: ignore[assignment]
    row = rig.add("chart", id_of(cast.clerk), kind="chart", lane=0, payload=WANTED)
    rig.play_once()
    ((_, message),) = rig.messenger.sent
    assert bool(message.media) is not broken
    assert message.plain.startswith("图没有画出来，先看数字：" if broken else "宜川路街道 · 每日工单量")
    assert "2026年11月，截至11月" in message.plain
    assert [button.text for line in message.buttons for button in line] == ["上一期", "换一幅图"]
    assert rig.row(row).state == "sent"


def test_whoever_may_no_longer_see_a_chart_gets_none(sqlite: Database) -> None:
    cast = sqlite.write_now(settle_in)
    rig = Rig(sqlite)
    row = rig.row(rig.add("chart", id_of(cast.informant), kind="chart", payload=WANTED))
    said = sqlite.read_now(lambda session: compose(session, cast.offices, row, (), MORNING))
    assert isinstance(said, Obsolete)
