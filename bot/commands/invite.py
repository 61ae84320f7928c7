"""`python -m bot invite 姓名`: a one-time invitation for one person of the roster, good for ten minutes."""

import json
import urllib.request
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime

from sqlmodel import Session

from bot.commands.opening import CommandFault, add_office_arguments, answering, in_one_transaction, settings_and_office
from bot.config import Settings
from bot.rules.outcome import Refused
from bot.work import staff
from bot.work.administration.first import first_administrator
from storage.staff import person_by_name


def add_arguments(parser: ArgumentParser) -> None:
    add_office_arguments(parser)
    parser.add_argument("name", metavar="姓名", help="名册里的姓名")
    help_ = "邀请本单位的第一位管理员：名册里没有这个人也可以"
    parser.add_argument("--administrator", action="store_true", help=help_)


def run(arguments: Namespace) -> int:
    """Exit status: 0 the invitation is on standard output, 2 the settings or the name are at fault."""
    return answering(lambda: _invite(arguments))


def _invite(arguments: Namespace) -> None:
    settings, office = settings_and_office(arguments)

    def invite(session: Session) -> str:
        person = person_by_name(session, office.id, arguments.name)
        if arguments.administrator:
            first = first_administrator(session, office.id, arguments.name, datetime.now(UTC))
            if isinstance(first, Refused):
                raise CommandFault(first.reason)
            person = first
        if person is None or not person.active:
            raise CommandFault(f"名册里没有{arguments.name}，请先用 python -m bot staff 登记。")
        if person.chat_id is not None:
            raise CommandFault(f"{person.name}已经绑定了账号。")
        return staff.invite(session, person, datetime.now(UTC))

    secret = in_one_transaction(settings, invite)
    username = _username(settings)
    doing = f"打开 https://t.me/{username}?start={secret}" if username else f"给机器人发送 /start {secret}"
    print(f"请{arguments.name}{doing}\n10分钟内有效，只能用一次，请单独发给本人。")


def _username(settings: Settings) -> str | None:
    """The bot's own name, asked of Telegram; without a token or an answer the invitation is told in words."""
    token = settings.telegram.token.get_secret_value()
    if not token:
        return None
    try:
        with urllib.request.urlopen(f"{settings.telegram.base_url}/bot{token}/getMe", timeout=5) as answer:
            name = json.load(answer)["result"]["username"]
            return name if isinstance(name, str) else None
    except (OSError, ValueError, LookupError, TypeError):
        return None
