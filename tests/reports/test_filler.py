"""The child that fills forms: kept warm, limited, ended when late, and never the end of the bot."""

import asyncio
import subprocess
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from bot.reports.filling.checking import form_faults
from bot.reports.filling.filler import ROOT, Filler, Form, NotFilled, Photo, fill_now, joined_now
from bot.reports.filling.samples import sample_values
from bot.reports.filling.wire import LENGTH, head_of, packed
from bot.rulebooks.load import load_rulebook
from bot.rules.report_templates import OwnSlot
from tests.reports.forms import words_of

OBJECTIVE = "forms/beizhan/objective.docx"
LOOP = "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}"


def _with_filler(work: Callable[[Filler], Awaitable[Any]], **settings: float) -> Any:
    async def run() -> Any:
        filler = Filler(**settings)
        try:
            return await work(filler)
        finally:
            await filler.close()

    return asyncio.run(run())


def _form(caller: str = "王建国") -> Form:
    return Form(OBJECTIVE, sample_values() | {"caller": caller})


@pytest.fixture
def own(tmp_path: Path) -> Callable[[str], Form]:
    """A form of one line, in an office's own folder."""

    def made(line: str) -> Form:
        document, path = Document(), tmp_path / "forms/own.docx"
        document.add_paragraph(line)
        path.parent.mkdir(exist_ok=True)
        document.save(str(path))
        return Form("forms/own.docx", sample_values(), folder=tmp_path)

    return made


def _pid(filler: Filler) -> int:
    assert filler._child is not None
    return filler._child.pid


def test_one_child_fills_one_form_after_the_other(own: Callable[[str], Form]) -> None:
    async def work(filler: Filler) -> None:
        assert "王建国" in words_of(await filler.fill(_form()))
        first = _pid(filler)
        with pytest.raises(NotFilled, match=r"forms/own\.docx：模板引用了没有的名称“nobody”"):
            await filler.fill(own("{{ nobody }}"))
        both = await asyncio.gather(filler.fill(_form("赵一")), filler.fill(_form("钱二")))
        assert ["赵一" in words_of(both[0]), "钱二" in words_of(both[1])] == [True, True]
        joined = words_of(await filler.joined(both))
        assert "赵一" in joined
        assert "钱二" in joined
        assert _pid(filler) == first

    _with_filler(work)


def test_a_form_that_takes_too_long_is_given_up_and_the_next_is_filled(own: Callable[[str], Form]) -> None:
    async def work(filler: Filler) -> None:
        await filler.fill(_form())
        first = _pid(filler)
        filler._seconds = 0.3
        with pytest.raises(NotFilled, match=r"0\.3 秒内没有填好"):
            await filler.fill(own(LOOP))
        filler._seconds = 15
        assert "王建国" in words_of(await filler.fill(_form()))
        assert _pid(filler) != first

    _with_filler(work)


def test_a_form_whose_reader_went_away_leaves_nothing_for_the_next(own: Callable[[str], Form]) -> None:
    async def work(filler: Filler) -> None:
        await filler.fill(_form())
        waiting = asyncio.create_task(filler.fill(own(LOOP)))
        await asyncio.sleep(0)
        while filler._turn.locked() is False:
            await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert "钱二" in words_of(await filler.fill(_form("钱二")))

    _with_filler(work)


def test_a_child_that_idled_away_is_replaced_without_a_word() -> None:
    async def work(filler: Filler) -> None:
        await filler.fill(_form())
        assert filler._child is not None
        ended, first = filler._child, _pid(filler)
        await asyncio.wait_for(ended.wait(), 10)
        assert "王建国" in words_of(await filler.fill(_form()))
        assert _pid(filler) != first

    _with_filler(work, idle_seconds=0.1)


def test_a_child_that_was_shot_is_replaced_without_a_word() -> None:
    async def work(filler: Filler) -> None:
        await filler.fill(_form())
        assert filler._child is not None
        filler._child.kill()
        assert "王建国" in words_of(await filler.fill(_form()))

    _with_filler(work)


def test_the_loop_goes_on_while_a_form_is_filled() -> None:
    async def work(filler: Filler) -> int:
        filling, turns = asyncio.create_task(filler.fill(_form())), 0
        while not filling.done():
            await asyncio.sleep(0.001)
            turns += 1
        return turns

    assert _with_filler(work) > 20


