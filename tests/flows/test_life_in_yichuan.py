"""Yichuan (普宜办〔2023〕5号): a ticket's whole life, and one that the city supervises and sends for a recheck."""

from pathlib import Path

from tests.flows import steps
from tests.flows.offices import YICHUAN, pasted
from tests.flows.played import Played
from tests.flows.steps import at

NUMBER = "20261120000301"
TICKET = pasted(NUMBER, "2026-11-20 09:20")


def test_a_returned_ticket_of_a_citizen_nobody_reaches_is_sent_back_twice_and_closed(tmp_path: Path) -> None:
    with Played(tmp_path, at(11, 20, "09:30"), YICHUAN) as office:
        office.come_in()
        steps.registers(office, "林晓", TICKET)
        assert "收单派单：今天 10:20前" in office.card("林晓").text
        assert "联系来电人：今天 11:20前" in office.card("林晓").text
        office.press("林晓", "平安办", "东片区", "联系来电人", "短信已告知")
        wrongly_dispatched_ticket_is_returned(office)
        nobody_answers_the_informant(office)
        report_is_sent_back_and_mended(office)
        call_back_says_no(office)
        assert office.ticket().state == "closed"
        assert office.story("evidence", "note", "contact_attempt") == [
            "called", "platform_dispatched", "received", "registered", "dispatched", "desk_contact",
            "return_applied", "return_granted", "dispatched", "accepted", "first_contact", "site_visit",
            "report_submitted", "signature_given", "sent_back",
            "report_submitted", "signature_given", "approved", "called_back", "sent_back",
            "report_submitted", "signature_given", "approved", "completed",
            "called_back", "called_back", "called_back", "closed",
        ]  # fmt: skip
        steps.nobody_hears_anything_more(office)
        assert not office.texts("王正")[1:]


def wrongly_dispatched_ticket_is_returned(office: Played) -> None:
    """二（二）2: the reason, what it rests on, recording and pictures; the first return needs no signature."""
    office.go_to(at(11, 20, "09:40"))
    assert "非职责范围申请退单：11月26日（周四）24:00前可以办（二（二）2）" in office.card("钱进").text
    office.press("钱进", "申请退单")
    office.say("钱进", "楼道堆物由城建办负责，依据职责分工第三条。")
    assert "还缺：相关依据、录音、照片" in office.last("钱进")
    office.press("钱进", "提交")
    assert "（依据：二（二）2）" in office.last("钱进")
    office.paper("钱进", caption="依据")
    office.photo("钱进")
    office.voice("钱进")
    office.press("钱进", "再检查一遍")
    office.news()
    office.press("钱进", "提交")
    assert set(office.news()) == {"林晓"}
    office.go_to(at(11, 20, "10:10"))
    office.press("林晓", "处理申请", "同意，二次派单", "城建办", "东片区")
    told = office.news()
    assert "二次派单，时限不重新计算（平安办已退单：楼道堆物由城建办负责" in told["张三"][-1]
    assert "接单：今天 10:40前" in told["张三"][-1]
    assert "办结并反馈办结报告：11月27日（周五）24:00前" in told["张三"][-1]
    assert "11月24日（周二）24:00仍未办结：2 个工作日未办结" in told["张三"][-1]
    assert "李四" not in told
    office.press("张三", "接单")


def nobody_answers_the_informant(office: Played) -> None:
    """二（四）1: three calls half an hour apart with a picture each, then a text message to a mobile phone."""
    assert "先行联系：今天 17:00前" in office.card("周敏").text
    steps.tries(office, "周敏", "先行联系", at(11, 20, "10:20"))
    office.photo("周敏")
    steps.tries(office, "周敏", "先行联系", at(11, 20, "10:40"))
    assert "还需2次，10:50以后再打" in office.last("周敏")
    steps.tries(office, "周敏", "先行联系", at(11, 20, "10:50"))
    office.photo("周敏")
    steps.tries(office, "周敏", "先行联系", at(11, 20, "11:20"))
    assert "短信告知截图" in office.last("周敏")
    office.photo("周敏")
    office.photo("周敏", caption="短信")
    assert "作为短信截图" in office.last("周敏")
    office.press("周敏", "发完了")


def report_is_sent_back_and_mended(office: Played) -> None:
    office.go_to(at(11, 20, "14:00"))
    assert "现场查看并拍摄照片：明天 24:00前" in office.card("张三").text
    steps.visits(office, "张三")
    steps.notes(office, "张三", "现场楼道堆放纸箱旧家具，属实。", "已会同物业清运完毕，楼道恢复畅通。")
    steps.reports(office, "张三", "属实", "诉求合理", "实际解决", "未联系上")
    assert "均未接通" in office.last("张三")
    office.news()
    office.press("张三", "提交")
    assert set(office.news()) == {"吴刚"}
    steps.signs(office, "吴刚")
    steps.sends_back(office, "林晓", "请补写清运的时间和数量。")
    told = office.news()
    assert "办结报告被退回重办：请补写清运的时间和数量" in told["张三"][-1]
    assert "退回重办后再次上报：11月27日（周五）24:00前" in told["张三"][-1]
    steps.mends(office, "张三", "改处置措施和结果", "11月20日14时会同物业清运杂物3车，楼道恢复畅通。")
    steps.signs(office, "吴刚")
    steps.approves(office, "林晓", "通过，稍后上传")
    assert "确认上传" in office.card("林晓").labels


