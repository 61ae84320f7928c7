"""A rulebook told entry by entry, in words: what it asks, of whom, under which clause."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import Literal

from bot.rules.bulletin_rules import EVERY_NAMES
from bot.rules.explain import span_words
from bot.rules.lights import LIGHT_NAMES
from bot.rules.limit_words import condition_words, limit_words
from bot.rules.report_rules import ForbiddenWording, ReturnStep
from bot.rules.rulebook import DutyRule, MarkRule, Rulebook
from bot.rules.thresholds import Attempts, Threshold
from bot.rules.vocabulary import MOMENT_NAMES, SECOND_NAME, Hearer

Topic = Literal["limit", "mark", "count", "return", "signature", "report", "evidence", "decision", "bulletin"]
NATURES = {"target": "力求的目标，到时提醒，不算超时", "window": "过期即失"}
PLATFORM = {"replaces": "上级平台给了处置时限的，按平台的", "earlier_wins": "上级平台给的时限更早的，按平台的"}
SHOWN_WORDINGS = 8


@dataclass(frozen=True, slots=True)
class Article:
    """One entry of a rulebook, or all that share an id and a name: branches of one rule, sides of one matter.

    `about`: words that belong to it without standing in its name. `lines` say what it asks.
    """

    id: str
    name: str
    clause: str
    topics: frozenset[Topic]
    lines: tuple[str, ...]
    about: str = ""
    assumed: str | None = None


def articles(rulebook: Rulebook) -> tuple[Article, ...]:
    """Everything the rulebook says that somebody may ask about, in its own order."""
    told = chain(
        (_duty(rule, rulebook) for rule in rulebook.duty),
        (_mark(mark, rulebook) for mark in rulebook.mark),
        (_attempts(entry) for entry in rulebook.attempts),
        (_threshold(entry, rulebook) for entry in rulebook.threshold),
        _returns(rulebook),
        _signatures(rulebook),
        _report(rulebook),
        _evidence(rulebook),
        _decisions(rulebook),
        _publishing(rulebook),
    )
    together: dict[tuple[str, str], Article] = {}
    for article in told:
        key = (article.id, article.name)
        together[key] = _joined(together[key], article) if key in together else article
    return tuple(together.values())


def _joined(one: Article, other: Article) -> Article:
    return replace(
        one,
        topics=one.topics | other.topics,
        lines=tuple(dict.fromkeys((*one.lines, *other.lines))),
        about=f"{one.about} {other.about}",
        assumed=_all_of(one.assumed, other.assumed),
    )


def _all_of(one: str | None, other: str | None) -> str | None:
    return "；".join(dict.fromkeys(each for each in (one, other) if each)) or None


def _duty(rule: DutyRule, rulebook: Rulebook) -> Article:
    about = f"{MOMENT_NAMES[rule.starts]} {MOMENT_NAMES[rule.ends[0]]}"
    lines = tuple(_duty_lines(rule, rulebook))
    return Article(rule.id, rule.name, rule.clause, frozenset({"limit"}), lines, about, rule.assumed)


def _duty_lines(rule: DutyRule, rulebook: Rulebook) -> Iterator[str]:
    whom = condition_words(rule.when)
    yield f"责任：{_roles((rule.owed_by,), rulebook)}{f'；适用：{whom}' if whom else ''}"
    for limit in rule.limits:
        assumed = f"（推定：{limit.assumed}）" if limit.assumed else ""
        yield f"时限：{limit_words(rule, limit, rulebook)}{assumed}"
    for light in rule.lights:
        days = span_words(light.limit.span, rulebook).partition("，")[0] if light.limit.span else light.within
        yield f"{LIGHT_NAMES[light.light]}：满 {days}，告知{_roles(light.tell, rulebook) or '责任人'}"
    if rule.nature in NATURES:
        yield NATURES[rule.nature] + (f"，{rule.afterwards}" if rule.afterwards else "")
    if rule.platform in PLATFORM:
        yield PLATFORM[rule.platform]


def _mark(mark: MarkRule, rulebook: Rulebook) -> Article:
    (limit,) = mark.limits
    days = span_words(limit.span, rulebook).partition("，")[0] if limit.span else mark.after
    handover = mark.purpose == "handover"
    what, told = ("接单", "转告") if handover else ("了结", "报")
    lines = [f"从{MOMENT_NAMES[mark.starts]}起满 {days}仍未{what}，{told}{_roles(mark.tell, rulebook)}"]
    if not mark.switched_on:
        lines.append("文件没有这一条，本单位没有启用")
    about = "未接单 A角 B角 转告" if handover else "未办结 通报 领导"
    return Article(mark.id, mark.name, mark.clause, frozenset({"mark"}), tuple(lines), about, mark.assumed)


def _attempts(entry: Attempts) -> Article:
    what = "、".join(MOMENT_NAMES[moment] for moment in entry.purposes)
    line = f"{what}联系未果的，拨打不少于 {entry.at_least} 次，每次间隔不少于 {entry.minutes_apart} 分钟"
    return Article(entry.id, entry.name, entry.clause, frozenset({"count"}), (line,), "联系未果", entry.assumed)


def _threshold(entry: Threshold, rulebook: Rulebook) -> Article:
    window = f"{entry.days} 日内" if entry.days else ""
    tell = f"，告知{_roles(entry.tell, rulebook)}" if entry.tell else ""
    line = f"{window}达到 {entry.at_least} 件（次）及以上：{entry.then}{tell}"
    return Article(entry.id, entry.name, entry.clause, frozenset({"count"}), (line,), "", entry.assumed)


def _returns(rulebook: Rulebook) -> Iterator[Article]:
    if rulebook.returns is None:
        return
    limits = "、".join(rulebook.returns.limits)
    for ground in rulebook.returns.ground:
        line = f"由{_roles((ground.by,), rulebook)}申请，期限见 {limits}；过期{rulebook.returns.afterwards}"
        yield Article(ground.id, f"{ground.name}退单", ground.clause, frozenset({"return"}), (line,))
    lines = [f"{_step(step)}由{_roles(step.by, rulebook)}签字（{step.clause}）" for step in rulebook.returns.step]
    if lines:
        first = rulebook.returns.step[0]
        yield Article(first.id, "退单签批", first.clause, frozenset({"return"}), tuple(lines), "退单 签字")


def _step(step: ReturnStep) -> str:
    return "退往上级平台的，" if step.upwards else f"第 {step.from_number} 次起的退单，"


def _signatures(rulebook: Rulebook) -> Iterator[Article]:
    for rule in rulebook.signature:
        line = f"由{'或'.join(_role(party, rulebook) for party in rule.by)}签字。{rule.advice}"
        yield Article(rule.id, rule.name, rule.clause, frozenset({"signature"}), (line,), "签字 签批", rule.assumed)


def _report(rulebook: Rulebook) -> Iterator[Article]:
    report = rulebook.report
    if report is None:
        return
    for entry in chain(report.required, report.forbidden, report.hollow, report.timely, report.tried, report.excluded):
        lines = [entry.advice]
        if isinstance(entry, ForbiddenWording):
            shown = "、".join(f"“{wording}”" for wording in entry.wordings[:SHOWN_WORDINGS])
            lines.append(f"不准写：{shown}{'等' if len(entry.wordings) > SHOWN_WORDINGS else ''}")
        about = "办结报告 不准用语" if isinstance(entry, ForbiddenWording) else "办结报告"
        yield Article(entry.id, entry.name, entry.clause, frozenset({"report"}), tuple(lines), about, entry.assumed)


def _evidence(rulebook: Rulebook) -> Iterator[Article]:
    for rule in rulebook.evidence:
        yield Article(rule.id, rule.name, rule.clause, frozenset({"evidence"}), (f"要提供{rule.name}",), "佐证 材料")


def _decisions(rulebook: Rulebook) -> Iterator[Article]:
    for designation in rulebook.designation:
        asked, by = _role(designation.asked_by, rulebook), _role(designation.by, rulebook)
        line = f"{designation.occasion}：由{asked}提请，{by}指定"
        yield _decided(designation.id, designation.name, designation.clause, line, "指定", designation.assumed)
    for reason in rulebook.supervision:
        line = f"列入督办{f'，告知{_roles(reason.tell, rulebook)}' if reason.tell else ''}"
        yield _decided(reason.id, reason.name, reason.clause, line, "督办", reason.assumed)
    for request in rulebook.request:
        line = f"由{_role(request.by, rulebook)}申请，{'、'.join(request.decided_by)}批准；{request.effect}"
        about = f"申请 {' '.join(request.grounds)}"
        yield _decided(request.id, request.name, request.clause, line, about, request.assumed)


def _decided(identity: str, name: str, clause: str, line: str, about: str, assumed: str | None) -> Article:
    return Article(identity, name, clause, frozenset({"decision"}), (line,), about, assumed)


def _publishing(rulebook: Rulebook) -> Iterator[Article]:
    for bulletin in rulebook.bulletin:
        to = f"，报送{'、'.join(bulletin.to)}" if bulletin.to else ""
        line = f"{EVERY_NAMES[bulletin.every]}{to}：{'、'.join(bulletin.holds)}"
        yield Article(
            bulletin.id, bulletin.name, bulletin.clause, frozenset({"bulletin"}), (line,), "通报", bulletin.assumed
        )
    for follow_up in rulebook.follow_up:
        limit = span_words(follow_up.span, rulebook) if follow_up.span else "文件没有写期限"
        line = f"由{_roles(follow_up.by, rulebook)}办理（{limit}）：{'、'.join(follow_up.holds)}"
        yield Article(
            follow_up.id, follow_up.name, follow_up.clause, frozenset({"bulletin"}), (line,), "", follow_up.assumed
        )


def _roles(parties: Iterable[Hearer], rulebook: Rulebook) -> str:
    return "、".join(_role(party, rulebook) for party in parties)


def _role(party: Hearer, rulebook: Rulebook) -> str:
    return SECOND_NAME if party == "unit_second" else rulebook.roles.get(party, party)
