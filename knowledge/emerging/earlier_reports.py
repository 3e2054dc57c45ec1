"""What the database holds already of reports that come in: asked once for all of them. Takes the session."""

from collections.abc import Callable, Iterable, Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from knowledge.emerging.kinds import IntakeChannel
from knowledge.emerging.models import EmergingReport, SentMention
from knowledge.emerging.query_codes import new_code
from knowledge.emerging.raw import ReportSource

_Number = tuple[int | IntakeChannel, str]


class EarlierReports:
    """Reports the coming ones may repeat, and query codes nobody has.

    ``note`` every report that is kept, so that the later of two that came together finds the earlier.
    """

    def __init__(
        self,
        session: Session,
        sources: Sequence[ReportSource],
        asker_keys: Sequence[str],
        *,
        make_code: Callable[[], str] = new_code,
    ) -> None:
        self._by_number = _by_number(session, sources)
        named = [key for key, source in zip(asker_keys, sources, strict=True) if source.asker is not None]
        self._by_asker = _by_asker(session, named)
        self._codes = _unused_codes(session, len(sources), make_code)

    def sent(self, source: ReportSource) -> EmergingReport | None:
        """The report that holds what came under this number before."""
        number = _number(source)
        return self._by_number.get(number) if number is not None else None

    def of_asker(self, asker_key: str, cluster_id: int) -> EmergingReport | None:
        """What the asker said that day about the same rumor: the key holds the day."""
        return self._by_asker.get((asker_key, cluster_id))

    def unused_code(self) -> str:
        """A query code nobody has; one for each report that was announced."""
        return self._codes.pop()

    def note(self, report: EmergingReport, source: ReportSource) -> None:
        """The report holds what comes from this source."""
        number = _number(source)
        if number is not None:
            self._by_number[number] = report
        self._by_asker[report.asker_key, report.cluster.id] = report


def _number(source: ReportSource) -> _Number | None:
    """The sender's own number of a report, with who the sender is: a partner, or a channel of the office's own."""
    if source.external_id is None:
        return None
    return (source.partner_id if source.partner_id is not None else source.channel, source.external_id)


def _by_number(session: Session, sources: Iterable[ReportSource]) -> dict[_Number, EmergingReport]:
    numbers: dict[int | None, list[str]] = {}
    for source in sources:
        if source.external_id is not None:
            numbers.setdefault(source.partner_id, []).append(source.external_id)
    found: dict[_Number, EmergingReport] = {}
    for partner_id, external_ids in numbers.items():
        mentions = select(SentMention.channel, SentMention.external_id, EmergingReport).join(
            EmergingReport, EmergingReport.id == SentMention.report_id
        )
        for channel, external_id, report in session.execute(
            mentions.where(*_sent_by(SentMention, partner_id, external_ids))
        ):
            found[partner_id if partner_id is not None else channel, external_id] = report
        reports = select(EmergingReport).where(*_sent_by(EmergingReport, partner_id, external_ids))
        for report in session.scalars(reports):
            assert report.external_id is not None, "it was asked for by it"
            found[partner_id if partner_id is not None else report.channel, report.external_id] = report
    return found


def _sent_by(
    table: type[EmergingReport] | type[SentMention], partner_id: int | None, external_ids: Sequence[str]
) -> tuple[ColumnElement[bool], ...]:
    # NULLs are never equal to the unique key; writers take turns, so this look is enough.
    sender = table.partner_id == partner_id if partner_id is not None else table.partner_id.is_(None)
    return sender, table.external_id.in_(external_ids)


def _by_asker(session: Session, asker_keys: Sequence[str]) -> dict[tuple[str, int], EmergingReport]:
    if not asker_keys:
        return {}
    reports = select(EmergingReport).where(EmergingReport.asker_key.in_(asker_keys)).order_by(EmergingReport.id.desc())
    # Of two that staff put together the first counts.
    return {(report.asker_key, report.cluster_id): report for report in session.scalars(reports)}


def _unused_codes(session: Session, count: int, make: Callable[[], str]) -> list[str]:
    codes: set[str] = set()
    while len(codes) < count:
        made = {make() for _ in range(count - len(codes))} - codes
        taken = select(EmergingReport.query_code).where(EmergingReport.query_code.in_(made))
        codes |= made - set(session.scalars(taken))
    return list(codes)
