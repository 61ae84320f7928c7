"""A rulebook is read whole, or every fault in it is told in a plain sentence with file, key and clause."""

from pathlib import Path

import pytest

from bot.rulebooks.load import RulebookFaults, built_in, load_rulebook, load_text, rulebook_text

GOOD = rulebook_text("yichuan_road")
HEAD = """
id = "trial"
name = "试验街道"
document = "试〔2026〕1号"
version = "1"
over = ["completed", "closed", "returned"]
roles = { desk = "城运中心", unit = "处置部门", main_leader = "主要领导" }
hours = { opens = "09:00", closes = "17:00" }
reminding = { overdue_after_minutes = 30, overdue_tell = { unit = ["unit"] } }
"""
DUTY = """
[[duty]]
id = "X-T01"
name = "接单"
clause = "第三条"
owed_by = "unit"
starts = "dispatched"
ends = ["accepted"]
limits = [{ within = "30 work_minutes" }]
"""
FACTS_OF_DUTY = "（X-T01，第三条）"


def faults(text: str) -> list[str]:
    with pytest.raises(RulebookFaults) as found:
        load_text(text, "试验.toml")
    return found.value.faults


def test_every_built_in_rulebook_loads_and_knows_its_name() -> None:
    assert "yichuan_road" in built_in()
    for identity in built_in():
        assert load_rulebook(identity).id == identity


def test_the_trial_rulebook_of_these_tests_is_sound() -> None:
    assert load_text(HEAD + DUTY, "试验.toml").duty[0].limits[0].within == "30 work_minutes"


def test_a_rulebook_is_read_from_a_file_of_the_offices_own(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(HEAD + DUTY, encoding="utf-8")
    assert load_rulebook(str(own)).name == "试验街道"


def test_a_file_that_is_not_there_or_no_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(RulebookFaults, match=r"没有“nowhere”这个规则文件，内置的有：.*yichuan_road"):
        load_rulebook("nowhere")
    odd = tmp_path / "odd.toml"
    odd.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RulebookFaults, match="不是 UTF-8"):
        load_rulebook(str(odd))


def test_what_is_no_toml_is_told_with_its_line() -> None:
    (fault,) = faults("id = \n")
    assert fault.startswith("试验.toml：不是合格的 TOML")
    assert "line 1" in fault


@pytest.mark.parametrize(
    ("written", "instead", "fault"),
    [
        ('clause = "第三条"\n', "", "duty[1].clause（X-T01）：缺少这一项"),
        ('clause = "第三条"', 'clause = " "', "X-T01（ ）：clause 是空的"),
        ('owed_by = "unit"', 'owed_by = "unit"\nlimit = 3', f"duty[1].limit{FACTS_OF_DUTY}：没有这样的键"),
        ('owed_by = "unit"', "owed_by = 3", "“3”不在可用的词里：desk、unit"),
        ('owed_by = "unit"', 'owed_by = "informant"', "X-T01（第三条）：[roles] 里没有 informant"),
        ('starts = "dispatched"', 'starts = "sent"', "“sent”不在可用的词里：called、platform_dispatched"),
        ('ends = ["accepted"]', 'ends = "accepted"', "应为列表，写在方括号里"),
        ('ends = ["accepted"]', "ends = []", "ends 是空的"),
        ('ends = ["accepted"]', 'ends = ["dispatched"]', "dispatched 既是起算又是完成"),
        ('name = "接单"', "name = 7", "duty[1].name（X-T01，第三条）：应为文字，写在引号里"),
        ('limits = [{ within = "30 work_minutes" }]', "limits = []", "limits 是空的"),
        ("30 work_minutes", "0 work_minutes", "“0 work_minutes”不可能：数目应在 1 与"),
        ("30 work_minutes", "900 working_days", "“900 working_days”不可能"),
        ("30 work_minutes", "30 minutes", "“30 minutes”不是时长"),
        ('within = "30 work_minutes"', 'within = "1 natural_days", on = "same_day"', "四者之一，且只写一个"),
        ('within = "30 work_minutes"', 'by = "25:00", on = "next_day"', "“25:00”不是一天里的时刻"),
        ('within = "30 work_minutes"', 'by = "17:00", within = "1 natural_days"', "写了 by，还须用 on"),
        ('within = "30 work_minutes"', 'on = "next_day"', "须用 by 写明几点"),
        ('within = "30 work_minutes"', 'by = "17:00", on = "same_day"', "到期早于起算"),
        ('within = "30 work_minutes"', 'within = "1 working_days", roll = {}', "roll（遇休息日顺延）只用于"),
        ('within = "30 work_minutes"', 'within = "1 natural_days", started = "noon"', "应写成 before 12:00"),
        ('within = "30 work_minutes"', 'within = "1 natural_days", started = "from 00:00"', "整天都在一边"),
        ('within = "30 work_minutes"', 'same_as = "X-T00"', "same_as = “X-T00”应是排在它前面的一项时限"),
        ("ends =", 'remind = ["soon"]\nends =', "提醒点“soon”不认识"),
        ("ends =", 'remind = ["30min before"]\nends =', "提醒点“30min before”早于起算，时限只有 30 分钟"),
        ("ends =", 'nature = "target"\nremind = ["overdue"]\nends =', "remind 里不应有 overdue"),
        ("ends =", 'nature = "window"\nends =', "须用 afterwards 写明"),
        ("ends =", 'when = { kind = ["举报"] }\nends =', "“举报”不在可用的词里：投诉、求助"),
        ("ends =", 'when = { simple = "maybe" }\nends =', "应为 true 或 false"),
        ('opens = "09:00"', 'opens = "18:00"', "hours：办公时间应依次为"),
        ('unit = ["unit"]', 'unit = ["informant"]', "reminding.overdue_tell.unit：[roles] 里没有 informant"),
        (
            'unit = ["unit"] }',
            'unit = ["unit"] }, day_before_tell = { unit = ["unit_head"] }',
            "reminding.day_before_tell.unit：[roles] 里没有 unit_head",
        ),
        (
            'limits = [{ within = "30 work_minutes" }]',
            'limits = [{ within = "2 working_days" }]\nlights = [{ light = "red", within = "3 working_days" }]',
            "X-T01（第三条）：red 灯的 3 working_days 晚于时限 2 天",
        ),
    ],
)
def test_a_fault_is_told_in_a_plain_sentence(written: str, instead: str, fault: str) -> None:
    text = (HEAD + DUTY).replace(written, instead)
    assert text != HEAD + DUTY
    assert any(told.startswith("试验.toml：") and fault in told for told in faults(text)), faults(text)


