"""Reads a rulebook file and tells every fault in it at once."""

from collections.abc import Sequence

from bot.rules.rulebook import Rulebook


class RulebookFaults(Exception):
    """What is wrong with a rulebook: one plain sentence per fault, each with file, key and clause."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = list(faults)


def load_rulebook(id_or_path: str) -> Rulebook:
    """The built-in rulebook of that id, or the one in that file."""
    raise NotImplementedError


def load_text(text: str, name: str) -> Rulebook:
    """A rulebook out of TOML text; `name` stands in the faults where a file's name would."""
    raise NotImplementedError
