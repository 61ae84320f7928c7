"""Bulletins on the phones: a draft looked through and corrected at the desk, sent, read, fetched as files."""

from collections.abc import Callable
from datetime import datetime

import pytest

from bot.reports.moments import SHANGHAI
from bot.work import bulletins
from storage import bulletins as kept
from storage.database import Database
from storage.tables import Audit, BulletinRow, DutyRow, Group, OutboxRow
from tests.chat import playing, updates
from tests.chat.conftest import At
from tests.chat.stage import Phone, Stage
from tests.people import settle_under

FIRST_OF_DECEMBER = datetime(2026, 12, 1, 9, tzinfo=SHANGHAI)


def _come_out(stage: Stage, at: datetime) -> None:
    """What comes out at this moment."""
    stage.write(lambda session: bulletins.plan(session, stage.cast.offices, stage.now))
    stage.now = at

    def issue(session: object) -> None:
        for one in bulletins.due_ids(session, at):  # type: ignore[arg-type]
            what = bulletins.prepare(session, stage.cast.offices, one, at)  # type: ignore[arg-type]
            bulletins.issue(session, stage.cast.offices, what, at)  # type: ignore[arg-type]

    stage.write(issue)
    stage.deliver()


def _brief(stage_at: At) -> tuple[Stage, Phone]:
    stage = stage_at("closed")
    _come_out(stage, FIRST_OF_DECEMBER)
    return stage, stage.phone(stage.cast.clerk)


def _draft(phone: Phone) -> str:
    return next(text for text in reversed(phone.texts) if "这是初稿" in text)


def test_the_monthly_brief_is_a_draft_with_figures_clause_and_what_is_assumed(stage_at: At) -> None:
    stage, clerk = _brief(stage_at)
    text = _draft(clerk)
    assert text.startswith("热线简报\n宜川路街道　2026年11月")
    told = ("［1］一、主要数据", "受理量 1张，上期0张", "城建办：受理量 1张", "（还没有写）")
    for words in (*told, "依据：三（二）（YC-B2）\n暂按：文件没有写几号"):
        assert words in text
    assert not [row for row in stage.rows(OutboxRow) if row.kind == "bulletin" and row.payload["bulletin_id"] == 2]


def test_a_paragraph_is_corrected_by_words_or_by_key_restored_and_the_draft_sent(stage_at: At) -> None:
    stage, clerk = _brief(stage_at)
    leader = stage.phone(stage.cast.main_leader)
    clerk.say("发出")
    assert "还没有写：第5段“工作提示”" in clerk.answer.text
    clerk.say("改1 本月工单平稳，来电人13800001001。")
    assert "一、主要数据\n本月工单平稳，来电人138****1001。" in _draft(clerk)
    assert "受理量 1张，上期" not in _draft(clerk)
    clerk.say("还原1")
    assert "受理量 1张，上期0张" in _draft(clerk)
    clerk.press("修改")
    clerk.press("5. 工作提示")
    clerk.say("注意油烟类诉求。")
    assert "五、工作提示\n注意油烟类诉求。" in _draft(clerk)
    assert "热线简报" not in "".join(leader.texts)
    reply = clerk.press("发出")
    assert reply.toast is not None
    assert reply.toast.startswith("“热线简报”已发出，共")
    brief, *charts = leader.messages[-4:]
    assert "注意油烟类诉求。" in brief.text
    assert "［5］" not in brief.text
    assert [(shown.kind, shown.message.silent) for shown in charts] == [("chart", True)] * 3
    assert {row.what for row in stage.rows(Audit)} >= {"bulletin_corrected", "bulletin_restored", "bulletin_sent"}
    assert "不能再改" in (clerk.press("发出").toast or "")


def test_what_was_changed_by_another_since_is_not_sent_unseen(stage_at: At) -> None:
    _, clerk = _brief(stage_at)
    clerk.say("改5 第一稿。")
    old, message = clerk.key("发出")
    clerk.say("改5 第二稿。")
    assert "又改了" in (clerk.press_data(old, message).toast or "")


def test_a_draft_is_given_up_only_with_a_reason(stage_at: At) -> None:
    stage, clerk = _brief(stage_at)
    clerk.press("作废")
    assert "为什么作废" in clerk.answer.text
    clerk.say("与上月重复")
    assert "“热线简报”已作废" in clerk.texts[-1]
    (row,) = [row for row in stage.rows(BulletinRow) if row.rule == "YC-B2" and row.state == kept.WITHDRAWN]
    assert row.reason == "与上月重复"