def test_what_cannot_be_filled_stands_in_its_place_among_the_others(own: Callable[[str], Form]) -> None:
    gone = Form("forms/gone.docx", {})
    first, second, nothing, third = fill_now(_form("赵一"), own("{{ nobody }}"), gone, _form("钱二"))
    assert str(second) == "forms/own.docx：模板引用了没有的名称“nobody”"
    assert str(nothing) == "forms/gone.docx：找不到或读不了（FileNotFoundError）"
    assert isinstance(first, bytes)
    assert isinstance(third, bytes)
    assert "赵一" in words_of(first)
    assert "钱二" in words_of(third)
    assert "赵一" in words_of(joined_now([first, third]))
    assert fill_now() == []


def test_no_reason_speaks_of_the_citizen(own: Callable[[str], Form]) -> None:
    faults = fill_now(own("{{ caller.nothing }}"), own("{{ caller + 1 }}"))
    assert all(isinstance(fault, NotFilled) for fault in faults)
    assert not [fault for fault in faults if "王建国" in str(fault)]


def test_a_photo_that_is_gone_does_not_keep_the_form_away(tmp_path: Path) -> None:
    form = Form("forms/yichuan_road/completion_report.docx", sample_values(), [Photo(tmp_path / "gone.jpg", "处置前")])
    (filled,) = fill_now(form)
    assert isinstance(filled, bytes)
    assert "照片打不开，原件见附件" in words_of(filled)


def test_half_an_emoji_and_a_moment_travel_to_the_child() -> None:
    message = packed({"values": {"text": "\ud83d", "at": sample_values()["called_at"]}}, [b"one", b""])
    (size,) = LENGTH.unpack_from(message)
    head = head_of(message[LENGTH.size : LENGTH.size + size])
    assert head["values"] == {"text": "\ud83d", "at": sample_values()["called_at"]}
    assert head["files"] == [3, 0]


def test_the_bot_itself_never_loads_what_fills() -> None:
    code = "import sys, bot.reports.filling.filler, bot.reports.layouts.forms; print([m for m in sys.modules if m in "
    code += "('docx', 'docxtpl', 'lxml', 'PIL')])"
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_every_form_of_the_product_can_be_filled() -> None:
    assert form_faults() == []


def test_a_faulty_form_is_named_with_what_is_wrong(own: Callable[[str], Form], tmp_path: Path) -> None:
    own("{{ 市民 }}")
    (tmp_path / "forms/broken.docx").write_bytes(b"PK\x03\x04")
    (tmp_path / "forms/~$own.docx").write_bytes(b"left by Word")
    document = BytesIO()
    Document().save(document)
    (tmp_path / "forms/good.docx").write_bytes(document.getvalue())
    assert form_faults(directory=tmp_path) == [
        "Word 模板 forms/broken.docx：不是完好的 Word（.docx）文件",
        "Word 模板 forms/own.docx：模板引用了没有的名称“市民”",
    ]


def test_a_form_may_use_what_its_office_asks_besides(own: Callable[[str], Form], tmp_path: Path) -> None:
    form = own("{{ meeting }}{{ inspected | full }}")
    place = tmp_path / "forms/yichuan_road/own.docx"
    place.parent.mkdir(parents=True)
    (tmp_path / form.name).rename(place)
    rulebook = load_rulebook("yichuan_road")
    assert rulebook.report is not None
    asked = (
        OwnSlot(name="meeting", label="会商", question="？"),
        OwnSlot(name="inspected", label="检查", question="？", answer="moment"),
    )
    rulebook = replace(rulebook, report=replace(rulebook.report, slot=asked))
    assert form_faults([rulebook], tmp_path) == []
    assert form_faults(directory=tmp_path) == ["Word 模板 forms/yichuan_road/own.docx：模板引用了没有的名称“meeting”"]


def test_a_parent_that_holds_much_memory_has_all_its_forms_filled() -> None:
    """Linux tells a child its parent's size as the most it ever held."""
    held = bytearray(b"x" * (450 * 2**20))
    form = Form("forms/beizhan/objective.docx", sample_values())
    assert all(isinstance(one, bytes) for one in fill_now(form, form, form))
    assert held
