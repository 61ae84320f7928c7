"""tables taken in, matters, figures"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _imports()
    _tickets()
    _matters()
    _bulletins()
    _figures()


def _imports() -> None:
    """The tables that offices hand over, and how far each was taken in."""
    op.create_table(
        "import_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("file_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("seen", sa.JSON(), nullable=False),
        sa.Column("tally", sa.JSON(), nullable=False),
        sa.Column("refused", sa.JSON(), nullable=False),
        sa.Column("outbox_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", UTCDateTime(), nullable=False),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name=op.f("fk_import_run_outbox_id_outbox")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_import_run_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    with op.batch_alter_table("import_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_run_office_id"), ["office_id"], unique=False)
        batch_op.create_index(
            "ix_import_run_waiting",
            ["id"],
            unique=False,
            sqlite_where=sa.text("state IN ('asked', 'confirmed', 'running')"),
            postgresql_where=sa.text("state IN ('asked', 'confirmed', 'running')"),
        )


def _tickets() -> None:
    """The matter a ticket belongs to, and when it was last compared with others."""
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.add_column(sa.Column("matter_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("matched_at", UTCDateTime(), nullable=True))
        batch_op.create_index(batch_op.f("ix_ticket_matter_id"), ["matter_id"], unique=False)
    unmatched = sa.text("matched_at IS NULL")
    op.create_index(
        "ix_ticket_unmatched", "ticket", ["office_id", "id"], sqlite_where=unmatched, postgresql_where=unmatched
    )


def _matters() -> None:
    """Which tickets are about one matter; nothing is known of the tickets there are, a task finds it out later."""
    op.create_table(
        "matterkey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.String(), nullable=False),
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_matterkey_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matterkey")),
    )
    op.create_index("ix_matterkey_alike", "matterkey", ["office_id", "key", "at"])
    op.create_index(op.f("ix_matterkey_ticket_id"), "matterkey", ["ticket_id"])
    op.create_table(
        "matterlink",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("pair", sa.BigInteger(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("judged_by", sa.Integer(), nullable=True),
        sa.Column("judged_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["judged_by"], ["person.id"], name=op.f("fk_matterlink_judged_by_person")),
        sa.ForeignKeyConstraint(["other_id"], ["ticket.id"], name=op.f("fk_matterlink_other_id_ticket")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_matterlink_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matterlink")),
        sa.UniqueConstraint("ticket_id", "other_id", name=op.f("uq_matterlink_ticket_id_other_id")),
    )
    op.create_index("ix_matterlink_judged", "matterlink", ["office_id", "verdict", "judged_at"])
    op.create_index(op.f("ix_matterlink_other_id"), "matterlink", ["other_id"])
    op.create_index(op.f("ix_matterlink_pair"), "matterlink", ["pair"])
    op.create_table(
        "reached",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("ticket_ids", sa.JSON(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reached_at", UTCDateTime(), nullable=False),
        sa.Column("changed_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_reached_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reached")),
    )
    op.create_index("ix_reached_standing", "reached", ["office_id", "rule", "state"])


def _bulletins() -> None:
    """Bulletins to come, those the desk looks through, and those that went out."""
    op.create_table(
        "bulletin",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=True),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("corrected", sa.JSON(), nullable=False),
        sa.Column("ticket_ids", sa.JSON(), nullable=False),
        sa.Column("reached_id", sa.Integer(), nullable=True),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", UTCDateTime(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_bulletin_made_by_person")),
        sa.ForeignKeyConstraint(["ended_by"], ["person.id"], name=op.f("fk_bulletin_ended_by_person")),
        sa.ForeignKeyConstraint(["reached_id"], ["reached.id"], name=op.f("fk_bulletin_reached_id_reached")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletin")),
        sa.UniqueConstraint("office_id", "rule", "period", name=op.f("uq_bulletin_office_id_rule_period")),
    )
    planned = sa.text("state = 'planned'")
    op.create_index("ix_bulletin_planned", "bulletin", ["due_at"], sqlite_where=planned, postgresql_where=planned)
    op.create_index("ix_bulletin_of_office", "bulletin", ["office_id", "rule", "due_at"])
    op.create_index(op.f("ix_bulletin_reached_id"), "bulletin", ["reached_id"])


def _figures() -> None:
    """What counts of each ticket, what the desk enters and what units object to; tallies are made up later."""
    op.create_table(
        "tally_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tally_form")),
        sa.UniqueConstraint("words", name=op.f("uq_tally_form_words")),
    )
    op.create_table(
        "tally",
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.String(), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("received_at", UTCDateTime(), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=True),
        sa.Column("closed_at", UTCDateTime(), nullable=True),
        sa.Column("contact_due_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["form_id"], ["tally_form.id"], name=op.f("fk_tally_form_id_tally_form")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_tally_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_tally")),
    )
    with op.batch_alter_table("tally", schema=None) as batch_op:
        batch_op.create_index(
            "ix_tally_received", ["office_id", "received_at", "form_id", "contact_due_at", "due_at"], unique=False
        )
        batch_op.create_index("ix_tally_due", ["office_id", "due_at", "form_id", "contact_due_at"], unique=False)
        batch_op.create_index(
            "ix_tally_closed", ["office_id", "closed_at", "form_id", "contact_due_at", "due_at"], unique=False
        )

    op.create_table(
        "score_claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("taken_back_by", sa.Integer(), nullable=True),
        sa.Column("taken_back_at", UTCDateTime(), nullable=True),
        sa.Column("taken_back_why", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_score_claim_made_by_person")),
        sa.ForeignKeyConstraint(["taken_back_by"], ["person.id"], name=op.f("fk_score_claim_taken_back_by_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_score_claim_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_claim")),
    )
    with op.batch_alter_table("score_claim", schema=None) as batch_op:
        batch_op.create_index("ix_score_claim_period", ["office_id", "period"], unique=False)

    op.create_table(
        "objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("upheld", sa.Boolean(), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_objection_answered_by_person")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_objection_made_by_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_objection_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
    )
    with op.batch_alter_table("objection", schema=None) as batch_op:
        batch_op.create_index("ix_objection_period", ["office_id", "period"], unique=False)
