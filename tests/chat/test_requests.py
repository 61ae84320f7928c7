"""Requests on the phones of Nanmatou and Putuo: applied for, signed, decided, taken back, explained; and few taps."""

from collections.abc import Callable

import pytest

from bot.rules.workflow import State
from storage.database import Database
from storage.tables import Event, Request, Ticket
from tests.chat.conftest import At
from tests.chat.playing import NUMBER
from tests.chat.stage import Phone, Stage
from tests.people import MORNING, TICKET, register, settle_under
from tests.work.world import Player


class Office:
    """A stage with an office's cast and one ticket brought to a state."""

    def __init__(self, database: Database, rulebook: str, state: State) -> None:
        cast = database.write_now(lambda session: settle_under(session, rulebook))
        self.stage = Stage(database, cast)
        self.cast = cast
        self.stage.write(self._play(state))

    def _play(self, state: State) -> Callable[..., None]:
        def work(session: object) -> None:
            ticket = register(session, self.cast, MORNING)  # type: ignore[arg-type]
            player = Player(session, self.cast, ticket.id or 0)  # type: ignore[arg-type]
            player.bring_to(state)
            if state is State.HANDLING:
                player.handle()
            self.stage.now = player.clock

        return work

    @property
    def ticket(self) -> Ticket:
        return self.stage.ticket(TICKET["number"])

    def phone(self, who: str) -> Phone:
        return self.stage.phone(getattr(self.cast, who))

    def request(self) -> Request:
        found: Request = self.stage.rows(Request)[-1]
        return found


@pytest.fixture
def south(sqlite: Database) -> Office:
    return Office(sqlite, "nanmatou_road", State.HANDLING)


def say(phone: Phone, *words: str) -> None:
    for word in words:
        reply = phone.say(word)
        assert not reply.alert, reply.toast


def give_back(office: Office) -> None:
    handler = office.phone("handler")
    handler.say(f"/return {TICKET['number']}")
    say(handler, "城管中队", "现场为占道设摊，属于城管职责")
    handler.press("提交")


def test_a_return_goes_from_the_unit_to_the_head_to_the_desk_and_on_to_the_next_unit(south: Office) -> None:
    give_back(south)
    head, clerk = south.phone("head"), south.phone("clerk")
    head.say("/my")
    assert "处置中 · 等您处理：退单申请" in head.answer.text
    head.press("签批申请")
    assert "现场为占道设摊" in head.answer.text
    head.press("同意")
    clerk.press("处理申请")
    clerk.press("同意，二次派单")
    assert "派给哪个部门" in clerk.answer.text
    assert south.ticket.state == State.REGISTERED
    assert any("已同意城建办退单" in text for text in south.phone("handler").texts)


def test_a_return_is_refused_by_words_alone(south: Office) -> None:
    give_back(south)
    head = south.phone("head")
    head.say(f"/disagree {TICKET['number']}")
    head.say("属于本部门职责，请继续处置")
    assert south.request().state == "refused"
    assert south.ticket.state == State.HANDLING
    assert any("属于本部门职责" in text for text in south.phone("handler").texts)


def test_who_asked_takes_it_back(south: Office) -> None:
    give_back(south)
    handler = south.phone("handler")
    handler.say(f"/withdraw {TICKET['number']}")
    handler.press("确认撤回")
    assert south.request().state == "withdrawn"


def test_an_extension_is_applied_for_and_granted_for_another_day(south: Office) -> None:
    handler, clerk = south.phone("handler"), south.phone("clerk")
    handler.say(f"/apply {TICKET['number']}")
    say(handler, "12月5日", "管线单位要排期")
    clerk.press("处理申请")
    clerk.press("同意，改个日期")
    say(clerk, "12月3日")
    assert south.request().state == "granted"
    assert any("已批准延期到12月3日" in text for text in handler.texts)


def test_the_main_leader_names_the_unit_that_was_asked_for(south: Office) -> None:
    clerk, leader = south.phone("clerk"), south.phone("main_leader")
    clerk.say(f"/designate {TICKET['number']}")
    clerk.press("主要领导签派")
    clerk.press("不用说明")
    leader.press("指定承办")
    leader.press("平安办")
    leader.press("不写批示")
    assert south.ticket.state == State.DISPATCHED
    assert south.request().state == "granted"


