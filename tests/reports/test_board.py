"""The board in words."""

from bot.reports.board import caption, in_words
from bot.reports.markup import CAPTION_LIMIT, MESSAGE_LIMIT, plain_of, visible_length
from tests.reports.boards import a_board


def test_the_caption_is_one_line_with_the_numbers_that_matter() -> None:
    assert plain_of(caption(a_board(2))) == "宜川路街道 · 工单看板　11月20日（周五）09:30　未办结12张，红灯2，黄灯4"
    assert "\n" not in caption(a_board())
    assert visible_length(caption(a_board())) < CAPTION_LIMIT


def test_the_words_name_every_unit_and_leave_out_what_is_nought() -> None:
    text = plain_of(in_words(a_board(2, 1)))
    assert "第1综合管理办公室 6张：红灯1，黄灯2，绿灯3，待接单1，处置中2，待签批1，待审核1，待回访1" in text
    assert "待派单" not in text
    assert "合计 12张" in text
    assert "20261120000300" in text
    assert visible_length(in_words(a_board(20))) < MESSAGE_LIMIT


def test_nothing_in_a_name_becomes_markup() -> None:
    assert "<script>" not in in_words(a_board(1, office="<script>", urgent=1))
