"""Checking a completion report under Yichuan's rulebook; the bar is 20 ms, however the report is written."""

import time
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bot.commands.review import read_case
from bot.rulebooks.load import load_rulebook
from bot.rules.report_check import check
from bot.rules.visibility import mask_text

BASE = Path(__file__).resolve().parent.parent / "tests/cases/yichuan_road/review/base.toml"
BAR = 0.020
PHRASES = "供应向来充足，来电人真正在意的是停车，我所知道的都已解决，11月30日前整改完毕。"


def main() -> None:
    rulebook = load_rulebook("yichuan_road")
    case = read_case(tomllib.loads(BASE.read_text(encoding="utf-8")))
    for name, text in (
        ("an ordinary report", case.text),
        ("10,000 harmless characters", (PHRASES * 250)[:10_000]),
        ("100 breaches in 2,000 characters", "该处正在施工，物业将会巡查，我所已到场。" * 100),
    ):
        written = replace(case, text=text)
        seconds = median(lambda report=written: check(report, rulebook))  # type: ignore[misc]
        verdict = "within" if seconds <= BAR else "OVER"
        print(f"{name}: {seconds * 1000:.2f} ms ({verdict} the bar of {BAR * 1000:.0f} ms)")
    print(f"mask an ordinary report: {median(lambda: mask_text(case.text)) * 1000:.2f} ms")


def median(work: Callable[[], object], rounds: int = 50) -> float:
    """Seconds of the middle round, the first one left out."""
    work()
    taken = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return sorted(taken)[rounds // 2]
