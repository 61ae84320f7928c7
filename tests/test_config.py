"""Settings are read whole or refused with every fault in plain words."""

from pathlib import Path

import pytest

from bot.config import ConfigFaults, Settings, load_settings, settings_from

OFFICE = {"id": "yichuan_road", "name": "宜川路街道", "rulebook": "yichuan_road"}
EXAMPLE = Path(__file__).parents[1] / "config.example.toml"


def faults_of(values: dict) -> list[str]:
    with pytest.raises(ConfigFaults) as refusal:
        settings_from(values)
    return refusal.value.faults


def test_the_example_is_a_correct_configuration() -> None:
    assert load_settings(EXAMPLE).office[0].name == "宜川路街道"


def test_the_example_names_every_setting_there_is() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    for section, field in Settings.model_fields.items():
        if section == "office":
            continue
        assert f"[{section}]" in text
        for key in type(field.default).model_fields:
            assert f"\n{key} = " in text, f"{section}.{key} is not explained"


def test_the_examples_values_are_the_defaults() -> None:
    written = load_settings(EXAMPLE)
    assert written.model_dump(exclude={"office"}) == Settings(office=(OFFICE,)).model_dump(exclude={"office"})


def test_every_fault_is_told_at_once_with_its_key() -> None:
    told = faults_of({"telegram": {"tokn": "x"}, "office": [{"id": "A b"}], "pacing": {"chat_burst": 0}})
    assert len(told) == 5
    assert any("telegram.tokn" in fault and "没有这个设置项" in fault for fault in told)
    assert any("office.1.name" in fault and "缺少" in fault for fault in told)
    assert any("pacing.chat_burst" in fault for fault in told)


def test_two_offices_may_not_share_an_id() -> None:
    assert faults_of({"office": [OFFICE, OFFICE]}) == ["config.toml：office：两个 [[office]] 的 id 相同。"]


@pytest.mark.parametrize(
    "address", ["sqlite://", "sqlite:///", "sqlite:///:memory:", "mysql://a/b", "postgresql+psycopg://a@host:port/b"]
)
def test_an_address_that_is_no_database_of_ours_is_one_sentence(address: str) -> None:
    (told,) = faults_of({"office": [OFFICE], "storage": {"database_url": address}})
    assert told.startswith("config.toml：storage.database_url：只认 sqlite:///文件")


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigFaults, match=r"config\.example\.toml"):
        load_settings(tmp_path / "config.toml")


def test_a_file_that_is_not_toml_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("[telegram\n", encoding="utf-8")
    with pytest.raises(ConfigFaults, match="不是正确的 TOML"):
        load_settings(path)


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTLINE_PACING__CHAT_BURST", "7")
    assert settings_from({"office": [OFFICE], "pacing": {"chat_burst": 2}}).pacing.chat_burst == 7


def test_the_token_does_not_show_when_settings_are_printed() -> None:
    settings = settings_from({"office": [OFFICE], "telegram": {"token": "secret-words"}})
    assert "secret-words" not in repr(settings)


def test_archives_lie_beside_the_files_unless_another_folder_is_named() -> None:
    office = [{"id": "a1", "name": "甲", "rulebook": "beizhan"}]
    beside = settings_from({"office": office, "storage": {"files": "/data/files"}})
    named = settings_from({"office": office, "storage": {"files": "/data/files", "archive": "/safe"}})
    assert (beside.storage.archive, named.storage.archive) == (Path("/data/archive"), Path("/safe"))
