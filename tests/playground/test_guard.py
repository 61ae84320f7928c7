"""The playground refuses to run beside a real token."""

import pytest

from bot.playground.guard import RealTokenPresent, refuse_real_token
from bot.playground.world import World

SHAPED_LIKE_A_TOKEN = "12345678:" + "A" * 35


@pytest.mark.parametrize(
    "value", [SHAPED_LIKE_A_TOKEN, f"token = '{SHAPED_LIKE_A_TOKEN}'", f"1234567890:{'b-_9' * 8}xyz"]
)
def test_a_value_shaped_like_a_real_token_stops_the_start_and_is_not_repeated(value: str) -> None:
    with pytest.raises(RealTokenPresent, match=r"config\.toml") as stopped:
        refuse_real_token({"HOME": "/root", "config.toml": value})
    assert value not in str(stopped.value)


@pytest.mark.parametrize(
    "value", [None, "", "7000000001:invented", "1:" + "A" * 35, "12345678:" + "A" * 36, "12345678"]
)
def test_invented_tokens_and_empty_settings_pass(value: str | None) -> None:
    refuse_real_token({"TELEGRAM_TOKEN": value})


def test_no_real_token_can_be_registered() -> None:
    with pytest.raises(RealTokenPresent):
        World().register_bot(SHAPED_LIKE_A_TOKEN, "real_bot", "真")
