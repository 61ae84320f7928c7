"""What of a citizen may be seen by everybody."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.visibility import mask_address, mask_name, mask_phone, mask_text

MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
SURROUNDINGS = st.text(alphabet="来电人住在，。（）；：「」试验新村楼上abcXYZ 电话/", max_size=12)
GROUPINGS = st.sampled_from([(11,), (3, 4, 4), (3, 8), (3, 3, 5), (4, 4, 3), (4, 3, 4), (7, 4), (4, 7), (1,) * 11])
SEPARATORS = st.sampled_from(["", " ", "-", "—", " - ", "\u3000", "\n", "·", ".", "\u200b", "－"])


def grouped(number: str, sizes: tuple[int, ...], separator: str) -> str:
    groups, position = [], 0
    for size in sizes:
        groups.append(number[position : position + size])
        position += size
    return separator.join(groups)


def full_width(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


def digits(text: str) -> str:
    return re.sub(r"[^0-9*]", "", unicodedata.normalize("NFKC", text))


@given(MOBILES, GROUPINGS, SEPARATORS, SURROUNDINGS, SURROUNDINGS, st.booleans())
def test_no_mobile_survives_in_free_text(
    mobile: str, sizes: tuple[int, ...], separator: str, before: str, after: str, wide: bool
) -> None:
    written = grouped(mobile, sizes, separator)
    text = before + (full_width(written) if wide else written) + after
    for masked in (mask_text(text), mask_address(text), mask_phone(text)):
        assert mobile not in digits(masked)
        assert mobile[3:7] not in digits(masked).replace(mobile[-4:], "").replace(mobile[:3], "")


@given(st.lists(MOBILES, min_size=1, max_size=4), st.sampled_from(["、", "/", "，", " ", "或", "\n"]))
def test_no_mobile_survives_among_others(mobiles: list[str], between: str) -> None:
    masked = mask_text(between.join(mobiles))
    assert masked == between.join(f"{mobile[:3]}****{mobile[-4:]}" for mobile in mobiles)


@given(st.text(alphabet="0123456789１３８-－ 号室路弄村工单年月日Xx沪A", max_size=40))
def test_masking_twice_changes_nothing_more(text: str) -> None:
    once = mask_text(text)
    assert mask_text(once) == once


@given(st.text(max_size=60))
def test_masking_never_fails_and_leaves_no_eleven_digits_that_read_as_a_mobile(text: str) -> None:
    folded = unicodedata.normalize("NFKC", mask_text(text))
    assert not re.search(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])", folded)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("来电人13800001002，住试验新村15号502室", "来电人138****1002，住试验新村**号***室"),
        ("１３８００００１００２", "138****1002"),
        ("+86 138 0000 1002", "138****1002"),
        ("+8613800001002", "138****1002"),
        ("013800001002", "138****1002"),
        ("13800001002转2", "138****1002转2"),
        ("电话62345678，白天可打", "电话****5678，白天可打"),
        ("（021）62345678或021-6234 5678", "021-****5678或021-****5678"),
        ("0512-62345678", "0512-****5678"),
        ("身份证310107199001011234", "身份证310***************"),
        ("身份证310107 19900101 123x", "身份证310***************"),
        ("旧证310107900101123", "旧证310************"),
        ("15号楼1203有噪声", "15号楼***有噪声"),
        ("15号楼1203室有噪声", "15号楼***室有噪声"),
        ("试验路100弄3号502漏水", "试验路100弄**号***漏水"),
        ("3单元501、5幢301", "3单元***、5幢***"),
        ("五零二室", "***室"),
        ("15 12 2026 138 0000 0001", "15 12 2026 138****0001"),
    ],
)
def test_what_leads_to_a_citizen_is_masked(text: str, masked: str) -> None:
    assert mask_text(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "工单20261138000010021已派",
        "编号202609090001010123",
        "请拨12345、962200、110、119、10086、95598",
        "沪A12345与沪AD12345停在消防通道",
        "2026-11-20 09:12 接单",
        "20261120前整改",
        "11月20日15:30—16:45到场",
        "金额50000000元，面积12000㎡",
        "三室一厅、2室1厅、一室户、地下室、办公室",
        "3号线5号楼6楼，共300户居民",
        "9月15号来电",
        "普宜办〔2023〕5号",
        "第203条、第1259条",
        "2026年2000株绿化",
    ],
)
def test_what_leads_to_nobody_stays(text: str) -> None:
    assert mask_text(text) == text


def test_the_tickets_own_number_stays_whatever_it_looks_like() -> None:
    assert mask_text("工单13800001002，电话13800001003", keep=["13800001002"]) == "工单13800001002，电话138****1003"


def test_the_callers_name_is_masked_wherever_it_stands() -> None:
    text = mask_text("赵试明称楼上有声，赵试明要求回复；赵女士同意", names=["赵试明"])
    assert text == "赵**称楼上有声，赵**要求回复；赵女士同意"


def test_a_name_of_one_character_would_mask_half_the_text_and_is_left() -> None:
    assert mask_text("王家弄有人反映", names=["王", ""]) == "王家弄有人反映"


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("王样英", "王**"),
        ("王样", "王**"),
        ("王", "王**"),
        ("欧阳样英", "欧阳**"),
        ("王女士", "王女士"),
        ("欧阳先生", "欧阳先生"),
        ("王样英先生", "王**"),
        ("匿名", "匿名"),
        (" 女士 ", "女士"),
        ("市民拍客", "市**"),
        ("Sample Person", "S**"),
        ("", ""),
    ],
)
def test_a_name_keeps_its_surname_only(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@given(st.text(alphabet="王李赵欧阳样英明abc·", min_size=2, max_size=8))
def test_a_masked_name_never_holds_more_than_a_compound_surname(name: str) -> None:
    masked = mask_name(name)
    assert masked.endswith("**")
    assert len(masked) <= 4


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13800000001", "138****0001"),
        ("138-0000-0001", "138****0001"),
        ("１３８００００ ０００１", "138****0001"),
        ("021-62345678", "021-****5678"),
        ("62345678", "****5678"),
        ("13800000001、62345678", "138****0001、****5678"),
        ("1380000000", "****00"),
        ("12345", "12345"),
        ("110", "110"),
        ("", ""),
    ],
)
def test_a_phone_keeps_what_tells_it_apart_and_no_more(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("试验新村15号502室", "试验新村**号***室"),
        ("试验路100弄15支弄3号401", "试验路100弄15支弄**号***"),
        ("样本路12号", "样本路**号"),
        ("样本路3000号A座1203室", "样本路**号A座***室"),
        ("试验新村15-502", "试验新村***"),
        ("试验新村15#502", "试验新村***"),
        ("试验新村十五号五零二室", "试验新村**号***室"),
        ("样本路123", "样本路***"),
        ("样本路12号13800000001", "样本路**号138****0001"),
        ("示例花园5号楼", "示例花园5号楼"),
        ("轨交3号线试验路站", "轨交3号线试验路站"),
        ("试验路100弄", "试验路100弄"),
        ("试验路样本路路口", "试验路样本路路口"),
    ],
)
def test_an_address_keeps_road_lane_compound_and_block(address: str, masked: str) -> None:
    assert mask_address(address) == masked


@pytest.mark.parametrize("place", ["虚构路8弄3号院", "虚构路3号桥", "虚构路8弄3号楼", "虚构路8弄2号301室"])
def test_a_place_in_free_text_is_as_readable_as_in_the_address(place: str) -> None:
    assert mask_text(f"经查，{place}，属实。") == f"经查，{mask_address(place)}，属实。"
