"""Every office's report templates: the texts they make, and templates that would run, reach or grow too far.

The expected texts lie in `golden/`. `GOLDEN=write pytest tests/reports/test_report_templates.py` writes them anew.
"""

import os
import tracemalloc
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.reports import limited
from bot.reports.checking import template_faults
from bot.reports.filling.samples import sample_values
from bot.reports.render import TEMPLATES, RenderFault, render, render_source
from bot.rulebooks.load import built_in, load_rulebook
from bot.rules.report_templates import OwnSlot
from bot.rules.rulebook import Rulebook

GOLDEN = Path(__file__).parent / "golden"
REPORTS = sorted(path.relative_to(TEMPLATES).as_posix() for path in (TEMPLATES / "reports").rglob("*.j2"))
UNREACHED = {
    "replied_at": None,
    "reply_at": "未联系上",
    "satisfaction": "未评价",
    "accepted": "",
    "contacted": "未联",
    "uncontacted_reason": "始终未接",
    "outcome": "解释说明",
    "plan": "已列入2027年楼道改造计划",
    "time_node": "2027年6月30日前",
    "feedback": "",
}
ANONYMOUS = {"has_contact": False, "caller": "", "contacted": "", "contacted_at": None, "replied_at": None}
CASES: dict[str, dict[str, Any]] = {"known": {}, "unreached": UNREACHED, "anonymous": ANONYMOUS}


def text_of(name: str, case: str) -> str:
    values = sample_values() | CASES[case]
    if case == "unreached":
        values["reply_tries"] = [
            values["called_at"],
            values["accepted_at"],
            values["replied_at"] or values["called_at"],
        ]
    return render(name, values | {"caller": "王**"} if values["caller"] else values)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", REPORTS)
def test_a_template_makes_the_text_that_was_agreed(name: str, case: str) -> None:
    text = text_of(name, case)
    file = GOLDEN / f"{name.removeprefix('reports/').removesuffix('.j2').replace('/', '-')}-{case}.txt"
    if os.environ.get("GOLDEN") == "write":
        file.write_text(text + "\n", encoding="utf-8")
    assert text + "\n" == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", REPORTS)
def test_hostile_words_of_a_citizen_stay_words_in_every_report(name: str) -> None:
    hostile = "<b>{{ 7*7 }}</b> & =1+1 😀 \x00\ud83d {% raw %}" + "长" * 3000
    values = {key: hostile if isinstance(value, str) else value for key, value in sample_values().items()}
    text = render(name, values)
    assert "\x00" not in text
    assert "49" not in text
    assert text.encode("utf-8")


