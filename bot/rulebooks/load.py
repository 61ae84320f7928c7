"""Reads a rulebook file and tells every fault in it at once."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.rulebooks.checks import faults_of
from bot.rules.rulebook import Rulebook

SENTENCES = {
    "missing": "缺少这一项",
    "unexpected_keyword_argument": "没有这样的键",
    "string_type": "应为文字，写在引号里",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "bool_type": "应为 true 或 false",
    "bool_parsing": "应为 true 或 false",
    "tuple_type": "应为列表，写在方括号里",
    "mapping_type": "应为一张表",
    "dict_type": "应为一张表",
    "dataclass_type": "应为一张表",
}
"""What the checker's codes mean to whoever wrote the file."""


class RulebookFaults(Exception):
    """What is wrong with a rulebook: one plain sentence per fault, each with file, key and clause."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = list(faults)


def built_in() -> tuple[str, ...]:
    """The ids of the rulebooks that come with the product."""
    folder = files("bot.rulebooks")
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")))


def rulebook_text(id_or_path: str) -> str:
    """The text of the built-in rulebook of that id, or of that file; kept with the tickets born under it."""
    try:
        if id_or_path in built_in():
            return files("bot.rulebooks").joinpath(f"{id_or_path}.toml").read_text(encoding="utf-8")
        return Path(id_or_path).read_text(encoding="utf-8")
    except OSError:
        known = "、".join(built_in())
        raise RulebookFaults([f"没有“{id_or_path}”这个规则文件，内置的有：{known}"]) from None
    except UnicodeDecodeError:
        raise RulebookFaults([f"{id_or_path}：文件不是 UTF-8 编码的文字"]) from None


def load_rulebook(id_or_path: str) -> Rulebook:
    """The built-in rulebook of that id, or the one in that file."""
    name = f"{id_or_path}.toml" if id_or_path in built_in() else id_or_path
    return load_text(rulebook_text(id_or_path), name)


def faults_in(ids_or_paths: Iterable[str]) -> list[str]:
    """Every fault of these rulebooks, each read once; empty when all can be loaded."""
    found: list[str] = []
    for one in dict.fromkeys(ids_or_paths):
        try:
            load_rulebook(one)
        except RulebookFaults as refused:
            found += refused.faults
    return found


def load_text(text: str, name: str) -> Rulebook:
    """A rulebook out of TOML text; `name` stands in the faults where a file's name would."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RulebookFaults([f"{name}：不是合格的 TOML，{error}"]) from None
    try:
        rulebook = _shape().validate_python(raw | {"matching": _matching(raw.get("matching", {}))})
    except ValidationError as error:
        told = [_sentence(name, raw, detail) for detail in error.errors(include_url=False)]
        raise RulebookFaults(list(dict.fromkeys(told))) from None
    if faults := faults_of(rulebook):
        raise RulebookFaults([f"{name}：{fault}" for fault in faults])
    return rulebook


@cache
def _common_matching() -> dict[str, Any]:
    text = files("bot.rulebooks").joinpath("common", "matching.toml").read_text(encoding="utf-8")
    common: dict[str, Any] = tomllib.loads(text)["matching"]
    return common


def _matching(own: Any) -> Any:
    """What is common to all offices, with the office's own entries put over those of the same name, or added."""
    if not isinstance(own, Mapping) or not isinstance(own.get("topic", []), list):
        return own
    common = _common_matching()
    named = {topic.get("name") if isinstance(topic, Mapping) else None for topic in own.get("topic", [])}
    topics = [topic for topic in common["topic"] if topic["name"] not in named]
    weight = own.get("weight", {})
    weighed = {**common["weight"], **weight} if isinstance(weight, Mapping) else weight
    return {**common, **own, "topic": [*own.get("topic", []), *topics], "weight": weighed}


@cache
def _shape() -> TypeAdapter[Rulebook]:
    return TypeAdapter(Rulebook)


def _sentence(name: str, raw: Mapping[str, Any], detail: Mapping[str, Any]) -> str:
    return f"{name}：{_key(detail['loc'])}{_entry(raw, detail['loc'])}：{_trouble(detail)}"


def _key(loc: Sequence[int | str]) -> str:
    """duty[3].limits[0].within, counted from 1 as people count."""
    steps = [f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in loc if step != "[key]"]
    return "".join(steps).removeprefix(".")


def _entry(raw: Mapping[str, Any], loc: Sequence[int | str]) -> str:
    """The id and clause of the innermost entry around a key that has them."""
    words: list[str] = []
    place: Any = raw
    for step in loc:
        known = (isinstance(place, Mapping) and step in place) or (isinstance(place, list) and isinstance(step, int))
        if not known:
            break
        place = place[step]
        if isinstance(place, Mapping):
            words = [str(place[key]) for key in ("id", "clause") if key in place] or words
    return f"（{'，'.join(words)}）" if words else ""


def _trouble(detail: Mapping[str, Any]) -> str:
    kind, given = detail["type"], detail["input"]
    if kind == "value_error":
        return detail["msg"].removeprefix("Value error, ")
    if kind == "literal_error":
        expected = str(detail.get("ctx", {}).get("expected", "")).replace("'", "").replace(" or ", "、")
        return f"“{given}”不在可用的词里：{expected.replace(', ', '、')}"
    return SENTENCES.get(kind, detail["msg"])
