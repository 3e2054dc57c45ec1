"""Taking in leads: by conversation, by form, from partners, from a table."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from knowledge import revision
from knowledge.audit import service as audit
from knowledge.audit.actions import Action, SubjectKind
from knowledge.checking import CheckOutcome
from knowledge.emerging import report_tables
from knowledge.emerging.former import FormerWording, load_former_wordings
from knowledge.emerging.intake import Intake, TakenIn
from knowledge.emerging.known_reports import KnownReports
from knowledge.emerging.raw import RawReport, ReportSource, moment_of, read_raw
from knowledge.emerging.reading import ReadReport
from knowledge.emerging.report_tables import ReportTableImport
from knowledge.errors import InvalidInput, UnusableReport
from knowledge.inquiries.views import Receipt
from knowledge.runtime import Runtime
from knowledge.staff import service as staff
from knowledge.staff.permissions import Permission

_LOADING = threading.Lock()
"""Requests that come right after the start wait for one reading of the reports instead of each doing it."""

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
    _known_reports: KnownReports | None = None

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
        former = self.prepare_intake()
        with self.database.write() as session:
            return FormOutcome(None, self._intake(session, former).take(read, source).receipt)

    def take_reports(self, raws: Sequence[RawReport], *, partner_id: int | None = None) -> list[TakenIn]:
        """Take in many reports, in parts of ``REPORTS_AT_ONCE``; what became of each, in their order.

        Raises ``UnusableReport``, before anything is written, when one of them cannot be used. Interrupted, the same
        reports may be sent again: those with an ``external_id`` are taken in once.
        """
        now = self.clock()
        pairs = [_usable(position, raw, partner_id, now) for position, raw in enumerate(raws)]
        former = self.prepare_intake()
        taken: list[TakenIn] = []
        for start in range(0, len(pairs), REPORTS_AT_ONCE):
            with self.database.write() as session:
                taken += self._intake(session, former).take_all(pairs[start : start + REPORTS_AT_ONCE])
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

    def prepare_intake(self) -> tuple[FormerWording, ...]:
        """Read what placing a report needs, outside the writers' turn: the first time that takes seconds when there
        are tens of thousands of reports. Return the former wordings."""
        self._known()
        return self.former_wordings()

    def former_wordings(self) -> tuple[FormerWording, ...]:
        """Wordings of withdrawn and older versions of entries, read once per revision."""
        with self.database.read() as session:
            number = revision.current(session)
            if self._former is None or self._former[0] != number:
                self._former = number, load_former_wordings(session)
        return self._former[1]

    def _intake(self, session: Session, former: Sequence[FormerWording]) -> Intake:
        return Intake(session, self.served().claims, self._known(), former=former, now=self.clock())

    def _known(self) -> KnownReports:
        with _LOADING:
            if self._known_reports is None:
                known = KnownReports(self.served().claims)
                with self.database.read() as session:
                    known.refresh(session)
                # From here on only who has the writers' turn touches it.
                self._known_reports = known
            return self._known_reports


def _usable(position: int, raw: RawReport, partner_id: int | None, now: datetime) -> tuple[ReadReport, ReportSource]:
    """A report as it is read and where it comes from. Raises ``UnusableReport``."""
    try:
        read, reported_at = read_raw(raw), moment_of(raw, now)
    except InvalidInput as error:
        raise UnusableReport(position, error.field, error.message) from error
    return read, ReportSource(
        raw.channel,
        reported_at,
        # Every sender numbers its callers in its own way: caller 1 of one is not caller 1 of another.
        asker=f"{raw.channel}:{partner_id or ''}:{raw.asker}" if raw.asker is not None else None,
        partner_id=partner_id,
        external_id=raw.external_id,
        where_seen=raw.where_seen,
    )
