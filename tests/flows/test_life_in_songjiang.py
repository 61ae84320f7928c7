"""Songjiang (沪松民〔2023〕32号): a ticket's whole life, and one that threatens stability and comes again."""

from pathlib import Path

from tests.flows import steps
from tests.flows.offices import SONGJIANG, pasted
from tests.flows.played import Played
from tests.flows.steps import at

NUMBER = "20261120000201"
LATER = "通过，报信访条线分管领导签批"
TICKET = pasted(
    NUMBER, "2026-11-20 09:20", 来源="区热线办", 标题="低保金发放迟", 内容="来电人反映低保金发放迟缓，要求核实。"
)
CROWD = pasted(
    NUMBER,
    "2026-11-20 09:20",
    来源="区热线办",
    标题="养老补贴停发",
    内容="来电人反映养老补贴停发，称将组织多人上访。",
    标签="涉稳",
)


def test_a_ticket_is_returned_answered_in_vain_sent_back_and_closed(tmp_path: Path) -> None:
    with Played(tmp_path, at(11, 20, "09:30"), SONGJIANG) as office:
        office.come_in()
        steps.registers(office, "池瑶", TICKET)
        card = office.card("池瑶").text
        assert "先行联系来电市民：11月23日（周一）24:00前" in card
        assert "普通工单办结：12月1日（周二）24:00前" in card
        office.press("池瑶", "养老服务科", "联系来电人", "电话已告知")
        section_returns_it(office)
        section_calls_in_vain(office)
        report_is_signed_reviewed_and_signed_again(office)
        office.press("池瑶", "确认上传", "已上传")
        office.press("池瑶", "回访", "接通了", "是", "是", "是", "满意")
        assert office.ticket().state == "closed"
        assert office.story("evidence", "note", "contact_attempt") == [
            "called", "platform_dispatched", "received", "registered", "dispatched", "desk_contact",
            "return_applied", "request_signed", "return_granted", "dispatched", "accepted", "site_visit",
            "report_submitted", "signature_given", "sent_back",
            "report_submitted", "signature_given", "approved", "signature_refused",
            "report_submitted", "signature_given", "approved", "signature_given", "completed",
            "called_back", "closed",
        ]  # fmt: skip
        steps.nobody_hears_anything_more(office)
        assert not office.texts("梁宽")[1:]


def section_returns_it(office: Played) -> None:
    """三（一）: reasons and proof, signed by the branch leader; the office ends the return within a working day."""
    assert "不予受理的提交退单材料：11月30日（周一）24:00前可以办" in office.card("倪俊").text
    office.press("倪俊", "申请退单")
    office.say("倪俊", "低保金发放由社会救助科负责，依据科室职责。")
    assert "还缺：相关依据" in office.last("倪俊")
    office.paper("倪俊", caption="依据")
    office.press("倪俊", "再检查一遍", "提交")
    assert "完成退单流程：11月23日（周一）24:00前" in office.card("池瑶").text
    office.news()
    steps.agrees(office, "龚雪")
    assert "完成退单流程：11月23日（周一）24:00前" in office.news()["池瑶"][-1]
    office.press("池瑶", "处理申请", "同意，二次派单", "社会救助科")
    assert "完成退单流程" not in office.card("池瑶").text
    card = office.card("丁怡").text
    assert "养老服务科已退单" in card
    assert "普通工单办理并答复市民：11月30日（周一）24:00前" in card
    office.press("丁怡", "接单")


def section_calls_in_vain(office: Played) -> None:
    office.press("丁怡", "现场查看", "无实际现场")
    steps.notes(
        office,
        "丁怡",
        "经居委和民政业务系统核实，本月低保金因账户变更延迟到账，情况属实。",
        "根据《上海市社会救助条例》已于11月20日补发到账，并向来电人短信告知。",
    )
    steps.tries(office, "丁怡", "答复来电人", at(11, 20, "14:00"), at(11, 20, "14:30"), at(11, 20, "15:00"))
    assert "答复联系未果（3次" in office.card("池瑶").text


def report_is_signed_reviewed_and_signed_again(office: Played) -> None:
    """二（二）2: 业务分管领导, then the office reviews it, then 信访条线分管领导, and only then it is reported."""
    steps.reports(office, "丁怡", "属实", "诉求合理", "实际解决")
    assert "多次拨打来电人王**电话未果（2026-11-20 14:00、" in office.last("丁怡")
    office.press("丁怡", "提交")
    office.news()
    steps.signs(office, "龚雪")
    assert "柏松" not in office.news()
    steps.sends_back(office, "池瑶", "请写明依据的条款。")
    assert "请写明依据的条款" in office.card("丁怡").text
    steps.mends(office, "丁怡", "改处置措施和结果", "根据《上海市社会救助条例》第十条已补发到账，并向来电人短信告知。")
    steps.signs(office, "龚雪")
    steps.approves(office, "池瑶", LATER)
    assert "办结报告请您签批" in office.news()["柏松"][-1]
    office.press("柏松", "阅签报告", "退回")
    office.say("柏松", "请写明补发的月份。")
    assert "办结报告审核后被信访条线分管领导退回：请写明补发的月份" in office.news()["池瑶"][-1]
    steps.mends(
        office, "丁怡", "改处置措施和结果", "根据《上海市社会救助条例》第十条已补发11月低保金，并短信告知来电人。"
    )
    passes_all(office)


