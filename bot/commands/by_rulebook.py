"""Commands that answer from a rulebook alone: which one, and what is said where it is at fault."""

import sys
from argparse import ArgumentParser
from collections.abc import Callable

from bot.rulebooks.load import RulebookFaults, load_rulebook
from bot.rules.rulebook import Rulebook


def ask_for_rulebook(parser: ArgumentParser) -> None:
    """The option that names it."""
    parser.add_argument("--rulebook", required=True, metavar="ID|FILE", help="规则书的编号，或一个 TOML 文件")


def ask_for_json(parser: ArgumentParser, what: str) -> None:
    """The file that holds `what`, or standard input."""
    parser.add_argument("file", nargs="?", default="-", metavar="FILE", help=f"{what}的 JSON 文件；- 或不写为标准输入")


def under(name: str, answer: Callable[[Rulebook], int]) -> int:
    """The exit status of `answer` under this rulebook; 2 where the rulebook is at fault, a fault a line."""
    try:
        rulebook = load_rulebook(name)
    except RulebookFaults as found:
        print(*found.faults, sep="\n", file=sys.stderr)
        return 2
    return answer(rulebook)
