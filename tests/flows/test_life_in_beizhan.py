"""Beizhan (2015): a ticket's whole life, and one that the main leader assigns and that runs through all the lights."""

from pathlib import Path

from tests.flows import steps
from tests.flows.offices import BEIZHAN, pasted
from tests.flows.played import Played
from tests.flows.steps import at

NUMBER = "20261120000501"
DESK = {"叶青"}
"""Has the list of what is handed over whenever the office closes."""


def test_a_ticket_is_returned_the_citizen_not_reached_the_report_sent_back_and_closed_without_a_call_back(
    tmp_path: Path,
) -> None:
    with Played(tmp_path, at(11, 20, "09:30"), BEIZHAN) as office:
        office.come_in()
        steps.registers(office, "叶青", pasted(NUMBER, "2026-11-20 09:20"))
        card = office.card("叶青").text
        assert "先行联系：11月23日（周一）24:00前" in card
        assert "办结求助、投诉（承办部门）：12月11日（周五）24:00前" in card
        office.press("叶青", "社区科", "联系来电人", "短信已告知")
        office.press("武岳", "接单")
        wrong_department_gives_it_back(office)
        handled_after_the_early_warning(office)
        sent_back_and_signed_again(office)
        nobody_answers_the_call_back(office)
        assert office.story("evidence", "note", "contact_attempt") == [
            "called", "platform_dispatched", "received", "registered", "dispatched", "desk_contact", "accepted",
            "return_applied", "return_granted", "dispatched", "accepted", "first_contact", "site_visit",
            "report_submitted", "signature_given", "sent_back",
            "report_submitted", "signature_given", "approved", "completed",
            "called_back", "called_back", "called_back", "closed",
        ]  # fmt: skip
        steps.nobody_hears_anything_more(office)
        assert not office.texts("岳峰")[1:]


def wrong_department_gives_it_back(office: Played) -> None:
    """The document has no returns; by «按责处置» (三（二）) the desk sends the ticket on, and its time runs on."""
    office.press("武岳", "更多", "申请退单", "市政科")
    office.say("武岳", "楼道堆物整治由市政科牵头。")
    office.news()
    office.press("武岳", "提交")
    assert set(office.news()) == {"叶青"}
    office.press("叶青", "处理申请", "同意，二次派单", "市政科")
    told = office.news()
    assert "社区科已退单：楼道堆物整治由市政科牵头" in told["毛毅"][-1]
    assert "办结求助、投诉：12月11日（周五）24:00前" in told["毛毅"][-1]
    office.press("毛毅", "接单")


def handled_after_the_early_warning(office: Played) -> None:
    """附件1: 预警 on the fifth working day (Friday the 27th) tells the department alone."""
    steps.tries(office, "毛毅", "先行联系", at(11, 20, "14:00"), at(11, 20, "14:30"), at(11, 20, "15:00"))
    assert "已登记联系未果（3次" in office.last("毛毅")
    office.news()
    office.go_to(at(11, 27, "10:00"))
    told = office.news()
    assert set(told) - DESK == {"毛毅"}
    assert "🔵 预警：办结求助、投诉" in told["毛毅"][-1]
    steps.visits(office, "毛毅")
    steps.notes(office, "毛毅", "现场楼道堆放纸箱旧家具，属实。", "11月27日上午会同物业清运，住户表示配合。")
    steps.reports(office, "毛毅", "实际解决", "未联系上")
    office.press("毛毅", "提交")


def sent_back_and_signed_again(office: Played) -> None:
    """三（三）6: the branch leader signs every handled ticket, each text anew."""
    steps.signs(office, "章程")
    steps.sends_back(office, "叶青", "请写明清运数量。")
    assert "请写明清运数量" in office.card("毛毅").text
    steps.mends(office, "毛毅", "改处置措施和结果", "11月27日上午会同物业在118弄清运堆物3车，住户表示配合。")
    steps.signs(office, "章程")
    steps.approves(office, "叶青")


def nobody_answers_the_call_back(office: Played) -> None:
    for moment in ("10:00", "10:30", "11:00"):
        office.go_to(at(11, 27, moment))
        assert "直接办结" not in office.card("叶青").labels
        office.press("叶青", "回访", "没接通")
    office.press("叶青", "直接办结", "确认办结")
    assert office.ticket().state == "closed"


def test_the_main_leader_assigns_a_question_that_runs_through_every_light_until_it_is_late(tmp_path: Path) -> None:
    text = pasted(NUMBER, "2026-11-20 09:20", 类型="咨询", 标题="居住证办理", 内容="来电人咨询居住证办理所需材料。")
    with Played(tmp_path, at(11, 20, "09:30"), BEIZHAN) as office:
        office.come_in()
        steps.registers(office, "叶青", text)
        assigned_by_the_main_leader(office)
        office.press("武岳", "接单")
        office.press("叶青", "联系来电人", "电话已告知")
        lights(office)
        steps.notes(office, "武岳", "经查询，办理须身份证明和居住证明。", "11月30日上午10时电话告知来电人办理材料。")
        steps.replies(office, "武岳")
        steps.reports(office, "武岳", "解释说明", "满意")
        office.press("武岳", "提交")
        steps.signs(office, "章程")
        steps.approves(office, "叶青")
        office.press("叶青", "回访", "都做到了")
        assert office.ticket().state == "closed"
        steps.nobody_hears_anything_more(office)


def assigned_by_the_main_leader(office: Played) -> None:
    """三（二）: brought before the main leader, whose word sends it to the department."""
    office.press("叶青", "取消", "更多", "报领导指定", "不用说明")
    assert "请您指定承办单位：主要领导批示" in office.card("岳峰").text
    assert "处理申请" not in office.card("岳峰").labels
    office.press("岳峰", "指定承办", "社区科")
    office.say("岳峰", "请社区科从快答复。")
    card = office.card("武岳").text
    assert "领导指定社区科承办（按责处置），请接单" in card
    assert "办结咨询、建议：11月27日（周五）24:00前" in card


def lights(office: Played) -> None:
    """附件1: 预警 on WD1, 黄灯 on WD3 with the section head, 红灯 on WD5 with the branch leader, then 超时."""
    office.news()
    office.go_to(at(11, 23, "09:30"))
    told = office.news()
    assert set(told) - DESK == {"武岳"}
    assert "🔵 预警" in told["武岳"][-1]
    office.go_to(at(11, 25, "09:30"))
    told = office.news()
    assert set(told) - DESK == {"武岳", "戚然"}
    assert "黄灯：办结咨询、建议" in told["戚然"][-1]
    office.go_to(at(11, 27, "09:30"))
    told = office.news()
    assert set(told) - DESK == {"武岳", "戚然", "章程"}
    assert "红灯：办结咨询、建议" in told["章程"][-1]
    assert "请按时办理" in told["武岳"][-1]
    assert "已超时" not in told["武岳"][-1]
    office.go_to(at(11, 30, "09:30"))
    told = office.news()
    assert set(told) == {"武岳", "戚然", "章程", "叶青"}
    assert "办结咨询、建议超时" in told["章程"][-1]
    assert "已超时" in "\n".join(told["叶青"])
