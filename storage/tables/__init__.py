"""The tables, without behaviour. Every moment is stored in UTC; naive moments are refused by the column type.

Codes are plain strings, so that a new one needs no migration. `office_id` stands in every row that belongs to an
office.
"""

from storage.tables.archives import Archive
from storage.tables.base import Table
from storage.tables.bulletins import BulletinRow
from storage.tables.delivery import Audit, Heartbeat, ImportRun, InboxRow, OutboxRow, Posted, SendLog
from storage.tables.duties import AlarmRow, DutyRow
from storage.tables.figures import Objection, ScoreClaim, TallyForm, TallyRow
from storage.tables.law import Day, RulebookCopy
from storage.tables.matters import MatterKey, MatterLink, Reached
from storage.tables.people import Deputy, Group, Invitation, Office, Person, Post, Unit
from storage.tables.tickets import Draft, Event, Evidence, Report, Request, Signature, Ticket

__all__ = [
    "AlarmRow",
    "Archive",
    "Audit",
    "BulletinRow",
    "Day",
    "Deputy",
    "Draft",
    "DutyRow",
    "Event",
    "Evidence",
    "Group",
    "Heartbeat",
    "ImportRun",
    "InboxRow",
    "Invitation",
    "MatterKey",
    "MatterLink",
    "Objection",
    "Office",
    "OutboxRow",
    "Person",
    "Post",
    "Posted",
    "Reached",
    "Report",
    "Request",
    "RulebookCopy",
    "ScoreClaim",
    "SendLog",
    "Signature",
    "Table",
    "TallyForm",
    "TallyRow",
    "Ticket",
    "Unit",
]