def passes_all(office: Played) -> None:
    """Signed, reviewed, signed again."""
    steps.signs(office, "龚雪")
    steps.approves(office, "池瑶", LATER)
    steps.signs(office, "柏松")


def test_a_ticket_that_threatens_stability_is_reported_every_day_until_closed_and_rechecked(tmp_path: Path) -> None:
    with Played(tmp_path, at(11, 20, "09:30"), SONGJIANG) as office:
        office.come_in()
        steps.registers(office, "池瑶", CROWD)
        office.press("池瑶", "养老服务科", "联系来电人", "电话已告知")
        office.press("倪俊", "接单")
        reported_every_day(office)
        citizen_is_not_satisfied(office)
        assert office.ticket().state == "closed"
        nothing_is_owed_while_closed(office)
        rechecked(office)
        assert office.ticket().state == "closed"
        steps.nobody_hears_anything_more(office)


def reported_every_day(office: Played) -> None:
    """三（三）3: every day, holidays too, from the day of receipt; reminded two hours before 17:00."""
    assert "每日报送处置情况：今天 17:00前" in office.card("倪俊").text
    office.go_to(at(11, 20, "14:59"))
    office.news()
    office.go_to(at(11, 20, "15:01"))
    told = office.news()
    assert set(told) == {"倪俊"}
    assert "每日报送处置情况：还剩2小时" in told["倪俊"][-1]
    assert "依据三（三）3" in told["倪俊"][-1]
    progress(office, "已与来电人面谈，情绪平稳。")
    assert "每日报送处置情况：明天 17:00前" in office.card("倪俊").text
    office.go_to(at(11, 21, "11:00"))
    progress(office, "已与居委值守，无聚集。")
    office.go_to(at(11, 22, "12:00"))
    progress(office, "周日巡查，无聚集。")
    office.go_to(at(11, 23, "10:00"))
    office.say("倪俊", NUMBER)
    assert "每日报送处置情况：今天 17:00前" in office.card("倪俊").text


def progress(office: Played, text: str) -> None:
    office.press("倪俊", "反馈进展")
    office.say("倪俊", text)


def citizen_is_not_satisfied(office: Played) -> None:
    """三（三）1: why, with proof, and that what was owed was done; signed by the branch leader."""
    office.press("倪俊", "现场查看", "无实际现场")
    steps.replies(office, "倪俊")
    why = "来电人希望一次性补发，已解释按月补发的规定。"
    shown = "已按《养老补贴办法》履职，发放记录附后。"
    asked = ("民政业务系统", "《养老补贴办法》第三条", "不满意", why, shown)
    steps.reports(office, "倪俊", "属实", "诉求合理", "实际解决", *asked)
    assert "缺：相关政策文件、会议纪要、处理过程等证明（三（三）1）" in office.last("倪俊")
    office.paper("倪俊", caption="依据")
    office.press("倪俊", "再检查一遍", "提交")
    passes_all(office)
    office.press("池瑶", "确认上传", "已上传")
    office.press("池瑶", "回访", "接通了", "是", "是", "是", "一般")


def nothing_is_owed_while_closed(office: Played) -> None:
    office.news()
    office.go_to(at(11, 30, "10:00"))
    assert office.news() == {}


def rechecked(office: Played) -> None:
    """二（二）3（2）: three working days from Monday the 30th; the daily report begins anew with it."""
    office.press("池瑶", "更多", "转复核单", "回访不满意", "刚才")
    card = office.card("倪俊").text
    assert "每日报送处置情况：今天 17:00前" in card
    assert "标签、复核、咨询、扬言工单办结：12月3日（周四）24:00前" in card
    office.press("池瑶", "联系来电人", "电话已告知")
    office.press("倪俊", "接单")
    steps.notes(office, "倪俊", "复查补贴发放记录，情况属实。", "根据《养老补贴办法》逐月补发并上门说明。")
    progress(office, "平稳。")
    office.press("倪俊", "更多", "答复来电人", "当面答复了", "刚才")
    why = "上次未说明补发批次。"
    steps.reports(office, "倪俊", "属实", "诉求合理", "解释说明", "民政业务系统", "认可", last=why)
    office.press("倪俊", "提交")
    passes_all(office)
    office.press("池瑶", "确认上传", "已上传")
    office.press("池瑶", "回访", "都做到了")
