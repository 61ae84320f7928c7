"""What the staff of every office do alike, in as many taps as it takes."""

import re
from datetime import datetime

from bot.reports.moments import SHANGHAI
from tests.flows.played import Played

PHONE = "021-60000000"
BULLETIN = re.compile(r"（[A-Z]{2}-B[0-9]+）|没有人能收|等核对的通报初稿")
"""What comes out on its day, whatever becomes of a ticket."""
SECRETS = ("王样英", "13800001001", "301室")


def at(month: int, day: int, clock: str) -> datetime:
    hour, minute = clock.split(":")
    return datetime(2026, month, day, int(hour), int(minute), tzinfo=SHANGHAI)


def registers(office: Played, clerk: str, text: str) -> None:
    office.say(clerk, text)
    office.press(clerk, "登记")


def tries(office: Played, name: str, start: str, *moments: datetime) -> None:
    """Call in vain at these moments, by the key `start`."""
    for moment in moments:
        office.go_to(moment)
        if start not in office.card(name).labels:
            office.press(name, "更多")
        office.press(name, start, "没接通" if start == "答复来电人" else "没人接")
        if "刚才" in office.keys(name):
            office.press(name, "刚才")


def notes(office: Played, name: str, *texts: str) -> None:
    for text in texts:
        office.say(name, text, reply_to=office.card(name))


def replies(office: Played, name: str) -> None:
    """The result is told on the phone, and the call recorded."""
    office.press(name, "更多", "答复来电人", "电话答复了", "刚才")
    office.voice(name)


def visits(office: Played, name: str) -> None:
    office.press(name, "现场查看", "到现场看了", "刚才")
    office.photo(name)
    office.press(name, "发完了")


def reports(office: Played, name: str, *answers: str, last: str = PHONE) -> None:
    """Write the report up to its preview: each answer by its key, or in words where there is none."""
    office.press(name, "写办结报告")
    for answer in answers:
        if any(key.startswith(answer) for key in office.keys(name)):
            office.press(name, answer)
        else:
            office.say(name, answer)
    if last:
        office.say(name, last)


def mends(office: Played, name: str, slot: str, text: str) -> None:
    office.press(name, "写办结报告", "修改某项", slot)
    office.say(name, text)
    office.press(name, "提交")


def signs(office: Played, *names: str) -> None:
    for name in names:
        office.press(name, "阅签报告", "同意", "确认同意")


def agrees(office: Played, *names: str) -> None:
    """Say yes to a request."""
    for name in names:
        office.press(name, "签批申请", "同意")


def approves(office: Played, clerk: str, decision: str = "通过并上报") -> None:
    office.press(clerk, "审核报告", decision, "确认通过")


def sends_back(office: Played, clerk: str, reason: str) -> None:
    office.press(clerk, "审核报告", "退回重办")
    office.say(clerk, reason)


def nobody_hears_anything_more(office: Played, days: int = 14) -> None:
    """A closed ticket is closed, but for bulletins; and nothing of the citizen was ever on a screen or in the log."""
    office.news()
    office.advance(days=days)
    heard = [text for texts in office.news().values() for text in texts if not BULLETIN.search(text)]
    assert heard == [], heard
    said = "\n".join(text for name in office.people for text in office.texts(name))
    log = office.log.getvalue()
    for secret in SECRETS:
        assert secret not in said
        assert secret not in log
