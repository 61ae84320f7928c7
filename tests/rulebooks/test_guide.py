"""The administrators' guide shows nothing that the product does not understand."""

import re
import tomllib

import pytest

from bot.config import settings_from
from bot.rulebooks.load import built_in, load_text
from bot.rules.limits import LARGEST
from bot.rules.stages import read_stage
from bot.rules.vocabulary import MOMENT_NAMES
from bot.work.labels import meaning
from tests.rules.laws import TRIAL_HEAD
from tests.source_tree import ROOT

GUIDE = (ROOT / "docs" / "rulebook-guide.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)
ROLES = 'roles = { desk = "甲", unit = "乙", unit_head = "丙", unit_branch_leader = "丁", main_leader = "戊" }'
HEAD = re.sub(r"roles = \{.*?\}", ROLES, TRIAL_HEAD)


def test_the_shortest_rulebook_of_the_guide_can_be_used_as_it_stands() -> None:
    (whole,) = [block for block in BLOCKS if "[reminding]" in block]
    assert load_text(whole, "示例.toml").name == "示例街道"


@pytest.mark.parametrize(
    "block", [block for block in BLOCKS if block.startswith(("[[duty]]", "[[bulletin]]")) or "[[mark]]" in block]
)
def test_every_entry_of_the_guide_is_understood(block: str) -> None:
    assert load_text(HEAD + block, "示例.toml")


@pytest.mark.parametrize("limit", re.findall(r"^\| (?:`\{.*?\}`、?)+ \|", GUIDE, re.MULTILINE))
def test_every_way_of_writing_a_limit_is_understood(limit: str) -> None:
    for written in re.findall(r"`(\{.*?\})`", limit):
        lender = '[[duty]]\nid = "X-T01"\nname = "甲"\nclause = "一"\nowed_by = "unit"\nstarts = "received"\n'
        entry = lender + 'ends = ["replied"]\nlimits = [{ within = "1 working_days" }]\n'
        entry += '[[duty]]\nid = "X-T02"\nname = "乙"\nclause = "二"\nowed_by = "unit"\nstarts = "accepted"\n'
        assert load_text(f'{HEAD}{entry}ends = ["completed"]\nlimits = [{written}]\n', "示例.toml")


def test_the_settings_of_the_guide_are_settings() -> None:
    (block,) = [block for block in BLOCKS if "[[office]]" in block]
    (office,) = settings_from(tomllib.loads(block)).office
    assert str(office.next_rulebook_from) == "2027-01-01"


def test_every_word_the_guide_explains_exists() -> None:
    moments = re.findall(
        r"`(\w+)` [\u4e00-\u9fff]", GUIDE.partition("**起算、办结的事**")[2].partition("**时限的写法**")[0]
    )
    assert moments
    assert set(moments) <= set(MOMENT_NAMES)
    stages = re.findall(r'`"(.*?)"`', GUIDE.partition("**提醒点**")[2].partition("\n")[0])
    assert len(stages) == 9
    for stage in stages:
        assert read_stage(stage)
    assert all(f"`{rulebook}`" in GUIDE for rulebook in built_in())
    assert {unit for _, unit in re.findall(r'within = "(\d+) (\w+)"', GUIDE)} == {str(unit) for unit in LARGEST}


def test_every_column_the_guide_offers_for_rehearsing_is_read() -> None:
    line = GUIDE.partition("表里另加这些列，结果就准：")[2].partition("。")[0]
    columns = re.findall(r"`(.+?)`", line)
    assert len(columns) == 11
    assert all(meaning("rehearsal", column) for column in columns)


def test_every_command_of_the_guide_is_one() -> None:
    named = set(re.findall(r"python -m bot (\w+)", GUIDE))
    assert named == {"check", "deadlines", "rehearse", "calendar"}
