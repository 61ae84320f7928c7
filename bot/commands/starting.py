"""How the product starts: from a settings file to an open database, or every reason why not."""

from dataclasses import dataclass
from pathlib import Path

from bot import logs
from bot.commands.opening import CommandFault
from bot.config import ConfigFaults, Settings, load_settings, rulebooks_named
from bot.installation import office_entries
from bot.reports.checking import template_faults
from bot.rulebooks.load import RulebookFaults, faults_in, load_text
from bot.work.offices import OfficeEntry
from storage.alone import AlreadyRunning
from storage.database import UNAVAILABLE, Database, Unopenable
from storage.schema import MigrationFailed, SchemaTooNew


@dataclass(frozen=True, slots=True)
class Installation:
    """What an administrator has set up, read and checked. Whoever opened it closes the database."""

    settings: Settings
    entries: list[OfficeEntry]
    database: Database


def opened(config: Path) -> Installation:
    """Read the settings, rulebooks and templates and open the database. Raises CommandFault with every fault."""
    try:
        settings = load_settings(config)
    except ConfigFaults as refused:
        raise CommandFault(*refused.faults, *faults_in(rulebooks_named(config))) from None
    logs.set_up(settings.logging.level, settings.logging.format)
    try:
        entries = office_entries(settings)
    except RulebookFaults as refused:
        raise CommandFault(*refused.faults, *template_faults()) from None
    texts = {text: entry.id for entry in entries for text in (entry.rulebook, entry.next_rulebook) if text}
    if faults := template_faults([load_text(text, name) for text, name in texts.items()]):
        raise CommandFault(*faults)
    return Installation(settings, entries, _database(settings.storage.database_url))


def _database(url: str) -> Database:
    try:
        return Database.open(url)
    except (AlreadyRunning, SchemaTooNew, MigrationFailed, Unopenable) as refused:
        raise CommandFault(str(refused)) from None
    except UNAVAILABLE as error:
        why = f"数据库打不开（{type(error).__name__}）：请检查 storage.database_url 和数据库是否在运行。"
        raise CommandFault(why) from None
