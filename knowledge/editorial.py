"""What staff ask of the knowledge base."""

from collections.abc import Sequence
from pathlib import Path

from knowledge.clock import china_date
from knowledge.content_checks.entry_checks import check_entry
from knowledge.content_checks.findings import Finding
from knowledge.content_checks.phrasing_checks import check_against
from knowledge.coverage import Coverage, measure_coverage
from knowledge.emerging import service as emerging
from knowledge.emerging.lifecycle import ClusterStatus
from knowledge.emerging.views import ClusterView, ReportView
from knowledge.entries import service as entries
from knowledge.entries.draft import EntryDraft
from knowledge.entries.exporting import export_entries
from knowledge.entries.importing import ImportReport, import_entries
from knowledge.entries.published import load_published
from knowledge.entries.retired import retired_entries
from knowledge.entries.seed_files import read_seed_files
from knowledge.entries.standards import load_standards
from knowledge.entry_tables.drafting import TableImport, drafts_of
from knowledge.entry_tables.reading import read_table
from knowledge.runtime import Runtime
from knowledge.staff import service as staff
from knowledge.staff.permissions import Permission
from knowledge.staff.roles import StaffRole
from knowledge.staff.views import StaffView


class EditorialUseCases(Runtime):
    """Emerging reports, the life of entries, and staff accounts.

    ``actor``, ``author`` and ``reviewer`` are names of staff accounts; an unknown or deactivated name,
    or one whose role does not cover the action, raises ``NotAllowed``.
    """

    def list_clusters(
        self, *, status: ClusterStatus | None = None, limit: int = 100, offset: int = 0
    ) -> list[ClusterView]:
        """Clusters, those with the most reports first, then the most recent."""
        with self.database.read() as session:
            return emerging.list_clusters(session, status=status, limit=limit, offset=offset)

    def cluster(self, cluster_id: int) -> ClusterView:
        """One cluster with its reports. Raises ``NotFound``."""
        with self.database.read() as session:
            return emerging.read_cluster(session, cluster_id)

    def list_reports(self, *, cluster_id: int | None = None, limit: int = 100, offset: int = 0) -> list[ReportView]:
        """Emerging reports, newest first."""
        with self.database.read() as session:
            return emerging.list_reports(session, cluster_id=cluster_id, limit=limit, offset=offset)

    def move_cluster(self, cluster_id: int, to: ClusterStatus, actor: str) -> ClusterView:
        """Move a cluster along its allowed moves. Raises ``WrongState`` for any other."""
        with self.database.write() as session:
            staff.require(session, actor, Permission.EDIT_ENTRIES)
            emerging.move(emerging.load_cluster(session, cluster_id), to, self.clock())
            return emerging.read_cluster(session, cluster_id)

    def draft_rebuttal(self, cluster_id: int, draft: EntryDraft, author: str) -> str:
        """Write the entry that answers a cluster; the cluster goes to 核查中. Returns the entry's id.

        The cluster's representative claim becomes one of the phrasings. A cluster whose draft exists
        already raises ``WrongState``: update that draft instead.
        """
        with self.database.write() as session:
            staff.require(session, author, Permission.EDIT_ENTRIES)
            return emerging.draft_rebuttal(session, cluster_id, draft, author=author, now=self.clock())

    def import_entries(self, directory: Path | None = None, *, overwrite: bool = False) -> ImportReport:
        """Publish the content files of ``directory`` (the shipped ones by default), all or none.

        Importing the same files again changes nothing. What staff changed since stays, unless
        ``overwrite``; entries the shipped content has retired are withdrawn with it. Raises ``SeedError`` naming every
        mistake by file, line and field.
        """
        shipped = self.settings.seed_dir
        directory = directory or shipped
        with self.database.read() as session:
            known = entries.all_ids(session)
        contents = read_seed_files(directory, known)
        retired = retired_entries().keys() if directory.resolve() == shipped.resolve() else ()
        with self.database.write() as session:
            return import_entries(session, contents, overwrite=overwrite, now=self.clock(), retired=retired)

    def import_table(self, file: Path, author: str, *, dry_run: bool = False) -> TableImport:
        """Make a draft of every row of a CSV or Excel table; all rows or none, and none in a dry run.

        Raises ``TableError`` with every mistake by row and column. Nothing is published.
        """
        table = read_table(file)
        today, standards = china_date(self.clock()), load_standards(self.settings.seed_dir)
        with self.database.read() as session:
            staff.require(session, author, Permission.EDIT_ENTRIES)
            known_ids = entries.all_ids(session)
            public = load_published(session).contents

        def check(entry_id: str, draft: EntryDraft) -> tuple[Finding, ...]:
            alone = check_entry(entry_id, draft, standards, today)
            return (*alone, *check_against(entry_id, draft, public))

        drafts = drafts_of(table, known_ids, check)
        if dry_run:
            return TableImport(len(drafts), ())
        now = self.clock()
        with self.database.write() as session:
            ids = [
                entries.create_draft(session, row.draft, author=author, entry_id=row.entry_id, now=now)
                for row in drafts
            ]
        return TableImport(len(drafts), tuple(ids))

    def export_entries(self, directory: Path) -> list[Path]:
        """Write everything public as content files; importing them changes nothing."""
        return export_entries(self.published().contents, directory)

    def coverage(self, questions: Sequence[str]) -> Coverage:
        """Which of ``questions`` have no good entry. Logs nothing. Raises ``IndexUnavailable`` before ``open``."""
        served = self.served()
        return measure_coverage(questions, served.check, served.claims, served.revision)

    def add_staff(self, name: str, role: StaffRole) -> str:
        """Open an account and return its token, which is shown this once: only its hash is kept."""
        with self.database.write() as session:
            return staff.add(session, name=name, role=role, now=self.clock())

    def list_staff(self) -> list[StaffView]:
        """Every account, by name."""
        with self.database.read() as session:
            return staff.list_all(session)

    def staff_for_token(self, token: str) -> StaffView:
        """The active account a token belongs to. Raises ``NotAllowed``."""
        with self.database.read() as session:
            return staff.for_token(session, token)
