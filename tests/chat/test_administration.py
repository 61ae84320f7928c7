"""The administrator in the chat: the roster, people, posts, units; everything by button and by command."""

import io
from typing import Any

import pytest
import xlsxwriter
from sqlmodel import Session, select

from bot.work import staff
from bot.work.reach import STRANGER
from storage import staff as people
from storage.rows import id_of
from storage.tables import Audit, Draft, Invitation, Person, Post, Ticket, Unit
from tests.chat import playing
from tests.chat.conftest import At
from tests.chat.stage import Phone, Stage
from tests.people import OFFICE, STRANGER_CHAT

HEAD = ["姓名", "岗位", "单位", "单位类别", "角别"]


def spreadsheet(*rows: list[str]) -> bytes:
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate((HEAD, *rows)):
        sheet.write_row(number, 0, row)
    book.close()
    return written.getvalue()


def admin(stage: Stage) -> Phone:
    return stage.phone(stage.cast.administrator)


def everybody(stage: Stage) -> list[Any]:
    return [[row.model_dump() for row in stage.rows(table)] for table in (Person, Post, Unit)]


def person(stage: Stage, name: str) -> Person:
    found: Person | None = stage.read(lambda session: people.person_by_name(session, OFFICE, name))
    assert found is not None
    return found


def posts(stage: Stage, name: str) -> list[tuple[str, str, int]]:
    def work(session: Session) -> list[tuple[str, str, int]]:
        units = {unit.id: unit.name for unit in session.exec(select(Unit))}
        found = people.person_by_name(session, OFFICE, name)
        held = people.posts(session, id_of(found)) if found else []
        return [(post.role, units.get(post.unit_id, ""), post.rank) for post in held]

    return list(stage.read(work))


def test_a_roster_is_shown_before_it_is_written_and_written_whole_after_a_yes(stage: Stage) -> None:
    before = everybody(stage)
    data = spreadsheet(
        ["李四", "经办人", "平安办", "", "B"],
        ["赵新", "经办人", "房管办", "", "A"],
        ["张三", "承办人", "城建办", "", "A"],
    )
    admin(stage).document("名册.xlsx", data)
    assert admin(stage).last.text.splitlines() == [
        "核对名册",
        "登记后会有这些变化（＋新岗位，－取消的岗位）：",
        "· 新单位：房管办",
        "· 李四 ＋平安办 经办人（B角） －城建办 经办人（B角）",
        "· 新人员：赵新 房管办 经办人（A角）",
        "另有1人不变。",
        "名册里没有写的人保持原样。确认请点「登记名册」，或回复“确认”。",
    ]
    assert everybody(stage) == before
    admin(stage).press("登记名册")
    assert admin(stage).answer.text.startswith("名册已登记。还缺：房管办没有部门负责人。")
    assert posts(stage, "李四") == [("handler", "平安办", 2)]
    assert posts(stage, "赵新") == [("handler", "房管办", 1)]


def test_a_roster_is_confirmed_in_words_as_well(stage: Stage) -> None:
    admin(stage).document("名册.csv", "姓名,岗位,单位\n赵新,经办人,城建办\n".replace("办\n", "办\n").encode())
    assert "城建办的A角已经是" not in admin(stage).last.text
    admin(stage).say("确认")
    assert posts(stage, "赵新") == [("handler", "城建办", 1)]


def test_every_fault_of_a_roster_is_told_by_row_and_nothing_is_written(stage: Stage) -> None:
    before = everybody(stage)
    admin(stage).document("名册.xlsx", spreadsheet(["甲", "厨师", "食堂"], ["", "经办人", ""]))
    title, first, second, *_ = admin(stage).last.text.splitlines()
    assert title == "名册有问题，没有登记任何内容"
    assert first.startswith("· 第2行：没有岗位「厨师」，应为：受理派单、经办人、片区信息员、")
    assert second == "· 第3行：姓名是空的或者太长。"
    assert everybody(stage) == before
    assert stage.rows(Draft) == []


