"""Forms on the phones: listed, sent by key and by word, with the question to sign, with contact data only for print."""

import pytest

from bot.chat.handlers.forms import IN_PRIVATE, WITH_CONTACT
from bot.work import sending_forms
from storage.tables import Audit, Event, Person
from tests.chat.conftest import At
from tests.chat.playing import the_ticket
from tests.chat.stage import Shown, Stage
from tests.people import TICKET

NAME = "办结报告"


@pytest.fixture
def signing(stage_at: At) -> Stage:
    """Yichuan's report waits for the head's signature."""
    return stage_at("submitted")


def documents(stage: Stage, person: Person) -> list[Shown]:
    return [shown for shown in stage.phone(person).messages if shown.kind in ("forms", "forms_with_contact")]


def events(stage: Stage, kind: str) -> list[Event]:
    return [event for event in stage.rows(Event) if event.kind == kind]


def test_under_more_the_forms_are_listed_and_one_press_sends_one(signing: Stage) -> None:
    phone = signing.phone(signing.cast.clerk)
    phone.press("更多")
    phone.press("表单")
    assert f"1. {NAME}（二（三）3）" in phone.last.text
    assert phone.last.text.count("姓名、电话会遮盖") == phone.last.text.count("打印用的点") == 1
    phone.press(NAME)
    (sent,) = documents(signing, signing.cast.clerk)
    assert sent.text.splitlines()[-1] == "姓名、电话已遮盖"
    assert TICKET["phone"] not in sent.text


@pytest.mark.parametrize("words", ["1", "办结", "yc-f1", "全部"])
def test_a_form_is_asked_for_in_words(signing: Stage, words: str) -> None:
    signing.phone(signing.cast.clerk).say(f"/forms {the_ticket(signing).number} {words}")
    assert len(documents(signing, signing.cast.clerk)) == 1


def test_a_form_that_is_not_there_is_told(signing: Stage) -> None:
    phone = signing.phone(signing.cast.clerk)
    phone.say(f"/forms {the_ticket(signing).number} 7")
    assert phone.last.text == sending_forms.NOT_NOW.told()
    assert documents(signing, signing.cast.clerk) == []


def test_for_print_the_reason_is_asked_kept_and_the_message_goes_after_a_minute(signing: Stage) -> None:
    phone = signing.phone(signing.cast.clerk)
    phone.say(f"/forms {the_ticket(signing).number}")
    phone.press(WITH_CONTACT)
    assert "为什么要含联系方式的表单" in phone.last.text
    assert documents(signing, signing.cast.clerk) == []
    phone.press("打印后存档")
    (sent,) = documents(signing, signing.cast.clerk)
    assert sent.kind == "forms_with_contact"
    assert "60秒后删除" in sent.text
    (event,) = events(signing, "contact_shown")
    assert (event.text, event.data["forms"]) == ("打印后存档", ["YC-F1"])
    (audit,) = [row for row in signing.rows(Audit) if row.what == "contact_shown"]
    assert (audit.person_id, audit.detail) == (signing.cast.clerk.id, "YC-F1 打印后存档")
    signing.pass_time(seconds=61)
    assert documents(signing, signing.cast.clerk) == []


def test_contact_data_on_a_form_is_for_the_desk_and_the_unit_alone(signing: Stage) -> None:
    phone = signing.phone(signing.cast.unit_leader)
    phone.say(f"/forms {the_ticket(signing).number}")
    assert WITH_CONTACT not in phone.last.keys
    phone.say(f"/forms {the_ticket(signing).number} 1 {WITH_CONTACT}")
    assert phone.last.text.startswith(sending_forms.NOT_FOR_PRINT.reason)
    assert events(signing, "contact_shown") == []


def test_a_strangers_press_learns_nothing(signing: Stage) -> None:
    phone = signing.phone(signing.cast.other_handler)
    phone.say(f"/forms {the_ticket(signing).number}")
    assert "没有找到" in phone.last.text


def test_in_a_group_nobody_gets_a_form(signing: Stage) -> None:
    signing.in_group(signing.cast.administrator).say("/bind")
    group = signing.in_group(signing.cast.handler)
    group.say(f"/forms {the_ticket(signing).number} 全部")
    assert group.last.text == IN_PRIVATE
    assert documents(signing, signing.cast.handler) == []


def test_where_nothing_is_signed_on_a_form_the_question_comes_alone(signing: Stage) -> None:
    signing.phone(signing.cast.head).press("阅签报告")
    assert documents(signing, signing.cast.head) == []
