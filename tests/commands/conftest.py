"""The settings of one office over an empty database."""

from pathlib import Path

import pytest

from tests.people import OFFICE


@pytest.fixture
def config(tmp_path: Path, sqlite_url: str) -> Path:
    file = tmp_path / "config.toml"
    file.write_text(
        f'[storage]\ndatabase_url = "{sqlite_url}"\n\n'
        f'[[office]]\nid = "{OFFICE}"\nname = "宜川路街道"\nrulebook = "{OFFICE}"\n',
        encoding="utf-8",
    )
    return file
