"""What a citizen's answer to a call-back plainly denies, as the desk types it: `没解决，油烟还在`."""

import re
from collections.abc import Mapping

_NO = r"(?<!是)(?<!非)(?:没有?|未|尚未|从未)(?:人|得到|能|给|来)*"
# Question of the call-back → what says no to it. `不太满意` is no plain answer: there are two words for it.
_DENIALS: Mapping[str, re.Pattern[str]] = {
    "contacted": re.compile(rf"{_NO}(?:先行)?(?:联系|先联)"),
    "answered": re.compile(rf"{_NO}(?:答复|回复)"),
    "solved": re.compile(rf"{_NO}(?:实际|彻底)?解决"),
}
_DISCONTENT = re.compile(r"(?<!没有)(?<!没)(?<!无)(?<!非)不满意")


def denied_in(words: str) -> dict[str, bool | str]:
    """The questions that are answered with a no, False each, and `satisfied` 不满意; empty where nothing is plain."""
    found: dict[str, bool | str] = {question: False for question, denial in _DENIALS.items() if denial.search(words)}
    return {**found, "satisfied": "不满意"} if _DISCONTENT.search(words) else found
