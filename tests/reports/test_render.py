"""The sandboxed templates and the text that goes through them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from markupsafe import Markup

from bot.reports import markup, moments
from bot.reports.render import TEMPLATES, RenderFault, office_template, render, render_source
from bot.rulebooks.load import built_in

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "hostile",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ values.append(1) }}",
        "{{ missing }}",
        "{{ (1).__class__ }}",
        "{% for n in range(999999999) %}x{% endfor %}",
        "{{ text * 1000000 }}",
        "{{ text|clock }}",
        "{% if %}",
    ],
)
def test_a_hostile_or_broken_template_is_a_fault_and_nothing_else(hostile: str) -> None:
    with pytest.raises(RenderFault):
        render_source(hostile, {"values": [1], "text": "楼道"})


def test_objects_never_reach_a_template() -> None:
    class Ticket:
        def delete(self) -> str:
            return "deleted"

    with pytest.raises(RenderFault, match="Ticket is no plain value"):
        render_source("{{ ticket.delete() }}", {"ticket": [Ticket()]})


def test_values_are_escaped_in_cards_and_left_alone_in_reports() -> None:
    source, values = "<b>{{ matter }}</b>", {"matter": '楼道<堆物>&"垃圾"'}
    assert render_source(source, values, escaped=True) == "<b>楼道&lt;堆物&gt;&amp;&#34;垃圾&#34;</b>"
    assert render_source(source, values) == '<b>楼道<堆物>&"垃圾"</b>'


def test_markup_that_a_template_made_itself_is_not_escaped_twice() -> None:
    assert render_source("{{ line }}", {"line": Markup("<b>接单</b>")}, escaped=True) == "<b>接单</b>"


@pytest.mark.parametrize("poison", ["a\ud83db", "\x00a\x1bb\x7f", "\u202eab", "a\ufffeb"])
def test_what_cannot_be_shown_is_left_out(poison: str) -> None:
    shown = render_source("{{ text }}", {"text": poison}, escaped=True)
    assert shown == "ab"
    assert shown.encode("utf-8")


def test_a_template_file_is_found_by_name_and_its_faults_name_it(tmp_path: Path) -> None:
    (tmp_path / "good.txt.j2").write_text("{{ at|moment(now) }}", encoding="utf-8")
    (tmp_path / "bad.txt.j2").write_text("{{ at|no_such_filter }}", encoding="utf-8")
    assert render("good.txt.j2", {"at": NOON, "now": NOON}, tmp_path) == "今天 12:00"
    with pytest.raises(RenderFault, match=r"bad\.txt\.j2"):
        render("bad.txt.j2", {"at": NOON}, tmp_path)
    with pytest.raises(RenderFault, match="absent"):
        render("absent.txt.j2", {}, tmp_path)


def test_text_is_cut_before_it_is_rendered_and_never_inside_a_sign() -> None:
    assert markup.cut("一二三四", 4) == "一二三四"
    assert markup.cut("一二三四五", 4) == "一二三…"
    assert markup.cut("😀😀😀", 4) == "😀…"
    assert markup.length(markup.cut("😀" * 100, 50)) <= 50
    assert markup.one_line("一\n\n 二\t三", 20) == "一 二 三"


def test_the_length_that_counts_is_the_one_after_the_tags_are_read() -> None:
    assert markup.visible_length("<b>a &lt; b</b>") == 5
    assert markup.visible_length("<a href='x'>😀</a>") == 2
    assert markup.plain_of("<b>a &lt; b</b>") == "a < b"


@pytest.mark.parametrize(
    ("at", "told"),
    [
        (NOON, "今天 12:00"),
        (NOON + timedelta(hours=13), "明天 01:00"),
        (NOON - timedelta(days=1), "昨天 12:00"),
        (NOON + timedelta(days=3), "11月23日（周一）12:00"),
        (NOON + timedelta(days=60), "2027年1月19日（周二）12:00"),
        (NOON + timedelta(hours=11, minutes=59, seconds=59), "今天 24:00"),
        (NOON + timedelta(days=3, hours=11, minutes=59, seconds=59), "11月23日（周一）24:00"),
    ],
)
def test_a_moment_is_told_in_the_words_of_the_day(at: datetime, told: str) -> None:
    assert moments.moment(at, NOON) == told


@pytest.mark.parametrize(
    ("minutes", "told"),
    [
        (0, "还剩不到1分钟"),
        (40, "还剩40分钟"),
        (60, "还剩1小时"),
        (125, "还剩2小时5分"),
        (24 * 60, "还剩1天"),
        (27 * 60 + 5, "还剩1天3小时"),
        (-40, "已超时40分钟"),
    ],
)
def test_time_left_needs_no_arithmetic(minutes: int, told: str) -> None:
    assert moments.left(NOON + timedelta(minutes=minutes), NOON) == told


@pytest.mark.parametrize("office", built_in())
def test_every_office_has_a_completion_report_to_fill(office: str) -> None:
    name = office_template("reports", office, "completion.j2")
    assert (TEMPLATES / name).is_file()


def test_an_office_without_a_template_of_its_own_uses_the_one_for_any_office() -> None:
    assert office_template("reports", "yichuan_road", "completion.j2") == "reports/yichuan_road/completion.j2"
    assert office_template("reports", "no_such_office", "completion.j2") == "reports/any_office/completion.j2"
