"""Queries that look for what should not be there: something due without an end, an end without a reason."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, not_, or_
from sqlmodel import Session, col, select

from storage import alarms, outbox
from storage.tables import AlarmRow, OutboxRow

WITHOUT_NUMBER = ("refresh", "delete")
"""Kinds that change a message instead of making one."""


def alarms_waiting_since(session: Session, moment: datetime) -> int:
    """Alarms that should have fired before `moment` and still wait."""
    return _count(session, AlarmRow, AlarmRow.state == alarms.WAITING, AlarmRow.fire_at < moment)


def rows_waiting_since(session: Session, moment: datetime, lane: int) -> int:
    """Rows of one lane that might have left before `moment` and still wait."""
    return _count(
        session, OutboxRow, OutboxRow.state == outbox.WAITING, OutboxRow.lane == lane, OutboxRow.not_before < moment
    )


def rows_sending_since(session: Session, moment: datetime) -> int:
    """Rows taken for sending before `moment` of which nothing was heard."""
    return _count(session, OutboxRow, OutboxRow.state == outbox.SENDING, col(OutboxRow.claimed_at) < moment)


def alarms_without_end(session: Session, began: datetime, ended: datetime) -> int:
    """Alarms due in that time that wait, ended in no known way, or ended without a reason."""
    no_end = not_(col(AlarmRow.state).in_(alarms.ENDS))
    no_reason = col(AlarmRow.reason) == ""
    return _count(session, AlarmRow, AlarmRow.fire_at >= began, AlarmRow.fire_at < ended, or_(no_end, no_reason))


def alarms_without_message(session: Session, began: datetime, ended: datetime) -> int:
    """Alarms of that time that are said to have fired while nobody was to be told."""
    told = exists().where(col(OutboxRow.alarm_id) == col(AlarmRow.id))
    fired = AlarmRow.state == alarms.FIRED
    return _count(session, AlarmRow, AlarmRow.fire_at >= began, AlarmRow.fire_at < ended, fired, not_(told))


def rows_without_end(session: Session, began: datetime, ended: datetime) -> int:
    """Rows of that time whose end is unknown, or lacks its message, its reason or what it was folded into."""
    incomplete = or_(
        not_(col(OutboxRow.state).in_(outbox.ENDS)),
        col(OutboxRow.ended_at).is_(None),
        and_(
            col(OutboxRow.state) == outbox.SENT,
            col(OutboxRow.message_id).is_(None),
            not_(col(OutboxRow.kind).in_(WITHOUT_NUMBER)),
        ),
        and_(col(OutboxRow.state) == outbox.FOLDED, col(OutboxRow.folded_into).is_(None)),
        and_(col(OutboxRow.state).in_((outbox.OBSOLETE, outbox.UNDELIVERABLE)), col(OutboxRow.reason) == ""),
    )
    return _count(session, OutboxRow, OutboxRow.not_before >= began, OutboxRow.not_before < ended, incomplete)


def _count(session: Session, table: type[AlarmRow] | type[OutboxRow], *conditions: ColumnElement[bool] | bool) -> int:
    return session.exec(select(func.count()).select_from(table).where(*conditions)).one()
