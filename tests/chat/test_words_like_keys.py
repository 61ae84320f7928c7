"""Typing what a key says does what the key does: nothing in a dialogue is possible by button only."""

import pytest

from bot.chat.dialogues import keyboard
from bot.work.press import AnswerPress, decode
from storage.tables import Draft, Event
from tests.chat import playing
from tests.chat.conftest import At
from tests.chat.stage import Phone, Stage

STARTS = (
    ("accepted", "informant", "先行联系"),
    ("accepted", "handler", "现场查看"),
    ("accepted", "handler", f"/return {playing.NUMBER}"),
    ("previewed", "handler", ""),
    ("submitted", "head", "阅签报告"),
    ("signed", "clerk", "审核报告"),
    ("approved", "clerk", "回访"),
)


def begun(stage_at: At, step: str, who: str, start: str) -> tuple[Stage, Phone]:
    stage = stage_at(step)
    phone = stage.phone(getattr(stage.cast, who))
    if start.startswith("/"):
        phone.say(start)
    elif start:
        phone.press(start)
    return stage, phone


def what_is(stage: Stage) -> object:
    drafts = [(draft.kind, draft.state, draft.asking, draft.slots) for draft in stage.rows(Draft)]
    return drafts, [(event.kind, event.text) for event in stage.rows(Event)]


def keys_of(phone: Phone) -> list[tuple[str, str]]:
    """The keys of the newest question, but for 取消 where that keeps what was written when it is typed."""
    keys = [(button.text, button.data or "") for line in phone.last.buttons for button in line]
    answers = [(text, data) for text, data in keys if isinstance(decode(data), AnswerPress)]
    is_kept = any(text == "先存着" for text, _ in answers)
    return [(text, data) for text, data in answers if not (is_kept and text == "取消")]


@pytest.mark.parametrize(("step", "who", "start"), STARTS, ids=[f"{step}: {start}" for step, _, start in STARTS])
def test_what_a_key_says_can_be_typed(stage_at: At, step: str, who: str, start: str) -> None:
    _, phone = begun(stage_at, step, who, start)
    keys = keys_of(phone)
    assert len(keys) > 1 or start.startswith("/")
    for text, data in keys:
        pressing, presser = begun(stage_at, step, who, start)
        typing, typist = begun(stage_at, step, who, start)
        presser.press_data(data, presser.last.message_id)
        typist.say(text)
        assert what_is(typing) == what_is(pressing), text
        assert typist.last.text == presser.last.text, text


def test_a_reason_asked_for_is_not_mistaken_for_the_way_out(stage_at: At) -> None:
    stage, handler = begun(stage_at, "accepted", "handler", f"/return {playing.NUMBER}")
    handler.say("先存着")
    assert "已存着" in handler.answer.text
    (draft,) = (one for one in stage.rows(Draft) if one.kind == "apply_return")
    assert "reason" not in draft.slots
    assert (draft.state, draft.asking) == ("open", "")


def test_a_draft_that_was_kept_is_thrown_away_by_words(stage_at: At) -> None:
    stage, handler = begun(stage_at, "accepted", "handler", f"/return {playing.NUMBER}")
    handler.say("/cancel")
    assert f"回复“{keyboard.THROW_AWAY}”" in handler.answer.text
    handler.say(f"/return {playing.NUMBER}")
    handler.say("删掉草稿")
    assert handler.answer.text == "20261120000301 已取消退单申请，没有登记任何内容。"
    assert [draft.state for draft in stage.rows(Draft) if draft.kind == "apply_return"] == ["cancelled"]


@pytest.mark.parametrize("leaving", ["/cancel", "先存着"])
def test_what_was_laid_aside_is_taken_up_or_thrown_away_by_words_at_once(stage_at: At, leaving: str) -> None:
    stage, handler = begun(stage_at, "accepted", "handler", f"/return {playing.NUMBER}")
    question = handler.answer.text
    handler.say(leaving)
    handler.say("接着写")
    assert handler.answer.text == question
    handler.say(leaving)
    handler.say("删掉草稿")
    assert handler.answer.text == "20261120000301 已取消退单申请，没有登记任何内容。"
    assert [draft.state for draft in stage.rows(Draft) if draft.kind == "apply_return"] == ["cancelled"]


def test_of_several_drafts_none_is_thrown_away_by_a_word(stage_at: At) -> None:
    stage, handler = begun(stage_at, "accepted", "handler", f"/return {playing.NUMBER}")
    for words in ("先存着", f"/report {playing.NUMBER}", "先存着", "删掉草稿"):
        handler.say(words)
    assert handler.answer.text.startswith("有几份存着的草稿")
    assert {draft.state for draft in stage.rows(Draft) if draft.kind in ("apply_return", "report")} == {"open"}


def test_which_answer_to_change_is_asked_with_the_tickets_number(stage_at: At) -> None:
    _, handler = begun(stage_at, "previewed", "handler", "")
    handler.say("修改某项")
    assert handler.answer.text == f"{playing.NUMBER} 要改哪一项？"


@pytest.mark.parametrize("said", ["全部", "…000301", "000301、000301"])
def test_several_tickets_are_urged_by_words(stage_at: At, said: str) -> None:
    stage = stage_at("accepted")
    clerk = stage.phone(stage.cast.clerk)
    for words in ("/urge", said, "直接催办"):
        clerk.say(words)
    assert clerk.answer.text == "已催办1张工单。"
    assert [event.kind for event in stage.rows(Event)].count("urged") == 1


def test_an_ending_that_is_no_ticket_s_is_told_and_nothing_is_urged(stage_at: At) -> None:
    stage = stage_at("accepted")
    clerk = stage.phone(stage.cast.clerk)
    clerk.say("/urge")
    clerk.say("000301、998877")
    assert "没有看懂“998877”是哪张工单" in clerk.answer.text
    assert "urged" not in [event.kind for event in stage.rows(Event)]
