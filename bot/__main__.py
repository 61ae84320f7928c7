"""The command line: `python -m bot COMMAND`."""

import argparse
import importlib
import sys
from collections.abc import Sequence

COMMANDS = {
    "demo": "玩一遍：本地模拟的聊天页面，不需要令牌，不需要网络",
    "run": "正式运行（需要 config.toml 和机器人令牌）",
    "check": "检查设置、规则书、模板、日历、数据库和人员，逐条列出问题",
    "staff": "从名册（.csv、.xlsx、.xls）登记人员、岗位和单位",
    "invite": "给一名工作人员生成一次性邀请链接",
    "calendar": "导入放假安排，或由本单位自己定一天休息、上班；列出因此变动的时限",
    "forms": "打印工单的 Word 表单，带联系方式",
    "archive": "列出、核对、导出办结工单的归档包",
    "import": "从表格（.xlsx、.xls、.csv）登记工单，机器人可以同时在运行（JSON）",
    "export": "把工单、数据导出成 .xlsx 或 .csv（脱敏，除非另写用途）",
    "deadlines": "按规则书计算一张工单的全部时限（JSON）",
    "review": "按规则书检查一份办结报告（JSON）",
    "rehearse": "拿一份工单表（.csv）按规则书演练，看会在何时提醒谁什么（JSON）",
    "score": "按规则书计算一个处置单位的考核得分（JSON）",
}
"""Every command with what it is for. Each is a module of `bot.commands` with `add_arguments` and `run`."""

MODULES = {"import": "importing"}
"""Commands whose name cannot be that of a module."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status: 0 done, 2 the input, a file or the call is at fault."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(prog="python -m bot", description="12345 工单助手")
    chosen = parser.add_subparsers(dest="command", metavar="命令", required=True)
    for name, purpose in COMMANDS.items():
        command = chosen.add_parser(name, help=purpose, description=purpose)
        if words and words[0] == name:
            # Only the chosen command is loaded: `deadlines` must not wait for Telegram's library to be imported.
            module = importlib.import_module(f"bot.commands.{MODULES.get(name, name)}")
            module.add_arguments(command)
            command.set_defaults(run=module.run)
    options = parser.parse_args(words)
    return int(options.run(options))


if __name__ == "__main__":
    sys.exit(main())