@pytest.mark.parametrize(
    "greedy",
    [
        "{% for a in range(9) %}{% for b in range(9) %}{% for c in range(9) %}{% endfor %}{% endfor %}{% endfor %}",
        "{% for a in range(201) %}{% endfor %}",
        "{{ 'x'.zfill(900000000) }}",
        "{{ 'x'['ljust'](900000000) }}",
        "{{ '{:900000000}'.format('x') }}",
        "{{ ('a' | batch(900000000, 'x')) | list }}",
        "{% set a = 'xxxxxxxx' %}" + "{% set a = a + a %}" * 20 + "{{ a | length }}",
        "{% for a in range(200) %}{% for b in range(200) %}{{ (range(200)|join ~ 'a b')|list|sort|unique|list|length }}"
        "{% endfor %}{% endfor %}",
        "{{ 'x' * 1000000000 }}",
        "{{ [1] * 1000000000 }}",
        "{{ 9 ** 999999999 }}",
        "{{ '%999999999d' % 1 }}",
        "{{ 'x'|center(1000000000) }}",
        "{{ ('aaaa'|replace('a', 'aaaa'))|replace('a', 'aaaa') }}",
        "{% macro a() %}{{ a() }}{{ a() }}{% endmacro %}{{ a() }}",
        "{% for a in [1] recursive %}{{ loop([1]) }}{% endfor %}",
        "{% set s = namespace(t='x') %}{{ s.t }}",
        "{{ lipsum(1000) }}",
        "{{ cycler('a').__class__ }}",
        "{% import 'reports/any_office/completion.j2' as other %}",
        "{% set a = '长' * 9 %}",
        "{% set a = 'xxxxxxxx' %}" + "{% set a = a ~ a %}" * 40,
        "{% set a = text %}" + "{% set a = [a, a] | join %}" * 40,
        "{% set a = text %}" + "{% set a %}{{ a }}{{ a }}{% endset %}" * 40,
        "{% set a = [text, text] %}" + "{% set a = a + a %}" * 40,
        "{% set a = [text] %}" + "{% set a = [a, a] %}" * 40 + "{{ a }}",
        "{% set a = (text, text) %}" + "{% set a = (a, a) %}" * 40 + "{{ a == a }}",
        "{% set a = 9 %}" + "{% set a = a * a %}" * 40,
        "{% set a = text ~ text %}" + "{% set b = a[1:] %}" * 60,
        "{% for a in range(200) %}{% for b in range(200) %}{% if text in text %}{% endif %}{% endfor %}{% endfor %}",
        "{% for a in text %}{% for b in text %}{% endfor %}{% endfor %}",
        "{% for a in range(200) %}{% for b in range(200) %}{% set c = text | sort %}{% endfor %}{% endfor %}",
        "{{ 'x'.encode().ljust(900000000) }}",
        "{{ (5).to_bytes(900000000, 'big') }}",
        "{{ 1.5 | round(1000000000) }}",
        "{{ text | list | join(text) }}",
        "{% filter upper %}{{ text }}{% endfilter %}",
        "{% with a = text %}{{ a }}{% endwith %}",
        "{% block a %}{{ self.b() }}{{ self.b() }}{% endblock %}{% block b %}x{% endblock %}",
        "{{ {'a': text} }}",
        "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
        "{% if text %}" * 200 + "{% endif %}" * 200,
        "x" * 20_001,
    ],
    ids=lambda words: words[:60],
)
def test_a_template_cannot_run_or_grow_without_end(greedy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limited, "SECONDS", 0.3)
    tracemalloc.start()
    try:
        with pytest.raises(RenderFault):
            render_source(greedy, {"text": "长" * 50_000})
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 32 * 2**20


def test_what_an_office_needs_can_be_written() -> None:
    source = (
        "{% set whole = name ~ '（' ~ (count + 1) ~ '件）' %}{{ whole }}{{ whole[:2] }}"
        "{{ (7 / 3) | round(2) }}{{ [1, count] | sum }}"
        "{% for part in [name, none, '乙'] if part %}{{ loop.index }}/{{ loop.length }}{{ part }}"
        "{{ loop.cycle('、', '；') if not loop.last }}{% endfor %}"
        "{% for row in rows %}{% for one in row.parts %}{{ one | upper }}{% endfor %}{{ row['at'] | date }}{% endfor %}"
        "{% if name in ['甲', '乙'] and rows | length == 1 %}{{ rows[0].parts | join('、') }}{% endif %}"
        "{{ tries | join('，') }}"
    )
    at = datetime(2026, 11, 20, 1, 5, tzinfo=UTC)
    values = {"name": "甲", "count": 2, "rows": [{"parts": ["a", "b"], "at": at}], "tries": [at, at]}
    told = "甲（3件）甲（2.3331/2甲、2/2乙AB2026年11月20日a、b2026-11-20 09:05，2026-11-20 09:05"
    assert render_source(source, values) == told


def test_templates_that_take_in_each_other_end(tmp_path: Path) -> None:
    for number in range(30):
        words = f"{{% include 'reports/a/{number + 1}.j2' %}}" * 2 if number < 29 else "x"
        (tmp_path / "reports/a").mkdir(parents=True, exist_ok=True)
        (tmp_path / f"reports/a/{number}.j2").write_text(words, encoding="utf-8")
    with pytest.raises(RenderFault, match="循环太多"):
        render("reports/a/0.j2", {}, tmp_path)