def test_nobody_but_the_desk_touches_a_draft(stage_at: At) -> None:
    stage, clerk = _brief(stage_at)
    handler = stage.phone(stage.cast.handler)
    number = next(row.id for row in stage.rows(BulletinRow) if row.rule == "YC-B2" and row.state == kept.DRAFT)
    handler.say(f"/bulletin {number} 改1 乱写")
    assert "由受理方的值班人员" in handler.texts[-1]
    handler.say(f"/bulletin {number} Word")
    assert "没有发给您" in handler.texts[-1]
    clerk.say("/bulletin 999 改1 乱写")
    assert "没有这个编号的通报" in clerk.texts[-1]


def test_the_list_tells_what_came_what_comes_and_why_nothing_was_said(stage_at: At) -> None:
    _, clerk = _brief(stage_at)
    clerk.say("/bulletins")
    text = clerk.answer.text
    for words in ("每日工单处置情况（YC-B1，三（二））", "发给：工作群", "上一期：", "下一期：", "等核对的初稿",
                  "暂按："):  # fmt: skip
        assert words in text
    assert "2. 热线简报" in clerk.answer.keys or any("热线简报" in key for key in clerk.answer.keys)


def test_any_planned_bulletin_is_previewed_without_coming_out(stage_at: At) -> None:
    stage = stage_at("closed")
    clerk = stage.phone(stage.cast.clerk)
    clerk.say("/bulletins 预览 每周例会材料")
    assert "预览，现在还没有发出" in clerk.last.text
    assert "未解决的工单" in clerk.last.text
    assert not stage.rows(BulletinRow)
    clerk.say("/bulletins 预览")
    assert "可以预览：" in clerk.texts[-1]


def test_the_group_reads_the_daily_list_masked_and_a_member_gets_the_file_in_private(stage_at: At) -> None:
    stage = stage_at("accepted")
    stage.write(lambda session: session.add(Group(chat_id=updates.GROUP, office_id="yichuan_road", title="群")))
    _come_out(stage, datetime(2026, 11, 21, 9, tzinfo=SHANGHAI))
    group = stage.in_group(stage.cast.handler)
    text = group.last.text
    assert text.startswith("每日工单处置情况\n宜川路街道　2026年11月20日")
    assert "一、未办结的工单（1件）" in text
    assert f"1. {playing.NUMBER} 楼下面馆油烟扰民　城建办" in text
    assert "二、未解决的工单（0件）\n无" in text
    for secret in ("13800001001", "王样英", "301室"):
        assert secret not in text
    group.press("Excel")
    (file,) = stage.phone(stage.cast.handler).last.message.media
    assert file.name == "每日工单处置情况2026年11月20日.xlsx"


@pytest.fixture
def nanmatou(sqlite: Database) -> Callable[[], Stage]:
    return lambda: Stage(sqlite, sqlite.write_now(lambda session: settle_under(session, "nanmatou_road")))


def test_an_inspection_bulletin_is_written_in_conversation_and_its_answer_becomes_a_duty(
    nanmatou: Callable[[], Stage],
) -> None:
    stage = nanmatou()
    clerk = stage.phone(stage.cast.clerk)
    playing.register(stage)
    playing.dispatch(stage)
    clerk.say("/bulletins")
    clerk.press("发起督查通报")
    clerk.say(playing.NUMBER)
    assert "通报事由" in clerk.answer.text
    clerk.say("超期未联系市民，市热线办通报。")
    assert "整改要求" in clerk.answer.text
    clerk.say("三日内联系市民。")
    assert "这是初稿" in clerk.texts[-1]
    clerk.press("发出")
    head = stage.phone(stage.cast.head)
    assert any("督查通报" in text and "超期未联系市民" in text for text in head.texts)
    assert not any("督查通报" in text for text in stage.phone(stage.cast.other_head).texts)
    (duty,) = [row for row in stage.rows(DutyRow) if row.rule == "NM-T14"]
    # Five working days behind Friday the 20th.
    assert duty.due_at.astimezone(SHANGHAI).date().isoformat() == "2026-11-27"