def test_an_explanation_is_asked_for_written_signed_twice_and_made_known(sqlite: Database) -> None:
    office = Office(sqlite, "putuo_justice", State.HANDLING)
    clerk, handler = office.phone("clerk"), office.phone("handler")
    clerk.say(f"/explain {TICKET['number']}")
    clerk.press("要求书面说明") if "要求书面说明" in str(clerk.last.keys) else None
    clerk.press("书面情况说明")
    say(clerk, "市局通报联系不及时")
    handler.press("写书面说明")
    say(handler, "当日人手不足，已增派人员。")
    leader = office.phone("unit_leader")
    leader.press("签批申请")
    leader.press("同意")
    desk_leader = next(phone for phone in office.stage.phones.values() if "签批申请" in str(phone.messages[-1:]))
    desk_leader.press("签批申请")
    desk_leader.press("同意")
    assert any(event.kind == "follow_up_given" for event in office.stage.rows(Event))
    assert any("当日人手不足" in text for text in office.phone("main_leader").texts)


@pytest.mark.parametrize(
    ("point", "who", "taps", "event"),
    [
        ("dispatched", "handler", ("接单",), "accepted"),
        ("accepted", "informant", ("先行联系", "电话", "刚才"), "first_contact"),
        ("accepted", "handler", ("现场查看", "到现场看了", "刚才"), "site_visit"),
    ],
)
def test_what_is_done_every_day_takes_three_taps_from_the_card(
    stage_at: At, point: str, who: str, taps: tuple[str, ...], event: str
) -> None:
    stage = stage_at(point)
    phone = stage.phone(getattr(stage.cast, who))
    assert len(taps) <= 3
    for place, key in enumerate(taps):
        phone.press(key, phone.card() if place == 0 else None)
    assert any(row.kind == event for row in stage.rows(Event))


@pytest.mark.parametrize("office", ["putuo_justice", "songjiang_civil", "beizhan", "nanmatou_road"])
def test_it_takes_no_more_in_the_other_offices(sqlite: Database, office: str) -> None:
    place = Office(sqlite, office, State.DISPATCHED)
    handler = place.phone("handler")
    done: list[list[str]] = []
    for taps in (("接单",), ("先行联系", "电话", "刚才"), ("现场查看", "到现场看了", "刚才")):
        before = len(place.stage.rows(Event))
        for one in taps:
            handler.press(one)
        done.append([event.kind for event in place.stage.rows(Event)[before:]])
        place.stage.pass_time(minutes=10)
    handler.say("物业已到场", reply_to=handler.card())
    assert [kinds[0] for kinds in done] == ["accepted", "first_contact", "site_visit"]
    assert place.stage.rows(Event)[-1].kind == "note"


def test_a_note_is_one_reply_or_one_line(stage_at: At) -> None:
    stage = stage_at("accepted")
    handler = stage.phone(stage.cast.handler)
    handler.say("物业已到场", reply_to=handler.card())
    handler.say(f"/note {NUMBER} 车主已联系上")
    assert [row.text for row in stage.rows(Event) if row.kind == "note"] == ["物业已到场", "车主已联系上"]


def test_a_key_that_knows_the_reason_asks_only_for_a_word_more(south: Office) -> None:
    clerk = south.phone("clerk")
    rules = south.stage.cast.offices.present_law("nanmatou_road").rulebook.supervision
    place = next(place for place, rule in enumerate(rules) if "NM-R5.2" in rule.reaches)
    ticket = south.stage.ticket(TICKET["number"])
    clerk.press_data(f"a:supervise:{ticket.id}:{ticket.revision}:{place}")
    assert "补充说明一句？" in clerk.answer.text
    clerk.press("不用说明")
    assert south.stage.ticket(TICKET["number"]).tags[-1] == "督办"


def test_the_section_reviews_a_report_again_where_the_office_is_in_doubt(sqlite: Database) -> None:
    office = Office(sqlite, "putuo_justice", State.REVIEWING)
    clerk, head = office.phone("clerk"), office.phone("head")
    clerk.say(f"/approve {TICKET['number']}")
    clerk.press("请业务科室再次审核")
    clerk.say("政策依据是否现行有效？")
    assert office.ticket.state == State.SIGNING
    assert "办结报告请您再次审核：政策依据是否现行有效？" in head.card().text
    head.press("阅签报告")
    assert "办公室请再次审核：政策依据是否现行有效？" in head.answer.text
    head.press("同意")
    head.press("确认同意")
    assert office.ticket.state == State.REVIEWING


def test_a_second_review_is_asked_for_by_a_command_and_words_alone(sqlite: Database) -> None:
    office = Office(sqlite, "putuo_justice", State.REVIEWING)
    say(office.phone("clerk"), f"/again {TICKET['number']}", "政策依据是否现行有效？")
    assert office.ticket.state == State.SIGNING


def test_the_own_unit_is_not_offered_as_the_one_that_should_have_it(south: Office) -> None:
    handler = south.phone("handler")
    handler.say(f"/return {TICKET['number']}")
    assert "应该由哪个部门办" in handler.answer.text
    assert "平安办" in handler.answer.keys
    assert "城建办" not in handler.answer.keys
