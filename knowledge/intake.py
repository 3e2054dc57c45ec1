"""Taking in leads: by conversation, by form, from partners, from a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from knowledge import revision
from knowledge.audit import service as audit
from knowledge.audit.actions import Action, SubjectKind
from knowledge.checking import CheckOutcome
from knowledge.emerging import report_tables
from knowledge.emerging.former import FormerWording, load_former_wordings
from knowledge.emerging.intake import Intake, ReportSource, TakenIn
from knowledge.emerging.raw import RawReport, read_raw
from knowledge.emerging.report_tables import ReportTableImport
from knowledge.inquiries.views import Receipt
from knowledge.runtime import Runtime
from knowledge.staff import service as staff
from knowledge.staff.permissions import Permission

REPORTS_AT_ONCE = 200
"""Reports per transaction: under a second, so that residents' messages hardly wait for the writer's turn."""


@dataclass(frozen=True, slots=True)
class FormOutcome:
    """What a report by form led to: an answer that was there already, or a receipt; never both, never neither."""

    check: CheckOutcome | None
    receipt: Receipt | None


class IntakeUseCases(Runtime):
    """Reports from everywhere. Texts are masked before anything is written."""

    _former: tuple[int, tuple[FormerWording, ...]] | None = None

    def report_by_form(self, raw: RawReport, *, wants_answer: bool = False, anyway: bool = False) -> FormOutcome:
        """Take in what a resident reports by form; a claim that has its answer is answered instead, unless
        ``anyway``. Raises ``InvalidInput`` for a text without words."""
        read = read_raw(raw)
        if not anyway:
            check = self.served().check(raw.text)
            if check.cards or check.emergency is not None:
                return FormOutcome(check, None)
        source = ReportSource(
            raw.channel, self.clock(), asker=raw.asker, where_seen=raw.where_seen, wants_answer=wants_answer
        )
        former = self.former_wordings()
        with self.database.write() as session:
            return FormOutcome(None, self._intake(session, former).take(read, source).receipt)

    def take_reports(self, raws: Sequence[RawReport], *, partner_id: int | None = None) -> list[TakenIn]:
        """Take in many reports, in parts of ``REPORTS_AT_ONCE``; what became of each, in their order.

        Raises ``InvalidInput``, before anything is written, when one of them cannot be used. Interrupted, the same
        reports may be sent again: those with an ``external_id`` are taken in once.
        """
        read = [read_raw(raw) for raw in raws]
        former = self.former_wordings()
        taken: list[TakenIn] = []
        pairs = list(zip(raws, read, strict=True))
        for start in range(0, len(pairs), REPORTS_AT_ONCE):
            with self.database.write() as session:
                taking = self._intake(session, former)
                taken += [
                    taking.take(report, self._source(raw, partner_id))
                    for raw, report in pairs[start : start + REPORTS_AT_ONCE]
                ]
        return taken

    def import_reports(self, file: Path, actor: str, *, dry_run: bool = False) -> ReportTableImport:
        """Take in every row of a CSV or Excel table, or none: raises ``TableError`` with every mistake by row.

        A file imported again, or one that was interrupted, adds only what is not there yet.
        """
        with self.database.read() as session:
            staff.require(session, actor, Permission.WORK_LEDGER)
        rows = report_tables.read_reports(file, now=self.clock())
        if dry_run:
            return ReportTableImport(len(rows), 0, 0)
        taken = self.take_reports(rows)
        repeats = sum(one.is_repeat for one in taken)
        with self.database.write() as session:
            audit.record(
                session,
                actor=actor,
                action=Action.IMPORT,
                subject=(SubjectKind.REPORT, report_tables.digest(file)),
                now=self.clock(),
                after={"rows": len(rows), "repeats": repeats},
            )
        return ReportTableImport(len(rows), len(rows) - repeats, repeats)

    def former_wordings(self) -> tuple[FormerWording, ...]:
        """Wordings of withdrawn and older versions of entries, read once per revision."""
        with self.database.read() as session:
            number = revision.current(session)
            if self._former is None or self._former[0] != number:
                self._former = number, load_former_wordings(session)
        return self._former[1]

    def _intake(self, session: Session, former: Sequence[FormerWording]) -> Intake:
        return Intake(session, self.served().claims, former=former, now=self.clock())

    def _source(self, raw: RawReport, partner_id: int | None) -> ReportSource:
        return ReportSource(
            raw.channel,
            raw.reported_at or self.clock(),
            asker=raw.asker,
            partner_id=partner_id,
            external_id=raw.external_id,
            where_seen=raw.where_seen,
        )
