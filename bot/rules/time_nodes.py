"""Whether a passage of Chinese names a time node (时间节点): a moment by which something will be done."""

import re

from bot.rules.wording import fold

_N = r"(?:[0-9]{1,4}|[一二三四五六七八九十两半几]{1,3})"
_FEW = r"(?:[0-9]{1,3}|[一二三四五六七八九十两半]{1,3})"
_YEAR = r"(?:(?:20)?[0-9]{2}年|今年|明年|本年|次年)"
_DATE = (
    rf"(?:{_YEAR}?{_N}月(?:份)?(?:{_N}[日号]?|上旬|中旬|下旬|月?初|中|月?底|末)?"
    r"|20[0-9]{2}[-/.][0-9]{1,2}[-/.][0-9]{1,2}"
    rf"|{_YEAR}(?:[上下]半年|年?底|年?内|[一二三四]季度|春节|国庆)?"
    r"|(?:本|下|这)(?:周|星期)[一二三四五六日天末]?|(?:本|下|这)个?月(?:初|中|底|末)?"
    r"|(?:本|下|第?[一二三四])季度末?|[年月周]底|[年月]末|[年月]内|明[天日]|后天|今日|今天|当日|当天|次日|春节|国庆)"
)
_PERIOD = rf"{_FEW}个?(?:工作日|自然日|日|天|周|星期|月|小时|分钟|年)"
_BEFORE = r"(?:之前|以前|前(?![往来去期后述面门台])|止|之内|以内|内(?!容)|截止)"
_INTENDED = (
    r"(?:预计|计划|预定|拟定|拟于|拟在|定于|约定|承诺|将于|力争"
    r"|限期|限于|期限|时限|时间节点|最迟|不晚于|不迟于|截至|截止)"
)
_DONE = r"(?:完成|完工|竣工|到位|办结|复查|复核|验收|开工)(?!了)"
_NEAR = r"[^。！？；!?;,，]"

TIME_NODE = re.compile(
    "|".join(
        [
            rf"{_DATE}{_BEFORE}",
            rf"(?<![近去此]){_PERIOD}(?:之内|以内|内(?!容))",
            rf"{_INTENDED}{_NEAR}{{0,6}}?(?:{_DATE}|{_PERIOD})",
            rf"(?<![已0-9])(?<!已于)(?<!已在){_DATE}{_NEAR}{{0,6}}?{_DONE}",
        ]
    )
)


def names_time_node(passage: str) -> bool:
    """True for 11月30日前, 三个工作日内, 计划于12月中旬完成; false for a bare past date (11月3日到现场)."""
    return TIME_NODE.search(fold(passage).folded) is not None
