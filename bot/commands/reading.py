"""Reads the JSON that other programs hand to a command, strictly: every fault is named, nothing is guessed."""

import json
import math
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from fractions import Fraction
from io import TextIOWrapper
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_args

from bot.rules.facts import MOMENTS, Facts
from bot.rules.vocabulary import Complexity, Kind, Source, Supervised, Urgency

_SENSIBLE_YEARS = range(1990, 2101)
"""Outside of these a moment is a slip, and arithmetic with it may leave what dates can hold."""


class InputFaults(Exception):
    """What is wrong with the input: one plain sentence per fault."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


class Fields:
    """One JSON object being read field by field; `finish` tells every fault at once, unknown fields among them."""

    def __init__(self, value: Any, name: str) -> None:
        if not isinstance(value, dict):
            raise InputFaults([f"{name or '输入'}应是一个 JSON 对象。"])
        self._left: dict[str, Any] = dict(value)
        self._prefix = f"{name}." if name else ""
        self.faults: list[str] = []

    def text(self, key: str, choices: tuple[str, ...] = ()) -> str | None:
        value = self._left.pop(key, None)
        if value is None:
            return None
        if not isinstance(value, str):
            self._fault(key, "应是文字")
            return None
        if choices and value not in choices:
            self._fault(key, f"没有“{clean(value)}”这一项，应是：{'、'.join(choices)}")
            return None
        return clean(value)

    def flag(self, key: str, default: bool = False) -> bool:
        value = self._left.pop(key, None)
        if value is None:
            return default
        if not isinstance(value, bool):
            self._fault(key, "应是 true 或 false")
        return bool(value)

    def count(self, key: str, default: int) -> int:
        value = self._left.pop(key, None)
        if value is None:
            return default
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            self._fault(key, "应是不小于零的整数")
            return default
        return value

    def number(self, key: str) -> Fraction | None:
        """A number that is not negative, exactly as it was written."""
        value = self._left.pop(key, None)
        if value is None:
            return None
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < math.inf:
            return Fraction(str(value))
        self._fault(key, "应是不小于零的数")
        return None

    def counts(self, key: str) -> dict[str, int]:
        """An object of whole numbers; it reads as empty when it is not there."""
        part = self.part(key)
        read = {clean(name): part.count(name, 0) for name in tuple(part._left)}
        self.faults += part.faults
        return read

    def moment(self, key: str) -> datetime | None:
        value = self._left.pop(key, None)
        return None if value is None else self._moment(key, value)

    def moments(self, key: str) -> tuple[datetime, ...]:
        read = [self._moment(f"{key}[{place}]", value) for place, value in enumerate(self._list(key))]
        return tuple(moment for moment in read if moment is not None)

    def texts(self, key: str) -> tuple[str, ...]:
        values = self._list(key)
        if not all(isinstance(value, str) for value in values):
            self._fault(key, "里的每一项都应是文字")
            return ()
        return tuple(clean(value) for value in values)

    def given(self, key: str) -> bool:
        """Whether something is there: true, a name, a number of files, a list of them. Blank text is nothing."""
        value = self._left.pop(key, None)
        if isinstance(value, dict):
            self._fault(key, "应是 true、false、文字、数目或列表")
        return bool(value.strip() if isinstance(value, str) else value)

    def words(self, key: str) -> str:
        """What is written in a field that may as well be a mere true, or a list; the field stays to be read."""
        value = self._left.get(key)
        written = value if isinstance(value, list) else [value]
        return "\n".join(clean(one).strip() for one in written if isinstance(one, str))

    def part(self, key: str) -> "Fields":
        """An object within this one; it reads as empty when it is not there."""
        value = self._left.pop(key, None)
        return Fields({} if value is None else value, f"{self._prefix}{key}")

    def parts(self, key: str) -> "tuple[Fields, ...]":
        """A list of objects within this one."""
        return tuple(Fields(value, f"{self._prefix}{key}[{place}]") for place, value in enumerate(self._list(key)))

    def required(self, key: str, choices: tuple[str, ...] = ()) -> str:
        """A text without which nothing can be said."""
        if self._left.get(key) in (None, ""):
            self._left.pop(key, None)
            self.missing(key)
        return self.text(key, choices) or ""

    def missing(self, key: str) -> None:
        """Nothing can be said without this field."""
        self.faults.append(f"缺少 {self._prefix}{key}。")

    def ignored(self, key: str) -> None:
        """A field that may be there and changes nothing."""
        self._left.pop(key, None)

    def finish(self, *parts: "Fields") -> None:
        """Raises InputFaults with everything found here and in these parts."""
        for one in (self, *parts):
            one.faults += [f"不认识的字段 {one._prefix}{clean(key)}。" for key in one._left]
        faults = [fault for one in (self, *parts) for fault in one.faults]
        if faults:
            raise InputFaults(faults)

    def _list(self, key: str) -> list[Any]:
        value = self._left.pop(key, None)
        if value is None or isinstance(value, list):
            return value or []
        self._fault(key, "应是列表")
        return []

    def _moment(self, key: str, value: Any) -> datetime | None:
        try:
            moment = datetime.fromisoformat(value)
        except (TypeError, ValueError):
            self._fault(key, "不是 ISO 8601 时间（例如 2026-11-20T09:30:00+08:00）")
            return None
        if moment.utcoffset() is None:
            self._fault(key, f"没有写时区：{clean(str(value))}，应写成 2026-11-20T09:30:00+08:00 这样")
            return None
        if moment.year not in _SENSIBLE_YEARS:
            self._fault(key, f"的年份 {moment.year} 不合情理")
            return None
        return moment

    def _fault(self, key: str, what: str) -> None:
        self.faults.append(f"{self._prefix}{key} {what}。")


def clean(text: str) -> str:
    """The text with half a surrogate pair, which no output can carry, replaced."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def read_facts(fields: Fields) -> Facts:
    """A ticket's facts out of the fields that `deadlines` and `review` share; does not finish the fields."""
    return Facts(
        kind=fields.text("type", get_args(Kind)),
        urgency=fields.text("urgency", get_args(Urgency)) or "普通",
        source=fields.text("source", get_args(Source)),
        complexity=fields.text("complexity", get_args(Complexity)),
        tags=frozenset(fields.texts("tags")),
        is_recheck=fields.flag("is_recheck"),
        supervised=fields.text("supervised", get_args(Supervised)) or "否",
        has_contact=fields.flag("has_contact", default=True),
        has_site=fields.flag("has_site", default=True),
        simple=fields.flag("simple"),
        return_reason=fields.text("return_reason"),
        open=fields.flag("open", default=True),
        platform_due_at=fields.moment("platform_due_at"),
        extended_until=fields.moment("extended_until"),
        moments=_read_moments(fields),
    )


