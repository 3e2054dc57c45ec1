"""Finding what was reported. Functions take the session and never commit.

Reports come in by ``knowledge.emerging.intake``; staff work by ``ledger``, ``answering`` and ``rearranging``, and read
by ``listing``.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.emerging.models import EmergingReport
from knowledge.emerging.query_codes import stored_code
from knowledge.errors import NotFound


def find_report(session: Session, query_code: str) -> EmergingReport:
    """The report with this code, however it is typed. Raises ``NotFound``."""
    code = stored_code(query_code)
    report = session.scalar(select(EmergingReport).where(EmergingReport.query_code == code))
    if report is None:
        raise NotFound("query code", query_code)
    return report
