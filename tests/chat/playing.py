"""A ticket played on the phones, up to where a test wants it."""

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


def registered(stage: Stage, text: str = PASTED) -> None:
    clerk = stage.phone(stage.cast.clerk)
    clerk.say(text)
    clerk.press("登记")


def dispatched(stage: Stage) -> None:
    registered(stage)
    clerk = stage.phone(stage.cast.clerk)
    clerk.press("城建办")
    clerk.press("东片区")


def accepted(stage: Stage) -> None:
    dispatched(stage)
    stage.now += timedelta(minutes=6)
    stage.phone(stage.cast.handler).press("接单")


def handled(stage: Stage) -> None:
    """Everything told that a report needs."""
    accepted(stage)
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


def previewed(stage: Stage) -> None:
    """The report filled in, shown and not yet handed in."""
    handled(stage)
    handler = stage.phone(stage.cast.handler)
    for answer in ("写办结报告", "属实", "诉求合理", "实际解决", "刚才", "满意"):
        handler.press(answer)
    handler.say("021-60000000")


def submitted(stage: Stage) -> None:
    previewed(stage)
    stage.phone(stage.cast.handler).press("提交")


def signed(stage: Stage) -> None:
    submitted(stage)
    head = stage.phone(stage.cast.head)
    for answer in ("阅签报告", "同意", "确认同意"):
        head.press(answer)


def approved(stage: Stage) -> None:
    signed(stage)
    clerk = stage.phone(stage.cast.clerk)
    for answer in ("审核报告", "通过", "确认通过"):
        clerk.press(answer)


def the_ticket(stage: Stage) -> Ticket:
    return stage.ticket(NUMBER)
