"""The names that Word forms print are the names that a ticket has, and the sample that tries forms has them all."""

from io import BytesIO

from docxtpl import DocxTemplate
from sqlmodel import Session

from bot.reports.filling.samples import sample_values
from bot.reports.filling.words import new_environment
from bot.reports.layouts.forms import FORMS
from bot.reports.layouts.names import FORM_NAMES
from bot.reports.render import TEMPLATES
from bot.work.document_values import document_values
from bot.work.report_facts import gather
from bot.work.story import story_of
from tests.people import Cast
from tests.work.world import play


def names_of_a_ticket(session: Session, cast: Cast) -> set[str]:
    story = story_of(session, cast.offices, play(session, cast).ticket)
    return set(document_values(session, cast.offices, story, gather(session, story), {}, masked=True))


def test_a_form_prints_only_what_a_ticket_or_the_form_itself_has(session: Session, cast: Cast) -> None:
    known = names_of_a_ticket(session, cast) | set(FORM_NAMES)
    for form in FORMS:
        file = DocxTemplate(BytesIO((TEMPLATES / form.path).read_bytes()))
        assert file.get_undeclared_template_variables(new_environment()) - known == set(), form.path


def test_the_sample_has_every_name_of_a_ticket(session: Session, cast: Cast) -> None:
    assert names_of_a_ticket(session, cast) - set(sample_values()) == set()
