"""A unit is suggested for what speaks for it, with the office's own principle and the reason."""

from bot.rules.suggestion import EarlierTicket, UnitClue, suggest

PRINCIPLES = ("法定原则", "职责原则", "属地原则", "事实原则", "关联原则", "托底原则", "例外原则")
CITY = UnitClue(1, "城建办", ("油烟", "噪音", "违章搭建"))
SAFETY = UnitClue(2, "平安办", ("消防", "电动车"))


def test_the_words_of_a_units_duties_speak_for_it() -> None:
    (best,) = suggest("楼下面馆油烟扰民、噪音大", (CITY, SAFETY), (), PRINCIPLES)
    assert (best.unit_id, best.principle) == (1, "职责原则")
    assert best.reasons == ("属于城建办的职责：油烟、噪音",)


def test_who_handled_the_same_matter_before_comes_first() -> None:
    earlier = (EarlierTicket(2, "20261101000007", same_caller=True, same_matter=True),)
    best, second = suggest("楼下面馆油烟扰民", (CITY, SAFETY), earlier, PRINCIPLES)
    assert (best.unit_id, best.principle, second.unit_id) == (2, "事实原则", 1)
    assert best.reasons == ("同一来电人的同一件事（…000007）由平安办办理",)


def test_the_same_caller_alone_weighs_less_than_the_words_of_a_duty() -> None:
    earlier = (EarlierTicket(2, "20261101000007", same_caller=True),)
    best, second = suggest("楼下面馆油烟扰民", (CITY, SAFETY), earlier, PRINCIPLES)
    assert (best.unit_id, second.unit_id, second.principle) == (1, 2, "")


def test_a_unit_that_the_citizen_names_is_suggested_by_the_principle_of_connection() -> None:
    (best,) = suggest("请平安办来处理", (CITY, SAFETY), (), PRINCIPLES)
    assert (best.unit_id, best.principle) == (2, "关联原则")


def test_an_office_without_that_principle_gets_the_unit_and_the_reason_alone() -> None:
    (best,) = suggest("请平安办来处理", (CITY, SAFETY), (), ("法定", "商定", "指定"))
    assert best.principle == ""
    (best,) = suggest("电动车充电", (CITY, SAFETY), (), ("法定", "商定", "指定"))
    assert best.principle == "法定"


def test_where_nothing_speaks_for_anybody_nothing_is_suggested() -> None:
    assert suggest("路灯不亮", (CITY, SAFETY), (), PRINCIPLES) == ()
