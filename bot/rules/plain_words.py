"""What a sentence says so plainly that nobody needs to be asked for it again."""

import re
from collections.abc import Collection, Mapping

# `不太满意`, `未能实际解决`, `不完全属实`: a denial stands in the same clause, a few characters before what it denies.
_NEGATED = re.compile(r"(?:不|没|未|非(?!常)|无|难以|是否|能否)[^，。；！？\n]{0,6}$")
_REACH = 10
# Where a choice must stand to be meant: what comes before it in the same clause.
_BEFORE: Mapping[str, str] = {
    "finding": r"(?:情况|反映|诉求|问题|投诉|事项|内容|经查|经核实|核实|认定|予以|建议)[^，。；！？\n]{0,12}?",
    "outcome": r"(?:处理结果|结果|问题|诉求|事项|已)[^，。；！？\n]{0,8}?",
    "satisfaction": r"(?:市民|来电人|诉求人|居民|对方|其|先生|女士)[^，。；！？\n]{0,24}?",
}
_MOMENT = (
    r"(?:今天|昨天|前天|\d{4}年)?(?:\d{1,2}月\d{1,2}[日号])?(?:上午|下午|晚上|中午)?"
    r"\d{1,2}(?:[:：]\d{2}|[时点](?:\d{1,2}分?|半)?)"
)
_TOLD = "答复|回复|反馈|告知"
_REPLIED = re.compile(rf"{_MOMENT}(?!(?:以|之)?前(?!往))[^，。；！？\n\d]{{0,12}}?(?P<verb>{_TOLD})")
# `拟`, `计划`, `将于`: before the verb they make it something still to come, and `未能` something that was not done.
_NOT_DONE = re.compile(
    rf"计划|拟|打算|准备|预计|预约|约定|约好|承诺|争取|力争|要求|须|需|请|应[于在当]|(?<!接)待|未|没[有能]|无法|不[能便]"
    rf"|(?:将|(?<!委)会)(?=于|在|再|另|会|给|向|电话|{_TOLD})"
)
# That the ticket was taken in or is being worked on is no result.
_NO_RESULT = re.compile(
    r"(?:(?!结果|表示)[^。；！？\n]){0,14}?(?:(?<!不)(?<!不予)受理|收悉|收到|接单|派单|已派|转派|转交|转办|交办|正在)"
)
_CLAUSE = re.compile(r"[^，。；！？\n]+")
_VERIFIED_WITH = re.compile(r"经([^，。；！？\n]{2,20}?)核实")
_DOCUMENT = re.compile(
    r"《[^》\n]{2,60}》(?:第[一二三四五六七八九十百零〇\d]+条(?:第[一二三四五六七八九十\d]+[款项])?)?"
)


def choice_in(text: str, slot: str, options: Collection[str]) -> str | None:
    """The option that the text plainly chooses for this slot; None where it names none, several, or denies one."""
    before = _BEFORE.get(slot)
    if before is None or not options:
        return None
    listed = "|".join(re.escape(option) for option in sorted(options, key=len, reverse=True))
    found = {match[1] for match in re.finditer(f"{before}({listed})", text) if not _is_denied(text, match.start(1))}
    return found.pop() if len(found) == 1 else None


def replied_in(text: str) -> str | None:
    """The words that say when the citizen was told; None where none or several do."""
    clauses = [clause for clause in _CLAUSE.finditer(text) if _tells_of_a_reply(text, clause.start(), clause.end())]
    moments = {moment for clause in clauses for moment in re.findall(_MOMENT, clause[0])}
    return moments.pop() if len(moments) == 1 else None


def _tells_of_a_reply(text: str, start: int, end: int) -> bool:
    return any(
        not _NOT_DONE.search(text, start, told.start("verb")) and not _NO_RESULT.match(text, told.end())
        for told in _REPLIED.finditer(text, start, end)
    )


def verified_with_in(text: str) -> str | None:
    """Who confirmed it: `经社会救助系统核实`."""
    found = _VERIFIED_WITH.search(text)
    return found[1] if found else None


def documents_in(text: str) -> tuple[str, ...]:
    """The documents a text names, with their articles, in order: `《上海市社会救助条例》第十条`."""
    return tuple(dict.fromkeys(_DOCUMENT.findall(text)))


def _is_denied(text: str, place: int) -> bool:
    return _NEGATED.search(text[max(place - _REACH, 0) : place]) is not None
