"""Reading the audit log."""

from dataclasses import dataclass

from knowledge.audit import service as audit
from knowledge.audit.actions import Action, SubjectKind
from knowledge.audit.service import AuditFilter, AuditView
from knowledge.runtime import Runtime
from knowledge.staff import service as staff
from knowledge.staff.permissions import Permission

MOST_EXPORTED = 50_000
"""Rows of one exported file: about what a spreadsheet still opens without complaint."""


@dataclass(frozen=True, slots=True)
class AuditPage:
    """A page of the log; ``total`` counts all that fit the filter."""

    total: int
    records: tuple[AuditView, ...]


class AuditingUseCases(Runtime):
    """The log for those who may read it, and records of what is taken away; ``actor`` is the name of an account."""

    def record_export(self, actor: str, kind: SubjectKind, subject_id: str, **what: int | str) -> None:
        """Keep that ``actor`` takes something away as a file: how much of it, in which form.

        For files that are made outside; what is read to be taken away (a table of the ledger) records it itself.
        """
        with self.database.write() as session:
            audit.record(
                session,
                actor=actor,
                action=Action.EXPORT,
                subject=(kind, subject_id),
                now=self.clock(),
                after=dict(what),
            )

    def audit_page(self, wanted: AuditFilter, *, limit: int, offset: int) -> AuditPage:
        """Records that fit, newest first."""
        with self.database.read() as session:
            total, records = audit.page(session, wanted, limit=limit, offset=offset)
            return AuditPage(total, tuple(records))

    def audit_actors(self) -> list[str]:
        """Everybody who ever changed something, by name."""
        with self.database.read() as session:
            return audit.actors(session)

    def export_audit(self, wanted: AuditFilter, actor: str) -> list[AuditView]:
        """Records that fit, newest first, at most ``MOST_EXPORTED``. That they were taken out is recorded too."""
        with self.database.write() as session:
            staff.require(session, actor, Permission.READ_AUDIT)
            found = audit.find(session, wanted, limit=MOST_EXPORTED, offset=0)
            audit.record(
                session,
                actor=actor,
                action=Action.EXPORT,
                subject=(SubjectKind.AUDIT, "-"),
                now=self.clock(),
                after={"rows": len(found)},
            )
            return found
