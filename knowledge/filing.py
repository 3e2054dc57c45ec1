"""Everything an editor can see of the entries, to take away as files."""

import io
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

from knowledge.audit import service as audit
from knowledge.audit.actions import Action, SubjectKind
from knowledge.entries import service as entries
from knowledge.entries.exporting import export_entries
from knowledge.entry_tables.writing import WRITERS
from knowledge.promotion import service as promotion
from knowledge.promotion.views import CollectionView
from knowledge.runtime import Runtime
from knowledge.staff import service as staff
from knowledge.staff.permissions import Permission

_ALL = "-"
"""The subject of what concerns every entry."""
_MOST = 1_000_000


class FilingUseCases(Runtime):
    """``actor`` names a staff account that may edit entries, or ``NotAllowed`` is raised.

    That something was taken out is recorded, with how much and in which form.
    """

    def export_archive(self, actor: str) -> bytes:
        """The public entries as a ZIP of content files. Raises ``InvalidInput`` when nothing is public."""
        self._require_editor(actor)
        contents = self.published().contents
        stream = io.BytesIO()
        with TemporaryDirectory() as folder, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in export_entries(contents, Path(folder)):
                archive.write(file, file.name)
        self._record_export(actor, SubjectKind.ENTRY, len(contents), "zip")
        return stream.getvalue()

    def export_table(self, actor: str, form: str) -> bytes:
        """Every entry of any state, as it is worked on, in the columns an import takes. ``form``: csv or xlsx."""
        self._require_editor(actor)
        with self.database.read() as session:
            found = entries.list_entries(session, status=None, needs_source=None, limit=_MOST, offset=0)
        made = WRITERS[form]({entry.entry_id: entry.content for entry in found})
        self._record_export(actor, SubjectKind.ENTRY, len(found), form)
        return made

    def export_collections(self, actor: str) -> list[CollectionView]:
        """Every collection, last changed first."""
        self._require_editor(actor)
        with self.database.read() as session:
            found = promotion.list_all(session)
        self._record_export(actor, SubjectKind.COLLECTION, len(found), "csv")
        return found

    def _require_editor(self, actor: str) -> None:
        with self.database.read() as session:
            staff.require(session, actor, Permission.EDIT_ENTRIES)

    def _record_export(self, actor: str, kind: SubjectKind, count: int, form: str) -> None:
        with self.database.write() as session:
            audit.record(
                session,
                actor=actor,
                action=Action.EXPORT,
                subject=(kind, _ALL),
                now=self.clock(),
                after={"rows": count, "format": form},
            )