def call_back_says_no(office: Played) -> None:
    """One "no" sends it back by itself, and what the citizen was told must be told anew; then nobody answers."""
    office.press("林晓", "回访", "接通了", "是", "是", "否", "一般")
    office.say("林晓", "又堆上了。")
    assert "回访未解决：又堆上了，请继续办理" in office.card("张三").text
    office.go_to(at(11, 20, "15:00"))
    steps.tries(office, "张三", "先行联系", at(11, 20, "15:00"))
    office.press("张三", "写办结报告", "未联系上", "修改某项", "改处置措施和结果")
    office.say("张三", "11月20日15时再次清运并张贴告示，落实每日两次巡查。")
    office.press("张三", "提交")
    steps.signs(office, "吴刚")
    steps.approves(office, "林晓")
    for moment in ("15:10", "15:40", "16:10"):
        office.go_to(at(11, 20, moment))
        assert "直接办结" not in office.card("林晓").labels
        office.press("林晓", "回访", "没接通")
    office.press("林晓", "直接办结", "确认办结")


def test_a_ticket_supervised_by_the_city_and_its_recheck_are_signed_by_the_branch_leader(tmp_path: Path) -> None:
    with Played(tmp_path, at(11, 20, "09:30"), YICHUAN) as office:
        office.come_in()
        steps.registers(office, "林晓", pasted(NUMBER, "2026-11-20 09:20", 督办级别="市级督办"))
        office.press("林晓", "城建办", "东片区", "联系来电人", "电话已告知")
        office.press("张三", "接单")
        office.press("周敏", "先行联系", "电话联系上了", "刚才")
        office.voice("周敏")
        steps.visits(office, "张三")
        leaders_hear_after_two_and_four_working_days(office)
        supervised_ticket_is_signed_twice(office)
        recheck_is_a_life_of_its_own(office)
        assert office.ticket().state == "closed"
        steps.nobody_hears_anything_more(office)


def leaders_hear_after_two_and_four_working_days(office: Played) -> None:
    """三（三）: dispatched on Friday the 20th, the marks are the ends of the 24th and the 26th; told at the opening."""
    office.go_to(at(11, 24, "16:30"))
    assert not [text for name in ("郑华", "冯兰", "王正") for text in office.texts(name) if NUMBER in text]
    office.news()
    office.go_to(at(11, 25, "09:30"))
    told = office.news()
    for leader in ("郑华", "冯兰"):
        assert "2 个工作日未办结" in told[leader][-1]
        assert "三（三）" in told[leader][-1]
    assert "王正" not in told
    office.go_to(at(11, 27, "09:30"))
    assert "4 个工作日未办结" in "\n".join(office.news()["王正"])


def supervised_ticket_is_signed_twice(office: Played) -> None:
    """二（三）5: a ticket that the city supervises is led by the unit's branch leader."""
    steps.notes(office, "张三", "现场楼道堆放纸箱旧家具，属实。", "已会同物业清运完毕，楼道恢复畅通。")
    steps.replies(office, "张三")
    steps.reports(office, "张三", "属实", "诉求合理", "实际解决", "满意")
    office.press("张三", "提交")
    steps.signs(office, "吴刚")
    assert "审核报告" not in office.card("林晓").labels
    steps.signs(office, "郑华")
    steps.approves(office, "林晓")
    office.press("林晓", "回访", "都做到了")
    assert office.ticket().state == "closed"


def recheck_is_a_life_of_its_own(office: Played) -> None:
    """Limits run from the new receipt, and nothing told or filed before counts for its report."""
    office.go_to(at(12, 1, "10:00"))
    office.news()
    office.press("林晓", "更多", "转复核单", "回访不满意", "刚才")
    told = office.news()
    assert {"张三", "吴刚", "周敏"} <= set(told)
    assert "办结并反馈办结报告：12月4日（周五）24:00前" in told["张三"][-1]
    assert "后天 24:00仍未办结：2 个工作日未办结" in told["张三"][-1]
    office.press("林晓", "联系来电人", "电话已告知")
    office.press("张三", "接单")
    office.press("周敏", "先行联系", "电话联系上了", "刚才")
    assert "录音" in office.last("周敏")
    office.voice("周敏")
    steps.visits(office, "张三")
    steps.notes(office, "张三", "复查楼道又有堆物，属实。", "已再次清运并由物业加装告示。")
    steps.replies(office, "张三")
    steps.reports(office, "张三", "属实", "诉求合理", "实际解决", "满意", last="")
    assert "已会同物业清运完毕" not in office.last("张三")
    assert "2026-12-01 10:00以电话方式与来电人先行联系" in office.last("张三")
    office.press("张三", "提交")
    steps.signs(office, "吴刚", "郑华")
    steps.approves(office, "林晓")
    office.press("林晓", "回访", "都做到了")
