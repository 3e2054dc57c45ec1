"""What staff ask of the knowledge base."""

from collections.abc import Sequence
from pathlib import Path

from knowledge.audit import service as audit
from knowledge.audit.actions import Action, SubjectKind
from knowledge.clock import china_date
from knowledge.content_checks.entry_checks import check_entry
from knowledge.content_checks.findings import Finding
from knowledge.content_checks.phrasing_checks import check_against
from knowledge.coverage import Coverage, measure_coverage
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


class EditorialUseCases(Runtime):
    """Content in files and tables.

    ``actor``, ``author`` and ``reviewer`` are names of staff accounts; an unknown or deactivated name,
    or one whose role does not cover the action, raises ``NotAllowed``.
    """

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
            for entry_id, row in zip(ids, drafts, strict=True):
                audit.record(
                    session,
                    actor=author,
                    action=Action.IMPORT,
                    subject=(SubjectKind.ENTRY, entry_id),
                    now=now,
                    after={"title": row.draft.title, "kind": row.draft.kind.value},
                )
        return TableImport(len(drafts), tuple(ids))

    def export_entries(self, directory: Path) -> list[Path]:
        """Write everything public as content files; importing them changes nothing."""
        return export_entries(self.published().contents, directory)

    def coverage(self, questions: Sequence[str]) -> Coverage:
        """Which of ``questions`` have no good entry. Logs nothing. Raises ``IndexUnavailable`` before ``open``."""
        served = self.served()
        return measure_coverage(questions, served.check, served.claims, served.revision)
