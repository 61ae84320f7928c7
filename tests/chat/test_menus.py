"""Menus in the messenger: each person's by their posts, each group's the few commands of groups."""

import asyncio

from bot.chat.commands import GROUP_MENU, idle, offered_to
from bot.chat.menus import Menu, Menus
from bot.playground.clock import VirtualClock
from bot.ports import PermanentFailure, Refusal
from storage.tables import Group
from tests.chat.stage import Stage
from tests.people import MORNING, OFFICE

GROUP, DEAF = -1001, 1002


class Messenger:
    """Takes menus, but not for a chat that is gone."""

    def __init__(self) -> None:
        self.menus: dict[int, Menu] = {}

    async def announce_commands(self, commands: Menu, chat_id: int) -> None:
        if chat_id == DEAF:
            raise PermanentFailure(Refusal.NOT_CONNECTED, "chat not found")
        self.menus[chat_id] = commands


def test_everybody_gets_their_menu_and_groups_the_commands_of_groups(stage: Stage) -> None:
    stage.write(lambda session: session.add(Group(chat_id=GROUP, office_id=OFFICE)))
    stage.write(lambda session: session.add(Group(chat_id=GROUP - 1, office_id=OFFICE, active=False)))
    messenger = Messenger()
    menus = Menus(stage.database, messenger, VirtualClock(MORNING, frozen=True), lambda: stage.cast.offices)  # type: ignore[arg-type]
    asyncio.run(menus.round())
    administrator, clerk = stage.cast.administrator.chat_id or 0, stage.cast.clerk.chat_id or 0
    unknown = idle(stage.cast.offices.present_law(OFFICE).rulebook)
    assert messenger.menus[administrator] == offered_to(["administrator"], unknown)
    assert messenger.menus[clerk] == offered_to(["desk"], unknown)
    assert "revoke" in dict(messenger.menus[administrator])
    assert {"revoke", "staff", "setup"}.isdisjoint(dict(messenger.menus[clerk]))
    assert {"away", "back"} <= set(dict(messenger.menus[clerk]))
    assert messenger.menus[GROUP] == GROUP_MENU
    assert GROUP - 1 not in messenger.menus
    assert len(messenger.menus) == len(stage.cast.everybody)


def test_a_chat_that_takes_no_menu_keeps_nobody_else_from_theirs(stage: Stage) -> None:
    messenger = Messenger()
    menus = Menus(stage.database, messenger, VirtualClock(MORNING, frozen=True), lambda: stage.cast.offices)  # type: ignore[arg-type]
    asyncio.run(menus.round())
    assert DEAF not in messenger.menus
    assert len(messenger.menus) == len(stage.cast.everybody) - 1
    assert asyncio.run(menus.round()) == 0
