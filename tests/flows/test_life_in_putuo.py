"""Putuo (沪普司〔2023〕1号): a ticket's whole life, and one under supervision that comes again as a recheck."""

from pathlib import Path

from tests.flows import steps
from tests.flows.offices import PUTUO, pasted
from tests.flows.played import Played
from tests.flows.steps import at

NUMBER = "20261120000101"
TICKET = pasted(
    NUMBER,
    "2026-11-20 09:20",
    来源="市局信访办",
    标题="公证费用争议",
    内容="来电人反映公证收费不合理，要求核实退费。",
)


def test_a_ticket_is_returned_the_citizen_is_not_reached_the_report_sent_back_and_the_upload_comes_last(
    tmp_path: Path,
) -> None:
    with Played(tmp_path, at(11, 20, "09:30"), PUTUO) as office:
        office.come_in()
        steps.registers(office, "程岚", TICKET)
        card = office.card("程岚").text
        assert "工单分派：今天 24:00前" in card
        assert "先行联系：11月23日（周一）24:00前" in card
        assert "平台上传及确认：12月9日（周三）24:00前" in card
        office.press("程岚", "公共法律服务科")
        desk_calls_in_vain(office)
        return_is_signed_by_the_branch_leader(office)
        unit_calls_in_vain_and_reports(office)
        uploaded_only_after_the_call_back(office)
        assert office.story("evidence", "note", "contact_attempt") == [
            "called", "platform_dispatched", "received", "registered", "dispatched", "desk_contact",
            "return_applied", "request_signed", "return_granted", "dispatched", "accepted",
            "report_submitted", "signature_given", "sent_back",
            "report_submitted", "signature_given", "approved", "called_back", "sent_back",
            "replied", "report_submitted", "signature_given", "approved", "called_back", "completed", "closed",
        ]  # fmt: skip
        steps.nobody_hears_anything_more(office)
        assert not office.texts("严正")[1:]


def desk_calls_in_vain(office: Played) -> None:
    """一2: the desk makes the first contact; three calls half an hour apart are assumed to be enough."""
    steps.tries(office, "程岚", "联系来电人", at(11, 20, "09:30"), at(11, 20, "10:00"))
    assert "还需1次，10:30以后再打" in office.last("程岚")
    steps.tries(office, "程岚", "联系来电人", at(11, 20, "10:30"))
    assert "联系未果（3次" in office.last("程岚")
    assert "先行联系：" not in office.card("程岚").text


def return_is_signed_by_the_branch_leader(office: Played) -> None:
    """一4: recording, the branch leader's signature, pictures from the site; within three working days."""
    office.press("姚静", "申请退单", "非职能职责范围")
    office.say("姚静", "公证收费争议由法律援助中心对口，依据局内职责分工。")
    assert "还缺：录音、照片" in office.last("姚静")
    office.voice("姚静")
    office.photo("姚静")
    office.news()
    office.press("姚静", "提交")
    told = office.news()
    assert set(told) == {"秦朗"}
    assert "退单申请请您签批" in told["秦朗"][-1]
    steps.agrees(office, "秦朗")
    assert "办理" in office.news()["程岚"][-1]
    office.press("程岚", "处理申请", "同意，二次派单", "法律援助中心")
    told = office.news()
    assert "公共法律服务科已退单" in told["唐卓"][-1]
    assert "易处置事项办理：11月27日（周五）24:00前" in told["唐卓"][-1]
    assert "已同意" in told["姚静"][-1]
    office.press("唐卓", "接单")


def unit_calls_in_vain_and_reports(office: Played) -> None:
    steps.notes(office, "唐卓", "经核查收费系统，收费标准符合规定。", "已向来电人发短信解释收费依据。")
    steps.tries(office, "唐卓", "答复来电人", at(11, 20, "14:00"), at(11, 20, "14:30"))
    office.news()
    steps.tries(office, "唐卓", "答复来电人", at(11, 20, "15:00"))
    assert "答复联系未果（3次" in office.news()["程岚"][-1]
    law = "《上海市公证服务收费标准》第三条"
    steps.reports(office, "唐卓", "部分属实", "无政策依据", "解释说明", law)
    assert "电话未果（2026-11-20 14:00、2026-11-20 14:30、2026-11-20 15:00）" in office.last("唐卓")
    office.press("唐卓", "提交")
    steps.signs(office, "夏明")
    steps.sends_back(office, "程岚", "请写明收费依据的文件名。")
    assert "请写明收费依据的文件名" in office.card("唐卓").text
    steps.mends(office, "唐卓", "改处置措施和结果", "已按《上海市公证服务收费标准》核对收费并寄送收费清单。")
    steps.signs(office, "夏明")