def test_all_faults_are_told_at_once() -> None:
    text = (HEAD + DUTY).replace('starts = "dispatched"', 'starts = "sent"').replace("30 work_minutes", "soon")
    text = text.replace('version = "1"\n', "")
    assert len(faults(text)) == 3


def test_a_fault_is_told_once_with_the_clause_it_belongs_to() -> None:
    (fault,) = faults((HEAD + DUTY).replace("30 work_minutes", "soon"))
    assert fault.startswith(f"试验.toml：duty[1].limits[1]{FACTS_OF_DUTY}：“soon”不是时长")


LIMITS_OF_TWO = """limits = [
    {{ within = "30 work_minutes", when = {{ {first} }} }},
    {{ within = "60 work_minutes", when = {{ {second} }} }},
]"""


@pytest.mark.parametrize(
    ("first", "second", "fault"),
    [
        ('urgency = ["紧急"]', 'urgency = ["普通", "紧急"]', "limits[1] 与 limits[2] 重叠，例如 urgency = 紧急"),
        ('urgency = ["紧急"]', "simple = true", "limits[1] 与 limits[2] 重叠，例如 urgency = 紧急，simple = 是"),
        ('tags = ["疫情"]', 'tags = ["涉稳"]', "重叠，例如 tags = 涉稳、疫情"),
        ('kind = ["未定"]', 'none_of = [{ kind = ["投诉"] }]', "重叠，例如 kind = 未定"),
        ("has_site = true", "has_site = true, none_of = [{ has_site = true }]", "limits[2] 永远用不上"),
        (
            'received_on = "working_day"',
            'any_of = [{ received_on = "working_day" }, { is_recheck = true }]',
            "重叠，例如 is_recheck = 是，received_on = working_day",
        ),
    ],
)
def test_branches_that_overlap_or_are_never_reached_are_told(first: str, second: str, fault: str) -> None:
    limits = LIMITS_OF_TWO.format(first=first, second=second)
    told = faults((HEAD + DUTY).replace('limits = [{ within = "30 work_minutes" }]', limits))
    assert any(fault in each for each in told), told


def test_branches_by_time_of_start_may_stand_side_by_side_but_not_overlap() -> None:
    started = """limits = [
        {{ within = "30 work_minutes", started = "before {0}" }},
        {{ within = "60 work_minutes", started = "from {1}" }},
    ]"""
    one_limit = 'limits = [{ within = "30 work_minutes" }]'
    load_text((HEAD + DUTY).replace(one_limit, started.format("12:00", "12:00")), "x")
    told = faults((HEAD + DUTY).replace(one_limit, started.format("12:01", "12:00")))
    assert any("limits[1] 与 limits[2] 重叠" in each for each in told)


def test_entries_of_one_id_must_exclude_each_other() -> None:
    working = DUTY.replace("ends =", 'when = { received_on = "working_day" }\nends =')
    load_text(HEAD + working + DUTY.replace("ends =", 'when = { received_on = "other_day" }\nends ='), "x")
    assert any("X-T01（第三条）：同号的两项重叠" in told for told in faults(HEAD + working + DUTY))


def test_a_rule_that_contradicts_itself_is_told() -> None:
    never = DUTY.replace("ends =", "when = { simple = true, none_of = [{ simple = true }] }\nends =")
    assert any("when 自相矛盾，永远用不上" in told for told in faults(HEAD + never))


def test_a_mark_counts_in_days_and_shares_its_id_with_nothing() -> None:
    mark = """
[[mark]]
id = "X-T01"
name = "通报"
clause = "第四条"
starts = "dispatched"
after = "{after}"
ends = ["closed"]
tell = ["main_leader"]
"""
    assert any("应以天计" in told for told in faults(HEAD + mark.format(after="60 work_minutes")))
    assert any("X-T01：这个 id 用了 2 次" in told for told in faults(HEAD + DUTY + mark.format(after="2 working_days")))