@pytest.mark.parametrize(
    ("words", "line", "why"),
    [
        ("第一行\n{{ numbr }}", 2, "没有“numbr”这个名字"),
        ("第一行\n第二行\n{% if number %}{{ nobody }}{% endif %}", 3, "没有“nobody”这个名字"),
        ("{% if not background %}\n{{ hidden }}\n{% endif %}", 2, "没有“hidden”这个名字"),
        ("一\n{% for x in tags %}", 2, "Unexpected end of template"),
        ("一\n二\n{{ number.__class__ }}", 3, "unsafe"),
        ("{% macro a() %}{% endmacro %}", 1, "不能用 macro"),
    ],
)
def test_check_names_file_and_line_of_a_faulty_report_template(tmp_path: Path, words: str, line: int, why: str) -> None:
    folder = tmp_path / "reports" / "own_office"
    folder.mkdir(parents=True)
    (folder / "own.j2").write_text(words, encoding="utf-8")
    (fault,) = template_faults(directory=tmp_path)
    assert fault.startswith(f"模板 reports/own_office/own.j2 第 {line} 行：")
    assert why in fault


def own_rulebook(*slots: OwnSlot, file: str = "own.j2") -> Rulebook:
    """Yichuan's, with a template and questions of its own."""
    rulebook = load_rulebook("yichuan_road")
    assert rulebook.report is not None
    template = replace(rulebook.report.template[0], file=file)
    return replace(rulebook, form=(), report=replace(rulebook.report, template=(template,), slot=slots))


def written(tmp_path: Path, words: str, office: str = "yichuan_road") -> Path:
    file = tmp_path / "reports" / office / "own.j2"
    file.parent.mkdir(parents=True)
    file.write_text(words, encoding="utf-8")
    return tmp_path


MEETING = OwnSlot(name="meeting", label="会商情况", question="会商的结论是什么？")
INSPECTED = OwnSlot(name="inspected", label="检查时间", question="什么时候检查的？", answer="moment", optional=True)


def test_a_template_may_use_what_its_own_office_asks_and_no_other_offices(tmp_path: Path) -> None:
    words = "{{ meeting }}，{{ inspected | full }}，{{ inspected }}"
    rulebook = own_rulebook(MEETING, INSPECTED)
    assert template_faults([rulebook], written(tmp_path, words)) == []
    written(tmp_path, words, "beizhan")
    assert template_faults([rulebook], tmp_path) == ["模板 reports/beizhan/own.j2 第 1 行：没有“meeting”这个名字"]


def test_a_file_that_nobody_has_and_a_name_that_is_taken_are_told_with_rulebook_and_key(tmp_path: Path) -> None:
    form = replace(load_rulebook("yichuan_road").form[0], id="F9", of="letter", file="gone.docx", words="gone.j2")
    folder = "templates/reports/yichuan_road"
    rulebook = replace(own_rulebook(replace(MEETING, name="unit"), file="lost.j2"), form=(form,))
    assert template_faults([rulebook], written(tmp_path, "无")) == [
        f"yichuan_road：[[report.template]] YC-2.3.3：file = “lost.j2”，没有 {folder}/lost.j2 这个文件",
        f"yichuan_road：[[form]] F9：words = “gone.j2”，没有 {folder}/gone.j2 这个文件",
        "yichuan_road：[[form]] F9：file = “gone.docx”，没有 templates/forms/yichuan_road/gone.docx 这个文件",
        "yichuan_road：[[report.slot]] unit：name 在模板里已经另有所指，请换一个名字",
    ]


def test_a_moment_is_told_as_moments_are_and_nothing_where_none_came() -> None:
    at = datetime(2026, 11, 20, 1, 5, tzinfo=UTC)
    source = "{{ at }}；{{ at | date }}；{{ gone | full }}；{{ gone }}。"
    assert render_source(source, {"at": at, "gone": None}) == "2026-11-20 09:05；2026年11月20日；；。"


def test_the_templates_that_come_with_the_product_have_no_fault() -> None:
    assert template_faults([load_rulebook(name) for name in built_in()]) == []