def uploaded_only_after_the_call_back(office: Played) -> None:
    """一7: nothing is closed here before the result is with the platform and confirmed."""
    steps.approves(office, "程岚", "通过，稍后上传")
    office.press("程岚", "回访", "接通了", "是", "是", "否", "一般")
    office.say("程岚", "仍认为收费过高。")
    assert "回访未解决：仍认为收费过高，请继续办理" in office.card("唐卓").text
    office.go_to(at(11, 23, "10:00"))
    steps.replies(office, "唐卓")
    steps.reports(office, "唐卓", "认可", "修改某项", "改处置措施和结果", last="已核对收费，并退还多收的复印费20元。")
    office.press("唐卓", "提交")
    steps.signs(office, "夏明")
    steps.approves(office, "程岚", "通过，稍后上传")
    office.press("程岚", "回访", "都做到了")
    assert office.ticket().state == "uploading"
    assert "平台上传及确认：12月9日（周三）24:00前" in office.card("程岚").text
    office.press("程岚", "确认上传", "已上传")
    assert office.ticket().state == "closed"


def test_supervision_needs_two_leaders_consent_and_the_recheck_has_three_working_days(tmp_path: Path) -> None:
    with Played(tmp_path, at(11, 20, "09:30"), PUTUO) as office:
        office.come_in()
        steps.registers(office, "程岚", TICKET)
        office.press("程岚", "法律援助中心", "联系来电人", "电话已告知")
        office.press("唐卓", "接单")
        supervised_with_consent(office)
        handled(office, "属实", "诉求合理", "实际解决", "满意")
        steps.signs(office, "夏明")
        steps.approves(office, "程岚")
        office.press("程岚", "回访", "都做到了")
        assert office.ticket().state == "closed"
        rechecked(office)
        explained_in_writing(office)
        steps.nobody_hears_anything_more(office)


def supervised_with_consent(office: Played) -> None:
    """二1: 经办公室分管领导、主要领导同意; the head hears one working day before the limit."""
    office.news()
    office.press("程岚", "更多", "督办", "应作为不作为")
    office.say("程岚", "多次推诿，请限期办结。")
    assert set(office.news()) == {"罗毅", "程岚"}
    steps.agrees(office, "罗毅")
    assert "唐卓" not in office.news()
    steps.agrees(office, "严正")
    told = office.news()
    assert set(told) - {"严正"} == {"程岚", "唐卓", "夏明", "秦朗"}
    assert "督办：应作为不作为。多次推诿" in told["唐卓"][-1]
    office.go_to(at(11, 26, "10:00"))
    told = office.news()
    assert "易处置事项办理" in "\n".join(told["夏明"])
    assert "秦朗" not in told


def handled(office: Played, *answers: str, last: str = steps.PHONE) -> None:
    steps.notes(office, "唐卓", "经核查，收费标准公示不清，情况属实。", "已重新公示收费标准并退还多收费用。")
    steps.replies(office, "唐卓")
    steps.reports(office, "唐卓", *answers, last=last)
    office.press("唐卓", "提交")


def rechecked(office: Played) -> None:
    """一6: a recheck has three working days from its receipt, Tuesday 1 December: until the end of Friday the 4th."""
    office.go_to(at(12, 1, "10:00"))
    office.press("程岚", "更多", "转复核单", "市民不认可", "刚才")
    assert "回访复核单办理：12月4日（周五）24:00前" in office.card("唐卓").text
    assert "先行联系：明天 24:00前" in office.card("程岚").text
    assert "平台上传及确认（办公室）：12月9日（周三）24:00前" in office.card("唐卓").text
    office.press("程岚", "联系来电人", "电话已告知")
    office.press("唐卓", "接单")
    handled(office, "属实", "诉求合理", "实际解决", "满意", last="")
    steps.signs(office, "夏明")
    steps.approves(office, "程岚")
    office.press("程岚", "回访", "都做到了")
    assert office.ticket().state == "closed"


def explained_in_writing(office: Played) -> None:
    """三2: a published problem is explained in writing, signed by both branch leaders; the main leader is informed."""
    office.press("程岚", "更多", "要求书面说明", "书面情况说明")
    office.say("程岚", "被市局信访办通报先行联系不规范。")
    office.press("唐卓", "写书面说明")
    office.say("唐卓", "已核实，先行联系录音缺失，今后逐件留存。")
    office.news()
    steps.agrees(office, "秦朗", "罗毅")
    told = office.news()
    assert "书面情况说明：已核实，先行联系录音缺失" in told["严正"][-1]
    assert "程岚" in told
