"""Every office's report templates: the texts they make, and templates that would run, reach or grow too far.

The expected texts lie in `golden/`. `GOLDEN=write pytest tests/reports/test_report_templates.py` writes them anew.
"""

import os
from pathlib import Path
from typing import Any

import pytest

from bot.reports.checking import template_faults
from bot.reports.filling.samples import sample_values
from bot.reports.render import TEMPLATES, RenderFault, render, render_source

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
    ],
)
def test_a_template_cannot_run_or_grow_without_end(greedy: str) -> None:
    with pytest.raises(RenderFault):
        render_source(greedy, {})


@pytest.mark.parametrize(
    ("words", "line", "why"),
    [
        ("第一行\n{{ numbr }}", 2, "'numbr' is undefined"),
        ("第一行\n第二行\n{% if number %}{{ nobody }}{% endif %}", 3, "'nobody' is undefined"),
        ("{% if not background %}\n{{ hidden }}\n{% endif %}", 2, "'hidden' is undefined"),
        ("一\n{% for x in tags %}", 2, "Unexpected end of template"),
        ("一\n二\n{{ number.__class__ }}", 3, "unsafe"),
        ("{% macro a() %}{% endmacro %}", 1, "不能用 macro"),
    ],
)
def test_check_names_file_and_line_of_a_faulty_report_template(tmp_path: Path, words: str, line: int, why: str) -> None:
    folder = tmp_path / "reports" / "own_office"
    folder.mkdir(parents=True)
    (folder / "own.j2").write_text(words, encoding="utf-8")
    (fault,) = template_faults(sample_values(), tmp_path)
    assert fault.startswith(f"模板 reports/own_office/own.j2 第 {line} 行：")
    assert why in fault


def test_the_templates_that_come_with_the_product_have_no_fault() -> None:
    assert template_faults(sample_values()) == []
