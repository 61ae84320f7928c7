"""A board as plain values, as an office of five units might have it."""

from typing import Any

from bot.reports.board import Board, Row, Urgent

LONG = "楼下面馆油烟扰民，晚间炒制时油烟直排，希望核查净化设施是否按时清洗，多次反映没有结果"


def a_board(units: int = 5, urgent: int = 5, **changes: Any) -> dict[str, Any]:
    """Figures for the painter."""
    rows = tuple(Row(f"第{place}综合管理办公室", 6, (1, 2, 3), (0, 1, 2, 1, 1, 1)) for place in range(1, units + 1))
    tickets = tuple(
        Urgent(
            "red" if place < 2 else "green",
            f"2026112000030{place}",
            LONG,
            "城建办 张三 · 处置中",
            "办结 已超时3天",
            place < 2,
        )
        for place in range(urgent)
    )
    known: dict[str, Any] = {
        "office": "宜川路街道",
        "scope": "",
        "at": "11月20日（周五）09:30",
        "lights": ("red", "yellow", "green"),
        "states": ("待派单", "待接单", "处置中", "待签批", "待审核", "待回访"),
        "rows": rows,
        "totals": Row("合计", 6 * units, (units, 2 * units, 3 * units), (0, units, 2 * units, units, units, units)),
        "urgent": tickets,
    }
    return Board(**{**known, **changes}).figures()
