"""HTML as bots write it, read as Telegram reads it."""

import pytest

from bot.playground.entities import parse_html
from bot.playground.errors import ApiError
from bot.playground.formatting import formatted, found_in
from bot.playground.limits import split_text, utf16_length
from bot.playground.views import html

Spans = list[tuple[str, int, int]]


def spans(source: str) -> tuple[str, Spans]:
    text, entities = parse_html(source)
    return text, [(entity["type"], entity["offset"], entity["length"]) for entity in entities]


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("普通", "普通", []),
        ("<b>粗</b>体", "粗体", [("bold", 0, 1)]),
        ("<strong>a</strong><em>b</em>", "ab", [("bold", 0, 1), ("italic", 1, 1)]),
        ("<u>a</u><ins>b</ins>", "ab", [("underline", 0, 1), ("underline", 1, 1)]),
        ("<s>a</s><strike>b</strike><del>c</del>", "abc", [("strikethrough", n, 1) for n in range(3)]),
        ("<tg-spoiler>a</tg-spoiler>", "a", [("spoiler", 0, 1)]),
        ('<span class="tg-spoiler">a</span>', "a", [("spoiler", 0, 1)]),
        ("<code>x &lt; y</code>", "x < y", [("code", 0, 5)]),
        ("<pre>块</pre>", "块", [("pre", 0, 1)]),
        ("<blockquote>引</blockquote>", "引", [("blockquote", 0, 1)]),
        ("<blockquote expandable>引</blockquote>", "引", [("expandable_blockquote", 0, 1)]),
        ("<b>外<i>内</i></b>", "外内", [("bold", 0, 2), ("italic", 1, 1)]),
        ("😀<b>😀</b>", "😀😀", [("bold", 2, 2)]),
        ("<b></b>空", "空", []),
        ("<B>大写</B>", "大写", [("bold", 0, 2)]),
        ("<b>省略</>", "省略", [("bold", 0, 2)]),
        ("&amp;&lt;&gt;&quot;&#65;&#x4e2d;", '&<>"A中', []),
        ("&nbsp;&unknown; A&B &", "&nbsp;&unknown; A&B &", []),
        ("a > b", "a > b", []),
    ],
)
def test_text_and_spans_of_what_is_well_formed(source: str, text: str, expected: Spans) -> None:
    assert spans(source) == (text, expected)


@pytest.mark.parametrize(
    ("source", "details"),
    [
        (
            '<a href="https://example.com/?a=1&amp;b=2">链</a>',
            {"type": "text_link", "url": "https://example.com/?a=1&b=2"},
        ),
        ("<a href='example.com'>链</a>", {"type": "text_link", "url": "http://example.com/"}),
        ('<a href="tg://user?id=1">人</a>', {"type": "text_link", "url": "tg://user?id=1"}),
        ('<pre><code class="language-python">x</code></pre>', {"type": "pre", "language": "python"}),
        ('<code class="language-python">x</code>', {"type": "code"}),
        ('<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>', {"custom_emoji_id": "5368324170671202286"}),
        (
            '<tg-time unix="1790000000" format="wDT">明天</tg-time>',
            {"unix_time": 1790000000, "date_time_format": "wDT"},
        ),
        ('<tg-time unix="1790000000">明天</tg-time>', {"type": "date_time", "unix_time": 1790000000}),
    ],
)
def test_spans_carry_their_details(source: str, details: dict[str, object]) -> None:
    (entity,) = parse_html(source)[1]
    assert details.items() <= entity.items()
    assert "language" not in entity or entity["type"] == "pre"


@pytest.mark.parametrize("source", ["<a href='javascript:x'>a</a>", "<a>no link</a>", "<tg-time unix='0'>a</tg-time>"])
def test_links_and_moments_that_mean_nothing_leave_plain_text(source: str) -> None:
    assert parse_html(source)[1] == []


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("中<q>x</q>", 'Unsupported start tag "q" at byte offset 3'),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("<< b>", 'Unsupported start tag "<" at byte offset 0'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<a href=", 'Unclosed start tag "a" at byte offset 0'),
        ('<a ="x">y</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href=x/y>z</a>", "Unexpected end of name token at byte offset 8"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<tg-emoji emoji-id="x">y</tg-emoji>', "Invalid custom emoji identifier specified"),
        ('<tg-time unix="1" format="q">y</tg-time>', "Invalid date format used"),
    ],
)
def test_what_is_malformed_is_refused_with_the_place_in_bytes(source: str, reason: str) -> None:
    with pytest.raises(ApiError) as refused:
        parse_html(source)
    assert refused.value.description == f"Bad Request: can't parse entities: {reason}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/start abc", [("bot_command", 0, 6)]),
        ("请用 /help@hotline_bot 查看", [("bot_command", 3, 17)]),
        ("3/4 和 a/b", []),
        ("见 https://example.com/a?b=1，谢谢", [("url", 2, 25)]),
        ("@zhang_san 看 #急件", [("mention", 0, 10), ("hashtag", 13, 3)]),
        ("write a@example.com", [("email", 6, 13)]),
        ("😀 /go", [("bot_command", 3, 3)]),
    ],
)
def test_commands_links_and_names_are_found_by_themselves(text: str, expected: Spans) -> None:
    assert [(each["type"], each["offset"], each["length"]) for each in found_in(text, [])] == expected


def test_nothing_is_found_inside_code() -> None:
    text, entities = formatted("<code>/start</code> <b>/go</b>", "HTML", None)
    assert text == "/start /go"
    assert [each["type"] for each in entities] == ["code", "bold", "bot_command"]


def test_blank_ends_are_cut_and_spans_moved() -> None:
    text, entities = formatted(" \n<b>粗 </b>\n ", "HTML", None)
    assert (text, entities) == ("粗", [{"type": "bold", "offset": 0, "length": 1}])


def test_lengths_count_utf16_units_and_texts_split_without_halving_a_character() -> None:
    assert utf16_length("中😀") == 3
    pieces = split_text("a" + "😀" * 4000)
    assert [utf16_length(piece) for piece in pieces] == [4095, 3906]
    assert "".join(pieces) == "a" + "😀" * 4000


def test_overlapping_spans_become_nested_html() -> None:
    entities = [{"type": "bold", "offset": 0, "length": 2}, {"type": "italic", "offset": 1, "length": 2}]
    assert html("a<c", entities) == "<b>a</b><b><i>&lt;</i></b><i>c</i>"