def test_a_roster_that_takes_the_last_administrator_away_is_a_fault(stage: Stage) -> None:
    admin(stage).document("名册.xlsx", spreadsheet(["孙宁", "经办人", "城建办", "", "B"]))
    assert "照这份名册，本单位就没有管理员了" in admin(stage).last.text


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("名册.xls", b"<html><table></table></html>", "内容其实是网页"),
        ("名册.xlsx", b"nothing of the kind", "不是 Excel 表格"),
        ("名册.xlsx", spreadsheet(), "没有内容"),
        ("名册.csv", "编号,内容\n1,2\n".encode(), "没有找到「姓名」"),
    ],
)
def test_a_file_that_is_no_roster_gets_one_sentence(stage: Stage, name: str, data: bytes, said: str) -> None:
    admin(stage).document(name, data)
    assert said in admin(stage).last.text


def test_only_an_administrator_sends_rosters(stage: Stage) -> None:
    before = everybody(stage)
    stage.phone(stage.cast.handler).document("名册.xlsx", spreadsheet(["赵新", "经办人", "房管办", "", "A"]))
    stage.phone(stage.cast.clerk).document("名册.xlsx", spreadsheet(["赵新", "经办人", "房管办", "", "A"]))
    assert "没有找到「工单编号」" in stage.phone(stage.cast.clerk).last.text
    assert everybody(stage) == before


def test_the_staff_stand_by_unit_with_who_can_be_reached(stage: Stage) -> None:
    def work(session: Session) -> None:
        for name, changes in (("李四", {"chat_id": None}), ("吴刚", {"reachable": False})):
            found = people.person_by_name(session, OFFICE, name)
            assert found is not None
            for field, value in changes.items():
                setattr(found, field, value)
            session.add(found)

    stage.write(work)
    admin(stage).say("/staff")
    lines = admin(stage).last.text.splitlines()
    at = lines.index("城建办（处置部门）")
    assert lines[at + 1 : at + 4] == [
        "　🟢 张三 经办人（A角）",
        "　⚪ 李四 经办人（B角） · 未绑定",
        "　🔴 吴刚 部门负责人 · 停用了聊天",
    ]
    assert {"添加人员", "邀请", "给岗位", "停用人员", "新建单位"} <= set(admin(stage).last.keys)


def test_a_long_list_of_staff_is_turned_page_by_page(stage: Stage) -> None:
    rows = [[f"新人{chr(0x4E00 + number)}", "经办人", "城建办", "", "B"] for number in range(40)]
    admin(stage).document("名册.xlsx", spreadsheet(*rows))
    admin(stage).press("登记名册")
    admin(stage).say("/staff")
    assert admin(stage).last.text.startswith("人员名册（1/3）")
    admin(stage).press("下一页")
    assert admin(stage).last.text.startswith("人员名册（2/3）")


def test_a_person_comes_in_with_a_post_and_an_invitation_in_conversation(stage: Stage) -> None:
    phone = admin(stage)
    phone.say("/staff")
    phone.press("添加人员")
    phone.say("赵新")
    assert phone.answer.text.startswith("已添加赵新。")
    for answer in ("经办人", "城建办", "B角"):
        phone.press(answer)
    assert phone.answer.text == "赵新现在是：城建办 经办人（B角）。还没有绑定账号，请 /invite 赵新。"
    phone.say("/invite 赵新")
    link = next(text for text in phone.texts if "https://t.me/hotline_bot?start=" in text)
    secret = link.split("start=")[1]
    new = stage.phone(STRANGER_CHAT)
    new.say(f"/start {secret}")
    assert new.last.text.startswith("赵新，您好！账号已绑定。")
    assert [row.used_at is not None for row in stage.rows(Invitation)] == [True]


def test_everything_about_a_person_goes_in_one_command(stage: Stage) -> None:
    phone = admin(stage)
    phone.say("/person 赵新")
    phone.say("/post 赵新 经办人 平安办 B角")
    assert posts(stage, "赵新") == [("handler", "平安办", 2)]
    phone.say("/rename 赵新 赵欣")
    assert phone.answer.text == "已把赵新改名为赵欣。"
    phone.say("/unpost 赵欣")
    phone.press("平安办 经办人")
    phone.say("确认")
    assert phone.answer.text == "赵欣不再是：平安办 经办人（B角）。"
    assert [audit.what for audit in stage.rows(Audit)][-4:] == [
        "person_added", "post_given", "person_renamed", "post_taken",
    ]  # fmt: skip


