"""Nanmatou (浦南办〔2024〕20号): a ticket's whole life, and one designated after two returns and rechecked."""

from pathlib import Path

from tests.flows import steps
from tests.flows.offices import NANMATOU, pasted
from tests.flows.played import Played
from tests.flows.steps import at

NUMBER = "20261120000401"


def test_a_ticket_is_called_in_vain_returned_sent_back_and_called_back(tmp_path: Path) -> None:
    with Played(tmp_path, at(11, 20, "09:30"), NANMATOU) as office:
        office.come_in()
        steps.registers(office, "汪洋", pasted(NUMBER, "2026-11-20 09:20"))
        desk_calls_in_vain(office)
        returned_with_visit_and_contact(office)
        second_unit_handles_it(office)
        sent_back_and_signed_again(office)
        call_back_says_no_once(office)
        assert office.ticket().state == "closed"
        assert office.story("evidence", "note", "contact_attempt") == [
            "called", "platform_dispatched", "received", "registered", "desk_contact", "dispatched", "accepted",
            "site_visit", "first_contact", "return_applied", "request_signed", "contact_shown", "return_granted",
            "dispatched", "accepted", "site_visit", "report_submitted", "signature_given", "sent_back",
            "report_submitted", "signature_given", "approved", "called_back", "sent_back",
            "replied", "report_submitted", "signature_given", "approved", "called_back", "completed", "closed",
        ]  # fmt: skip
        steps.nobody_hears_anything_more(office)
        assert not [text for text in office.texts("牛勇")[1:] if not steps.BULLETIN.search(text)]


def desk_calls_in_vain(office: Played) -> None:
    """第六条（一）: the first call within the hour; three calls an hour apart before the ticket goes out as 未联."""
    assert "先行简告：今天 10:20前" in office.card("汪洋").text
    steps.tries(office, "汪洋", "联系来电人", at(11, 20, "09:30"), at(11, 20, "10:30"), at(11, 20, "11:00"))
    assert "先行简告：" not in office.card("汪洋").text
    assert "先行简告再次拨打：今天 11:30前" in office.card("汪洋").text
    assert "这一次不计（与另一次间隔不足60分钟）；有效的是2次，还需1次，11:30以后再打" in office.last("汪洋")
    steps.tries(office, "汪洋", "联系来电人", at(11, 20, "11:30"))
    assert "联系未果（3次，符合第六条（一））" in office.last("汪洋")


def returned_with_visit_and_contact(office: Played) -> None:
    """第八条（三）: after site visit and first contact, within one working day, signed by the unit's head."""
    office.press("汪洋", "派单", "社区管理办")
    office.press("韦一", "接单")
    card = office.card("韦一").text
    assert "先行联系：11月23日（周一）24:00前" in card
    assert "现场勘查：11月23日（周一）24:00前" in card
    assert "办结一般工单：11月27日（周五）24:00前" in card
    office.press("韦一", "更多", "申请退单", "城管中队")
    office.say("韦一", "属市容环卫，依据街道职责清单由城管中队处置。")
    assert "还缺：现场勘查、先行联系诉求人并告知情况" in office.last("韦一")
    assert "请先在卡片上登记现场查看、先行联系" in office.last("韦一")
    steps.visits(office, "韦一")
    office.press("韦一", "先行联系", "电话联系上了", "刚才")
    office.voice("韦一")
    office.press("韦一", "更多", "申请退单", "提交")
    office.news()
    steps.agrees(office, "项前")
    assert "退单申请请您办理" in office.news()["汪洋"][-1]
    form_of_the_return_lies_before_its_signer(office)
    office.press("汪洋", "处理申请", "同意，二次派单", "城管中队")
    assert "社区管理办已退单" in office.card("屈原野").text


def second_unit_handles_it(office: Played) -> None:
    """第八条（一）（七）: it looks for itself; the result is told in vain in three different times of the day."""
    office.go_to(at(11, 20, "14:00"))
    office.press("屈原野", "接单")
    assert "现场勘查：11月23日（周一）24:00前" in office.card("屈原野").text
    assert "先行联系：" not in office.card("屈原野").text
    steps.visits(office, "屈原野")
    steps.notes(office, "屈原野", "现场楼道堆放纸箱旧家具，反映属实。", "已会同物业清运完毕，楼道恢复畅通。")
    office.photo("屈原野", caption="处置后", reply_to=office.card("屈原野"))
    steps.tries(office, "屈原野", "答复来电人", at(11, 20, "14:00"), at(11, 20, "15:00"))
    assert "还需2次，18:00以后再打" in office.last("屈原野")
    steps.tries(office, "屈原野", "答复来电人", at(11, 20, "19:00"))
    office.news()
    steps.tries(office, "屈原野", "答复来电人", at(11, 21, "10:00"))
    assert "答复联系未果（3次，符合第八条（七））" in office.news()["汪洋"][-1]
    steps.reports(office, "屈原野", "属实", "诉求合理", "实际解决")
    office.press("屈原野", "提交")


