"""Every command: its name, what it does, whom it is offered to. Each act has one, so no button is needed."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.rules.offered import without
from bot.rules.rulebook import Rulebook
from bot.rules.workflow import Act

EVERYBODY: frozenset[str] = frozenset()
DESK = frozenset({"desk"})
FIELD = frozenset({"handler", "informant"})
HANDLER = frozenset({"handler"})
ADMINISTRATOR = frozenset({"administrator"})
BINDERS = frozenset({"administrator", "desk"})
WATCHERS = frozenset({"desk", "unit_head", "branch_leader", "desk_branch_leader", "main_leader"})
COUNTED = WATCHERS | {"handler", "administrator"}
LEADERS = frozenset({"branch_leader", "desk_branch_leader", "main_leader"})
SIGNERS = LEADERS | {"unit_head"}
OF_TICKETS = FIELD | DESK | SIGNERS
"""Who can have a part in a ticket; an administrator alone has none."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command without its slash. `acts`: what it may mean, tried in order; `start`: answers it gives at once."""

    name: str
    description: str
    roles: frozenset[str] = EVERYBODY
    acts: tuple[str, ...] = ()
    start: tuple[tuple[str, str], ...] = ()


COMMANDS = (
    Command("my", "我手上的工单，最急的在前"),
    Command("due", "今天到期和已超时的事项"),
    Command("all", "全部工单，可筛选：/all 城建办 红灯 投诉"),
    Command("ticket", "查工单：/ticket 编号或几个字"),
    Command("import", "导入工单表格：直接发文件；/import 停止、继续、明细", DESK),
    Command("dispatch", "派单：/dispatch 编号", DESK, (Act.DISPATCH,)),
    Command("classify", "分类、标签：/classify 编号", DESK, (Act.CLASSIFY,)),
    Command("join", "安排协办、共同处置：/join 编号", DESK, (Act.JOIN,)),
    Command("urge", "催办：/urge 编号，不写编号可选多张", DESK, (Act.URGE,)),
    Command("supervise", "督办：/supervise 编号", DESK, (Act.SUPERVISE,)),
    Command(
        "designate",
        "报领导指定、指定承办：/designate 编号",
        DESK | HANDLER | LEADERS,
        (Act.DESIGNATE, Act.ASK_DESIGNATION),
    ),
    Command("accept", "接单：/accept 编号", HANDLER, (Act.ACCEPT,)),
    Command("contact", "先行联系：/contact 编号", FIELD | DESK, (Act.FIRST_CONTACT, Act.DESK_CONTACT)),
    Command("visit", "现场查看：/visit 编号", HANDLER, (Act.SITE_VISIT,)),
    Command("note", "添加记录：/note 编号 内容", OF_TICKETS, (Act.NOTE,)),
    Command("evidence", "添加材料：/evidence 编号；改用途：/evidence 编号 改为处置后照片", OF_TICKETS, (Act.EVIDENCE,)),
    Command("progress", "反馈处置进展：/progress 编号", HANDLER | DESK, (Act.PROGRESS,)),
    Command("cohandle", "反馈协办情况：/cohandle 编号 内容", HANDLER, (Act.CO_HANDLE,)),
    Command("finding", "选定认定关系：/finding 编号", frozenset({"informant"}), (Act.CHOOSE_FINDING,)),
    Command("reply", "答复来电人：/reply 编号", FIELD, (Act.REPLY,)),
    Command("return", "退单：/return 编号", FIELD | DESK, (Act.APPLY_RETURN, Act.RETURN_UPWARD)),
    Command("apply", "申请延期、存电等：/apply 编号", HANDLER, (Act.APPLY,)),
    Command("agree", "处理申请：/agree 编号", SIGNERS | DESK, (Act.SIGN_REQUEST, Act.GRANT)),
    Command(
        "disagree",
        "不同意申请：/disagree 编号",
        SIGNERS | DESK,
        (Act.REFUSE_REQUEST, Act.REJECT),
        (("decision", "no"),),
    ),
    Command("withdraw", "撤回申请：/withdraw 编号", FIELD | DESK, (Act.WITHDRAW,)),
    Command(
        "explain", "书面说明：/explain 编号", DESK | HANDLER | {"branch_leader"}, (Act.FOLLOW_UP, Act.ASK_FOLLOW_UP)
    ),
    Command("report", "写办结报告：/report 编号", HANDLER, (Act.REPORT,)),
    Command("sign", "签批报告：/sign 编号", SIGNERS, (Act.SIGN,)),
    Command("refuse", "签批退回：/refuse 编号", SIGNERS, (Act.REFUSE_SIGNATURE,), (("decision", "no"),)),
    Command("paper", "登记纸质签字：/paper 编号", FIELD | SIGNERS, (Act.SIGN_ON_PAPER,)),
    Command("approve", "审核报告：/approve 编号", DESK, (Act.APPROVE,)),
    Command("sendback", "退回重办：/sendback 编号", DESK, (Act.SEND_BACK,), (("decision", "no"),)),
    Command("again", "请部门再次审核：/again 编号", DESK, (Act.REVIEW_AGAIN,), (("decision", "again"),)),
    Command("callback", "回访：/callback 编号", DESK, (Act.CALL_BACK,)),
    Command("upload", "确认已上传上级平台：/upload 编号", DESK, (Act.UPLOAD,)),
    Command("reopen", "重新打开已办结的工单：/reopen 编号", DESK, (Act.REOPEN,)),
    Command("recheck", "转为回访复核单：/recheck 编号", DESK, (Act.RECHECK,)),
    Command("close", "无法回访，直接办结：/close 编号", DESK, (Act.CLOSE,)),
    Command("correct", "更正工单内容：/correct 编号", DESK, (Act.CORRECT,)),
    Command("phone", "显示联系方式：/phone 编号", FIELD | DESK, (Act.SHOW_CONTACT,)),
    Command("files", "查看佐证材料：/files 编号", OF_TICKETS, (Act.SHOW_EVIDENCE,)),
    Command("forms", "表单（Word）：/forms 编号", OF_TICKETS),
    Command("why", "时限怎么算的：/why 编号", OF_TICKETS),
    Command("board", "工单看板：各部门的灯和进度", WATCHERS),
    Command("figures", "数据：/figures 城建办 上月", COUNTED),
    Command("ask", "问数据：/ask 城建办上月满意率", COUNTED),
    Command("charts", "图表：/charts 热力图 城建办 上月", COUNTED),
    Command("score", "考核得分：/score 城建办 上月", COUNTED),
    Command("better", "得分怎样能提高：/better 城建办 上月", COUNTED),
    Command("bonus", "登记考核加分、扣分", DESK),
    Command("bonusback", "撤回加分、扣分：/bonusback 3 理由", DESK),
    Command("objection", "对考核申诉", frozenset({"unit_head"})),
    Command("answer", "答复考核申诉：/answer 2 同意 内容", DESK),
    Command("bulletins", "通报一览：上一期、下一期；/bulletins 预览 月报", WATCHERS),
    Command("bulletin", "核对、修改、发出通报：/bulletin 编号；发起：/bulletin 督查通报", DESK),
    Command("export", "导出工单、数据：/export 工单 上月", DESK),
    Command("handover", "交接清单：没办完的、快到期的、等谁办", DESK | HANDLER | {"unit_head"}),
    Command("story", "一张工单的全过程：/story 编号", OF_TICKETS),
    Command("repeats", "同一事项的工单：/repeats 编号", OF_TICKETS),
    Command("same", "确认是同一事项：/same 编号 另一编号", DESK),
    Command("apart", "确认不是同一事项：/apart 编号 另一编号", DESK),
    Command("special", "起草民情专报：/special 编号", DESK),
    Command("delivery", "谁收到了、看了没有：/delivery 编号", WATCHERS),
    Command("archive", "归档包：/archive 月份或编号", BINDERS),
    Command("rules", "查本单位的规定：/rules 退单几天"),
    Command("away", "外出请人代班：/away 明天 到11月30日 李四"),
    Command("back", "外出回来，结束代班"),
    Command("setup", "看本单位还缺什么", ADMINISTRATOR),
    Command("staff", "人员名册；发送 .xlsx、.xls 或 .csv 名册可以批量登记", ADMINISTRATOR),
    Command("person", "添加人员：/person 姓名", ADMINISTRATOR),
    Command("post", "给岗位：/post 姓名 经办人 城建办 B", ADMINISTRATOR),
    Command("unpost", "取消岗位：/unpost 姓名", ADMINISTRATOR),
    Command("invite", "生成邀请链接：/invite 姓名", ADMINISTRATOR),
    Command("transfer", "调到别的单位：/transfer 姓名 平安办", ADMINISTRATOR),
    Command("rename", "给人员改名：/rename 姓名 新姓名", ADMINISTRATOR),
    Command("release", "解除账号（换号、丢手机）：/release 姓名", ADMINISTRATOR),
    Command("revoke", "停用离岗人员：/revoke 姓名", ADMINISTRATOR),
    Command("unit", "新建部门或片区：/unit 处置部门 名称", ADMINISTRATOR),
    Command("renameunit", "单位改名：/renameunit 名称 新名称", ADMINISTRATOR),
    Command("closeunit", "撤销单位：/closeunit 名称", ADMINISTRATOR),
    Command("duties", "部门的职责关键词：/duties 城建办", ADMINISTRATOR),
    Command("bind", "在群里发：绑定为本单位工作群；/bind 城建办 绑定为部门群", BINDERS),
    Command("unbind", "在群里发：解除群的绑定", BINDERS),
    Command("cancel", "放弃正在填写的内容"),
    Command("help", "怎么用"),
)
BY_NAME = {command.name: command for command in COMMANDS}
COMMAND_OF_ACT = {act: command.name for command in COMMANDS for act in command.acts}


GROUP_MENU = tuple(
    (name, BY_NAME[name].description) for name in ("ticket", "my", "due", "rules", "bind", "unbind", "help")
)
"""What a group's menu offers, whoever opens it."""


EVALUATION = frozenset({"score", "better", "bonus", "bonusback", "objection", "answer"})


def idle(rulebook: Rulebook) -> frozenset[str]:
    """The commands for which the office's document gives no occasion: nobody there is offered them."""
    unknown = without(rulebook)
    found = {command.name for command in COMMANDS if command.acts and unknown.issuperset(command.acts)}
    found |= frozenset() if rulebook.scoring else EVALUATION
    found |= frozenset() if rulebook.form else {"forms"}
    found |= frozenset() if any(rule.drafts == "special" for rule in rulebook.threshold) else {"special"}
    return frozenset(found)


def offered_to(roles: Iterable[str], unknown: frozenset[str] = frozenset()) -> tuple[tuple[str, str], ...]:
    """The (name, description) pairs for the messenger's menu of somebody with these roles; `unknown`: see `idle`."""
    held = frozenset(roles)
    shown = [command for command in COMMANDS if command.roles is EVERYBODY or command.roles & held]
    return tuple((command.name, command.description) for command in shown if command.name not in unknown)
