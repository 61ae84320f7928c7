"""The demo's people, their office and the texts they may want to send: all that is needed to play, all invented."""

import csv
import io
from collections.abc import Iterable
from datetime import datetime, timedelta
from importlib.resources import files

from sqlmodel import Session

from bot.playground.people import Person
from bot.playground.world import World
from bot.reports.moments import SHANGHAI
from bot.work import groups, staff
from bot.work.people import ROLE_NAMES
from bot.work.roster import RosterFaults, load_roster, read_roster
from storage import staff as stored
from storage.database import Database
from storage.rows import id_of

OFFICE_ID = "yichuan_road"
OFFICE_NAME = "宜川路街道"
GROUP_TITLE = "宜川路街道热线工作群"
SHOWN = ("林晓", "张三", "周敏", "吴刚", "郑华", "冯兰", "王正")
"""Whose phones stand on the page, in the order in which a ticket reaches them."""
SAMPLES = 9
"""As many ready texts as a menu shows without scrolling."""
ABSENT = ("李四",)
"""Stays unbound at first, so that a visitor can see an invitation being used."""


class BadSamples(Exception):
    """The samples that come with the product cannot be read."""


def enter_staff(session: Session, now: datetime) -> None:
    """Put the sample roster into the database."""
    rows = read_roster(files("bot.samples").joinpath("roster.csv").read_bytes())
    if isinstance(rows, RosterFaults):
        raise BadSamples("；".join(rows.faults))
    faults = load_roster(session, OFFICE_ID, rows, now)
    if faults:
        raise BadSamples("；".join(faults))


def people_of(world: World, database: Database) -> dict[str, Person]:
    """A phone for everybody who plays, by name; their titles are their posts."""
    titles = database.read_now(_titles)
    return {name: world.person(name, titles[name]) for name in (*SHOWN, *ABSENT)}


def _titles(session: Session) -> dict[str, str]:
    """«城建办 经办人» by name; the first post of somebody who has several."""
    units = {id_of(unit): unit.name for unit in stored.units(session, OFFICE_ID)}
    titles: dict[str, str] = {}
    for person in stored.people(session, OFFICE_ID):
        post = stored.posts(session, id_of(person))[0]
        unit = units[post.unit_id] if post.unit_id is not None else ""
        titles[person.name] = f"{unit} {ROLE_NAMES[post.role]}".strip()
    return titles


def invitations(session: Session, names: Iterable[str], now: datetime) -> dict[str, str]:
    """A secret for each of these people, by name."""
    known = {person.name: person for person in stored.people(session, OFFICE_ID)}
    return {name: staff.invite(session, known[name], now) for name in names}


def office_group(session: Session, chat_id: int, now: datetime) -> None:
    """Make the group the office's own, as the administrator does from inside the group."""
    administrator = stored.holders(session, OFFICE_ID, "administrator")[0]
    groups.bind(session, administrator, chat_id, GROUP_TITLE, now)


def ticket_texts(now: datetime) -> list[tuple[str, str]]:
    """The sample tickets as (title, what a district platform would print), sent to us a few minutes before `now`."""
    table = files("bot.samples").joinpath("tickets.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table)))
    return [(row["标题"], _printed(row, number, now)) for number, row in enumerate(rows, 1)]


def _printed(row: dict[str, str], number: int, now: datetime) -> str:
    sent = now.astimezone(SHANGHAI) - timedelta(minutes=5)
    fresh = {
        "工单编号": f"{sent:%Y%m%d}{number:06}",
        "来电时间": f"{sent - timedelta(minutes=25):%Y-%m-%d %H:%M}",
        "派单时间": f"{sent:%Y-%m-%d %H:%M}",
    }
    return "\n".join(f"{label}：{value}" for label, value in {**row, **fresh}.items() if value)
