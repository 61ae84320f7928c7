"""A watched folder: tables left there are taken in as by the desk, and put away with a report beside them."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.intake.importing import FileImport, Result
from bot.intake.saying import say_result
from bot.ports import Clock
from bot.reports.moments import SHANGHAI
from bot.rules.outcome import Refused
from bot.running.errors import place_of
from bot.work.heard import Transactions
from bot.work.importing.refused_file import NAME, refused_file
from bot.work.importing.taking_in import Author
from bot.work.importing.text_rows import LARGEST, TOO_LARGE
from bot.work.offices import Offices

LOOK_EVERY_SECONDS = 5.0
KINDS = (".csv", ".xlsx", ".xls", ".xlsm", ".txt", ".tsv")
UNFINISHED = (".tmp", ".part", ".partial", ".crdownload", ".filepart", ".download")
SOURCE, WHERE = "folder", "文件夹导入"
DONE, REFUSED = "done", "refused"
ANOTHER_KIND = Refused(f"不是工单表格，只收{'、'.join(KINDS[:3])}。")
logger = logging.getLogger(__name__)

Look = tuple[int, int]
"""A file's size and when it was last written: the same at two looks, it is complete."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file that is complete, for an office."""

    office_id: str
    path: Path
    look: Look


class Folder:
    """`run` until cancelled. Below `base` each office has a folder of its own, named by its id.

    `said` is called when there is word for somebody.
    """

    def __init__(
        self,
        database: Transactions,
        clock: Clock,
        offices: Callable[[], Offices],
        base: Path,
        *,
        said: Callable[[], None] = lambda: None,
        leads: Callable[[], bool] = lambda: True,
    ) -> None:
        self._database, self._clock, self._offices, self._base = database, clock, offices, base
        self._said, self._leads = said, leads
        self._seen: dict[Path, Look] = {}
        self._stuck: dict[Path, Look] = {}

    async def run(self) -> None:
        """Take in what is left there, for ever. Trouble with the folder only means looking again later."""
        while True:
            try:
                if self._leads():
                    await self.round()
            except Exception as error:
                logger.warning("the folder of tables cannot be dealt with now: %s", place_of(error))
            await asyncio.sleep(LOOK_EVERY_SECONDS)

    async def round(self) -> int:
        """Take in the files that are complete; returns how many there were."""
        found = await asyncio.to_thread(self._complete)
        for one in found:
            await self._take_in(one)
        return len(found)

    def _complete(self) -> list[Found]:
        seen: dict[Path, Look] = {}
        found = []
        for office_id in self._offices().entries:
            home = self._base / office_id
            for part in (home, home / DONE, home / REFUSED):
                part.mkdir(parents=True, exist_ok=True)
            for path in sorted(home.iterdir()):
                if not _is_ours(path):
                    continue
                about = path.stat()
                look = (about.st_size, about.st_mtime_ns)
                if self._stuck.get(path) == look:
                    continue
                seen[path] = look
                if self._seen.get(path) == look:
                    found.append(Found(office_id, path, look))
        self._seen = seen
        return found

    async def _take_in(self, found: Found) -> None:
        now = self._clock.now()
        author = Author(found.office_id, None, SOURCE)
        result = await self._result(found, author)
        if isinstance(result, Refused):
            await say_result(self._database, author, Result.nothing(), now, WHERE, result.told())
        else:
            await say_result(self._database, author, result, now, WHERE)
        self._said()
        try:
            await asyncio.to_thread(self._put_away, found, result)
        except OSError as error:
            # It stays where it is and is not looked at again until it changes; what is in is in.
            self._stuck[found.path] = found.look
            logger.error("a table that was taken in cannot be put away: %s", error.strerror)

    async def _result(self, found: Found, author: Author) -> Result | Refused:
        if found.path.suffix.lower() not in KINDS:
            return ANOTHER_KIND
        if found.look[0] > LARGEST:
            return TOO_LARGE
        data = await asyncio.to_thread(found.path.read_bytes)
        return await FileImport(self._database, self._offices(), author, data, self._clock.now()).run()

    def _put_away(self, found: Found, result: Result | Refused) -> None:
        """The file under its own name, or with the time before it where that is taken; the report beside it."""
        taken_in = isinstance(result, Result) and result.broken is None
        home = found.path.parent / (DONE if taken_in else REFUSED)
        at = self._clock.now().astimezone(SHANGHAI)
        target = home / found.path.name
        if target.exists():
            target = home / f"{at:%Y%m%d-%H%M%S}-{found.path.name}"
        found.path.replace(target)
        report = target.with_name(f"{target.name}.结果.txt")
        report.write_text("\n".join([f"{at:%Y-%m-%d %H:%M:%S}", *_report(result)]) + "\n", encoding="utf-8")
        if isinstance(result, Result) and result.tally.refused:
            target.with_name(f"{target.name}.{NAME}").write_bytes(refused_file(result.tally.refused))


def _is_ours(path: Path) -> bool:
    """Whether somebody left this file for us: no half of a copy, nothing hidden, nothing that lies elsewhere."""
    name = path.name
    if name.startswith((".", "~")) or name.lower().endswith(UNFINISHED):
        return False
    return path.is_file() and not path.is_symlink()


def _report(result: Result | Refused) -> Sequence[str]:
    if isinstance(result, Refused):
        return [f"没有导入：{result.told()}"]
    tally = result.tally
    lines = [
        f"共处理{tally.rows}行",
        f"新登记：{tally.new}（其中以前已经办结的：{tally.closed}）",
        f"没有变化：{tally.known}",
        f"更新：{len(tally.changed)}",
        f"转复核单：{len(tally.rechecked)}",
        f"没有登记：{len(tally.refused)}",
    ]
    if result.broken is not None:
        lines.append(f"没有读完：{result.broken.told()}")
    return [*lines, *(f"第{row}行：{why}" for row, _, why in tally.refused[:1000])]
