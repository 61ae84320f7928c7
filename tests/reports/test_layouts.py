"""The Word forms as they lie in templates/forms/: built by their code, holding every field of the annexes."""

import re
import unicodedata
from io import BytesIO

import pytest
from docx import Document
from docxtpl import DocxTemplate

from bot.reports.filling.samples import sample_values
from bot.reports.filling.words import new_environment
from bot.reports.layouts.catalogue import LAYOUTS, OTHERS, Layout
from bot.reports.layouts.forms import FORMS, FormFile
from bot.reports.layouts.grid import PADDING
from bot.reports.layouts.names import FORM_NAMES, PARTIES, empty_form_values
from bot.reports.layouts.paper import BODY_SIZE, members, packed
from bot.reports.render import TEMPLATES
from bot.rulebooks.load import load_rulebook
from bot.rules.office_rules import Form
from tests.reports.forms import FORM, bare, filled, template, words_of

# The rulebooks name what the annexes print twice without a name of its own: which words stand there.
PRINTED = {
    "单位签名日期": "年月日",
    "业务部门审核人签名": "审核人签名",
    "业务部门日期": "年月日",
    "分管领导审核人签名": "审核人签名",
    "分管领导日期": "年月日",
    "科室初审日期": "年月日",
    "领导审核日期": "年月日",
    "热线机构日期": "年月日",
    "监察部门日期": "年月日",
    "部门日期": "年月日",
    "单位日期": "年月日",
    "联席指挥室日期": "年月日",
    "区城运中心日期": "年月日",
    "部门（盖章）": "单位（盖章）",
    "区城运中心（盖章）": "单位（盖章）",
    "联席指挥室意见": "备案待查",
    "区城运中心意见": "备案待查",
    "区城运中心单位领导": "单位领导",
}
LETTERS = ("songjiang_civil/petition_reply", "songjiang_civil/petition_acceptance")
"""Running text: they have words of their own and no fields."""
WRITTEN_OUT = {"__个工作日（依据__）": "个工作日"}
POINTS_A_MILLIMETRE = 72 / 25.4


def _entries() -> list[tuple[str, Form]]:
    """Every [[form]] of the rulebooks with fields, and the file that is its paper."""
    known = {form.form_id: f"{form.office}/{form.name}" for form in FORMS}
    offices = dict.fromkeys(form.office for form in FORMS)
    return [
        (known[entry.id], entry)
        for office in offices
        for entry in load_rulebook(office).form
        if known[entry.id] not in LETTERS
    ]


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.form.path)
def test_the_committed_file_is_what_the_code_builds(layout: Layout) -> None:
    """An office edits its copy; who changes the code runs `make forms`."""
    built = packed(layout.lay_out())
    assert list(members(built)) == list(members(template(layout.form)))


def test_no_form_lies_there_without_its_code() -> None:
    there = {path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.glob("forms/**/*.docx")}
    assert there == {form.path for form in FORMS}


@pytest.mark.parametrize("path", OTHERS)
def test_what_is_no_form_of_a_rulebook_is_what_the_code_builds_too(path: str) -> None:
    assert list(members(packed(OTHERS[path]()))) == list(members((TEMPLATES / path).read_bytes()))


def test_a_form_is_built_the_same_at_any_time() -> None:
    layout = LAYOUTS[0]
    assert packed(layout.lay_out()) == packed(layout.lay_out())


@pytest.mark.parametrize(("name", "entry"), _entries(), ids=lambda value: value if isinstance(value, str) else "")
def test_every_field_and_every_choice_of_the_rulebook_stands_in_the_form(name: str, entry: Form) -> None:
    words = bare(words_of(filled(FORM[name])))
    blank = bare(words_of(template(FORM[name])))
    absent = [field for field in entry.fields if bare(PRINTED.get(field, field)) not in words + blank]
    unticked = [
        choice
        for choices in entry.choices.values()
        for choice in choices
        if not re.search(f"[☐☑][^☐☑]*{WRITTEN_OUT.get(choice, choice)}", words)
    ]
    assert (absent, unticked) == ([], [])


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.path)
def test_a_form_uses_only_names_that_are_written_down(form: FormFile) -> None:
    used = DocxTemplate(BytesIO(template(form))).get_undeclared_template_variables(new_environment())
    assert used <= set(sample_values())


def test_every_form_name_has_a_sample_and_a_meaning() -> None:
    assert set(FORM_NAMES) == set(empty_form_values())
    assert set(FORM_NAMES) <= set(sample_values())
    assert set(sample_values()["signed"]) == set(PARTIES)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.path)
def test_no_line_of_boxes_is_longer_than_its_cell(form: FormFile) -> None:
    """So that none ends inside an option, on any machine: a Chinese sign is as wide as it is high."""
    too_long = []
    for table in Document(BytesIO(filled(form))).tables:
        for row in table.rows:
            for cell in row.cells:
                room = (cell.width.mm - PADDING["left"] - PADDING["right"]) * POINTS_A_MILLIMETRE
                lines = [paragraph.text for paragraph in cell.paragraphs if "☐" in paragraph.text]
                too_long += [line for line in lines if _signs(line) * BODY_SIZE > room]
    assert too_long == []


def _signs(line: str) -> float:
    return sum(1 if unicodedata.east_asian_width(sign) in "WFA" or sign in "☐☑" else 0.5 for sign in line)
