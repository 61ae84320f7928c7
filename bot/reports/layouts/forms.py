"""Which Word forms there are, named for whoever has one filled; nothing that lays out is loaded here."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FormFile:
    """`name` is the file's, without its ending; `form_id` the rulebook's [[form]]."""

    office: str
    name: str
    title: str
    clause: str
    form_id: str

    @property
    def path(self) -> str:
        """Below the folder of templates."""
        return f"forms/{self.office}/{self.name}.docx"


FORMS: tuple[FormFile, ...] = (
    FormFile("songjiang_civil", "handling_sheet", "信访、市民热线处理表", "附件1", "SJ-A1"),
    FormFile("songjiang_civil", "petition_reply", "信访答复", "附件2", "SJ-A2"),
    FormFile("songjiang_civil", "petition_acceptance", "受理告知书", "二（一）1", "SJ-A2.0"),
    FormFile("songjiang_civil", "help_report", "求助类或投诉类办结报告", "附件3 一", "SJ-A3.1"),
    FormFile("songjiang_civil", "inquiry_report", "咨询类或意见建议类办结报告", "附件3 二", "SJ-A3.2"),
    FormFile("songjiang_civil", "signing_sheet", "“12345”市民服务热线工单办理领导签批表", "附件4", "SJ-A4"),
    FormFile("nanmatou_road", "return_review", "浦东新区热线网格工单退单审核表", "附件1.1", "NM-1.1"),
    FormFile("nanmatou_road", "untrue_statement", "事实认定“不属实”工单情况说明表", "附件1.2", "NM-1.2"),
    FormFile("nanmatou_road", "stored_call", "浦东新区市民服务热线存电事项备案单", "附件1.3", "NM-1.3"),
    FormFile("beizhan", "transfer_sheet", "“12345”市民服务热线转送单", "附件2", "BZ-F2"),
    FormFile("beizhan", "not_assessed", "不纳入测评范围诉求申请表", "附件3", "BZ-F3"),
    FormFile("beizhan", "objective", "客观件诉求认定申请表", "附件4", "BZ-F4"),
    FormFile("putuo_justice", "ticket_sheet", "电子版处理工单", "一1", "PT-1.1.F"),
    FormFile("putuo_justice", "statement", "情况说明", "三2", "PT-3.2.F"),
    FormFile("yichuan_road", "completion_report", "办结报告", "二（三）3", "YC-F1"),
    FormFile("yichuan_road", "statement", "情况说明", "二（三）4", "YC-F2"),
)
