"""Tables of tickets in the chat: shown before anything is written, taken in after a yes, told in one message."""

import csv
import io
from collections.abc import Sequence

import pytest
from sqlmodel import Session

from bot.rules.workflow import State
from bot.work.importing import runs
from bot.work.importing.tally import FEW, MANY_ROWS
from storage.tables import AlarmRow, ImportRun, Ticket
from tests.chat import playing
from tests.chat.conftest import At
from tests.chat.stage import Phone, Shown, Stage
from tests.people import SAMPLES
from tests.spreadsheets.old_workbook import old_workbook
from tests.spreadsheets.test_reader import bomb, cells_far_apart, workbook
from tests.work.importing.tables import HEADING, csv_of, row

SAMPLE = (SAMPLES / "tickets.csv").read_bytes()


def many(count: int) -> list[Sequence[str]]:
    return [HEADING, *(row(number=f"2026112001{number:04d}") for number in range(count))]


def sent(stage: Stage, *rows: Sequence[str], name: str = "工单.csv") -> Phone:
    """The clerk's phone after such a table was sent."""
    clerk = stage.phone(stage.cast.clerk)
    clerk.document(name, csv_of(*rows))
    return clerk


def cards(phone: Phone) -> list[Shown]:
    return [message for message in phone.messages if message.kind == "card"]


ROWS = [list(cells) for cells in csv.reader(io.StringIO(SAMPLE.decode("utf-8-sig")))]


def test_what_was_understood_is_shown_before_anything_is_written(stage: Stage) -> None:
    heading = [name.replace("标题", "诉求标题") for name in HEADING]
    clerk = sent(stage, [*heading, "网格员"], [*row(), "小周"], [*row(number="20261120000402", kind="表扬"), ""])
    assert clerk.texts[0] == "收到表格，正在核对……"
    shown = clerk.last.text
    assert "核对表格：共2行" in shown
    assert "「诉求标题」当作标题" in shown
    assert "并入内容的列：网格员" in shown
    assert "新工单 1 张" in shown
    assert "第3行：类型「表扬」不在名单里" in shown
    assert clerk.last.keys == ["导入", "取消"]
    assert stage.rows(Ticket) == []


def test_few_new_tickets_get_a_card_each_and_the_import_one_message(stage: Stage) -> None:
    clerk = sent(stage, *many(3))
    clerk.press("导入")
    assert len(stage.rows(Ticket)) == len(cards(clerk)) == 3
    assert [text for text in clerk.texts if "导入完成" in text] == [clerk.answer.text]
    assert "新登记 3 张" in clerk.answer.text
    clerk.press("派单")
    assert "派给哪个部门" in clerk.last.text


def test_many_new_tickets_are_told_in_one_message_and_found_with_all(stage: Stage) -> None:
    clerk = sent(stage, *many(FEW + 1))
    clerk.say("导入")
    assert cards(clerk) == []
    assert f"新登记 {FEW + 1} 张" in clerk.last.text
    assert "/all" in clerk.last.text
    clerk.say("/all")
    assert str(FEW + 1) in clerk.last.text


def test_a_long_import_tells_how_far_it_is_and_leaves_past_alarms_to_its_message(stage: Stage) -> None:
    old = {"called_at": "2026-11-02 09:00", "platform_dispatched_at": "2026-11-02 09:10"}
    rows = [HEADING, *(row(number=f"2026112001{number:04d}", **old) for number in range(MANY_ROWS + 50))]
    clerk = sent(stage, *rows)
    clerk.press("导入")
    assert any(text.startswith("正在导入：") for text in clerk.texts)
    assert len(stage.rows(Ticket)) == MANY_ROWS + 50
    assert [alarm for alarm in stage.rows(AlarmRow) if alarm.fire_at <= stage.now] == []


def test_cancelled_at_the_look_nothing_is_written(stage: Stage) -> None:
    clerk = sent(stage, *many(2))
    clerk.press("取消")
    assert "没有登记任何内容" in clerk.last.text
    assert stage.rows(Ticket) == []
    assert sent(stage, *many(2)).last.keys == ["导入", "取消"]


def test_the_same_table_again_has_nothing_to_take_in(stage: Stage) -> None:
    sent(stage, *many(2)).press("导入")
    clerk = sent(stage, *many(2))
    assert "已经登记过、没有变化 2 行" in clerk.last.text
    assert clerk.last.keys == []


@pytest.mark.parametrize(
    ("name", "content"),
    [("tickets.csv", SAMPLE), ("tickets.xlsx", workbook(*ROWS)), ("tickets.xls", old_workbook(*ROWS))],
    ids=["csv", "xlsx", "xls"],
)
def test_the_same_sample_is_read_alike_out_of_every_kind_of_file(stage: Stage, name: str, content: bytes) -> None:
    stage.pass_time(hours=6)
    clerk = stage.phone(stage.cast.clerk)
    clerk.document("first.csv", SAMPLE)
    clerk.press("导入")
    registered = len(stage.rows(Ticket))
    assert registered == len(ROWS) - 1
    clerk.document(name, content)
    assert f"已经登记过、没有变化 {registered} 行" in clerk.last.text
    assert "新工单 0 张" in clerk.last.text
    assert "将更新" not in clerk.last.text


