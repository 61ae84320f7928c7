"""An invented ticket with everything a form may print, for checking forms before anybody waits for one."""

from datetime import UTC, datetime
from typing import Any

from bot.reports.layouts.forms import FormFile
from bot.reports.layouts.names import PARTIES
from bot.rules.facts import MOMENTS
from bot.rules.report_templates import OwnSlot
from bot.rules.rulebook import Rulebook

_DAY = datetime(2026, 11, 20, 1, 5, tzinfo=UTC)

REPORT_TEXT = """宜川路街道关于工单20261120000123的办结报告

诉求事项：楼道堆物影响通行

一、回复内容
1. 先行联系：11月20日10:05，片区信息员陆敏电话联系来电人，告知已受理并核实诉求。
2. 核实情况：经现场查看，宜川路某弄3号楼二楼楼道堆放纸箱、旧家具约3立方米，占用通道宽度的一半。
3. 事实认定：属实。诉求认定：诉求合理。
4. 办理过程：11月20日下午会同居委会、物业到场，与堆物的居民当面沟通，说明消防安全要求。
5. 处置过程和结果：11月21日物业协助居民将堆物全部清走，楼道恢复畅通，张贴“请勿堆物”告示，居委会每周巡查一次。
处理结果：实际解决。
6. 答复和市民反馈：2026-11-23 10:40将办理结果答复来电人。市民对办理质量和结果的反馈：满意。
7. 具体责任人：周航（城市建设办公室），联系电话：021-60000001。

二、答复要点
楼道堆物已于11月21日全部清走，居委会每周巡查；再有堆物可拨打居委会电话或再次来电。

三、附件
1. 现场照片2份
2. 先行联系录音1份"""

LETTER = """王先生：

您反映的信访事项已受理。经研究，现答复如下：
您反映居住小区的养老服务站周末不开放。您认为，服务站应当每天开放。您要求周末也提供午餐。
经查，该服务站由镇政府委托运营，公示的开放时间为周一至周五；周末午餐由相邻的社区食堂提供。
本机关认为，《上海市养老服务条例》规定社区养老服务设施的服务时间由运营机构按照协议确定并公示。
根据以上规定，对您周末增开服务站的请求不予支持；周末午餐可到社区食堂用餐，持敬老卡享受同样的折扣。
如不服本意见，您可自收到本处理意见之日起 30 日内向上海市民政局提出复查申请。\
如逾期不提出复查申请，本意见即为最终意见。"""


ACCEPTANCE = """王先生：

您于2026年11月20日提出的信访事项（工单编号20261120000123）收悉。经审查，该事项属于本机关职责范围，现予以受理。
本机关将在规定期限内办理完毕，并将办理结果书面答复您。办理期间如有补充材料，请与承办科室联系，电话：021-60000001。
特此告知。"""

PARAGRAPH = (
    "2026年11月20日10时左右，城市建设办公室工作人员与来电人王先生进行了电话沟通。"
    "经居委会和物业核实，来电人王先生反映的情况属实。针对反映的情况，通过以下几方面进行改进："
    "1. 向堆物的居民说明消防安全要求；2. 11月21日由物业协助将堆物全部清走；3. 居委会每周巡查一次。"
    "来电人王先生表示接受。"
)

TEXTS = {"yichuan_road": REPORT_TEXT, "putuo_justice": REPORT_TEXT}
OFFICES = {
    "songjiang_civil": "松江区民政局",
    "nanmatou_road": "南码头路街道",
    "beizhan": "北站街道",
    "putuo_justice": "普陀区司法局",
    "yichuan_road": "宜川路街道",
}
LETTERS = {"petition_reply": LETTER, "petition_acceptance": ACCEPTANCE}


def sample_for(form: FormFile) -> dict[str, Any]:
    """The sample as this form would meet it: a letter's own text, an office's usual kind of report."""
    text = LETTERS.get(form.name) or TEXTS.get(form.office, PARAGRAPH)
    return sample_values() | {"report_text": text, "office": OFFICES[form.office]}


def sample_values() -> dict[str, Any]:
    """Every name of document_values and of FORM_NAMES."""
    return {
        **{f"{moment}_at": _DAY for moment in MOMENTS if moment != "returned"},
        "returned_at": None,
        **_of_the_ticket(),
        **_of_the_work(),
        **_of_the_report(),
        **_of_the_form(),
    }


def own_values(rulebook: Rulebook) -> dict[str, Any]:
    """Answers to the questions that only this rulebook asks."""
    return {slot.name: answer_to(slot) for slot in (rulebook.report.slot if rulebook.report else ())}


def answer_to(slot: OwnSlot) -> str | datetime:
    """An answer that the question could have been given."""
    match slot.answer:
        case "choice":
            return slot.choices[0]
        case "moment":
            return _DAY
        case _:
            return "已会同居委会、物业会商，意见一致。"