def _read_moments(fields: Fields) -> Mapping[str, datetime]:
    read = {moment: fields.moment(f"{moment}_at") for moment in MOMENTS}
    transferred = fields.moment("transferred_at")
    if transferred is not None and read["dispatched"] not in (None, transferred):
        fields.faults.append("transferred_at 与 dispatched_at 是同一时刻的两个名字，却写了不同的时间。")
    read["dispatched"] = read["dispatched"] or transferred
    return MappingProxyType({moment: at for moment, at in read.items() if at is not None})


def answer_json(source: str, decide: Callable[[Any], Any]) -> int:
    """Reads JSON from a file or `-`, prints what `decide` makes of it; the exit status.

    A list is decided item by item. Faults go to standard error, one sentence a line, and nothing to standard output.
    """
    try:
        answer = _decide_all(_load(source), decide)
    except InputFaults as faults:
        print(*faults.faults, sep="\n", file=sys.stderr)
        return 2
    print_json(answer)
    return 0


def print_json(answer: Any) -> None:
    """JSON on standard output, in UTF-8 whatever the locale."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    try:
        print(json.dumps(answer, ensure_ascii=False, indent=2), flush=True)
    except BrokenPipeError:
        # Whoever reads has heard enough; without this the interpreter complains again when it flushes at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _decide_all(value: Any, decide: Callable[[Any], Any]) -> Any:
    if not isinstance(value, list):
        return decide(value)
    answers, faults = [], []
    for number, one in enumerate(value, start=1):
        try:
            answers.append(decide(one))
        except InputFaults as found:
            faults += [f"第 {number} 项：{fault}" for fault in found.faults]
    if faults:
        raise InputFaults(faults)
    return answers


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A key written twice leaves open which one was meant."""
    read = dict(pairs)
    if len(read) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = dict.fromkeys(key for key in keys if keys.count(key) > 1)
        raise InputFaults([f"{clean(key)} 写了不止一次，不知道以哪个为准。" for key in twice])
    return read


def _load(source: str) -> Any:
    try:
        raw = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    except OSError as error:
        raise InputFaults([f"读不到文件 {source}：{error.strerror}。"]) from error
    try:
        return json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_object)
    except UnicodeDecodeError as error:
        raise InputFaults(["输入不是 UTF-8 文字。"]) from error
    except json.JSONDecodeError as error:
        raise InputFaults([f"输入不是 JSON：第 {error.lineno} 行第 {error.colno} 个字符处读不下去。"]) from error
    except RecursionError as error:
        raise InputFaults(["输入的 JSON 嵌套过深。"]) from error
