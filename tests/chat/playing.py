"""A ticket's life on the phones, step by step."""

from collections.abc import Callable
from datetime import timedelta

from storage.tables import Ticket
from tests.chat.stage import Stage

NUMBER = "20261120000301"
PASTED = f"""工单编号：{NUMBER}
来源：区城运中心　类型：投诉　紧急程度：普通
诉求人：王样英
联系电话：13800001001
诉求地址：示例路118弄2号301室
来电时间：2026-11-20 08:12:00
派单时间：2026-11-20 09:20:00
标题：楼下面馆油烟扰民
内容：来电人反映面馆晚间炒制时油烟直排，希望核查油烟净化设施。"""


def register(stage: Stage) -> None:
    clerk = stage.phone(stage.cast.clerk)
    clerk.say(PASTED)
    clerk.press("登记")


def dispatch(stage: Stage) -> None:
    clerk = stage.phone(stage.cast.clerk)
    clerk.press("城建办")
    clerk.press("东片区")


def accept(stage: Stage) -> None:
    stage.now += timedelta(minutes=6)
    stage.phone(stage.cast.handler).press("接单")


def handle(stage: Stage) -> None:
    """Everything told that a report needs."""
    handler, informant = stage.phone(stage.cast.handler), stage.phone(stage.cast.informant)
    stage.now += timedelta(minutes=10)
    informant.press("先行联系")
    informant.press("电话")
    informant.press("刚才")
    informant.voice()
    stage.now += timedelta(minutes=30)
    handler.press("现场查看", handler.card())
    handler.press("到现场看了")
    handler.press("刚才")
    handler.photo()
    handler.press("发完了")
    handler.say("现场核实油烟净化器未按时清洗，油烟直排属实。", reply_to=handler.card())
    handler.say("已责令商户清洗净化器并改道排烟，当天完成。", reply_to=handler.card())
    stage.now += timedelta(minutes=30)
    handler.voice(reply_to=handler.card())


def preview(stage: Stage) -> None:
    """The report filled in, shown and not yet handed in."""
    handler = stage.phone(stage.cast.handler)
    for answer in ("写办结报告", "属实", "诉求合理", "实际解决", "刚才", "满意"):
        handler.press(answer)
    handler.say("021-60000000")


def submit(stage: Stage) -> None:
    stage.phone(stage.cast.handler).press("提交")


def sign(stage: Stage) -> None:
    for answer in ("阅签报告", "同意", "确认同意"):
        stage.phone(stage.cast.head).press(answer)


def approve(stage: Stage) -> None:
    for answer in ("审核报告", "通过", "确认通过"):
        stage.phone(stage.cast.clerk).press(answer)


def call_back(stage: Stage) -> None:
    for answer in ("回访", "都做到了"):
        stage.phone(stage.cast.clerk).press(answer)


STEPS: dict[str, tuple[str, Callable[[Stage], None]]] = {
    "registered": ("empty", register),
    "dispatched": ("registered", dispatch),
    "accepted": ("dispatched", accept),
    "handled": ("accepted", handle),
    "previewed": ("handled", preview),
    "submitted": ("previewed", submit),
    "signed": ("submitted", sign),
    "approved": ("signed", approve),
    "closed": ("approved", call_back),
}
"""Each point of the life: what comes before it, and what leads to it."""


def the_ticket(stage: Stage) -> Ticket:
    return stage.ticket(NUMBER)