def _of_the_ticket() -> dict[str, Any]:
    return {
        "number": "20261120000123",
        "kind": "投诉",
        "source": "区12345",
        "urgency": "普通",
        "complexity": "",
        "tags": [],
        "is_recheck": False,
        "supervised": "否",
        "has_contact": True,
        "has_site": True,
        "caller": "王建国",
        "phone": "13800001234",
        "address": "宜川路某弄3号楼201室",
        "title": "楼道堆物影响通行",
        "content": "来电人反映宜川路某弄3号楼二楼楼道长期堆放纸箱和旧家具，影响通行，存在消防隐患，要求清理。",
        "platform_due_at": _DAY.replace(day=27),
        "repeat_count": 2,
        "distinct_callers": 1,
    }


def _of_the_work() -> dict[str, Any]:
    return {
        "office": "宜川路街道",
        "unit": "城市建设办公室",
        "handler": "周航",
        "co_units": ["社区管理办公室", "泰山居委会"],
        "first_contact": "2026-11-20 10:05，片区信息员陆敏电话联系来电人，告知已受理并核实诉求",
        "contacted": "已联",
        "uncontacted_reason": "",
        "contacted_at": _DAY.replace(hour=2),
        "contacted_by": "陆敏",
        "contacted_how": "电话",
        "contact_tries": [],
        "reply_tries": [],
        "visited": "是",
        "visited_at": _DAY.replace(hour=6),
        "visited_by": "周航",
        "attachments": ["处置前照片1份", "处置后照片1份", "先行联系录音1份", "回访录音1份"],
    }


def _of_the_report() -> dict[str, Any]:
    return {
        "finding": "属实",
        "appeal": "诉求合理",
        "outcome": "实际解决",
        "satisfaction": "满意",
        "basis": "《上海市住宅物业管理规定》第五十六条：不得占用、堵塞共用通道；经核实，堆物事实清楚。",
        "verification": "经现场查看，二楼楼道堆放纸箱、旧家具约3立方米，占用通道宽度的一半。",
        "process": "11月20日下午会同居委会、物业到场，与堆物的居民当面沟通，说明消防安全要求。",
        "measures": "11月21日物业协助居民将堆物全部清走，楼道恢复畅通，居委会每周巡查一次。",
        "plan": "",
        "time_node": "",
        "previous_handling": "2026年9月曾清理过一次，11月再次堆放。",
        "background": "",
        "ticket_list": "",
        "reply_at": _DAY.replace(day=23, hour=2, minute=40),
        "replied_at": _DAY.replace(day=23, hour=2, minute=40),
        "talked_how": "电话沟通",
        "verified_with": "居委会和物业",
        "policy": "《上海市住宅物业管理规定》第五十六条",
        "conforms": "符合",
        "accepted": "接受",
        "main_facts": "居住小区的养老服务站周末不开放。",
        "reasons": "服务站应当每天开放。",
        "demands": "周末开放服务站\n周末提供午餐",
        "judgement": "对周末增开服务站的请求不予支持\n周末午餐可到社区食堂用餐",
        "opinion": "建议物业每周巡查一次。",
        "review_organ": "上海市民政局",
        "feedback": "来电人称楼道已经清空，表示满意。",
        "duty_performed": "",
        "responsible_person": "周航",
        "contact_phone": "021-60000001",
        "reply_points": "楼道堆物已于11月21日全部清走，居委会每周巡查；再有堆物可拨打居委会电话或再次来电。",
        "explanation": "堆物属实，已在时限内清理完毕；来电人首次来电后曾有反复，已建立每周巡查。",
    }


def _of_the_form() -> dict[str, Any]:
    words = "郑华　2026-11-24 14:05（电子签批）"
    signature = {"name": "郑华", "words": words, "at": _DAY.replace(day=24, hour=6)}
    return {
        "report_text": REPORT_TEXT,
        "today": _DAY.replace(day=24),
        "checksum": "3f6c9a1e7b20",
        "form_number": "2026-017",
        "photos": [],
        "reply_how": "电话",
        "replied_by": "周航",
        "signed": {party: dict(signature) for party in PARTIES},
        "applied": {
            "ground": "非职责范围",
            "reason": "经现场核实，反映的路段不在本部门职责范围内，现场照片和先行联系录音附后。",
            "target": "区绿化和市容管理局",
            "until": None,
            "text": "11月通报的工单未在时限内先行联系，系信息员轮休交接时漏看所致。"
            "已改为双人值守，当日交接由负责人签字。",
            "made_by": "周航",
            "made_at": _DAY.replace(day=24),
        },
        "instruction": "请城市建设办公室阅办。",
        "case_source": "",
        "related": [],
        "recordings": "",
        "passed_by": "静安区人民政府",
        "passed_number": "静热转〔2026〕118号",
        "urged": "转送单",
        "reply_days": 15,
        "reply_basis": "附件1",
        "answered_in_a_day": "是",
        "remarks": "无。",
    }
