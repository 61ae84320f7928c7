"""Time passes on the stage with the ticker at work."""

from datetime import datetime

from bot.alerts.due import plan_due
from storage.tables import AlarmRow
from tests.chat.stage import Stage


def tick_until(stage: Stage, end: datetime) -> None:
    """Let every alarm due until then fire at its moment, and digests leave half a minute later."""
    while True:
        waiting = [row.fire_at for row in stage.rows(AlarmRow) if row.state == "waiting" and row.fire_at <= end]
        if not waiting:
            break
        stage.now = max(stage.now, min(waiting))
        stage.write(lambda session: plan_due(session, stage.cast.offices, stage.now))
        stage.pass_time(seconds=40)
    stage.now = max(stage.now, end)
    stage.deliver()