def test_a_unit_has_one_a(stage: Stage) -> None:
    admin(stage).say("/post 吴刚 经办人 城建办 A角")
    assert admin(stage).answer.text == "城建办的A角已经是张三，请选B角，或先取消张三的A角。"


def test_an_invitation_is_told_in_words_while_the_bots_name_is_not_known(stage: Stage) -> None:
    stage.bot_name = ""
    admin(stage).say("/person 赵新")
    admin(stage).say("/invite 赵新")
    assert any("给机器人发送 /start " in text for text in admin(stage).texts)


def test_nobody_invites_who_is_bound_already(stage: Stage) -> None:
    admin(stage).say("/invite 张三")
    assert "已经绑定了账号" in admin(stage).answer.text
    assert stage.rows(Invitation) == []


def test_who_is_revoked_is_a_stranger_at_once_and_the_tickets_go_on(stage_at: At) -> None:
    stage = stage_at("accepted")
    handler = stage.phone(stage.cast.handler)
    second = stage.phone(stage.cast.second_handler)
    admin(stage).say("/revoke 张三")
    assert admin(stage).answer.text == "停用张三？聊天立即失效，岗位全部取消，手上的工单转给接替的人。"
    admin(stage).press("确认停用")
    assert admin(stage).answer.text == "已停用张三，聊天立即失效。手上的工单转给：李四 1件（…000301）。"
    assert second.card().text.startswith("张三已离岗，由您接着办")
    assert handler.card().text == f"{playing.NUMBER} 已转由其他部门办理。"
    assert handler.card().keys == []
    handler.forget()
    handler.say("/my")
    assert handler.texts == [STRANGER]
    ticket = playing.the_ticket(stage)
    assert ticket.handler_id == stage.cast.second_handler.id
    assert [audit.what for audit in stage.rows(Audit)][-2:] == ["person_revoked", "person_left"]


def test_a_ticket_goes_to_the_head_where_there_is_no_other_handler(stage_at: At) -> None:
    stage = stage_at("accepted")
    for name in ("李四", "张三"):
        admin(stage).say(f"/revoke {name}")
        admin(stage).say("确认")
    assert "手上的工单转给：吴刚 1件" in admin(stage).answer.text
    assert stage.phone(stage.cast.head).card().text.startswith("张三已离岗")


def test_the_last_administrator_cannot_lock_everybody_out(stage: Stage) -> None:
    phone = admin(stage)
    for said in ("/revoke 孙宁", "/release 孙宁"):
        phone.say(said)
        phone.say("确认")
        assert "最后一位能进入系统的管理员" in phone.answer.text
    phone.say("/unpost 孙宁")
    phone.press("系统管理员")
    phone.say("确认")
    assert "最后一位能进入系统的管理员" in phone.answer.text
    phone.say("/post 林晓 管理员")
    phone.say("/revoke 孙宁")
    phone.say("确认")
    assert not person(stage, "孙宁").active


def test_who_moves_leaves_the_tickets_to_the_other_handler_with_a_word_to_both(stage_at: At) -> None:
    stage = stage_at("accepted")
    admin(stage).say("/transfer 张三 平安办")
    admin(stage).press("确认调动")
    assert admin(stage).answer.text == "张三已调到平安办。手上的工单转给：李四 1件（…000301）。"
    assert stage.phone(stage.cast.handler).answer.text == "您已调到平安办。手上的工单转给：李四 1件（…000301）。"
    assert stage.phone(stage.cast.second_handler).card().text.startswith("张三已调离，由您接着办")
    assert posts(stage, "张三") == [("handler", "平安办", 2)]
    assert stage.phone(stage.cast.handler).card().text.endswith("已转由其他部门办理。")


