"""Every form of every office, filled from a ticket that was played: what should stand there stands there."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from PIL import Image
from sqlmodel import Session

from bot.alerts.papering import form_of
from bot.reports.filling.filler import fill_now, joined_now
from bot.reports.layouts.forms import FORMS
from bot.work.form_values import FormSheet
from storage.database import Database
from tests.people import TICKET
from tests.reports.forms import beside, words_of
from tests.work.played_forms import played_forms

SECRETS = (TICKET["caller"], TICKET["phone"], "301室")
STANDS: Mapping[str, tuple[str, ...]] = {
    "YC-F1": ("不属实", "吴刚　2026-11-20", "郑华　2026-11-20", "（电子签批）", "处置前照片"),
    "YC-F2": ("该车位属公共车位", "郑华　2026-11-20"),
    "SJ-A1": ("☑实际解决", "☑满意", "郑华　2026-11-20"),
    "SJ-A2": ("现答复如下", "清理占用车位的车辆", "上海市民政局"),
    "SJ-A2.0": ("车位被占", "决定予以受理"),
    "SJ-A3.1": ("进行了电话沟通", "表示接受"),
    "SJ-A3.2": ("进行了电话沟通", "符合"),
    "SJ-A4": ("☑已联", "☑属实", "☑诉求合理", "☑实际解决", "☑满意", "陆远　2026-11-20"),
    "NM-1.1": ("不属本部门职责", "初步判断责任部门：房屋管理部门", "吴刚　2026-11-20", "☑热线"),
    "NM-1.2": ("该车位属公共车位", "郑华　2026-11-20", "张三"),
    "NM-1.3": ("解释说明", "公共车位，可按小区", "多次核实均不属实", "20261120000320、", "吴刚　2026-11-20"),
    "BZ-F2": ("☑15个工作日", "☑是", "☑实际解决", "转送单"),
    "BZ-F3": ("已多次解释", "恶意投诉", "吴刚", "（电子签批）"),
    "BZ-F4": ("有悖于社会公德", "吴刚", "（电子签批）"),
    "PT-1.1.F": ("先行联系录音1份", "吴刚　2026-11-20", "林晓　2026-11-20"),
    "PT-3.2.F": ("系统录入延迟", "郑华　2026-11-20", "陆远　2026-11-20", "张三"),
}
NAMELESS = frozenset({"SJ-A2", "SJ-A2.0", "SJ-A3.1", "SJ-A3.2", "PT-3.2.F", "YC-F2"})
"""Without a place for the phone."""


@pytest.fixture(scope="module")
def database(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Database:
    file = tmp_path_factory.mktemp("played") / "played.sqlite3"
    file.write_bytes(sqlite_template.read_bytes())
    return Database.open(f"sqlite:///{file}")


@pytest.fixture(scope="module")
def played(database: Database) -> Mapping[str, FormSheet]:
    return _of(database, masked=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of files, with a photo of before and one of after."""
    folder = tmp_path_factory.mktemp("files")
    for name, colour in (("before.jpg", "#b98a4a"), ("after.jpg", "#c8ccd0")):
        Image.new("RGB", (640, 480), colour).save(folder / name)
    return folder


@pytest.fixture(scope="module")
def filled(played: Mapping[str, FormSheet], folder: Path) -> Mapping[str, bytes]:
    made = fill_now(*(form_of(sheet, folder) for sheet in played.values()))
    assert all(isinstance(one, bytes) for one in made), made
    return {form_id: one for form_id, one in zip(played, made, strict=True) if isinstance(one, bytes)}


def _of(database: Database, *, masked: bool) -> dict[str, FormSheet]:
    with database.engine.connect() as connection, connection.begin() as change:
        found = played_forms(Session(connection), masked=masked)
        change.rollback()
        return found


def test_every_form_there_is_was_filled_from_a_played_ticket(filled: Mapping[str, bytes]) -> None:
    assert set(filled) == {form.form_id for form in FORMS} == set(STANDS)


def test_a_form_has_its_file_where_the_rulebook_says(played: Mapping[str, FormSheet]) -> None:
    assert {sheet.form_id: form_of(sheet, Path()).name for sheet in played.values()} == {
        form.form_id: form.path for form in FORMS
    }


@pytest.mark.parametrize("form_id", STANDS)
def test_what_was_told_and_signed_in_the_chat_stands_on_the_form(form_id: str, filled: Mapping[str, bytes]) -> None:
    words = words_of(filled[form_id])
    assert [expected for expected in STANDS[form_id] if expected not in words] == [], words


def test_nothing_of_the_citizen_stands_on_any_form(filled: Mapping[str, bytes]) -> None:
    for form_id, file in filled.items():
        assert [secret for secret in SECRETS if secret in words_of(file)] == [], form_id


def test_for_print_the_name_and_the_phone_stand_in_their_places(database: Database, folder: Path) -> None:
    sheets = _of(database, masked=False)
    files = dict(zip(sheets, fill_now(*(form_of(sheet, folder) for sheet in sheets.values())), strict=True))
    for form_id in set(files) - NAMELESS:
        file = files[form_id]
        assert isinstance(file, bytes)
        assert (form_id == "NM-1.1" or form_id == "NM-1.3") or TICKET["phone"] in words_of(file), form_id
    file = files["SJ-A1"]
    assert isinstance(file, bytes)
    assert (beside(file, "来访人"), beside(file, "电话")) == (TICKET["caller"], TICKET["phone"])
    letter = files["SJ-A2.0"]
    assert isinstance(letter, bytes)
    assert words_of(letter).startswith(f"{TICKET['caller']}：") or f"\n{TICKET['caller']}：" in words_of(letter)


def test_the_forms_of_a_ticket_are_joined_to_one_file(filled: Mapping[str, bytes]) -> None:
    joined = words_of(joined_now([filled["SJ-A1"], filled["SJ-A4"]]))
    assert "信访、市民热线处理表" in joined
    assert "工单办理领导签批表" in joined
