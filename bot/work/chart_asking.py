"""Who may see which chart, and asking for one: the picture is made on its way out."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from types import MappingProxyType

from sqlmodel import Session

from bot.reports.charts.describe import TITLES
from bot.rules.outcome import Refused
from bot.rules.periods import Period, from_code
from bot.work import figures, notices
from bot.work.figures import Reach
from bot.work.keys import Rows, key
from bot.work.outcome import Done
from bot.work.press import PagePress
from storage.tables import Person

NAMES: Mapping[str, str] = MappingProxyType(
    {"volume": "工单量", "lights": "各部门的灯", "rates": "各月指标", "matters": "事项", "hours": "热力图"}
)
"""Every chart as its key is called."""
WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "volume": ("每日工单量", "每月工单量", "每周工单量", "工单量", "受理量", "来单量"),
        "lights": ("各部门的灯", "红绿灯", "红黄绿灯", "亮灯", "灯"),
        "rates": ("各月指标", "指标", "走势", "趋势"),
        "matters": ("反映最多的事项", "事项", "事由", "诉求类别"),
        "hours": ("来单时段热力图", "热力图", "来单时段", "时段"),
    }
)
"""What people call a chart."""
PAGE = "ch."
"""How a chart is named in a press: ch.<code>.<unit or 0>.<period>; `menu` and `units` are what is chosen from."""
MENU, UNITS = "menu", "units"
ON_ITS_WAY = "图正在画，马上发来。"
NO_SUCH_CHART = Refused("没有这幅图，请发 /charts 看有哪些图。")
LONGEST_YEARS = 30
TOO_LONG = Refused(f"一幅图最长{LONGEST_YEARS}年，请把时期缩短。")
LIGHTS_OF_ALL = Refused("各部门的灯由受理方和各级领导查看；您可以看本部门的。")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A chart as asked for: of which unit (0: of the office), of which period (its code)."""

    code: str
    unit_id: int
    period: str

    @property
    def span(self) -> Period | None:
        return from_code(self.period)

    def press(self, page: int = 0) -> PagePress:
        return PagePress(f"{PAGE}{self.code}.{self.unit_id}.{self.period}", page)


def allowed(session: Session, person: Person, wanted: Wanted, now: datetime) -> Reach | Refused:
    """Whose figures this person may see, this chart among them: as for figures; all lights only for who sees all."""
    seen = figures.reach(session, person, now)
    if isinstance(seen, Refused):
        return seen
    if refused := seen.refuses(wanted.unit_id or None):
        return refused
    return LIGHTS_OF_ALL if wanted.code == "lights" and not wanted.unit_id and not seen.every_unit else seen


def ask(session: Session, person: Person, wanted: Wanted, now: datetime) -> Done | Refused:
    """Let the chart be made and sent to whoever asks."""
    if wanted.code not in TITLES or wanted.span is None:
        return NO_SUCH_CHART
    if wanted.span.last.year - wanted.span.first.year >= LONGEST_YEARS:
        return TOO_LONG
    seen = allowed(session, person, wanted, now)
    if isinstance(seen, Refused):
        return seen
    notices.show_chart(session, person, asdict(wanted), now)
    return Done(ON_ITS_WAY)


def keys_below(wanted: Wanted) -> Rows:
    """What stands below a chart: the same of the time before, and another one. A picture stays; both are sent anew."""
    span = wanted.span
    before = [] if span is None or wanted.code == "lights" else [replace(wanted, period=span.before().code)]
    keys = [key("上一期", one.press()) for one in before]
    return [[*keys, key("换一幅图", replace(wanted, code=MENU).press(1))]]
