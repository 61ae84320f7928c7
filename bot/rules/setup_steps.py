"""What an office still lacks before its tickets can run: decided from facts about its people, groups and calendar."""

from collections.abc import Sequence
from dataclasses import dataclass

MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class SetupFacts:
    """`gaps`: posts that nobody holds, one sentence each. `unbound`: names of those with a post and without an account.

    `estimated_years`: years whose working days are not published yet. `groupless`: units without a group of their own.
    """

    has_units: bool
    has_territories: bool
    gaps: tuple[str, ...] = ()
    unbound: tuple[str, ...] = ()
    has_office_group: bool = False
    groupless: tuple[str, ...] = ()
    estimated_years: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: what is missing, and how it is put right. What is not `needed` may stay as it is."""

    missing: str
    how: str
    needed: bool = True


def steps(facts: SetupFacts, *, uses_territories: bool) -> tuple[Step, ...]:
    """Everything still to be done, the most needed first; empty when nothing is missing."""
    return (*_staff(facts, uses_territories), *_invitations(facts), *_groups(facts), *_calendar(facts))


def _staff(facts: SetupFacts, uses_territories: bool) -> list[Step]:
    if not facts.has_units:
        how = "把名册（.xlsx、.xls 或 .csv，列：姓名、岗位、单位、单位类别、角别）发给我；或逐项 /unit、/person"
        return [Step("还没有处置部门。", how)]
    found = [Step("还没有片区。", "/unit 新建片区")] if uses_territories and not facts.has_territories else []
    return found + [Step(gap, "/post 给岗位") for gap in facts.gaps]


def _invitations(facts: SetupFacts) -> list[Step]:
    if not facts.unbound:
        return []
    return [Step(f"{len(facts.unbound)}人还没有绑定账号：{_named(facts.unbound)}。", "/invite 姓名 生成邀请链接")]


def _groups(facts: SetupFacts) -> list[Step]:
    found: list[Step] = []
    if not facts.has_office_group:
        found.append(Step("还没有绑定本单位工作群。", "把机器人拉进群，在群里发 /bind", needed=False))
    if facts.groupless:
        missing = f"没有自己的群：{_named(facts.groupless)}。"
        found.append(Step(missing, "在部门群里发 /bind 部门名（不需要可以不绑）", needed=False))
    return found


def _calendar(facts: SetupFacts) -> list[Step]:
    years = "、".join(str(year) for year in facts.estimated_years)
    how = "国务院公布后用 python -m bot calendar 导入；公布前相关时限标明“暂定”"
    return [Step(f"{years} 年的工作日安排还没有公布。", how, needed=False)] if years else []


def _named(names: Sequence[str]) -> str:
    return "、".join(names[:MOST_NAMED]) + (f"等{len(names)}个" if len(names) > MOST_NAMED else "")
