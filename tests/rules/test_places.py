"""One spelling for the places and the phones that people write in many."""

import pytest

from bot.rules.callers import caller_key, phone_key
from bot.rules.places import Relation, place_of, relation


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("虚构路８弄２号301室", "上海市虚构路8弄2号301", Relation.SAME_FLAT),
        ("虚构路八弄二号", "虚构路8弄2号楼402室", Relation.SAME_HOUSE),
        ("虚构路一百一十八弄", "虚构路118弄2号", Relation.SAME_COMPOUND),
        ("虚构路118弄2号", "虚构路118弄3号", Relation.OTHER_HOUSE),
        ("虚构新村3、5号", "虚构新村5号", Relation.SAME_HOUSE),
        ("虚构新村3-6号", "虚构新村4号", Relation.SAME_HOUSE),
        ("虚构新村3-6号", "虚构新村8号", Relation.OTHER_HOUSE),
        ("虚构路118弄", "虚构路119弄", Relation.APART),
        ("虚构新村", "试验新村", Relation.APART),
        ("虚构路12号", "虚构路12号", Relation.SAME_HOUSE),
        ("虚构路12号", "虚构路13号", Relation.APART),
        ("虚构路", "虚构路12号", Relation.SAME_ROAD),
        ("虚构路与示范路口", "示范路和虚构路交叉口", Relation.SAME_HOUSE),
        ("地铁9号线虚构路站", "轨道交通9号线虚构路站附近", Relation.SAME_HOUSE),
        ("虚构花园2号门", "虚构花园", Relation.SAME_COMPOUND),
        ("邻区虚构路12号", "本区虚构路12号", Relation.APART),
        ("阳光里", "虚构路8弄2号", Relation.SAME_COMPOUND),
        ("线上", "线上", Relation.UNKNOWN),
        ("", "虚构路", Relation.UNKNOWN),
    ],
)
def test_places_lie_to_each_other_as_people_mean_it(one: str, other: str, expected: Relation) -> None:
    places = [place_of(address, {"阳光里": "虚构路8弄"}) for address in (one, other)]
    assert relation(*places) is expected
    assert relation(*reversed(places)) is expected


@pytest.mark.parametrize(
    "written", ["13800001001", "１３８０００01001", "+86 138 0000 1001", "0086-13800001001", "013800001001"]
)
def test_a_phone_has_one_spelling(written: str) -> None:
    assert phone_key(written) == "13800001001"


@pytest.mark.parametrize("written", ["", "匿名", "12345", "0000000000", "无"])
def test_what_is_no_phone_is_nobodys(written: str) -> None:
    assert phone_key(written) == ""


def test_without_a_phone_the_full_name_at_the_same_address_is_one_caller() -> None:
    assert caller_key("王样英", "", "虚构路8弄2号") == caller_key("王 样英", "", "虚构路８弄2号") != ""
    assert caller_key("王样英", "", "虚构路8弄2号") != caller_key("王样英", "", "虚构路8弄3号")


@pytest.mark.parametrize("name", ["", "匿名", "王女士", "市民", "匿名来电人", "先生"])
def test_nobody_knows_whether_unknown_callers_are_one(name: str) -> None:
    assert caller_key(name, "", "虚构路8弄2号") == ""
