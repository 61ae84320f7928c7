"""100,000 rows sent to the bot as a .csv, taken in while others talk to it; against registering one by one.

Bars: ≤ 10 s from the yes to the answer, `/help` beside it in ≤ 100 ms at p99. The table is what an office exports after
some years: one ticket in thirty is still open, the others were closed long ago. Nothing else may run on the machine:
two processes make the rows ready, the bot writes them, and the playground plays the phones.
"""

import csv
import io
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from benchmarks.served_bot import Served, serving, spread
from bot.playground.people import Person
from bot.work import intake
from storage.database import Database
from storage.rows import id_of
from tests.people import TICKET, Cast, settle_in

ROWS, OPEN_EVERY, RATE = 100_000, 30, 20
ONE_BY_ONE = 300
HEADING = (
    *("工单编号", "来源", "类型", "紧急程度", "诉求人", "联系电话", "诉求地址"),
    *("来电时间", "派单时间", "标题", "内容", "状态", "结案时间", "承办单位"),
)
MATTERS = (
    ("车位被占", "固定车位被他人占用，要求清理。"),
    ("油烟扰民", "面馆油烟直排，要求整改。"),
    ("路灯不亮", "三盏路灯不亮。"),
)
CLERK = "林晓"


def main() -> None:
    naive = one_by_one()
    print(f"one by one: {naive:,.0f} tickets/s")
    data = table()
    print(f"{ROWS:,} rows, {len(data) / 1e6:.0f} MB")
    with serving() as served:
        clerk = served.phones[CLERK]
        begun = time.perf_counter()
        clerk.attach_document(data, name="台账.csv")
        waited_for(served, clerk, "核对表格", 300)
        print(f"looked at in {time.perf_counter() - begun:.1f} s")
        talk = Talk(served)
        talk.start()
        begun = time.perf_counter()
        clerk.say("导入")
        waited_for(served, clerk, "导入完成", 600)
        took = time.perf_counter() - begun
        talk.stop()
        ratio = ROWS / took / naive
        print(f"taken in in {took:.1f} s (bar 10): {ROWS / took:,.0f} rows/s, {ratio:.1f} times one by one")
        print(f"/help beside it, {RATE}/s: {spread(talk.waits)} (bar p99 100 ms), {len(talk.waits)} answers")
        print(f"memory of the bot afterwards: {served.memory:.0f} MB")


def table() -> bytes:
    """Invented tickets of the last years."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(HEADING)
    first = datetime(2024, 1, 2, 9, tzinfo=UTC)
    for number in range(ROWS):
        at = first + timedelta(minutes=number * 13)
        title, content = MATTERS[number % len(MATTERS)]
        place = f"样本路{number % 400 + 1}弄{number % 60 + 1}号{number % 6 + 1}0{number % 4 + 1}室"
        is_open = number % OPEN_EVERY == 0
        closed = "" if is_open else f"{at + timedelta(days=4):%Y-%m-%d %H:%M}"
        state, unit = ("处理中", "") if is_open else ("已结案", ("城建办", "平安办")[number % 2])
        phone = f"1380000{number % 10_000:04d}"
        moments = f"{at:%Y-%m-%d %H:%M}", f"{at + timedelta(minutes=20):%Y-%m-%d %H:%M}"
        kind = ("投诉", "求助", "咨询", "意见建议")[number % 4]
        whose = f"{at:%Y%m%d}{number:06d}", "区城运中心", kind, "普通", "王先生", phone, place
        writer.writerow([*whose, *moments, title, content, state, closed, unit])
    return written.getvalue().encode("gbk")


def one_by_one() -> float:
    """Tickets a second, each registered in a transaction of its own."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(f"sqlite:///{folder}/one.sqlite3")
        cast = database.write_now(settle_in)
        begun = time.perf_counter()
        for number in range(ONE_BY_ONE):
            database.write_now(registering(cast, number))
        took = time.perf_counter() - begun
        database.close()
    return ONE_BY_ONE / took


def registering(cast: Cast, number: int) -> Callable[..., object]:
    own = {"number": f"2026112000{number:04d}", "phone": f"1380000{number:04d}", "address": f"样本路{number}弄3号101室"}
    fields = {**TICKET, **own}
    now = datetime(2026, 11, 20, 2, tzinfo=UTC)
    return lambda session: intake.register(session, cast.offices, id_of(cast.clerk), fields, now)


def waited_for(served: Served, phone: Person, words: str, seconds: float) -> None:
    """Until a message of the bot holds these words."""
    served.world.wait_for(
        lambda: any(message.from_bot and words in message.text for message in phone.chat.messages.values()), seconds
    )


class Talk(threading.Thread):
    """Somebody else who says /help all the while; `waits` are the seconds until each answer."""

    def __init__(self, served: Served) -> None:
        super().__init__(daemon=True)
        self._served = served
        self._phone = next(phone for name, phone in served.phones.items() if name != CLERK)
        self._over = threading.Event()
        self.waits: list[float] = []

    def run(self) -> None:
        while not self._over.is_set():
            seen = len(self._phone.chat.messages)
            begun = time.perf_counter()
            self._phone.say("/help")
            self._served.world.wait_for(lambda: len(self._phone.chat.messages) >= seen + 2, 30)  # noqa: B023
            self.waits.append(time.perf_counter() - begun)
            time.sleep(max(0.0, 1 / RATE - self.waits[-1]))

    def stop(self) -> None:
        self._over.set()
        self.join(40)


if __name__ == "__main__":
    main()
