"""Every dialogue: finished, left and taken up again, given up, answered with nonsense, and from two phones."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from storage.tables import Draft, Event
from tests.chat import playing
from tests.chat.conftest import At
from tests.chat.playing import NUMBER, PASTED
from tests.chat.stage import Phone, Shown, Stage

Step = tuple[str, str]


def press(text: str) -> Step:
    return "press", text


def say(text: str) -> Step:
    return "say", text


@dataclass(frozen=True)
class Scenario:
    """How a dialogue is opened, what is answered, and the event that shows that its act was done."""

    kind: str
    point: str
    who: str
    opened: Step
    answers: tuple[Step, ...]
    event: str
    prepare: Callable[[Stage], None] = lambda stage: None
    more: bool = False
    """Whether the key is one tap further, under 「更多」."""


def without_phone(stage: Stage) -> None:
    """The citizen left no phone."""
    stage.write(lambda session: setattr(session.merge(playing.the_ticket(stage)), "phone", ""))


REPORT = (press("属实"), press("诉求合理"), press("实际解决"), press("刚才"), press("满意"), say("021-60000000"))
SCENARIOS = (
    Scenario("intake", "empty", "clerk", say(PASTED), (press("登记"),), "registered"),
    Scenario(
        "dispatch",
        "registered",
        "clerk",
        say(f"/dispatch {NUMBER}"),
        (press("城建办"), press("东片区")),
        "dispatched",
    ),
    Scenario("desk_contact", "dispatched", "clerk", press("联系来电人"), (press("短信已告知"),), "desk_contact"),
    Scenario(
        "first_contact",
        "accepted",
        "informant",
        press("先行联系"),
        (press("电话"), say("9:35")),
        "first_contact",
    ),
    Scenario(
        "site_visit", "accepted", "handler", press("现场查看"), (press("到现场看了"), press("刚才")), "site_visit"
    ),
    Scenario(
        "progress",
        "accepted",
        "handler",
        say(f"/progress {NUMBER}"),
        (say("已到场，正在联系物业"),),
        "progress_reported",
    ),
    Scenario("note", "accepted", "handler", say(f"/note {NUMBER}"), (say("物业已派人"),), "note"),
    Scenario(
        "correct",
        "dispatched",
        "clerk",
        press("更正内容"),
        (press("标题"), say("面馆油烟直排"), press("更正")),
        "corrected",
        more=True,
    ),
    Scenario("classify", "dispatched", "clerk", press("分类"), (press("简易工单：是"),), "classified", more=True),
    Scenario("urge", "accepted", "clerk", press("催办"), (say("来电人又来电"),), "urged", more=True),
    Scenario(
        "supervise", "accepted", "clerk", press("督办"), (press("其他"), say("久拖不决")), "supervised", more=True
    ),
    Scenario(
        "join",
        "accepted",
        "clerk",
        press("共同处置"),
        (say("平安办"), say("需要一起到现场")),
        "joined",
        more=True,
    ),
    Scenario(
        "return_upward",
        "dispatched",
        "clerk",
        press("向上级退单"),
        (say("不属于本街道"), press("确认退单")),
        "return_applied",
        more=True,
    ),
    Scenario(
        "reply", "accepted", "handler", press("答复来电人"), (press("书面答复了"), press("刚才")), "replied", more=True
    ),
    Scenario(
        "choose_finding",
        "accepted",
        "informant",
        press("选定认定"),
        (press("属实"), press("诉求合理"), press("实际解决")),
        "finding_chosen",
        more=True,
    ),
    Scenario("reopen", "closed", "clerk", press("重新打开"), (say("上级平台退回"),), "reopened", more=True),
    Scenario(
        "recheck", "closed", "clerk", press("转复核单"), (say("回访不满意"), press("刚才")), "rechecked", more=True
    ),
    Scenario("report", "handled", "handler", press("写办结报告"), (*REPORT, press("提交")), "report_submitted"),
    Scenario("sign", "submitted", "head", press("阅签报告"), (press("同意"), press("确认同意")), "signature_given"),
    Scenario(
        "sign",
        "submitted",
        "head",
        press("阅签报告"),
        (press("退回"), say("请写明整改日期")),
        "signature_refused",
    ),
    Scenario("review", "signed", "clerk", press("审核报告"), (press("通过"), press("确认通过")), "completed"),
    Scenario("review", "signed", "clerk", press("审核报告"), (press("退回重办"), say("答复要点太短")), "sent_back"),
    Scenario(
        "call_back",
        "approved",
        "clerk",
        press("回访"),
        (press("接通了"), press("是"), press("是"), press("否"), press("不满意"), say("又堆回来了")),
        "sent_back",
    ),
    Scenario("close", "approved", "clerk", say(f"/close {NUMBER}"), (press("确认办结"),), "closed", without_phone),
    Scenario("show_contact", "accepted", "handler", press("显示联系方式"), (press("现场查看"),), "contact_shown"),
)


def scenarios(*besides: str) -> pytest.MarkDecorator:
    chosen = [scenario for scenario in SCENARIOS if scenario.kind not in besides]
    return pytest.mark.parametrize("scenario", chosen, ids=lambda scenario: f"{scenario.kind}-{scenario.event}")


class Actor:
    """Somebody playing a scenario on their phone."""

    def __init__(self, stage: Stage, scenario: Scenario) -> None:
        scenario.prepare(stage)
        self.stage, self.scenario = stage, scenario
        self.phone: Phone = stage.phone(getattr(stage.cast, scenario.who))
        self.before = self.happened()

    def open(self) -> None:
        if self.scenario.opened[0] == "say":
            self.do(self.scenario.opened)
            return
        if self.scenario.more:
            self.phone.press("更多", self.phone.card())
        self.do(self.scenario.opened, None if self.scenario.more else self.phone.card())

    def do(self, step: Step, on: Shown | None = None) -> None:
        how, what = step
        reply = self.phone.press(what, on) if how == "press" else self.phone.say(what)
        assert not reply.alert, reply.toast

    def happened(self) -> int:
        return sum(event.kind == self.scenario.event for event in self.stage.rows(Event))

    def draft(self) -> Draft:
        found = [draft for draft in self.stage.rows(Draft) if draft.kind == self.scenario.kind]
        assert found
        return found[-1]


@scenarios()
def test_a_dialogue_leads_to_its_act(stage_at: At, scenario: Scenario) -> None:
    stage = stage_at(scenario.point)
    actor = Actor(stage, scenario)
    actor.open()
    for answer in scenario.answers:
        assert actor.happened() == actor.before
        actor.do(answer)
    assert actor.happened() == actor.before + 1
    assert actor.draft().state == "finished"


@scenarios("intake")
def test_a_dialogue_that_was_left_is_taken_up_where_it_stood(stage_at: At, scenario: Scenario) -> None:
    stage = stage_at(scenario.point)
    actor = Actor(stage, scenario)
    for answered in range(len(scenario.answers)):
        actor.open()
        if answered:
            assert actor.draft().slots
        actor.do(scenario.answers[answered])
        actor.phone.say("/my")
        stage.now += timedelta(hours=3)
    assert actor.happened() == actor.before + 1


@scenarios()
def test_a_dialogue_is_given_up_at_any_question_without_a_trace(stage_at: At, scenario: Scenario) -> None:
    stage = stage_at(scenario.point)
    actor = Actor(stage, scenario)
    for answered in range(len(scenario.answers)):
        actor.open()
        for answer in scenario.answers[:answered]:
            actor.do(answer)
        assert NUMBER in actor.phone.answer.text, "whoever works on several tickets reads which one this is about"
        actor.phone.say("/cancel")
        if "删掉草稿" in actor.phone.answer.keys:
            actor.phone.press("删掉草稿")
        assert "已取消" in actor.phone.answer.text
        assert actor.draft().state == "cancelled"
    assert actor.happened() == actor.before


@scenarios()
def test_the_second_phone_answers_nothing_twice(stage_at: At, scenario: Scenario) -> None:
    stage = stage_at(scenario.point)
    actor = Actor(stage, scenario)
    actor.open()
    for how, what in scenario.answers:
        if how == "say":
            actor.phone.say(what)
            continue
        key = actor.phone.key(what)
        actor.phone.press_data(*key)
        happened, slots = actor.happened(), actor.draft().slots
        again = actor.phone.press_data(*key)
        assert "登记" not in again.toast or again.alert
        assert (actor.happened(), actor.draft().slots) == (happened, slots)
    assert actor.happened() == actor.before + 1


@scenarios()
def test_an_answer_that_makes_no_sense_gets_one_sentence_and_the_draft_stays(stage_at: At, scenario: Scenario) -> None:
    stage = stage_at(scenario.point)
    actor = Actor(stage, scenario)
    actor.open()
    for answer in scenario.answers:
        if answer[0] == "press":
            slots, said = actor.draft().slots, len(actor.phone.messages)
            actor.phone.say("呃……这个嘛，说来话长")
            assert actor.draft().slots == slots
            assert actor.draft().state == "open"
            assert len(actor.phone.messages) == said + 1
            assert actor.phone.last.text.count("。") <= 1
        actor.do(answer)
    assert actor.happened() == actor.before + 1


@scenarios("intake", "reopen", "recheck")
def test_a_reply_to_a_card_is_a_note_whatever_dialogue_is_open(stage_at: At, scenario: Scenario) -> None:
    stage = stage_at(scenario.point)
    actor = Actor(stage, scenario)
    actor.open()
    slots = actor.draft().slots
    notes = sum(event.kind == "note" for event in stage.rows(Event))
    actor.phone.say("居民来电催办", reply_to=actor.phone.card())
    assert sum(event.kind == "note" for event in stage.rows(Event)) == notes + 1
    assert actor.draft().slots == slots


def test_the_button_of_a_question_answered_otherwise_loses_politely(stage_at: At) -> None:
    stage = stage_at("accepted")
    informant = stage.phone(stage.cast.informant)
    informant.press("先行联系")
    other = informant.key("没人接")
    informant.press("电话")
    reply = informant.press_data(*other)
    assert (reply.alert, reply.toast) == (True, "这一问已经答过了。")
    informant.press("刚才")
    assert informant.press_data(*other).toast == "这段问答已经结束，请从最新的卡片重新开始。"


def test_several_short_answers_may_come_in_one_line(stage_at: At) -> None:
    stage = stage_at("accepted")
    informant = stage.phone(stage.cast.informant)
    stage.now += timedelta(hours=1)
    informant.say(f"/contact {NUMBER} 电话 10:20")
    assert "已登记先行联系（电话，10:20）。" in informant.answer.text


def test_nobody_answers_in_somebody_elses_dialogue(stage_at: At) -> None:
    stage = stage_at("accepted")
    informant, handler = stage.phone(stage.cast.informant), stage.phone(stage.cast.handler)
    informant.press("先行联系")
    stolen = informant.key("电话")
    assert handler.press_data(*stolen).alert
    assert not any(draft.slots for draft in stage.rows(Draft) if draft.kind == "first_contact")


def test_an_interrupted_dialogue_is_offered_again_and_hears_nothing_meanwhile(stage_at: At) -> None:
    stage = stage_at("handled")
    handler = stage.phone(stage.cast.handler)
    for answer in ("写办结报告", "属实", "诉求合理", "实际解决", "刚才", "满意"):
        handler.press(answer)
    handler.say(f"/progress {NUMBER} 物业已到场")
    assert handler.answer.keys == [f"接着写办结报告 …{NUMBER[-6:]}"]
    handler.say("021-60000000")
    report = next(draft for draft in stage.rows(Draft) if draft.kind == "report")
    assert "contact_phone" not in report.slots
    handler.press("接着写")
    handler.say("021-60000000")
    assert "核对无误后点“提交”。" in handler.answer.text


def test_a_report_is_bound_to_the_text_that_was_shown(stage_at: At) -> None:
    stage = stage_at("previewed")
    handler = stage.phone(stage.cast.handler)
    old = handler.key("提交")
    handler.say("答复要点：油烟净化器已清洗")
    assert handler.press_data(*old).alert
    assert playing.the_ticket(stage).state == "handling"
    handler.press("提交")
    assert playing.the_ticket(stage).state == "signing"


def test_evidence_that_changes_the_text_voids_the_button_too(stage_at: At) -> None:
    stage = stage_at("previewed")
    handler = stage.phone(stage.cast.handler)
    handler.photo(caption="处置后")
    reply = handler.press("提交")
    assert (reply.alert, reply.toast) == (True, "内容有了变化，请把更新后的内容再看一遍。")
    assert playing.the_ticket(stage).state == "handling"
    handler.press("提交")
    assert playing.the_ticket(stage).state == "signing"