def sent_back_and_signed_again(office: Played) -> None:
    steps.signs(office, "关山")
    office.press("汪洋", "审核报告")
    assert "本系统八项预审（非官方“八审八不准”文本）" in office.last("汪洋")
    assert "✗" not in office.last("汪洋")
    office.press("汪洋", "退回重办")
    office.say("汪洋", "请补写清运数量。")
    steps.mends(office, "屈原野", "改处置措施和结果", "11月20日会同物业清运杂物3车，已恢复畅通。")
    steps.signs(office, "关山")
    steps.approves(office, "汪洋", "通过，先回访")


def call_back_says_no_once(office: Played) -> None:
    """第五条（四）: not solved sends it back by itself; the citizen is reachable now and must be told anew."""
    office.press("汪洋", "回访", "接通了", "是", "否", "否", "一般")
    office.say("汪洋", "三楼还有两个纸箱。")
    assert "回访未答复、未解决：三楼还有两个纸箱，请继续办理" in office.card("屈原野").text
    office.go_to(at(11, 23, "10:00"))
    steps.replies(office, "屈原野")
    steps.reports(
        office, "屈原野", "满意", "修改某项", "改处置措施和结果", last="已将三楼纸箱一并清运，来电人到场确认。"
    )
    office.press("屈原野", "提交")
    steps.signs(office, "关山")
    steps.approves(office, "汪洋", "通过，先回访")
    office.press("汪洋", "回访", "都做到了", "已上传")


def test_after_a_second_objection_a_leader_designates_and_the_recheck_is_extended_and_sealed(tmp_path: Path) -> None:
    with Played(tmp_path, at(11, 20, "09:30"), NANMATOU) as office:
        office.come_in()
        steps.registers(office, "汪洋", pasted(NUMBER, "2026-11-20 09:20", 督办级别="区级督办"))
        office.press("汪洋", "社区管理办", "联系来电人", "电话已告知")
        returned_twice(office)
        first_do_then_appeal(office)
        handled(office, "属实", "诉求合理", "实际解决", "满意")
        ended(office)
        rechecked(office)
        signed_on_paper(office)
        reviewed(office)
        notice_is_answered(office)
        steps.nobody_hears_anything_more(office)


def form_of_the_return_lies_before_its_signer(office: Played) -> None:
    """附件1.1 came with the question; afterwards it bears the signature, for the desk that asks for it."""
    name, words = office.document("项前")
    assert name.endswith("-浦东新区热线网格工单退单审核表.docx")
    assert "依据街道职责清单由城管中队处置" in words
    office.say("汪洋", f"/forms {NUMBER}")
    office.press("汪洋", "浦东新区热线网格工单退单审核表")
    _, signed = office.document("汪洋")
    assert "项前　2026-11-20 " in signed
    for secret in steps.SECRETS:
        assert secret not in words + signed
    printed_with_the_door_on_it(office, signed)
    office.news()


def printed_with_the_door_on_it(office: Played, masked: str) -> None:
    """For print the desk has it with contact data, says why, and has it for a minute."""
    office.press("汪洋", "含联系方式", "打印后存档")
    _, printed = office.document("汪洋")
    assert "301室" in printed
    assert "60秒后删除" in office.last("汪洋")
    office.advance(seconds=61)
    assert office.document("汪洋")[1] == masked


def returned_twice(office: Played) -> None:
    office.press("韦一", "接单")
    steps.visits(office, "韦一")
    office.press("韦一", "先行联系", "电话联系上了", "刚才")
    office.voice("韦一")
    office.press("韦一", "更多", "申请退单", "城管中队")
    office.say("韦一", "属城管中队职责。")
    office.press("韦一", "提交")
    steps.agrees(office, "项前")
    office.press("汪洋", "处理申请", "同意，二次派单", "城管中队")
    office.press("屈原野", "接单")
    steps.visits(office, "屈原野")
    office.press("屈原野", "更多", "申请退单", "社区管理办")
    office.say("屈原野", "属社区管理办职责。")
    office.press("屈原野", "提交")
    steps.agrees(office, "关山")
    assert "（第2次）" in office.card("汪洋").text


