"""The ledger of clusters: assignment, conclusion, moves; what intake knows of a report."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision: str = "2026_11_26_ledger"
down_revision: str | None = "2026_11_26_questions_desk"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_CLUSTER: tuple[tuple[str, sa.types.TypeEngine[Any]], ...] = (
    ("kind", sa.String(length=20)),
    ("edition", sa.Integer()),
    ("topic", sa.String(length=50)),
    ("foods", sa.JSON()),
    ("unit", sa.String(length=80)),
    ("due_on", sa.Date()),
    ("assigned_at", sa.DateTime(timezone=True)),
    ("conclusion", sa.Text()),
    ("basis", sa.Text()),
    ("evidence", sa.Text()),
    ("dismissal_reason", sa.String(length=500)),
    ("concluded_by", sa.String(length=80)),
    ("concluded_at", sa.DateTime(timezone=True)),
    ("harm", sa.String(length=20)),
    ("worthiness", sa.Double()),
    ("is_restricted", sa.Boolean()),
    ("restricted_reason", sa.String(length=500)),
    ("companies", sa.JSON()),
    ("company_checked_by", sa.String(length=200)),
    ("company_checked_on", sa.Date()),
    ("merged_into_id", sa.Integer()),
    ("returned_entry_id", sa.String(length=80)),
    ("returned_version", sa.Integer()),
    ("reopened_count", sa.Integer()),
    ("mention_count", sa.Integer()),
    ("asker_count", sa.Integer()),
    ("first_reported_at", sa.DateTime(timezone=True)),
    ("last_reported_at", sa.DateTime(timezone=True)),
)
_REPORT: tuple[tuple[str, sa.types.TypeEngine[Any]], ...] = (
    ("channel", sa.String(length=20)),
    ("partner_id", sa.Integer()),
    ("external_id", sa.String(length=80)),
    ("text", sa.String(length=1000)),
    ("kind", sa.String(length=20)),
    ("worthiness", sa.Double()),
    ("food", sa.String(length=40)),
    ("foods", sa.JSON()),
    ("keywords", sa.JSON()),
    ("companies", sa.JSON()),
    ("sub_district", sa.String(length=20)),
    ("is_pinned", sa.Boolean()),
    ("asker_key", sa.String(length=32)),
    ("asked_on", sa.Date()),
    ("mention_count", sa.Integer()),
)
_MAY_BE_EMPTY = {
    "unit",
    "due_on",
    "assigned_at",
    "concluded_by",
    "concluded_at",
    "harm",
    "company_checked_on",
    "merged_into_id",
    "returned_entry_id",
    "returned_version",
    "partner_id",
    "external_id",
}
_CLUSTER_INDEXES = ("kind", "topic", "unit", "is_restricted", "merged_into_id", "last_reported_at", "created_at")
_REPORT_INDEXES = ("channel", "food", "sub_district", "asked_on")

# What was reported before: nobody knew more of it. Every old report counts as an asker of its own, as it did then.
_FILL = (
    "UPDATE cluster SET kind = 'rumor', edition = 1, topic = '', foods = '[]', conclusion = '', basis = '',"
    " evidence = '', dismissal_reason = '', worthiness = 0.5, is_restricted = false, restricted_reason = '',"
    " companies = '[]', company_checked_by = '', reopened_count = 0,"
    " mention_count = (SELECT count(*) FROM emerging_report r WHERE r.cluster_id = cluster.id),"
    " asker_count = (SELECT count(*) FROM emerging_report r WHERE r.cluster_id = cluster.id),"
    " first_reported_at = created_at,"
    " last_reported_at = coalesce("
    "(SELECT max(r.created_at) FROM emerging_report r WHERE r.cluster_id = cluster.id), created_at)",
    "UPDATE emerging_report SET channel = 'web', text = claim, kind = 'rumor', worthiness = 0.5, food = '',"
    " foods = '[]', keywords = '[]', companies = '[]', sub_district = '', is_pinned = false,"
    " asker_key = 'report-' || id, mention_count = 1",
    "INSERT INTO cluster_move (cluster_id, from_status, to_status, at, actor, note)"
    " SELECT id, NULL, 'pending', created_at, 'system', '' FROM cluster",
    "INSERT INTO cluster_move (cluster_id, from_status, to_status, at, actor, note)"
    " SELECT id, 'pending', status, updated_at, 'system', '' FROM cluster WHERE status <> 'pending'",
)


def upgrade() -> None:
    _create_tables()
    _add("cluster", _CLUSTER)
    _add("emerging_report", _REPORT)
    for statement in _FILL:
        op.execute(statement)
    # The day in China, eight hours ahead.
    if op.get_bind().dialect.name == "sqlite":
        op.execute("UPDATE emerging_report SET asked_on = date(created_at, '+8 hours')")
    else:
        op.execute("UPDATE emerging_report SET asked_on = (created_at AT TIME ZONE 'Asia/Shanghai')::date")
    with op.batch_alter_table("cluster") as batch_op:
        _require(batch_op, _CLUSTER)
        batch_op.create_foreign_key(
            batch_op.f("fk_cluster_merged_into_id_cluster"), "cluster", ["merged_into_id"], ["id"]
        )
        batch_op.create_index("ix_cluster_status_due_on", ["status", "due_on"])
        for column in _CLUSTER_INDEXES:
            batch_op.create_index(batch_op.f(f"ix_cluster_{column}"), [column])
    with op.batch_alter_table("emerging_report") as batch_op:
        _require(batch_op, _REPORT)
        batch_op.alter_column("inquiry_id", existing_type=sa.Integer(), nullable=True)
        batch_op.create_foreign_key(
            batch_op.f("fk_emerging_report_partner_id_partner"), "partner", ["partner_id"], ["id"]
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_emerging_report_partner_id_external_id"), ["partner_id", "external_id"]
        )
        batch_op.create_index("ix_emerging_report_asker", ["asker_key", "asked_on"])
        for column in _REPORT_INDEXES:
            batch_op.create_index(batch_op.f(f"ix_emerging_report_{column}"), [column])


def _add(table: str, columns: Sequence[tuple[str, sa.types.TypeEngine[Any]]]) -> None:
    with op.batch_alter_table(table) as batch_op:
        for name, kind in columns:
            batch_op.add_column(sa.Column(name, kind, nullable=True))


def _require(batch_op: BatchOperations, columns: Sequence[tuple[str, sa.types.TypeEngine[Any]]]) -> None:
    for name, kind in columns:
        if name not in _MAY_BE_EMPTY:
            batch_op.alter_column(name, existing_type=kind, nullable=False)


def _create_tables() -> None:
    op.create_table(
        "partner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("rate", sa.String(length=80), nullable=False),
        sa.Column("may_read_ledger", sa.Boolean(), nullable=False),
        sa.Column("may_conclude", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_by", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner")),
        sa.UniqueConstraint("name", name=op.f("uq_partner_name")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_partner_token_sha256")),
    )
    op.create_table(
        "asker_salt",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_asker_salt")),
    )
    op.create_table(
        "report_mention",
        sa.Column("inquiry_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["inquiry_id"], ["inquiry.id"], name=op.f("fk_report_mention_inquiry_id_inquiry")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["emerging_report.id"], name=op.f("fk_report_mention_report_id_emerging_report")
        ),
        sa.PrimaryKeyConstraint("inquiry_id", name=op.f("pk_report_mention")),
    )
    op.create_table(
        "cluster_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cluster_id", sa.Integer(), nullable=False),
        sa.Column("from_status", sa.String(length=20), nullable=True),
        sa.Column("to_status", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["cluster_id"], ["cluster.id"], name=op.f("fk_cluster_move_cluster_id_cluster")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cluster_move")),
    )
    op.create_table(
        "cluster_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("from_cluster_id", sa.Integer(), nullable=False),
        sa.Column("to_cluster_id", sa.Integer(), nullable=False),
        sa.Column("report_ids", sa.JSON(), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["from_cluster_id"], ["cluster.id"], name=op.f("fk_cluster_decision_from_cluster_id_cluster")
        ),
        sa.ForeignKeyConstraint(
            ["to_cluster_id"], ["cluster.id"], name=op.f("fk_cluster_decision_to_cluster_id_cluster")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cluster_decision")),
    )
    for table, column in (
        ("report_mention", "report_id"),
        ("cluster_move", "cluster_id"),
        ("cluster_move", "at"),
        ("cluster_decision", "from_cluster_id"),
        ("cluster_decision", "to_cluster_id"),
    ):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    for table in ("cluster_decision", "cluster_move", "report_mention", "asker_salt"):
        op.drop_table(table)
    # Before this revision every report came from a conversation; those that did not cannot be kept.
    op.execute("DELETE FROM emerging_report WHERE inquiry_id IS NULL")
    op.execute(
        "DELETE FROM cluster WHERE NOT EXISTS (SELECT 1 FROM emerging_report r WHERE r.cluster_id = cluster.id)"
    )
    with op.batch_alter_table("emerging_report") as batch_op:
        for column in _REPORT_INDEXES:
            batch_op.drop_index(batch_op.f(f"ix_emerging_report_{column}"))
        batch_op.drop_index("ix_emerging_report_asker")
        batch_op.drop_constraint(batch_op.f("uq_emerging_report_partner_id_external_id"), type_="unique")
        batch_op.drop_constraint(batch_op.f("fk_emerging_report_partner_id_partner"), type_="foreignkey")
        batch_op.alter_column("inquiry_id", existing_type=sa.Integer(), nullable=False)
        for name, _ in _REPORT:
            batch_op.drop_column(name)
    with op.batch_alter_table("cluster") as batch_op:
        for column in _CLUSTER_INDEXES:
            batch_op.drop_index(batch_op.f(f"ix_cluster_{column}"))
        batch_op.drop_index("ix_cluster_status_due_on")
        batch_op.drop_constraint(batch_op.f("fk_cluster_merged_into_id_cluster"), type_="foreignkey")
        for name, _ in _CLUSTER:
            batch_op.drop_column(name)
    op.drop_table("partner")
