"""What a call-back came to, as the desk types it: what the citizen plainly denies, `没解决，油烟还在`, or 没联系上."""

import re
from collections.abc import Mapping

_NO = r"(?<!是)(?<!非)(?:没有?|未|尚未|从未)(?:人|得到|能|给|来)*"
# Question of the call-back → what says no to it. `不太满意` is no plain answer: there are two words for it.
_DENIALS: Mapping[str, re.Pattern[str]] = {
    # `没联系上市民` is what the desk says of its own call, `没有联系方式` of the ticket.
    "contacted": re.compile(rf"{_NO}(?:先行)?(?:联系|先联)(?![上到方不])"),
    # `市民没回复`, `短信没回复`: there it is the citizen who does not answer.
    "answered": re.compile(rf"{_NO}答复|(?<!市民)(?<!来电人)(?<!对方)(?<!短信){_NO}回复"),
    "solved": re.compile(rf"{_NO}(?:实际|彻底)?解决(?!不了)"),
}
_IN_VAIN = re.compile(
    r"(?:没有?|未能?)联系上(?!我)|联系不上|(?:没有?|未能?)打通|打不通|(?:没有?|无)人接|关机|停机|空号"
)
LONGEST_IN_VAIN = 15
"""Characters: who has more to tell was told something, and is asked what the call came to."""
_DISCONTENT = re.compile(r"(?<!没有)(?<!没)(?<!无)(?<!非)不满意")


def denied_in(words: str) -> dict[str, bool | str]:
    """The questions that are answered with a no, False each, and `satisfied` 不满意; empty where nothing is plain."""
    found: dict[str, bool | str] = {question: False for question, denial in _DENIALS.items() if denial.search(words)}
    return {**found, "satisfied": "不满意"} if _DISCONTENT.search(words) else found


def says_in_vain(words: str) -> bool:
    """Whether nobody was reached: `没联系上`, `打了两次没人接`."""
    return len(words.strip()) <= LONGEST_IN_VAIN and _IN_VAIN.search(words) is not None and not denied_in(words)