def test_a_changed_row_is_told_once_to_whoever_has_the_ticket(stage_at: At) -> None:
    stage = stage_at("accepted")
    handler = stage.phone(stage.cast.handler)
    handler.forget()
    changed = row(number=playing.NUMBER, title="油烟扰民加剧", address="示例路120号")
    clerk = sent(stage, HEADING, changed)
    assert "将更新 1 张" in clerk.last.text
    clerk.press("导入")
    assert stage.ticket(playing.NUMBER).title == "油烟扰民加剧"
    told = [message for message in handler.messages if message.kind == "say"]
    assert len(told) == 1
    assert playing.NUMBER in told[0].text
    assert "标题" in told[0].text
    assert "120号" not in told[0].text


def test_a_closed_ticket_comes_back_as_a_recheck(stage_at: At) -> None:
    stage = stage_at("closed")
    clerk = sent(stage, HEADING, row(number=playing.NUMBER, is_recheck="是"))
    assert "复核单 1 张" in clerk.last.text
    clerk.press("导入")
    assert stage.ticket(playing.NUMBER).state == State.DISPATCHED
    assert "复核单" in stage.phone(stage.cast.handler).card().text


def test_the_rows_that_were_refused_come_as_a_file(stage: Stage) -> None:
    faulty = [row(number=f"2026112002{number:04d}", kind="表扬") for number in range(30)]
    clerk = sent(stage, *many(1), *faulty)
    assert "另有10行" in clerk.last.text
    clerk.press("导入")
    clerk.press("没有导入的行")
    media = clerk.last.message.media[0]
    assert media.content is not None
    table = list(csv.reader(io.StringIO(media.content.decode("utf-8-sig"))))
    assert table[0] == ["行号", "工单编号", "没有登记的原因"]
    assert len(table) == 31
    assert table[1][:2] == ["3", "20261120020000"]
    clerk.say("/import 明细")
    assert clerk.last.message.media[0].content == media.content


def test_two_rows_of_one_number_that_differ_are_told(stage: Stage) -> None:
    clerk = sent(stage, HEADING, row(), row(), row(title="另一件事"))
    assert "新工单 1 张" in clerk.last.text
    assert "第4行：工单编号与第2行相同，内容却不一样。" in clerk.last.text


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("工单.csv", b"\xff\xfe\x00\xd8\x00", "文件读不出文字"),
        ("工单.csv", b"", "表格里没有内容。"),
        ("工单.csv", "姓名,电话\n某人,13800001001\n".encode(), "没有找到「工单编号」"),
        ("工单.xls", b"<html><table><tr><td>1</td></tr></table>", "其实是网页"),
        ("工单.csv", b"<html><table><tr><td>1</td></tr></table>", "其实是网页"),
        ("工单.xlsx", bomb(), "表格太大或者有问题"),
        ("工单.xlsx", cells_far_apart(), "表格太大或者有问题"),
        ("工单.xlsx", b"PK\x03\x04 broken", "不是 Excel 表格"),
    ],
    ids=["no text", "nothing", "no number", "page as xls", "page as csv", "bomb", "killer", "broken"],
)
def test_a_table_that_cannot_be_read_gets_one_sentence(stage: Stage, name: str, content: bytes, said: str) -> None:
    clerk = stage.phone(stage.cast.clerk)
    clerk.document(name, content, size=max(1, len(content)))
    assert said in clerk.last.text
    assert clerk.last.text.count("。") <= 2
    assert stage.rows(Ticket) == []
    assert [run.state for run in stage.rows(ImportRun)] == [runs.REFUSED]


def test_only_the_desk_takes_tables_in(stage: Stage) -> None:
    clerk = sent(stage, *many(2))
    handler = stage.phone(stage.cast.handler)
    for words in ("/import", "/import 停止", "/import 继续", "/import 明细"):
        handler.say(words)
    assert [text for text in handler.texts if "受理方" in text or "没有" in text] == handler.texts
    handler.press_data(*clerk.key("导入"))
    assert stage.rows(Ticket) == []


def test_an_import_that_a_crash_cut_short_is_told_and_goes_on(stage: Stage) -> None:
    clerk = sent(stage, *many(5))
    clerk.press("导入")
    (run,) = stage.rows(ImportRun)

    def cut_short(session: Session) -> None:
        """As a process leaves it that ended in the middle."""
        unfinished = session.get(ImportRun, run.id)
        assert unfinished is not None
        unfinished.state, unfinished.done = runs.RUNNING, 3
        session.add(unfinished)

    stage.write(cut_short)
    stage.take_files_in()
    assert "导入被中断：已处理3/5行" in clerk.last.text
    clerk.press("继续导入")
    assert "没有变化 5 行" in clerk.last.text
    assert len(stage.rows(Ticket)) == 5


def test_without_an_import_there_is_nothing_to_stop_or_to_go_on_with(stage: Stage) -> None:
    clerk = stage.phone(stage.cast.clerk)
    clerk.say("/import 停止")
    assert clerk.last.text == "现在没有正在进行的导入。"
    clerk.say("/import 继续")
    assert clerk.last.text.startswith("没有中断的导入。")
    clerk.say("/import")
    assert clerk.last.text.startswith("要导入工单，请直接发送")
