"""A month's tickets of an office, invented but like real ones: kinds and hours, callers who call again, and waves."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from tests.month.working_days import SHANGHAI, in_office, works

FIRST_DAY, LAST_DAY = date(2026, 10, 1), date(2026, 10, 31)
KINDS = {"投诉": 50, "求助": 28, "咨询": 12, "意见建议": 10}
SOURCES = {"区城运中心": 55, "12345": 25, "随申拍": 8, "区12345": 12}
URGENCIES = {"普通": 90, "夜间特殊": 4, "次紧急": 3, "紧急": 3}
HOURS = {7: 2, 8: 6, 9: 14, 10: 14, 11: 9, 12: 6, 13: 8, 14: 11, 15: 10, 16: 8, 17: 5, 18: 4, 20: 3, 22: 2, 23: 1}
TAGS = {"": 90, "涉稳": 4, "涉众": 3, "扬言": 1, "有时效": 2}
SUPERVISED = {"否": 96, "区级督办": 3, "市级督办": 1}
REST_DAY_SHARE = 0.35
MATTERS = {
    "地下车库车位被占": "固定车位被他人占用，要求清理",
    "楼道堆物影响通行": "楼道堆放纸箱和旧家具，要求清运",
    "夜间施工噪声": "工地夜间施工噪声大，影响休息",
    "路灯不亮": "小区主路的路灯多日不亮，要求修复",
    "流浪犬扰民": "小区内流浪犬较多，担心伤人",
    "垃圾清运不及时": "垃圾桶满溢两天没有清运，有异味",
    "树枝遮挡采光": "树木过高遮挡住户采光，要求修剪",
    "下水道堵塞": "公共下水道堵塞，污水外溢",
    "违章搭建": "有人在公共绿地上搭建，要求拆除",
    "养老金认证方式": "询问如何办理资格认证，要求答复",
    "油烟扰民": "楼下餐饮店油烟直排，要求整改",
    "电梯经常停运": "电梯一周停运多次，要求维修",
}
SURNAMES, GIVEN = "赵钱孙李周吴郑陈褚卫蒋沈韩杨朱秦尤许", "安平和宁文秀兰芳强军勇杰敏静丽涛明超"
SHARE_AGAIN, SHARE_OF_WAVES, SHARE_ANONYMOUS, SHARE_WRONG_ADDRESS = 0.10, 0.05, 0.06, 0.04
MOST_TIMES = 7
"""How often one caller comes back with the same matter, at the most."""


@dataclass(frozen=True, slots=True)
class Coming:
    """A ticket as it is put into the chat by a clerk at `at`."""

    at: datetime
    fields: dict[str, str]

    @property
    def is_urgent(self) -> bool:
        return self.fields["urgency"] in ("紧急", "次紧急")


@dataclass(slots=True)
class Caller:
    """Who called about what, and how often so far."""

    name: str
    phone: str
    address: str
    matter: str
    times: int = 0


def tickets_of_month(chance: random.Random, count: int) -> list[Coming]:
    """So many tickets of October 2026, in the order in which they are registered."""
    arrivals = sorted(_arrival(chance) for _ in range(count))
    return sorted(_tickets(chance, arrivals), key=lambda coming: coming.at)


def picked(chance: random.Random, weights: dict[str, int]) -> str:
    return chance.choices(list(weights), list(weights.values()))[0]


def _tickets(chance: random.Random, arrivals: list[datetime]) -> Iterator[Coming]:
    known: list[Caller] = []
    for number, arrived in enumerate(arrivals):
        caller = _caller(chance, known, len(known))
        caller.times += 1
        urgency = picked(chance, URGENCIES)
        # A clerk puts it in soon where it is urgent, else while the office is open; now and then late.
        late = chance.uniform(60, 240) if chance.random() < 0.05 else chance.uniform(1, 25)
        soon = arrived + timedelta(minutes=chance.uniform(1, 12))
        at = soon if urgency in ("紧急", "次紧急") else in_office(arrived, late)
        yield Coming(at, _fields(chance, number, arrived, caller, urgency))


def _fields(chance: random.Random, number: int, arrived: datetime, caller: Caller, urgency: str) -> dict[str, str]:
    called = arrived - timedelta(minutes=chance.randint(15, 180))
    fields = {
        "number": f"{arrived.astimezone(SHANGHAI):%Y%m%d}{number:06d}",
        "source": picked(chance, SOURCES),
        "kind": picked(chance, KINDS),
        "urgency": urgency,
        "caller": caller.name,
        "phone": caller.phone,
        "address": caller.address,
        "called_at": _written(called),
        "platform_dispatched_at": _written(arrived),
        "title": caller.matter,
        "content": f"市民反映{caller.address}{MATTERS[caller.matter]}。",
        "supervised": picked(chance, SUPERVISED),
        "tags": picked(chance, TAGS),
    }
    if chance.random() < SHARE_WRONG_ADDRESS:
        fields["address"] = "虚构路"
    return {name: value for name, value in fields.items() if value}


def _arrival(chance: random.Random) -> datetime:
    """When the platform sends a ticket: fewer on days of rest, most in the morning."""
    while True:
        day = FIRST_DAY + timedelta(days=chance.randrange((LAST_DAY - FIRST_DAY).days + 1))
        if works(day) or chance.random() < REST_DAY_SHARE:
            break
    hour = chance.choices(list(HOURS), list(HOURS.values()))[0]
    local = datetime(day.year, day.month, day.day, hour, chance.randrange(60), tzinfo=SHANGHAI)
    return local.astimezone(UTC)


def _caller(chance: random.Random, known: list[Caller], number: int) -> Caller:
    """Somebody new, somebody who called before about the same, or a neighbour with the same matter at the same door."""
    luck = chance.random()
    patient = [one for one in known[-200:] if one.phone and one.times < MOST_TIMES]
    if patient and luck < SHARE_AGAIN:
        return chance.choice(patient)
    caller = Caller(
        chance.choice(SURNAMES) + chance.choice(GIVEN) + chance.choice(GIVEN),
        f"1380000{number % 10_000:04d}",
        f"虚构路{chance.randint(1, 400)}弄{chance.randint(1, 30)}号{chance.randint(1, 6)}0{chance.randint(1, 4)}室",
        chance.choice(list(MATTERS)),
    )
    if patient and luck < SHARE_AGAIN + SHARE_OF_WAVES:
        near = chance.choice(patient[-5:])
        caller.matter, caller.address = near.matter, near.address
    elif luck > 1 - SHARE_ANONYMOUS:
        caller.name = caller.phone = ""
    known.append(caller)
    return caller


def _written(moment: datetime) -> str:
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
