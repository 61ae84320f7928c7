"""What an office knows about its matters: topics with their words, its places' names, and how alike is alike."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.rules.written import Written

Ground = Literal["caller", "house", "compound", "road", "wave"]


@dataclass(frozen=True, slots=True)
class Topic(Written):
    """What people complain about. `words`: any of them names it. `instead_of`: topics that it makes more exact.

    `reach`: how far one such matter reaches; a leak is one flat's, a lift one house's, a shop's fumes a compound's.
    """

    name: str
    words: tuple[str, ...]
    reach: Literal["flat", "house", "compound"] = "compound"
    instead_of: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.name.strip() or not all(word.strip() for word in self.words):
            raise ValueError("事由的 name 和 words 都不能是空的")


@dataclass(frozen=True, slots=True)
class Matching(Written):
    """How tickets about one matter are found. No document says any of it: `assumed` does.

    `*_days`: how far apart two tickets of one matter may come. `at_least`: the score that suffices; what the desk
    answers moves it by `step` each, never below `lowest` or above `highest`. `alike`: the likeness of two texts that
    stands for a shared topic; `somewhat_alike`: the one that is wanted where the place alone says too little.
    `wave_*`: so many callers in so many days, in one compound about one topic, are a wave whatever their houses.
    `place`: the office's names of a place, each with the one that counts.
    """

    caller_days: int
    others_days: int
    at_least: float
    step: float
    lowest: float
    highest: float
    alike: float
    somewhat_alike: float
    wave_callers: int
    wave_days: int
    weight: Mapping[str, float] = field(default_factory=dict)
    topic: tuple[Topic, ...] = ()
    place: Mapping[str, str] = field(default_factory=dict)
    assumed: str | None = None

    def __post_init__(self) -> None:
        if not 0 < self.lowest <= self.at_least <= self.highest <= 1:
            raise ValueError("matching 应有 0 < lowest ≤ at_least ≤ highest ≤ 1")
        if min(self.caller_days, self.others_days, self.wave_days) < 1 or self.wave_callers < 2:
            raise ValueError("matching 的天数不小于 1，wave_callers 不小于 2")

    def reach_of(self, name: str) -> str:
        """How far a matter of this topic reaches; an unknown topic is one house's."""
        return next((topic.reach for topic in self.topic if topic.name == name), "house")