def first_do_then_appeal(office: Played) -> None:
    """第八条（三）: 指定谁、谁处置，先执行、后申诉."""
    office.press("汪洋", "更多", "报领导指定", "二次派单后仍有异议", "不用说明")
    assert "请您指定承办单位：二次派单后仍有异议" in office.card("牛勇").text
    office.news()
    office.press("牛勇", "指定承办", "城管中队", "不写批示")
    told = office.news()
    assert set(told) - {"牛勇"} == {"汪洋", "屈原野", "关山"}
    assert "领导指定城管中队承办（指定谁、谁处置，先执行、后申诉）" in told["屈原野"][-1]
    office.say("屈原野", f"/return {NUMBER}")
    assert "先执行、后申诉，请先处置，办结后再申诉。（依据：第八条（三））" in office.last("屈原野")


def handled(office: Played, *answers: str, last: str = steps.PHONE) -> None:
    steps.notes(office, "屈原野", "现场楼道堆放纸箱旧家具，反映属实。", "已会同物业清运完毕，加装货架。")
    office.photo("屈原野", caption="处置后", reply_to=office.card("屈原野"))
    steps.replies(office, "屈原野")
    steps.reports(office, "屈原野", *answers, last=last)


def ended(office: Played) -> None:
    office.press("屈原野", "提交")
    steps.signs(office, "关山")
    reviewed(office)


def signed_on_paper(office: Played) -> None:
    """第十条（二）: in writing, under the department's seal; the unit sends the picture of what its head signed."""
    office.press("屈原野", "提交", "更多", "登记纸质签字")
    office.voice("屈原野")
    assert "签字材料请发照片或者 PDF" in office.last("屈原野")
    office.photo("屈原野")
    office.press("屈原野", "发好了", "刚才", "关山")
    assert shown(office, "现在的原文校验码：")
    office.say("屈原野", "000000000000")
    assert shown(office, "纸上的校验码和现在的原文不一样")
    office.say("屈原野", f"/paper {NUMBER}")
    office.press("屈原野", "一致，登记")
    assert shown(office, "已登记关山的纸质签字，等待街道城运中心审核")
    office.press("汪洋", "审核报告")
    assert "处置单位负责人 关山 今天 10:00（纸质）" in office.last("汪洋")
    office.say("汪洋", "/cancel")


def shown(office: Played, words: str) -> bool:
    return any(words in text for text in office.texts("屈原野"))


def reviewed(office: Played) -> None:
    steps.approves(office, "汪洋", "通过，先回访")
    office.press("汪洋", "回访", "都做到了", "已上传")
    assert office.ticket().state == "closed"


def rechecked(office: Played) -> None:
    """第十条: three working days from 1 December, extended on the district's word; in writing, under seal."""
    office.go_to(at(12, 1, "10:00"))
    office.press("汪洋", "更多", "转复核单", "市民不认可", "刚才")
    assert "回访复核单书面报处置结果：12月4日（周五）24:00前" in office.card("屈原野").text
    assert "回访复核单说明无法按期办结：明天 24:00前可以办" in office.card("屈原野").text
    office.press("汪洋", "联系来电人", "电话已告知")
    office.press("屈原野", "接单", "更多", "延期等申请")
    assert "回访复核单延期" in office.last("屈原野")
    office.say("屈原野", "12月11日")
    office.say("屈原野", "需等业委会表决加装货架。")
    assert "回访复核单书面报处置结果：12月4日（周五）24:00前" in office.card("屈原野").text
    office.press("汪洋", "处理申请", "同意延期")
    assert "延期后办结：12月11日（周五）24:00前" in office.card("屈原野").text
    assert "12月4日" not in office.card("屈原野").text
    office.press("屈原野", "先行联系", "电话联系上了", "刚才")
    office.voice("屈原野")
    steps.visits(office, "屈原野")
    handled(office, "属实", "诉求合理", "实际解决", "建议物业每周巡查。", "满意", last="")
    assert "缺：加盖部门公章的书面文件（第十条（二））" in office.last("屈原野")
    office.paper("屈原野", caption="盖章文件")
    office.press("屈原野", "再检查一遍")


def notice_is_answered(office: Played) -> None:
    """附件3 三（三）: within five working days of the notice of 1 December, until the end of the 8th."""
    office.press("汪洋", "更多", "要求书面说明")
    office.news()
    office.say("汪洋", "被区城运通报处置反复。")
    assert "答复通报：12月8日（周二）24:00前" in office.news()["屈原野"][-1]
    office.go_to(at(12, 3, "10:00"))
    office.press("屈原野", "写书面说明")
    office.say("屈原野", "已建立每周巡查。")
    assert "答复通报：已建立每周巡查" in office.news()["汪洋"][-1]
