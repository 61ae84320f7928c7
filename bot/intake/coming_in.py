"""Which ways the settings open for tickets to come in by themselves."""

from collections.abc import Callable, Sequence
from typing import Protocol

from bot.config import Settings
from bot.intake.api import Api
from bot.intake.folder import Folder
from bot.intake.server import ApiServer
from bot.ports import Clock
from bot.work.heard import Transactions
from bot.work.offices import Offices


class Servant(Protocol):
    """A part of the product that runs until it is cancelled."""

    async def run(self) -> None: ...


def coming_in(
    settings: Settings,
    database: Transactions,
    clock: Clock,
    offices: Callable[[], Offices],
    *,
    said: Callable[[], None],
    leads: Callable[[], bool],
) -> Sequence[Servant]:
    """The watched folder and the interface, as far as they are switched on."""
    servants: list[Servant] = []
    if settings.intake.folder is not None:
        servants.append(Folder(database, clock, offices, settings.intake.folder, said=said, leads=leads))
    http = settings.http
    if http.port:
        tokens = {office_id: token.get_secret_value() for office_id, token in http.tokens.items()}
        api = Api(database, clock, offices, tokens, said=said)
        servants.append(ApiServer(api.app, http.host, http.port))
    return servants
