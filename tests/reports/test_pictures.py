"""Pictures drawn in a child process, and what becomes of a child that cannot."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from bot.reports.painters import child
from bot.reports.painters.board import paint
from bot.reports.painters.canvas import LIGHTS, font_path
from bot.reports.pictures import ROOT, Drawer, NotDrawn, Picture
from tests.reports.boards import a_board

TELEGRAMS_SIDES, TELEGRAMS_RATIO = 10_000, 20


def _draw(figures: Mapping[str, Any], painter: str = "board", seconds: float = 20) -> bytes:
    return asyncio.run(Drawer(seconds).draw(Picture(painter, figures)))


def test_the_board_comes_out_of_the_child_as_a_picture_that_the_messenger_takes() -> None:
    picture = Image.open(BytesIO(_draw(a_board())))
    assert picture.format == "PNG"
    assert picture.width + picture.height < TELEGRAMS_SIDES
    assert max(picture.size) < TELEGRAMS_RATIO * min(picture.size)


def test_the_lights_are_there_in_their_colours() -> None:
    colours = {colour for _, colour in paint(a_board()).getcolors(1_000_000) or ()}
    for light in ("red", "yellow", "green"):
        value = LIGHTS[light]
        assert tuple(int(value[place : place + 2], 16) for place in (1, 3, 5)) in colours, light


@pytest.mark.parametrize("units", [0, 1, 20])
@pytest.mark.parametrize("urgent", [0, 5])
def test_the_board_grows_with_its_rows_and_bears_having_none(units: int, urgent: int) -> None:
    assert paint(a_board(units, urgent)).height > paint(a_board(0, 0)).height - 1


def test_a_fourth_light_finds_room() -> None:
    figures = a_board(0, lights=("red", "yellow", "warn", "green"))
    figures["totals"]["lights"] = (1, 2, 3, 4)
    assert paint(figures).width == paint(a_board(0)).width


def test_long_names_and_strange_signs_are_drawn_all_the_same() -> None:
    figures = a_board(1, office="很长的名字" * 20, scope="🏚️\u200d" * 40)
    figures["rows"][0]["name"] = "部" * 300
    assert paint(figures).width == paint(a_board(1)).width


def test_the_font_is_found_without_loading_what_it_came_with() -> None:
    assert font_path().stat().st_size > 1_000_000
    found = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, bot.reports.painters.child; print([m for m in sys.modules if 'plot' in m])",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.strip() == "[]"


def test_the_bot_itself_never_loads_what_draws() -> None:
    code = "import sys, bot.app; print('PIL' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("painter", "figures"), [("nobody", {}), ("board", {}), ("board", {"rows": "nonsense"})], ids=str
)
def test_what_cannot_be_drawn_says_so(painter: str, figures: dict[str, Any]) -> None:
    with pytest.raises(NotDrawn, match="ended with"):
        _draw(figures, painter)


def test_a_child_that_takes_too_long_is_ended() -> None:
    with pytest.raises(NotDrawn, match="not within"):
        _draw(a_board(), seconds=0.01)


def test_a_child_that_wants_too_much_memory_fails_alone() -> None:
    """A picture of a million rows would take gigabytes; the system refuses them to the child."""
    row = a_board(1)["rows"][0]
    with pytest.raises(NotDrawn):
        _draw({**a_board(0), "rows": [row] * 100_000})


def test_one_child_at_a_time() -> None:
    async def both() -> list[bytes]:
        drawer = Drawer(20)
        return await asyncio.gather(*(drawer.draw(Picture("board", a_board(place))) for place in (1, 2)))

    first, second = asyncio.run(both())
    assert first != second


def test_every_painter_takes_plain_values() -> None:
    assert set(child.PAINTERS) == {"board", "chart"}
    assert json.loads(json.dumps(a_board(), ensure_ascii=False))["office"] == "宜川路街道"
