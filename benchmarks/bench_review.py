"""A completion report under Yichuan: the check alone, and all that the desk sees; the bar is 20 ms for each."""

import time
import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlmodel import Session

from bot.chat.dialogues.dialogue import Scene
from bot.chat.dialogues.reading_report import summary
from bot.chat.incoming import Where
from bot.chat.turn import Turn
from bot.commands.review import read_case
from bot.reports.filling.samples import sample_values
from bot.reports.render import TEMPLATES, render
from bot.rulebooks.load import load_rulebook
from bot.rules.report_check import check
from bot.rules.visibility import mask_text
from bot.rules.workflow import State
from storage import tickets
from storage.database import Database
from storage.tables import Draft
from tests.people import Cast, settle_in
from tests.work.world import play

BASE = Path(__file__).resolve().parent.parent / "tests/cases/yichuan_road/review/base.toml"
BAR, TEXT_BAR = 0.020, 0.010
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
    print_texts()
    with TemporaryDirectory() as folder:
        print_reading(Path(folder))
    print(f"mask an ordinary report: {median(lambda: mask_text(case.text)) * 1000:.2f} ms")


def print_texts() -> None:
    """Every office's report as its template words it; the bar is 10 ms."""
    values = sample_values()
    for path in sorted((TEMPLATES / "reports").rglob("*.j2")):
        name = path.relative_to(TEMPLATES).as_posix()
        seconds = median(lambda template=name: render(template, values))  # type: ignore[misc]
        verdict = "within" if seconds <= TEXT_BAR else "OVER"
        print(f"{name}: {seconds * 1000:.2f} ms ({verdict} the bar of {TEXT_BAR * 1000:.0f} ms)")


def print_reading(folder: Path) -> None:
    """The whole reading of a report that waits for the desk, out of a real database, and the words for it."""
    database = Database.open(f"sqlite:///{folder / 'bench.sqlite3'}")

    def waiting(session: Session) -> tuple[Cast, int, datetime]:
        player = play(session, settle_in(session))
        player.bring_to(State.REVIEWING)
        return player.cast, player.ticket_id, player.clock

    cast, ticket_id, now = database.write_now(waiting)

    def reading(session: Session) -> None:
        ticket = tickets.ticket(session, ticket_id)
        assert ticket is not None
        turn = Turn(session, cast.offices, cast.clerk, Where(1001, 1001), now)
        draft = Draft(person_id=1, kind="review", ticket_id=ticket_id, started_at=now, touched_at=now)
        summary(Scene(turn, draft, ticket), "审核通过吗？", with_checks=True)

    seconds = median(lambda: database.read_now(reading))
    verdict = "within" if seconds <= BAR else "OVER"
    print(f"all that the desk sees of it: {seconds * 1000:.2f} ms ({verdict} the bar of {BAR * 1000:.0f} ms)")
    database.close()


def median(work: Callable[[], object], rounds: int = 50) -> float:
    """Seconds of the middle round, the first one left out."""
    work()
    taken = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return sorted(taken)[rounds // 2]
