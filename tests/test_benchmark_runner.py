"""The runner of the benchmarks, tried on benchmarks of its own."""

from pathlib import Path

import pytest

from benchmarks.__main__ import main


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "yardsticks"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "bench_calendar.py").write_text("def main() -> None:\n    print('| days | 5x |')\n", encoding="utf-8")
    (folder / "bench_sender.py").write_text("def main() -> None:\n    raise SystemExit(3)\n", encoding="utf-8")
    return folder


def test_a_named_benchmark_runs_alone_and_prints_its_table(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["calendar"], folder) == 0
    assert "| days | 5x |" in capfd.readouterr().out


def test_without_a_name_all_run_and_one_failure_does_not_stop_the_others(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (folder / "bench_a_first.py").write_text("import nothing_of_this_name\n", encoding="utf-8")
    assert main([], folder) == 1
    printed = capfd.readouterr()
    assert "| days | 5x |" in printed.out
    assert "failed: a_first, sender" in printed.err


def test_an_unknown_name_is_refused_with_the_names_there_are(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["calender"], folder) == 2
    assert "calendar, sender" in capfd.readouterr().err