def test_a_new_account_is_invited_after_the_old_one_is_released(stage: Stage) -> None:
    admin(stage).say("/release 张三")
    admin(stage).press("确认解除")
    assert stage.phone(1002).say("/my").toast == ""
    assert stage.phone(1002).last.text == STRANGER
    assert posts(stage, "张三") == [("handler", "城建办", 1)]
    admin(stage).say("/invite 张三")
    assert any("start=" in text for text in admin(stage).texts)


def test_units_are_opened_renamed_described_and_closed(stage: Stage) -> None:
    phone = admin(stage)
    phone.say("/unit 处置部门 房管办")
    assert phone.answer.text == "已新建处置部门房管办。接着用 /post 给它安排人员。"
    phone.say("/renameunit 房管办 房管所")
    phone.say("/duties 房管所")
    phone.say("违法建筑、群租， 漏水 漏水")
    assert phone.answer.text == "房管所的职责关键词：违法建筑、群租、漏水。"
    phone.say("/closeunit 房管所")
    phone.press("确认撤销")
    assert phone.answer.text == "已撤销房管所。"
    unit = stage.rows(Unit)[-1]
    assert (unit.name, unit.active, unit.duties) == ("房管所", False, "违法建筑、群租、漏水")


def test_a_unit_with_open_tickets_is_not_closed_and_the_count_is_told(stage_at: At) -> None:
    stage = stage_at("accepted")
    admin(stage).say("/closeunit 城建办")
    admin(stage).press("确认撤销")
    assert admin(stage).answer.text == "城建办还有1件工单没有办结，办结或改派后才能撤销。"
    assert all(unit.active for unit in stage.rows(Unit))


def test_nothing_is_dispatched_to_a_closed_unit(stage_at: At) -> None:
    stage = stage_at("registered")
    admin(stage).say("/closeunit 平安办")
    admin(stage).press("确认撤销")
    clerk = stage.phone(stage.cast.clerk)
    data, message = clerk.key("平安办")
    assert clerk.press_data(data, message).alert
    assert stage.rows(Ticket)[0].unit_id is None


@pytest.mark.parametrize("said", ["/staff", "/setup", "/revoke 李四", "/unit", "/invite 李四", "/post 李四 管理员"])
def test_nobody_else_manages_people(stage: Stage, said: str) -> None:
    before = everybody(stage)
    for who in (stage.cast.handler, stage.cast.clerk, stage.cast.main_leader):
        stage.phone(who).say(said)
        assert stage.phone(who).last.text == "人员和单位只能由本单位的管理员管理。"
    assert everybody(stage) == before


def test_a_dialogue_begun_as_administrator_ends_with_the_post(stage: Stage) -> None:
    admin(stage).say("/post 林晓 管理员")
    admin(stage).say("/revoke 李四")
    clerk = stage.phone(stage.cast.clerk)
    clerk.say("/unpost 孙宁")
    clerk.press("系统管理员")
    clerk.say("确认")
    admin(stage).press("确认停用")
    assert person(stage, "李四").active


def test_another_offices_people_do_not_exist(stage: Stage) -> None:
    def work(session: Session) -> int:
        other = Person(office_id="another", name="外人")
        session.add(other)
        session.flush()
        return id_of(other)

    number = stage.write(work)
    admin(stage).say("/revoke 外人")
    assert "本单位没有这个人" in admin(stage).answer.text
    admin(stage).say(str(number))
    assert person_of(stage, number).active


def person_of(stage: Stage, number: int) -> Person:
    return next(one for one in stage.rows(Person) if one.id == number)


def test_what_is_missing_is_listed_until_nothing_is(stage: Stage) -> None:
    phone = admin(stage)
    stage.write(lambda session: staff.unbind(session, session.merge(stage.cast.second_handler), stage.now))
    phone.say("/setup")
    assert phone.last.text.splitlines()[:5] == [
        "还缺这些（4项），补齐一项少一项：",
        "1. 1人还没有绑定账号：李四。",
        "　→ /invite 姓名 生成邀请链接",
        "2. 还没有绑定本单位工作群。（可以以后再办）",
        "　→ 把机器人拉进群，在群里发 /bind",
    ]
    phone.press("人员名册")
    assert phone.last.text.startswith("人员名册")
